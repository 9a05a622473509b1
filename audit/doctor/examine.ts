import type { Expectations } from '../../contract/expectations';
import { accountOfIdentity, isBucketOf } from '../aws/account';
import { openBucket, type BucketAccess } from '../aws/s3-client';
import type { Identity } from '../aws/settings';
import { InputError } from '../input-error';
import { partitionOfRegion } from '../review/stack/computed-attributes';
import { checkEqual, checkPerimeter } from './bucket-policy';
import { checkSettings } from './bucket-settings';
import { readBucketState, type BucketState } from './bucket-state';
import { notApplicable, ok, unreadable, wrong, type Check } from './check';
import { checkEndpoint, checkEndpointPolicy, findEndpoint } from './endpoint';
import { checkLastLog } from './last-log';
import { checkLogBucket, type Logged } from './log-bucket';
import { bind, bindEndpoint, bindKey, type Planned } from './planned';
import type { Live } from './live';
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
  const access = await open(name, identities, plannedBucket?.account);
  if (access instanceof InputError) {
    const reason = access.problems.map((problem) => problem.replace(`s3://${name}: `, '')).join('; ');
    const isMissing = access.problems.every((problem) => problem.includes(' does not exist '));
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
  const owner = account === undefined ? 'its account can not be told' : `account ${account}`;
  const logged = account === undefined ? undefined : { name, arn, account, region };
  const checks = [
    ok('bucket-exists', name, `is in ${region}, ${owner}`),
    ...(await checkLogging(access, state, logged, examination)),
    ...checkSettings(name, state, plannedBucket),
    account === undefined
      ? unreadable('bucket-policy', name, 'can not be evaluated: the account of the bucket can not be told')
      : checkPolicy(name, state, { arn, partition, account }, examination),
    checkDataEvents(name, arn, await trailsOf(account, region, identities)),
  ];
  access.s3.destroy();
  return { checks, region };
}

/** Opens a bucket, first as somebody of the account that it should be of; the reason where nobody can. */
async function open(
  name: string,
  identities: readonly KnownIdentity[],
  account: string | undefined,
): Promise<BucketAccess | InputError> {
  const own = identities.filter((one) => one.belongsTo === account);
  const others = identities.filter((one) => one.belongsTo !== account);
  try {
    return await openBucket(name, [...own, ...others]);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
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
      ? 'the account of the bucket can not be told'
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

async function checkLogging(
  { bucket }: BucketAccess,
  { logging }: BucketState,
  logged: Logged | undefined,
  { identities, planned, now }: Examination,
): Promise<readonly Check[]> {
  if (!logging.readable) return [unreadable('logging', bucket, logging.reason)];
  const { TargetBucket: target, TargetPrefix: prefix = '' } = logging.value ?? {};
  const wanted = planned?.buckets.get(bucket)?.settings.get('aws_s3_bucket_logging')?.attributes;
  const mend = 'apply the deployment again';
  if (logging.value === undefined || target === undefined) {
    if (planned?.buckets.has(bucket) === true && wanted === undefined) {
      return [notApplicable('logging', bucket, 'none is synthesized')];
    }
    return [wrong('logging', bucket, 'is off', 'turn on server access logging to a log bucket of the same account')];
  }
  const is = `to s3://${target}/${prefix}`;
  const synthesized = wanted && `to s3://${String(wanted.target_bucket)}/${String(wanted.target_prefix)}`;
  const check =
    synthesized === undefined || synthesized === is
      ? ok('logging', bucket, `is on, ${is}`)
      : wrong('logging', bucket, `goes ${is}, not ${synthesized} as synthesized`, mend);
  if (logged === undefined) {
    return [check, unreadable('log-bucket-place', target, `the account of ${bucket} can not be told`)];
  }
  return [check, ...(await checkTarget(target, logged, logging.value, identities, now))];
}

async function checkTarget(
  target: string,
  logged: Logged,
  logging: Parameters<typeof checkLogBucket>[2],
  identities: readonly KnownIdentity[],
  now: Date,
): Promise<readonly Check[]> {
  const access = await open(target, identities, logged.account);
  if (access instanceof InputError) {
    return [unreadable('log-bucket-place', target, access.problems.join('; '))];
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
    const reason = bucket.unread ? 'the synthesized policy can not be read' : 'no policy is synthesized';
    return unreadable('bucket-policy', name, reason);
  }
  const key = encryption.readable ? encryption.value?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID : undefined;
  const bindings = new Map([...bindEndpoint(planned, expectations.vpcEndpoints), ...bindKey(bucket, key)]);
  return checkEqual('bucket-policy', name, policy.value, bind(bucket.policy, bindings, planned.symbols), subject);
}

/** A gateway endpoint serves its own region only, which is therefore the buckets'. */
async function examineEndpoint(
  id: string,
  bucketRegion: string | undefined,
  { expectations, identities, planned }: Examination,
): Promise<readonly Check[]> {
  const bindings = planned === undefined ? new Map<string, string>() : bindEndpoint(planned, expectations.vpcEndpoints);
  const wanted = planned?.endpoints.find((one) => bindings.get(one.id) === id);
  const region = wanted?.region ?? bucketRegion ?? identities[0]?.settings.region;
  if (region === undefined) {
    const what = 'its region can not be told; give --region';
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
