import type { AccessLogRecord } from '../../contract/access-log-fields';
import { readPrincipalArn } from '../../contract/principal-arn';
import { InputError } from '../errors/input-error';
import { requireMemory } from '../memory';
import { grouped } from '../output/numbers';
import { isInWindow, type Selection } from '../records/selection';
import type { Disagreement, Witness } from '../records/witness';
import { remembering } from '../remembering';
import type { EndpointDenial, RequestEvent } from './events';
import {
  ANONYMOUS,
  areOtherPrincipals,
  conflicting,
  normalizedAddress,
  saidBy,
  textOf,
  toldBy,
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
  readonly saids: readonly [Said, ...Said[]];
  readonly apart: boolean;
}

/** A request that CloudTrail has an event of. Times are seconds since the epoch. */
interface Request {
  testimony: KnownTestimony;
  first: number;
  last: number;
  /** Whether any of its events lies in the window. */
  inWindow: boolean;
  logged: boolean;
}

/** A request as its events alone tell of it. */
export interface UnloggedRequest {
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

/** No request takes so long, nor do clocks differ so much: what lies further apart is not of one request. */
export const FURTHEST_APART = 86_400;

/** Most requests that one trail may hold: a Map of V8's takes no more. */
export const MOST_REQUESTS = 2 ** 24;
/** How often it is looked at whether further requests fit. */
const EVERY_SO_MANY = 2 ** 12;

function refuseWhatDoesNotFit(requests: number): void {
  requireMemory(
    `events of more than ${grouped(requests)} requests: judge a shorter time, each with the files of its own days`,
  );
  if (requests + EVERY_SO_MANY <= MOST_REQUESTS) return;
  throw new InputError([
    `--cloudtrail: holds events of more than ${grouped(requests)} requests: judge a shorter time, each with the files of its own days`,
  ]);
}

const EVERYTHING: Selection = { buckets: [], since: null, until: null };

/**
 * What CloudTrail recorded of requests, to be held against the access log.
 *
 * The join is on request ID and host id, both written by S3. No AWS page states that CloudTrail's `requestID` is the access
 * log's; the match rate is reported for that reason.
 */
export class Trail {
  private readonly requests = new Map<string, Request>();
  private readonly testimonies = new Map<string, KnownTestimony>();
  private readonly numbered: KnownTestimony[] = [];
  private readonly joint = new Map<string, KnownTestimony>();
  private readonly witnesses = new Map<string, Witness>();
  private readonly addressOf = remembering(normalizedAddress);
  private readonly accountOf = remembering(accountOfRequester);
  /** Denials of endpoint policies, which no access log has. */
  readonly denials: EndpointDenial[] = [];
  /** Events of requests read, copies of one request in two trails counted twice. */
  events = 0;

  /**
   * @param selection whose buckets' log lines tell of a request, and in whose window a request lies when any event of its does.
   */
  constructor(private readonly selection: Selection = EVERYTHING) {}

  /** Adds an event of a request. */
  add(event: RequestEvent): void {
    this.addTestimony(keyOf(event), event.time, this.testimonyFor(event));
  }

  /**
   * Adds what an event says of a request.
   *
   * @param key of the request, by {@link keyOf}.
   * @param time of the event, in seconds since the epoch.
   * @param testimony of the event alone, from this trail.
   */
  addTestimony(key: string, time: number, testimony: Testimony): void {
    this.events++;
    const added = this.numberedTestimony(testimony.number);
    const inWindow = isInWindow(time, this.selection);
    const known = this.requests.get(key);
    if (known === undefined) {
      if (this.requests.size % EVERY_SO_MANY === 0) refuseWhatDoesNotFit(this.requests.size);
      this.requests.set(key, { testimony: added, first: time, last: time, inWindow, logged: false });
      return;
    }
    known.first = Math.min(known.first, time);
    known.last = Math.max(known.last, time);
    known.inWindow ||= inWindow;
    const apart = known.last - known.first > FURTHEST_APART;
    known.testimony = this.together(known.testimony, added, apart);
  }

  /**
   * Finds the testimony for a record of the access log and marks the request as logged.
   *
   * @returns `null` where CloudTrail has no record of the request.
   */
  testimonyOf({
    requestId,
    hostId,
    bucket,
    time,
  }: LoggedIds): { readonly testimony: Testimony; readonly inWindow: boolean } | null {
    const request = hostId === null ? undefined : this.requests.get(keyOf({ requestId, hostId }));
    if (request === undefined) return null;
    // A copy has a line in the log of each of its two buckets: one that is not asked for is not judged, so the event must be.
    const { buckets } = this.selection;
    if (buckets.length === 0 || buckets.includes(bucket)) request.logged = true;
    const { testimony, first, last, inWindow } = request;
    const apart = Math.abs(time - first) > FURTHEST_APART || Math.abs(time - last) > FURTHEST_APART;
    return { testimony: apart ? this.together(testimony, testimony, true) : testimony, inWindow };
  }

  /** The testimony of this number. @throws Error when there is none. */
  numberedTestimony(number: number): KnownTestimony {
    const testimony = this.numbered[number - 1];
    if (testimony === undefined) throw new Error(`there is no testimony ${number}`);
    return testimony;
  }

  /** What a testimony is worth for a line of the access log that it was found for: they may contradict each other. */
  witnessFor({ told }: Testimony, logged: LoggedPath): Witness {
    const about = told.witness.path === 'contradiction' ? undefined : this.contradictionOf(told, logged);
    return this.interned(about === undefined ? told.witness : { ...told.witness, path: 'contradiction', about });
  }

  /** Finds the testimony for a record, marks the request as logged, and says what the testimony is worth for it. */
  witnessOf(record: LoggedPath & LoggedIds): Witness | null {
    const found = this.testimonyOf(record);
    return found === null ? null : this.witnessFor(found.testimony, record);
  }

  /** Requests that no access log line seen so far tells of. */
  *unlogged(): Generator<UnloggedRequest> {
    for (const [key, { testimony, first, last, inWindow, logged }] of this.requests) {
      if (!logged) yield { told: testimony.told, joinable: !key.endsWith(' '), inWindow, first, last };
    }
  }

  /** The testimony of one event. */
  testimonyFor(said: Said): Testimony {
    return this.testimonyBy([said], false);
  }

  private together(a: KnownTestimony, b: KnownTestimony, apart: boolean): KnownTestimony {
    const isApart = a.apart || b.apart || apart;
    // A copy from another trail says nothing new.
    if (a === b && isApart === a.apart) return a;
    const key = `${a.number} ${b.number} ${isApart}`;
    const known = this.joint.get(key);
    if (known !== undefined) return known;
    const made = this.testimonyBy([...a.saids, ...b.saids], isApart);
    this.joint.set(key, made);
    return made;
  }

  private testimonyBy(saids: readonly Said[], apart: boolean): KnownTestimony {
    const byText = new Map(saids.map((said) => [textOf(said), said]));
    const texts = [...byText.keys()].sort();
    const key = `${apart ? '+' : ''}${texts.join('\n')}`;
    const known = this.testimonies.get(key);
    if (known !== undefined) return known;
    const [first, ...others] = texts.flatMap((text) => byText.get(text) ?? []).map(saidBy);
    if (first === undefined) throw new Error('a testimony of no event');
    const told = toldBy([first, ...others], apart);
    const testimony = { number: this.numbered.length + 1, saids: [first, ...others] as const, apart, told };
    this.testimonies.set(key, testimony);
    this.numbered.push(testimony);
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

/** What a request is known by. S3 writes no space into either part; where there is no host id, it ends with one. */
export function keyOf({ requestId, hostId }: Pick<RequestEvent, 'requestId' | 'hostId'>): string {
  return `${requestId} ${hostId ?? ''}`;
}

/** The account of a requester, or the service it is; `null` where the log does not tell (a canonical user id). */
function accountOfRequester(requester: string): string | null {
  if (requester === 'AmazonS3') return 'svc:s3.amazonaws.com';
  return requester.startsWith('svc:') ? requester : (readPrincipalArn(requester)?.accountId ?? null);
}
