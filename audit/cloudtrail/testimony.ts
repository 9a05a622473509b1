import { readAddress } from '../../contract/address';
import { isServicePrincipal } from '../../contract/exempt-principal';
import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';
import { exposureOfError } from '../records/outcome';
import type { Disagreement, Path, Witness } from '../records/witness';
import type { RequestEvent } from './events';
import { agreed } from './upload-encryption';

/** What an event says of its request, but for its ids and time: millions of events say a few thousand different things. */
export type Said = Omit<RequestEvent, 'kind' | 'requestId' | 'hostId' | 'time'>;

/** All that the events of one request say together: the bucket owner's trail and the requester's may each have one. */
export interface Told {
  /** Every bucket that any of them names. */
  readonly buckets: readonly string[];
  readonly eventName: string;
  /** The worst; `undefined` where only network activity was recorded. */
  readonly errorCode: string | null | undefined;
  /** Normalized, `null` where no address is told: a service, or something unreadable. */
  readonly address: string | null;
  /** A source that should be an address and cannot be read as one, where no event tells an address. */
  readonly oddAddress: string | null;
  /** As {@link Witness} has it. */
  readonly caller: string | null;
  /** The caller's account, a service (`svc:…`) or {@link ANONYMOUS}; `null` where it is not told. */
  readonly account: string | null;
  readonly witness: Witness;
}

/** Stands for the account of a caller without credentials. */
export const ANONYMOUS = 'anonymous';
/** How CloudTrail has written it. */
const ANONYMOUS_ACCOUNTS: readonly (string | null)[] = ['ANONYMOUS_PRINCIPAL', ANONYMOUS];

/** What an event says, without its ids and time. */
export function saidBy(event: Said): Said {
  const { buckets, eventName, errorCode, sourceAddress, vpcEndpointId, hostEndpoint } = event;
  const { callerType, callerArn, callerAccount, invokedBy, pathOnly, encryption } = event;
  return {
    ...{ buckets, eventName, errorCode, sourceAddress, vpcEndpointId, hostEndpoint },
    ...{ callerType, callerArn, callerAccount, invokedBy, pathOnly, encryption },
  };
}

/** All of what is said in one text: each part with its length before it, since a part may hold anything. */
export function textOf(said: Said): string {
  const { buckets, eventName, errorCode, sourceAddress, vpcEndpointId, hostEndpoint } = said;
  const { callerType, callerArn, callerAccount, invokedBy, pathOnly, encryption } = said;
  const path = `${part(sourceAddress)}${part(vpcEndpointId)}${part(hostEndpoint)}${pathOnly ? '+' : ''}`;
  const caller = `${part(callerType)}${part(callerArn)}${part(callerAccount)}${part(invokedBy)}`;
  const upload = part(encryption && JSON.stringify(encryption));
  return `${part(eventName)}${part(errorCode)}${path}${caller}${upload}${buckets.map(part).join('')}`;
}

function part(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/**
 * Puts together what several events say of one request. The order in which they were read plays no part: each is held against
 * each, and of what they may differ in the worst counts.
 *
 * @param saids all different, in the order of their texts.
 * @param apart the times of the events, or of events and log line, are too far apart for one request.
 */
export function toldBy(saids: readonly [Said, ...Said[]], apart: boolean): Told {
  const about = disagreementOf(saids) ?? (apart ? 'time' : undefined);
  const callers = distinct(saids.map(callerOf));
  const caller = callers.reduce(moreTelling);
  const answered = saids.filter(({ pathOnly }) => !pathOnly);
  const errorCode = answered.map((said) => said.errorCode).reduce<string | null | undefined>(worse, undefined);
  const hostEndpoint = saids.find((said) => said.hostEndpoint !== null)?.hostEndpoint ?? undefined;
  const named = about === undefined ? caller : callers.map((name) => name ?? ANONYMOUS).join(' or ');
  const encryption = agreed(saids.map((said) => said.encryption ?? {}));
  const address = first(saids.map(addressOf));
  const path: Path = about === undefined ? pathOf(pathTeller(saids)) : { path: 'contradiction', about };
  return {
    buckets: distinct(saids.flatMap(({ buckets }) => buckets)),
    eventName: saids[0].eventName,
    errorCode,
    address,
    oddAddress: address === null ? first(saids.map(oddAddressOf)) : null,
    caller: named,
    account: first(saids.map(accountOf)),
    witness: {
      ...path,
      ...{ caller: named, errorCode, hostEndpoint },
      ...(saids.every(({ eventName }) => eventName === 'PreflightRequest') && { preflight: true }),
      ...(encryption !== null && about === undefined && { encryption }),
    },
  };
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

function first(values: readonly (string | null)[]): string | null {
  return values.find((value) => value !== null) ?? null;
}

/** Those that agree may still tell more or less: whether the address is known. */
function pathTeller(saids: readonly [Said, ...Said[]]): Said {
  return saids.find((said) => addressOf(said) !== null) ?? saids[0];
}

function worse(a: string | null | undefined, b: string | null): string | null {
  if (a === undefined) return b;
  const difference = exposureOfError(b) - exposureOfError(a);
  return difference > 0 ? b : a;
}

/** An ARN tells more than an account, and that more than nothing. */
function moreTelling(a: string | null, b: string | null): string | null {
  const isArn = (text: string | null): boolean => text?.startsWith('arn:') === true;
  return a === null || (isArn(b) && !isArn(a)) ? b : a;
}

/** Names that instances have; whoever runs one is no service (VPC User Guide, "DNS attributes for your VPC"). */
const INSTANCE_NAME = /^(?:ec2|ip)-|\.compute(?:-1)?\.amazonaws\./;

/** DNS name of a service (CloudTrail User Guide, "CloudTrail record contents", sourceIPAddress and userIdentity.invokedBy). */
function isServiceName(text: string | null): text is string {
  return text !== null && isServicePrincipal(text) && !INSTANCE_NAME.test(text);
}

function isService({ callerType }: Said): boolean {
  return callerType === 'AWSService';
}

/** The name by which a service is told that acts for itself. */
function serviceOf({ invokedBy, sourceAddress }: Said): string | null {
  return [invokedBy, sourceAddress].find(isServiceName) ?? null;
}

/**
 * What acts for a caller: `invokedBy` is there only where a service made the request, be its name no more than `AWS Internal`
 * (CloudTrail User Guide, "CloudTrail userIdentity element").
 */
function serviceBetween({ invokedBy, sourceAddress }: Said): string | null {
  return invokedBy ?? (isServiceName(sourceAddress) ? sourceAddress : null);
}

/** `AWS Internal` names no service, and no endpoint of AWS is ours: a service's own requests have none. */
function pathOf(said: Said): Path {
  const { vpcEndpointId } = said;
  if (isService(said)) return { path: 'service' };
  const service = serviceBetween(said);
  if (service !== null) return { path: 'via-service', service };
  return vpcEndpointId === null
    ? { path: 'address' }
    : { path: 'endpoint', vpcEndpointId, tellsAddress: addressOf(said) !== null };
}

function callerOf(said: Said): string | null {
  if (isService(said)) return `svc:${serviceOf(said) ?? '-'}`;
  if (said.callerArn !== null) return said.callerArn;
  return ANONYMOUS_ACCOUNTS.includes(said.callerAccount) ? null : said.callerAccount;
}

function accountOf(said: Said): string | null {
  if (isService(said)) {
    const service = serviceOf(said);
    return service === null ? null : `svc:${service}`;
  }
  return ANONYMOUS_ACCOUNTS.includes(said.callerAccount)
    ? ANONYMOUS
    : (said.callerAccount ?? (said.callerArn === null ? null : (readPrincipalArn(said.callerArn)?.accountId ?? null)));
}

function addressOf({ sourceAddress }: Said): string | null {
  return normalizedAddress(sourceAddress);
}

/** What CloudTrail has instead of the address of a request that was made within AWS. */
const WITHIN_AWS = /^AWS Internal(?:\/\d+)?$/;

/** A source that is neither an address, nor a service, nor within AWS: masked, several, or a name that somebody gave himself. */
function oddAddressOf(said: Said): string | null {
  const { sourceAddress } = said;
  const isTold = isService(said) || WITHIN_AWS.test(sourceAddress) || isServiceName(sourceAddress);
  return isTold || normalizedAddress(sourceAddress) !== null ? null : sourceAddress;
}

/** What the events testify where no address of the access log is held against them: theirs counts then, readable or not. */
export function withOwnAddress(told: Told): Witness {
  const address = told.address ?? told.oddAddress;
  return address === null ? told.witness : { ...told.witness, address };
}

/** One spelling for each address; `null` for what is none. */
export function normalizedAddress(text: string): string | null {
  return readAddress(text)?.toNormalizedString() ?? null;
}

/** In what two events of one request may contradict each other, the first found counts. */
const DISAGREEMENTS: readonly (readonly [Disagreement, (a: Said, b: Said) => boolean])[] = [
  ['endpoint', (a, b) => a.vpcEndpointId !== b.vpcEndpointId || conflicting(a.hostEndpoint, b.hostEndpoint)],
  ['address', (a, b) => conflicting(addressOf(a), addressOf(b)) || pathOf(a).path !== pathOf(b).path],
  ['outcome', (a, b) => !a.pathOnly && !b.pathOnly && (a.errorCode === null) !== (b.errorCode === null)],
  ['bucket', (a, b) => areDisjoint(a.buckets, b.buckets)],
  ['account', (a, b) => conflicting(accountOf(a), accountOf(b))],
  ['caller', (a, b) => areOtherPrincipals(callerOf(a), callerOf(b))],
];

function disagreementOf(saids: readonly Said[]): Disagreement | undefined {
  return DISAGREEMENTS.find(([, differ]) => saids.some((a, i) => saids.slice(i + 1).some((b) => differ(a, b))))?.[0];
}

/** Files may name any number of buckets. */
function areDisjoint(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(b);
  return !a.some((bucket) => known.has(bucket));
}

/** Says whether both name a principal, and not the same one. */
export function areOtherPrincipals(a: string | null, b: string | null): boolean {
  const [one, other] = [a, b].map((text) => (text === null ? undefined : readPrincipalArn(text)));
  return one !== undefined && other !== undefined && !isSamePrincipal(one, other);
}

/** Two statements conflict when both are made and differ. */
export function conflicting(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}
