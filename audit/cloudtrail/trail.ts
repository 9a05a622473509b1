import type { AccessLogRecord } from '../../contract/access-log-fields';
import { readPrincipalArn } from '../../contract/principal-arn';
import { requireMemory } from '../memory';
import { grouped } from '../output/numbers';
import { isInWindow, type Selection } from '../records/selection';
import type { Disagreement, Witness } from '../records/witness';
import { remembering } from '../remembering';
import type { ConfigurationChange } from './configuration-changes';
import { Crowd, MOST_SAIDS } from './crowd';
import type { EndpointDenial, RequestEvent } from './events';
import { hasHostId, keyOf } from './request-key';
import { IN_WINDOW, LOGGED, RequestTable } from './request-table';
import {
  ANONYMOUS,
  areOtherPrincipals,
  conflicting,
  normalizedAddress,
  saidBy,
  textOf,
  toldBy,
  withOwnAddress,
  type Said,
  type Told,
} from './testimony';

/** What all events of a request say, one object for all requests of which the same is said. */
export interface Testimony {
  /** From 1. */
  readonly number: number;
  readonly told: Told;
}

interface KnownTestimony extends Testimony {
  /** All different; of a crowd those that came after it was one are not among them. */
  readonly saids: readonly [Said, ...Said[]];
  readonly apart: boolean;
  /** Of a request of which too much is said: its own, and it grows. */
  readonly crowd?: Crowd;
}

/** A request as its events alone tell of it. */
export interface UnloggedRequest {
  /** What it is known by (request-key.ts), one character for each byte. */
  readonly key: string;
  readonly told: Told;
  /** Whether a line of the access log could have told of it: without a host id no line is known to be of it. */
  readonly joinable: boolean;
  readonly inWindow: boolean;
  /** First and last event, in seconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/** What of a log line must agree with the event. */
export type LoggedPath = Pick<AccessLogRecord, 'bucket' | 'requester' | 'remoteIp'>;

/** What a log line is known to CloudTrail by. */
export type LoggedIds = Pick<AccessLogRecord, 'requestId' | 'hostId' | 'bucket' | 'time'>;

/** What CloudTrail has of a request, and whether any of its events lies in the window. */
export interface FoundTestimony {
  readonly testimony: Testimony;
  readonly inWindow: boolean;
}

/** No request takes so long, nor do clocks differ so much: what lies further apart is not of one request. */
export const FURTHEST_APART = 86_400;

/** Memory is looked at each time that so many testimonies have been added. */
const LOOKED_AT_EVERY = 4096;

function differing(testimonies: number): string {
  return `${grouped(testimonies)} different things that CloudTrail says of requests: judge a shorter time, each with the files of its own days`;
}

const EVERYTHING: Selection = { buckets: [], since: null, until: null };

/**
 * What CloudTrail recorded of requests, to be held against the access log.
 *
 * The join is on request ID and host id, both written by S3. No AWS page states that CloudTrail's `requestID` is the access
 * log's; the match rate is reported for that reason.
 */
export class Trail {
  private readonly requests: RequestTable;
  private readonly testimonies = new Map<string, KnownTestimony>();
  private readonly numbered: KnownTestimony[] = [];
  private readonly joint = new Map<string, KnownTestimony>();
  private readonly witnesses = new Map<string, Witness>();
  private readonly addressOf = remembering(normalizedAddress);
  private readonly accountOf = remembering(accountOfRequester);
  /** Denials of endpoint policies, which no access log has. */
  readonly denials: EndpointDenial[] = [];
  /** Changes of configuration within the window, where the selection asks for what happened over time. */
  readonly changes: ConfigurationChange[] = [];
  /** Events of requests read, copies of one request in two trails counted twice. */
  events = 0;

  /**
   * @param selection whose buckets' log lines tell of a request, and in whose window a request lies when any event of its does.
   * @param most bytes that the requests may take.
   */
  constructor(
    private readonly selection: Selection = EVERYTHING,
    most?: number,
  ) {
    this.requests = new RequestTable(most);
  }

  /** Adds a change of configuration; there may be very many, which few ask for. */
  addChange(change: ConfigurationChange): void {
    if (this.selection.hourly === true && isInWindow(change.time, this.selection)) this.changes.push(change);
  }

  /** Adds an event of a request. */
  add(event: RequestEvent): void {
    const key = keyOf(event.requestId, event.hostId);
    this.addTestimony(key, 0, key.length, event.time, this.testimonyFor(event));
  }

  /**
   * Adds what an event says of a request.
   *
   * @param key of the request, by request-key.ts, from `from` to `end`.
   * @param time of the event, in seconds since the epoch.
   * @param testimony of the event alone, from this trail.
   * @throws InputError when there is no memory for further requests.
   */
  addTestimony(key: Uint8Array, from: number, end: number, time: number, testimony: Testimony): void {
    this.events++;
    const { requests } = this;
    const before = requests.size;
    const request = requests.findOrAdd(key, from, end);
    const inWindow = isInWindow(time, this.selection) ? IN_WINDOW : 0;
    if (request === before) {
      requests.testimonies[request] = testimony.number;
      requests.firsts[request] = requests.lasts[request] = time;
      requests.marks[request] = inWindow;
      return;
    }
    const first = Math.min(requests.firsts[request] ?? NaN, time);
    const last = Math.max(requests.lasts[request] ?? NaN, time);
    requests.firsts[request] = first;
    requests.lasts[request] = last;
    requests.marks[request] = (requests.marks[request] ?? 0) | inWindow;
    const known = this.numberedTestimony(requests.testimonies[request] ?? 0);
    const added = this.numberedTestimony(testimony.number);
    requests.testimonies[request] = this.together(known, added, last - first > FURTHEST_APART).number;
  }

  /**
   * Finds the testimony for a record of the access log and marks the request as logged.
   *
   * @returns `null` where CloudTrail has no record of the request.
   */
  testimonyOf({ requestId, hostId, bucket, time }: LoggedIds): FoundTestimony | null {
    if (hostId === null) return null;
    const key = keyOf(requestId, hostId);
    return this.testimonyAt(key, key.length, () => bucket, time);
  }

  /**
   * The same for a record whose key has been written.
   *
   * @param end where the key ends, which begins with the first byte.
   * @param bucketOf gives the bucket of the record, where anybody asks.
   */
  testimonyAt(key: Uint8Array, end: number, bucketOf: () => string, time: number): FoundTestimony | null {
    const { requests } = this;
    const request = requests.find(key, 0, end);
    if (request < 0) return null;
    const marks = requests.marks[request] ?? 0;
    // A copy has a line in the log of each of its two buckets: one that is not asked for is not judged, so the event must be.
    const { buckets } = this.selection;
    if (buckets.length === 0 || buckets.includes(bucketOf())) requests.marks[request] = marks | LOGGED;
    const testimony = this.numberedTestimony(requests.testimonies[request] ?? 0);
    const [first = NaN, last = NaN] = [requests.firsts[request], requests.lasts[request]];
    const apart = Math.abs(time - first) > FURTHEST_APART || Math.abs(time - last) > FURTHEST_APART;
    return {
      testimony: apart ? this.together(testimony, testimony, true) : testimony,
      inWindow: (marks & IN_WINDOW) !== 0,
    };
  }

  /** The testimony of this number. @throws Error when there is none. */
  numberedTestimony(number: number): KnownTestimony {
    const testimony = this.numbered[number - 1];
    if (testimony === undefined) throw new Error(`there is no testimony ${number}`);
    return testimony;
  }

  /** What a testimony is worth for a line of the access log that it was found for: they may contradict each other. */
  witnessFor({ told }: Testimony, logged: LoggedPath): Witness {
    const witness = logged.remoteIp === null ? withOwnAddress(told) : told.witness;
    const about = witness.path === 'contradiction' ? undefined : this.contradictionOf(told, logged);
    return this.interned(about === undefined ? witness : { ...witness, path: 'contradiction', about });
  }

  /** Finds the testimony for a record, marks the request as logged, and says what the testimony is worth for it. */
  witnessOf(record: LoggedPath & LoggedIds): Witness | null {
    const found = this.testimonyOf(record);
    return found === null ? null : this.witnessFor(found.testimony, record);
  }

  /** Requests that no access log line seen so far tells of. */
  *unlogged(): Generator<UnloggedRequest> {
    const { requests } = this;
    for (let request = 0; request < requests.size; request++) {
      const marks = requests.marks[request] ?? 0;
      if ((marks & LOGGED) !== 0) continue;
      const key = requests.keyOf(request);
      yield {
        key: key.toString('latin1'),
        told: this.numberedTestimony(requests.testimonies[request] ?? 0).told,
        joinable: hasHostId(key),
        inWindow: (marks & IN_WINDOW) !== 0,
        first: requests.firsts[request] ?? NaN,
        last: requests.lasts[request] ?? NaN,
      };
    }
  }

  /** The testimony of one event. */
  testimonyFor(said: Said): Testimony {
    return this.testimonyBy([saidBy(said)], false);
  }

  private together(a: KnownTestimony, b: KnownTestimony, apart: boolean): KnownTestimony {
    if (a.crowd !== undefined) return a === b ? a : inCrowd(a, b.saids);
    const isApart = a.apart || b.apart || apart;
    // A copy from another trail says nothing new.
    if (a === b && isApart === a.apart) return a;
    const key = `${a.number} ${b.number} ${isApart}`;
    const known = this.joint.get(key);
    if (known !== undefined) return known;
    const made = this.testimonyBy([...a.saids, ...b.saids], isApart);
    if (made.saids.length > MOST_SAIDS) return this.crowdOf(made);
    this.joint.set(key, made);
    return made;
  }

  /** Of the request alone: others of which the same was said so far may have other events to come. */
  private crowdOf({ saids }: KnownTestimony): KnownTestimony {
    const crowd = new Crowd();
    const made = {
      number: this.numbered.length + 1,
      ...{ saids, crowd, apart: true },
      get told() {
        return crowd.told;
      },
    };
    this.numbered.push(made);
    return inCrowd(made, saids);
  }

  private testimonyBy(saids: readonly Said[], apart: boolean): KnownTestimony {
    const byText = new Map(saids.map((said) => [textOf(said), said]));
    const texts = [...byText.keys()].sort();
    const key = `${apart ? '+' : ''}${texts.join('\n')}`;
    const known = this.testimonies.get(key);
    if (known !== undefined) return known;
    const [first, ...others] = texts.flatMap((text) => byText.get(text) ?? []);
    if (first === undefined) throw new Error('a testimony of no event');
    const told = toldBy([first, ...others], apart);
    const testimony = { number: this.numbered.length + 1, saids: [first, ...others] as const, apart, told };
    this.testimonies.set(key, testimony);
    this.numbered.push(testimony);
    if (this.numbered.length % LOOKED_AT_EVERY === 0) requireMemory(differing(this.numbered.length));
    return testimony;
  }

  /** An event is the event of a log line only if bucket and caller agree and the addresses do not conflict. */
  private contradictionOf(told: Told, { bucket, requester, remoteIp }: LoggedPath): Disagreement | undefined {
    if (!told.buckets.includes(bucket)) return 'bucket';
    if (conflicting(requester === null ? ANONYMOUS : this.accountOf(requester), told.account)) return 'account';
    if (areOtherPrincipals(requester, told.caller)) return 'caller';
    const logged = remoteIp === null ? null : (this.addressOf(remoteIp) ?? remoteIp);
    return conflicting(logged, told.address) ? 'address' : undefined;
  }

  /** One object for all testimonies that are worth the same: they make one group. */
  private interned(witness: Witness): Witness {
    const key = JSON.stringify(witness);
    const known = this.witnesses.get(key) ?? witness;
    this.witnesses.set(key, known);
    return known;
  }
}

function inCrowd(testimony: KnownTestimony, saids: readonly Said[]): KnownTestimony {
  for (const said of saids) testimony.crowd?.add(said);
  return testimony;
}

/** The account of a requester, or the service it is; `null` where the log does not tell (a canonical user id). */
function accountOfRequester(requester: string): string | null {
  if (requester === 'AmazonS3') return 'svc:s3.amazonaws.com';
  return requester.startsWith('svc:') ? requester : (readPrincipalArn(requester)?.accountId ?? null);
}
