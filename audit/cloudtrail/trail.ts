import type { AccessLogRecord } from '../../contract/access-log-fields';
import { readAddress } from '../../contract/address';
import { readPrincipalArn } from '../../contract/principal-arn';
import type { EndpointDenial, RequestEvent } from './events';

/** What CloudTrail testifies about one request. */
export type Witness = Path & {
  /** CloudTrail says that the request was refused or failed; without it, that it succeeded. */
  readonly refused?: true;
};

type Path =
  /** It came through this endpoint, be it the expected one or not. */
  | { readonly path: 'endpoint'; readonly vpcEndpointId: string }
  /** A service made it, on its own or somebody's behalf, through no endpoint. */
  | { readonly path: 'service'; readonly service: string }
  /** It came through no endpoint and is no service's: from an address, or from a source that can not be read as one. */
  | { readonly path: 'address' }
  /** Records contradict each other or the access log, so none of them proves anything. */
  | { readonly path: 'contradiction'; readonly about: Disagreement };

type Disagreement = 'bucket' | 'account' | 'address' | 'endpoint' | 'outcome';

/** The events of one request: the bucket owner's trail and the requester's may each have one. */
interface Testimony {
  /** What all of them say together. */
  event: RequestEvent;
  witness: Witness;
  logged: boolean;
}

/**
 * What CloudTrail recorded of requests, to be held against the access log.
 *
 * The join is on request ID and host id, both written by S3. No AWS page states that CloudTrail's `requestID` is the access
 * log's; the match rate is reported for that reason.
 */
export class Trail {
  private readonly testimonies = new Map<string, Testimony>();
  private readonly witnesses = new Map<string, Witness>();
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
    this.events++;
    const key = keyOf(event.requestId, event.hostId);
    const earlier = this.testimonies.get(key);
    if (earlier === undefined) {
      this.testimonies.set(key, { event, witness: this.interned(witnessOf(event)), logged: false });
      return;
    }
    const about = disagreementOf(earlier.event, event);
    const disagreed = earlier.witness.path === 'contradiction' ? earlier.witness.about : about;
    earlier.event = together(earlier.event, event);
    earlier.witness = this.interned(
      disagreed === undefined ? witnessOf(earlier.event) : contradiction(disagreed, earlier.event),
    );
  }

  /**
   * Finds the testimony for a record of the access log and marks the request as logged.
   *
   * @returns `null` where CloudTrail has no record of the request.
   */
  witnessOf(
    record: Pick<AccessLogRecord, 'requestId' | 'hostId' | 'bucket' | 'requester' | 'remoteIp'>,
  ): Witness | null {
    const testimony = record.hostId === null ? undefined : this.testimonies.get(keyOf(record.requestId, record.hostId));
    if (testimony === undefined) return null;
    // A copy has a line in the log of each of its two buckets: one that is not asked for is not judged, so the event must be.
    if (this.buckets.length === 0 || this.buckets.includes(record.bucket)) testimony.logged = true;
    const about = contradictionOf(testimony.event, record);
    return about === undefined ? testimony.witness : this.interned(contradiction(about, testimony.event));
  }

  /** Requests that no access log line seen so far tells of. */
  *unlogged(): Generator<{ readonly event: RequestEvent; readonly witness: Witness }> {
    for (const testimony of this.testimonies.values()) {
      if (!testimony.logged) yield testimony;
    }
  }

  /** One object for each different testimony: there may be millions of requests. */
  private interned(witness: Witness): Witness {
    const key = JSON.stringify(witness);
    const known = this.witnesses.get(key);
    if (known !== undefined) return known;
    this.witnesses.set(key, witness);
    return witness;
  }
}

/** Neither part can hold a space. */
function keyOf(requestId: string, hostId: string): string {
  return `${requestId} ${hostId}`;
}

/** DNS name of a service, or requests within AWS (CloudTrail User Guide, "CloudTrail record contents", sourceIPAddress). */
const SERVICE = /^(AWS Internal|([a-z0-9-]+\.)+amazonaws\.com(\.cn)?)$/;

function witnessOf(event: RequestEvent): Witness {
  return { ...pathOf(event), ...outcomeOf(event) };
}

function contradiction(about: Disagreement, event: RequestEvent): Witness {
  return { path: 'contradiction', about, ...outcomeOf(event) };
}

function outcomeOf({ errorCode }: RequestEvent): { readonly refused?: true } {
  return errorCode === null ? {} : { refused: true };
}

function pathOf({ vpcEndpointId, sourceAddress }: RequestEvent): Path {
  if (vpcEndpointId !== null) return { path: 'endpoint', vpcEndpointId };
  return SERVICE.test(sourceAddress) ? { path: 'service', service: sourceAddress } : { path: 'address' };
}

/** All that two events of one request say, to hold a third one and the log against; of two outcomes the worse counts. */
function together(a: RequestEvent, b: RequestEvent): RequestEvent {
  const alike = a.buckets.length === b.buckets.length && a.buckets.every((bucket) => b.buckets.includes(bucket));
  return {
    ...a,
    buckets: alike ? a.buckets : [...new Set([...a.buckets, ...b.buckets])],
    errorCode: a.errorCode === null || b.errorCode === null ? null : a.errorCode,
    sourceAddress: addressText(a.sourceAddress) === null ? b.sourceAddress : a.sourceAddress,
    callerArn: a.callerArn ?? b.callerArn,
    callerAccount: a.callerAccount ?? b.callerAccount,
  };
}

/** Two events of one request must tell one story. */
function disagreementOf(a: RequestEvent, b: RequestEvent): Disagreement | undefined {
  if (a.vpcEndpointId !== b.vpcEndpointId) return 'endpoint';
  if (conflicting(addressText(a.sourceAddress), addressText(b.sourceAddress))) return 'address';
  if (pathOf(a).path !== pathOf(b).path) return 'address';
  if ((a.errorCode === null) !== (b.errorCode === null)) return 'outcome';
  if (!a.buckets.some((bucket) => b.buckets.includes(bucket))) return 'bucket';
  return conflicting(a.callerAccount, b.callerAccount) ? 'account' : undefined;
}

/** CloudTrail's account of a caller without credentials, whom the log calls `-`. */
const ANONYMOUS = 'ANONYMOUS_PRINCIPAL';

/** An event is the event of a log line only if bucket and account agree and the addresses do not conflict. */
function contradictionOf(
  event: RequestEvent,
  { bucket, requester, remoteIp }: Pick<AccessLogRecord, 'bucket' | 'requester' | 'remoteIp'>,
): Disagreement | undefined {
  if (!event.buckets.includes(bucket)) return 'bucket';
  const account = requester === null ? ANONYMOUS : readPrincipalArn(requester)?.accountId;
  if (conflicting(account ?? null, event.callerAccount)) return 'account';
  const logged = remoteIp === null ? null : (addressText(remoteIp) ?? remoteIp);
  return conflicting(logged, addressText(event.sourceAddress)) ? 'address' : undefined;
}

/** The normalized address, or `null` for a service: a service stands for whatever address it has. */
function addressText(text: string): string | null {
  return readAddress(text)?.toNormalizedString() ?? null;
}

/** Two statements conflict when both are made and differ. */
function conflicting(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}
