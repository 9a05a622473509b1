import type { Expectations } from '../../contract/expectations';
import { accountOfIdentity, isBucketOf } from '../aws/account';
import { ClosedBucket, openBucket, type BucketAccess } from '../aws/s3-client';
import type { Identity } from '../aws/settings';
import { partitionOfRegion } from '../review/stack/computed-attributes';
import { checkPerimeter } from './bucket-policy';
import type { PlannedBucket } from './bucket-encryption';
import { checkLogging } from './bucket-logging';
import { checkReplication } from './bucket-replication';
import { checkSettings } from './bucket-settings';
import { readBucketState, type BucketState } from './bucket-state';
import { ok, unreadable, wrong, type Check } from './check';
import { checkEndpoint, checkEndpointPolicy, findEndpoint } from './endpoint';
import { checkEqual } from './equal-policies';
import { checkExistingTrails } from './existing-trail';
import { checkLastLog } from './last-log';
import { checkLogBucket, type Logged } from './log-bucket';
import { judged, type Live } from './live';
import { bind, bindEndpoints, bindKey, plannedKey, type Planned } from './planned';
import { checkDataEvents, checkNetworkEvents, readTrails, type TrailState } from './trails';

/** What is to be examined, by whom. */
export interface Examination {
  readonly expectations: Expectations;
  /** Who we can be; the account of each, where STS tells it. */
  readonly identities: readonly KnownIdentity[];
  /** What was synthesized, where a synthesis is given. */
  readonly planned: Planned | undefined;
  readonly now: Date;
}

/** An identity and the account that it belongs to. */
export type KnownIdentity = Identity & { readonly belongsTo: string | undefined };

/** Asks STS for the account of each identity. */
export function knownIdentities(identities: readonly Identity[]): Promise<readonly KnownIdentity[]> {
  return Promise.all(identities.map(async (one) => ({ ...one, belongsTo: await accountOfIdentity(one) })));
}

/** Looks at the live configuration of every bucket and endpoint of the expectations. */
export async function examine(examination: Examination): Promise<readonly Check[]> {
  const { expectations } = examination;
  const buckets = await Promise.all(expectations.buckets.map((name) => examineBucket(name, examination)));
  const region = buckets.find((one) => one.region !== undefined)?.region;
  const endpoints = await Promise.all(expectations.vpcEndpoints.map((id) => examineEndpoint(id, region, examination)));
  return [...buckets.flatMap(({ checks }) => checks), ...endpoints.flat()];
}

interface Examined {
  readonly checks: readonly Check[];
  readonly region?: string;
}

async function examineBucket(name: string, examination: Examination): Promise<Examined> {
  const { planned, identities } = examination;
  const plannedBucket = planned?.buckets.get(name);
  const synthesized = planned && plannedBucket && { planned, bucket: plannedBucket };
  const access = await open(name, identities, plannedBucket?.account);
  if (access instanceof ClosedBucket) {
    const { isMissing, reason } = whyClosed(access);
    const mend = 'apply the deployment, or renew the expectations';
    return {
      checks: [isMissing ? wrong('bucket-exists', name, reason, mend) : unreadable('bucket-exists', name, reason)],
    };
  }
  const [state, account] = await Promise.all([
    readBucketState(access),
    ownerOf(access, [plannedBucket?.account, access.identity.account, ...identities.map((one) => one.belongsTo)]),
  ]);
  const { region } = access;
  const partition = partitionOfRegion(region) ?? 'aws';
  const arn = `arn:${partition}:s3:::${name}`;
  const logged = account === undefined ? undefined : { name, arn, account, region };
  const trails = await trailsOf(account, region, identities);
  const checks = [
    checkPlace(name, { account, region }, synthesized),
    ...judged('logging', name, state.logging, (logging) => checkLogging(name, logging, synthesized)),
    ...(await checkLogs(name, state, logged, examination)),
    ...checkSettings(name, state, synthesized),
    ...(await checkReplication(name, access.s3, access.identity.name, plannedBucket)),
    account === undefined
      ? unreadable('bucket-policy', name, 'cannot be evaluated: the account of the bucket cannot be told')
      : checkPolicy(name, state, { arn, partition, account }, examination),
    checkDataEvents(name, arn, trails),
    ...(isTrailThere(account, planned) ? checkExistingTrails(name, arn, trails) : []),
  ];
  access.s3.destroy();
  return { checks, region };
}

/** Where the stacks make no trail in an account, `observation.trail` is existing: what records there is somebody else's. */
function isTrailThere(account: string | undefined, planned: Planned | undefined): boolean {
  return planned !== undefined && account !== undefined && !planned.trailAccounts.has(account);
}

/** Names of buckets are free for all: what answers to this one may be somebody else's. */
function checkPlace(
  name: string,
  { account, region }: { readonly account: string | undefined; readonly region: string },
  synthesized: PlannedBucket | undefined,
): Check {
  const is = `is in ${region}, ${account === undefined ? 'its account cannot be told' : `account ${account}`}`;
  const wanted = synthesized?.bucket;
  if (account === undefined) return unreadable('bucket-exists', name, is, 'give --role-arn for its account');
  if (wanted === undefined || (wanted.account === account && wanted.region === region)) {
    return ok('bucket-exists', name, is);
  }
  const what = `${is}, not in ${wanted.region}, account ${wanted.account}, as synthesized`;
  return wrong('bucket-exists', name, what, 'find out whose bucket it is; nothing may be written to it until then');
}

/** Opens a bucket, first as somebody of the account that it should be of; the reason where nobody can. */
async function open(
  name: string,
  identities: readonly KnownIdentity[],
  account: string | undefined,
): Promise<BucketAccess | ClosedBucket> {
  const own = identities.filter((one) => one.belongsTo === account);
  const others = identities.filter((one) => one.belongsTo !== account);
  try {
    return await openBucket(name, [...own, ...others]);
  } catch (error) {
    if (error instanceof ClosedBucket) return error;
    throw error;
  }
}

/** Why nobody could open a bucket: because there is none, or because we may not. */
export function whyClosed({ failures }: ClosedBucket): { readonly isMissing: boolean; readonly reason: string } {
  return {
    isMissing: failures.every(({ kind }) => kind === 'missing'),
    reason: [...new Set(failures.map(({ sentence }) => sentence))].join('; '),
  };
}

/** Trails are told only to those of their account. */
async function trailsOf(
  account: string | undefined,
  region: string,
  identities: readonly KnownIdentity[],
): Promise<Live<readonly TrailState[]>> {
  const identity = identities.find((one) => one.belongsTo === account);
  if (account !== undefined && identity !== undefined) return readTrails(identity, region);
  const reason =
    account === undefined
      ? 'the account of the bucket cannot be told'
      : `nobody of account ${account} is given to ask for its trails; give --role-arn for it`;
  return { readable: false, reason };
}

/** The account of a bucket: of those that it may be, the one that S3 confirms. */
async function ownerOf(
  { bucket, s3 }: BucketAccess,
  candidates: readonly (string | undefined)[],
): Promise<string | undefined> {
  for (const account of new Set(candidates.filter((one) => one !== undefined)))
    if ((await isBucketOf(s3, bucket, account)) === true) return account;
  return undefined;
}

/** Whether logs can be delivered, and are: nothing to ask where logging is off. */
async function checkLogs(
  bucket: string,
  { logging }: BucketState,
  logged: Logged | undefined,
  { identities, now }: Examination,
): Promise<readonly Check[]> {
  const target = logging.readable ? logging.value?.TargetBucket : undefined;
  if (!logging.readable || logging.value === undefined || target === undefined) return [];
  if (logged !== undefined) return checkTarget(target, logged, logging.value, identities, now);
  return [unreadable('log-bucket-place', target, `the account of ${bucket} cannot be told`)];
}

async function checkTarget(
  target: string,
  logged: Logged,
  logging: Parameters<typeof checkLogBucket>[2],
  identities: readonly KnownIdentity[],
  now: Date,
): Promise<readonly Check[]> {
  const access = await open(target, identities, logged.account);
  if (access instanceof ClosedBucket) {
    const { isMissing, reason } = whyClosed(access);
    const mend = 'log to a bucket that exists, of the same account and region';
    return [
      isMissing ? wrong('log-bucket-place', target, reason, mend) : unreadable('log-bucket-place', target, reason),
    ];
  }
  const [state, isSameAccount, last] = await Promise.all([
    readBucketState(access),
    isBucketOf(access.s3, target, logged.account),
    checkLastLog(logged, access, logging, now),
  ]);
  access.s3.destroy();
  const { region } = access;
  return [...checkLogBucket(logged, { name: target, region, isSameAccount, state }, logging), last];
}

function checkPolicy(
  name: string,
  { policy, encryption }: BucketState,
  { arn, partition, account }: { readonly arn: string; readonly partition: string; readonly account: string },
  { planned, expectations }: Examination,
): Check {
  const subject = { arn, partition, account, withoutPolicy: 'is silent', ofIdentity: false } as const;
  if (!policy.readable) return unreadable('bucket-policy', name, policy.reason);
  if (planned === undefined) return checkPerimeter(name, policy.value, subject, expectations);
  const bucket = planned.buckets.get(name);
  if (bucket === undefined) return unreadable('bucket-policy', name, 'the synthesis has no such bucket');
  if (bucket.policy === undefined) {
    const reason = bucket.unread ? 'the synthesized policy cannot be read' : 'no policy is synthesized';
    return unreadable('bucket-policy', name, reason);
  }
  const key = encryption.readable ? encryption.value?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID : undefined;
  const bindings = new Map([
    ...bindEndpoints(planned, expectations.vpcEndpoints),
    ...bindKey(plannedKey(planned, bucket), key),
  ]);
  return checkEqual('bucket-policy', name, policy.value, bind(bucket.policy, bindings, planned.symbols), subject);
}

/** A gateway endpoint serves its own region only, which is therefore the buckets'. */
async function examineEndpoint(
  id: string,
  bucketRegion: string | undefined,
  { expectations, identities, planned }: Examination,
): Promise<readonly Check[]> {
  const bindings =
    planned === undefined ? new Map<string, string>() : bindEndpoints(planned, expectations.vpcEndpoints);
  const wanted = planned?.endpoints.find((one) => bindings.get(one.id) === id);
  const region = wanted?.region ?? bucketRegion ?? identities[0]?.settings.region;
  if (region === undefined) {
    const what = 'its region cannot be told; give --region';
    return [unreadable('endpoint', id, what), unreadable('network-events', id, what)];
  }
  const isItsAccount = wanted !== undefined && identities.some((one) => one.belongsTo === wanted.account);
  const found = await findEndpoint(id, region, identities, isItsAccount);
  return [
    checkEndpoint(id, found),
    checkEndpointPolicy(id, found, planned, bindings),
    found.found
      ? checkNetworkEvents(id, await readTrails(found.identity, region))
      : unreadable('network-events', id, found.reason),
  ];
}
