import type { AccessLogRecord } from '../../contract/access-log-fields';
import { readAddress } from '../../contract/address';
import { readPrincipalArn } from '../../contract/principal-arn';
import { exposureOf } from '../records/outcome';
import { remembering } from '../remembering';
import { statusOfError } from './error-status';
import type { EndpointDenial, RequestEvent } from './events';
import type { Disagreement, Path, Witness } from '../records/witness';

/** What an event says of its request, but for its ids and time: millions of events say a few thousand different things. */
export type Said = Omit<RequestEvent, 'kind' | 'requestId' | 'hostId' | 'time'>;

/** What all events of a request say together: the bucket owner's trail and the requester's may each have one. */
export interface Testimony extends Said {
  /** From 1. */
  readonly number: number;
  /** What it testifies unless the log contradicts it. */
  readonly witness: Witness;
  /** The normalized source address, or `null` for a service: a service stands for whatever address it has. */
  readonly address: string | null;
}

/** A request that CloudTrail has an event of. */
interface Request {
  testimony: Testimony;
  /** Of its first event, in seconds since the epoch. */
  readonly time: number;
  logged: boolean;
}

/** What of a log line must agree with the event. */
export type LoggedPath = Pick<AccessLogRecord, 'bucket' | 'requester' | 'remoteIp'>;

/**
 * What CloudTrail recorded of requests, to be held against the access log.
 *
 * The join is on request ID and host id, both written by S3. No AWS page states that CloudTrail's `requestID` is the access
 * log's; the match rate is reported for that reason.
 */
export class Trail {
  private readonly requests = new Map<string, Request>();
  private readonly testimonies = new Map<string, Testimony>();
  private readonly numbered: Testimony[] = [];
  private readonly witnesses = new Map<string, Witness>();
  private readonly addressOf = remembering(addressText);
  private readonly accountOf = remembering((arn) => readPrincipalArn(arn)?.accountId ?? null);
  /** Denials of endpoint policies, which no access log has. */
  readonly denials: EndpointDenial[] = [];
  /** Events of requests read, copies of one request in two trails counted twice. */
  events = 0;

  /**
   * @param buckets whose log lines tell of a request; empty stands for all.
   */
  constructor(private readonly buckets: readonly string[] = []) {}

  /** Adds an event of a request. */
  add(event: RequestEvent): void {
    this.addTestimony(keyOf(event), event.time, this.testimonyFor(event));
  }

  /**
   * Adds what an event says of a request.
   *
   * @param key of the request, by {@link keyOf}.
   * @param time of the event, in seconds since the epoch.
   */
  addTestimony(key: string, time: number, testimony: Testimony): void {
    this.events++;
    const known = this.requests.get(key);
    if (known === undefined) {
      this.requests.set(key, { testimony, time, logged: false });
      return;
    }
    const earlier = known.testimony;
    // A copy from another trail says nothing new.
    if (earlier === testimony) return;
    const disagreed =
      earlier.witness.path === 'contradiction' ? earlier.witness.about : disagreementOf(earlier, testimony);
    known.testimony = this.testimonyFor(together(earlier, testimony), disagreed);
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
  }: Pick<AccessLogRecord, 'requestId' | 'hostId' | 'bucket'>): Testimony | null {
    const request = hostId === null ? undefined : this.requests.get(keyOf({ requestId, hostId }));
    if (request === undefined) return null;
    // A copy has a line in the log of each of its two buckets: one that is not asked for is not judged, so the event must be.
    if (this.buckets.length === 0 || this.buckets.includes(bucket)) request.logged = true;
    return request.testimony;
  }

  /** The testimony of this number. @throws Error when there is none. */
  numberedTestimony(number: number): Testimony {
    const testimony = this.numbered[number - 1];
    if (testimony === undefined) throw new Error(`there is no testimony ${number}`);
    return testimony;
  }

  /** What a testimony is worth for a line of the access log that it was found for: they may contradict each other. */
  witnessFor(testimony: Testimony, { bucket, requester, remoteIp }: LoggedPath): Witness {
    const about = contradictionOf(testimony, {
      bucket,
      account: requester === null ? ANONYMOUS : this.accountOf(requester),
      address: remoteIp === null ? null : (this.addressOf(remoteIp) ?? remoteIp),
    });
    return about === undefined ? testimony.witness : this.contradiction(about, testimony);
  }

  /** Finds the testimony for a record, marks the request as logged, and says what the testimony is worth for it. */
  witnessOf(record: LoggedPath & Pick<AccessLogRecord, 'requestId' | 'hostId'>): Witness | null {
    const testimony = this.testimonyOf(record);
    return testimony === null ? null : this.witnessFor(testimony, record);
  }

  /** Requests that no access log line seen so far tells of. */
  *unlogged(): Generator<{ readonly event: Said & Pick<RequestEvent, 'time'>; readonly witness: Witness }> {
    for (const { testimony, time, logged } of this.requests.values()) {
      if (!logged) yield { event: { ...saidBy(testimony), time }, witness: testimony.witness };
    }
  }

  /** One object for all requests of which the same is said. */
  testimonyFor(said: Said, disagreed?: Disagreement): Testimony {
    const key = `${disagreed ?? ''} ${textOf(said)}`;
    const known = this.testimonies.get(key);
    if (known !== undefined) return known;
    const testimony = {
      number: this.numbered.length + 1,
      ...saidBy(said),
      address: this.addressOf(said.sourceAddress),
      witness: disagreed === undefined ? this.interned(witnessOf(said)) : this.contradiction(disagreed, said),
    };
    this.testimonies.set(key, testimony);
    this.numbered.push(testimony);
    return testimony;
  }

  private contradiction(about: Disagreement, said: Said): Witness {
    return this.interned({ path: 'contradiction', about, ...outcomeOf(said) });
  }

  /** One object for all testimonies that are worth the same: they make one group. */
  private interned(witness: Witness): Witness {
    const key = JSON.stringify(witness);
    const known = this.witnesses.get(key) ?? witness;
    this.witnesses.set(key, known);
    return known;
  }
}

/** What an event says, without its ids and time. */
export function saidBy(event: Said): Said {
  const { buckets, eventName, errorCode, sourceAddress, vpcEndpointId, callerArn, callerAccount } = event;
  return { buckets, eventName, errorCode, sourceAddress, vpcEndpointId, callerArn, callerAccount };
}

/** All of what is said in one text: each part with its length before it, since a part may hold anything. */
export function textOf(said: Said): string {
  const { buckets, eventName, errorCode, sourceAddress, vpcEndpointId, callerArn, callerAccount } = said;
  const path = `${part(sourceAddress)}${part(vpcEndpointId)}`;
  const caller = `${part(callerArn)}${part(callerAccount)}`;
  return `${part(eventName)}${part(errorCode)}${path}${caller}${buckets.map(part).join('')}`;
}

function part(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/** What a request is known by. S3 writes no space into either part. */
export function keyOf({ requestId, hostId }: Pick<RequestEvent, 'requestId' | 'hostId'>): string {
  return `${requestId} ${hostId}`;
}

/** DNS name of a service, or requests within AWS (CloudTrail User Guide, "CloudTrail record contents", sourceIPAddress). */
const SERVICE = /^(AWS Internal|([a-z0-9-]+\.)+amazonaws\.com(\.cn)?)$/;

function witnessOf(said: Said): Witness {
  return { ...pathOf(said), ...outcomeOf(said) };
}

function outcomeOf({ errorCode }: Said): { readonly refused?: true } {
  return errorCode === null ? {} : { refused: true };
}

function pathOf({ vpcEndpointId, sourceAddress }: Said): Path {
  if (vpcEndpointId !== null) return { path: 'endpoint', vpcEndpointId };
  return SERVICE.test(sourceAddress) ? { path: 'service', service: sourceAddress } : { path: 'address' };
}

/** All that two events of one request say, to hold a third one and the log against; of two outcomes the worse counts. */
function together(a: Testimony, b: Testimony): Said {
  const alike = a.buckets.length === b.buckets.length && a.buckets.every((bucket) => b.buckets.includes(bucket));
  return {
    eventName: a.eventName,
    vpcEndpointId: a.vpcEndpointId,
    buckets: alike ? a.buckets : [...new Set([...a.buckets, ...b.buckets])],
    errorCode: worseOf(a.errorCode, b.errorCode),
    sourceAddress: a.address === null ? b.sourceAddress : a.sourceAddress,
    callerArn: oneOf(a.callerArn, b.callerArn),
    callerAccount: a.callerAccount ?? b.callerAccount,
  };
}

function worseOf(a: string | null, b: string | null): string | null {
  return exposureOf(statusOfError(b)) > exposureOf(statusOfError(a)) ? b : a;
}

/** Where two callers are told, neither can be known to be exempt: both together are no principal. */
function oneOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a === b ? a : `${a} or ${b}`;
}

/** Two events of one request must tell one story. */
function disagreementOf(a: Testimony, b: Testimony): Disagreement | undefined {
  if (a.vpcEndpointId !== b.vpcEndpointId) return 'endpoint';
  if (conflicting(a.address, b.address)) return 'address';
  if (pathOf(a).path !== pathOf(b).path) return 'address';
  if ((a.errorCode === null) !== (b.errorCode === null)) return 'outcome';
  if (!a.buckets.some((bucket) => b.buckets.includes(bucket))) return 'bucket';
  return conflicting(a.callerAccount, b.callerAccount) ? 'account' : undefined;
}

/** CloudTrail's account of a caller without credentials, whom the log calls `-`. */
const ANONYMOUS = 'ANONYMOUS_PRINCIPAL';

/** An event is the event of a log line only if bucket and account agree and the addresses do not conflict. */
function contradictionOf(
  testimony: Testimony,
  logged: { readonly bucket: string; readonly account: string | null; readonly address: string | null },
): Disagreement | undefined {
  if (!testimony.buckets.includes(logged.bucket)) return 'bucket';
  if (conflicting(logged.account, testimony.callerAccount)) return 'account';
  return conflicting(logged.address, testimony.address) ? 'address' : undefined;
}

function addressText(text: string): string | null {
  return readAddress(text)?.toNormalizedString() ?? null;
}

/** Two statements conflict when both are made and differ. */
function conflicting(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}
