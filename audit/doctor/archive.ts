import { GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketLifecycleConfigurationCommand, type LifecycleRule } from '@aws-sdk/client-s3';
import { archiveOf, recordedSides, trailArnIn, type Archive } from '../../contract/deployment/archive';
import type { Deployment } from '../../contract/deployment/schema';
import { isBucketOf } from '../aws/account';
import { ClosedBucket, openBucket, type BucketAccess } from '../aws/s3-client';
import { UNKNOWN } from '../policy/context';
import { mayAllow } from '../policy/decide';
import { explain } from '../policy/explain';
import { STRANGER_ACCOUNT } from '../review/contexts/stranger';
import { checkSettings } from './bucket-settings';
import { readBucketState, type BucketState } from './bucket-state';
import { notApplicable, ok, unreadable, wrong, type Check, type CheckName } from './check';
import { checkEqual } from './equal-policies';
import { whyClosed, type KnownIdentity } from './examine';
import { ask, judged, type Live } from './live';
import { bind, bindKey, plannedKey, type Planned } from './planned';
import { answerToService, type ServiceRequest } from './service-answer';

/** A trail that delivers to the archive. */
interface DeliveringTrail {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
}

/** The log archive of a deployment, and what must be true of it. */
export interface ExpectedArchive extends Archive {
  readonly partition: string;
  /** Organization of the accounts, where the deployment names it. */
  readonly organization: string | undefined;
  readonly trails: readonly DeliveringTrail[];
}

/** The log archive that a deployment asks for; `undefined` where each trail delivers in its own account. */
export function expectedArchive(deployment: Deployment): ExpectedArchive | undefined {
  const archive = archiveOf(deployment);
  const { partition, organization } = deployment;
  return (
    archive && {
      ...archive,
      ...{ partition, organization },
      trails: recordedSides(deployment).map((side) => ({
        account: deployment[side].account,
        region: deployment[side].region,
        arn: trailArnIn(deployment, side),
      })),
    }
  );
}

/** An archive that nobody has named: a synthesis alone does not tell what it must be. */
export function unnamedArchive(stack: string): Check {
  const what = 'delivers its trails to a log archive, and nothing is known of it';
  return unreadable('archive', stack, what, 'give --deployment, the file that names it');
}

/**
 * Looks at a log archive by somebody of its account: nobody else is told its policies. What cannot be read is said, and is
 * never well.
 *
 * @param planned what was synthesized, to which an archive that is made there is held.
 */
export async function checkArchive(
  archive: ExpectedArchive,
  identities: readonly KnownIdentity[],
  planned: Planned | undefined,
): Promise<readonly Check[]> {
  const { account, bucketName: name } = archive;
  const own = identities.filter(({ belongsTo }) => belongsTo === account);
  if (own.length === 0) {
    const what = `is in account ${account}, of which nobody is given: whether it takes the files of trails, and keeps them, cannot be told`;
    return [unreadable('archive', name, what, 'give --role-arn for its account')];
  }
  try {
    const access = await openBucket(name, own);
    const checks = await checksOf(archive, access, planned);
    access.s3.destroy();
    return checks;
  } catch (error) {
    if (!(error instanceof ClosedBucket)) throw error;
    const { isMissing, reason } = whyClosed(error);
    const mend = 'make the log archive, or name its bucket as it is called';
    return [isMissing ? wrong('archive', name, reason, mend) : unreadable('archive', name, reason)];
  }
}

async function checksOf(
  archive: ExpectedArchive,
  access: BucketAccess,
  planned: Planned | undefined,
): Promise<readonly Check[]> {
  const { bucketName: name, settings } = archive;
  const [state, place] = await Promise.all([readBucketState(access), checkPlace(archive, access)]);
  return [
    place,
    ...judged('archive-delivery', name, state.policy, (policy) => checkDelivery(archive, policy)),
    ...(await checkKey(archive, access, state)),
    ...(settings.kind === 'create'
      ? [...checkMade(archive, state, planned), ...(await checkRetention(name, settings.retentionDays, access))]
      : checkOwners(name, state)),
  ];
}

async function checkPlace(
  { bucketName: name, account, region }: ExpectedArchive,
  access: BucketAccess,
): Promise<Check> {
  const isOwn = await isBucketOf(access.s3, name, account);
  const mend = 'find out whose bucket it is; no trail may deliver to it until then';
  if (access.region !== region) return wrong('archive', name, `is in ${access.region}, not in ${region}`, mend);
  if (isOwn === undefined) return unreadable('archive', name, 'its account cannot be told');
  return isOwn
    ? ok('archive', name, `is in ${region}, account ${account}`)
    : wrong('archive', name, `is not of account ${account}`, mend);
}

/** One trail, as the service that delivers for it asks. */
type Asked = (trail: DeliveringTrail) => readonly ServiceRequest[];

/** CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail". */
function checkDelivery(archive: ExpectedArchive, policy: string | undefined): Check {
  const { bucketName: name, bucketArn, prefix, account, region } = archive;
  const common = { service: 'cloudtrail.amazonaws.com', resourceAccount: account, region } as const;
  const asked: Asked = (trail) => [
    { ...common, action: 's3:getbucketacl', resource: bucketArn, source: trail },
    {
      ...common,
      action: 's3:putobject',
      resource: `${bucketArn}/${prefix}AWSLogs/${trail.account}/CloudTrail/${trail.region}/2026/01/05/file.json.gz`,
      source: trail,
      context: new Map([
        ['s3:x-amz-acl', ['bucket-owner-full-control']],
        ['s3:x-amz-server-side-encryption', ['aws:kms']],
      ]),
    },
  ];
  return checkTrails('archive-delivery', name, policy, archive, asked, 'the policy of the bucket');
}

/** CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail". */
async function checkKey(archive: ExpectedArchive, access: BucketAccess, state: BucketState): Promise<readonly Check[]> {
  const { bucketName: name, settings, account, region } = archive;
  const live = state.encryption.readable
    ? state.encryption.value?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID
    : undefined;
  const keyArn = settings.kind === 'existing' ? settings.keyArn : live;
  if (keyArn === undefined) return [unreadable('archive-key', name, 'the key of the archive cannot be told')];
  const asked: Asked = (trail) => [
    {
      service: 'cloudtrail.amazonaws.com',
      action: 'kms:generatedatakey',
      resource: keyArn,
      resourceAccount: account,
      region,
      source: trail,
      context: new Map([['kms:encryptioncontext:aws:cloudtrail:arn', [trail.arn]]]),
    },
  ];
  return judged('archive-key', keyArn, await readKeyPolicy(keyArn, access, region), (policy) =>
    policy === undefined
      ? unreadable('archive-key', keyArn, 'KMS tells no policy of it')
      : checkTrails('archive-key', keyArn, policy, archive, asked, 'the policy of the key'),
  );
}

async function readKeyPolicy(
  keyArn: string,
  { identity }: BucketAccess,
  region: string,
): Promise<Live<string | undefined>> {
  const client = new KMSClient({ ...identity.settings, region });
  try {
    return await ask({ action: 'kms:GetKeyPolicy', resource: keyArn, who: identity.name }, async () => {
      return (await client.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }))).Policy;
    });
  } finally {
    client.destroy();
  }
}

/** Each trail of the deployment must be let in, and none of a stranger's: it would forge what is delivered. */
function checkTrails(
  check: CheckName,
  subject: string,
  policy: string | undefined,
  { trails, partition, organization }: ExpectedArchive,
  asked: Asked,
  what: string,
): Check {
  const mend =
    'set what the deployment asks for: outputs archive_bucket_policy and archive_key_policy, or apply it again';
  const inOrganization = organization === undefined ? UNKNOWN : [organization];
  const answers = trails.flatMap((trail) =>
    asked(trail).map((request) => ({
      trail,
      answer: answerToService(subject, policy, inside(request, inOrganization)),
    })),
  );
  for (const { trail, answer } of answers) {
    if (!answer.evaluated) return unreadable(check, subject, answer.reason);
    const { decision } = answer;
    if (decision.result === 'allow') continue;
    if (mayAllow(decision)) return unreadable(check, subject, `${trail.arn}: ${explain(decision)}`);
    return wrong(check, subject, `${what} does not let ${trail.arn} in: ${explain(decision)}`, mend);
  }
  for (const trail of trails) {
    const forged = asked(trail).filter(({ action }) => action !== 's3:getbucketacl');
    for (const request of forged) {
      const answer = answerToService(subject, policy, asStranger(request, partition, trail.region));
      if (!answer.evaluated) return unreadable(check, subject, answer.reason);
      if (answer.decision.result === 'allow') {
        const who = `the trails of any account, such as ${STRANGER_ACCOUNT}: it names no aws:SourceArn`;
        return wrong(check, subject, `${what} lets in ${who}`, mend);
      }
      if (mayAllow(answer.decision)) return unreadable(check, subject, explain(answer.decision));
    }
  }
  return ok(check, subject, `${what} lets in ${trails.map(({ arn }) => arn).join(', ')}, and no stranger's trail`);
}

function inside(request: ServiceRequest, organization: readonly string[]): ServiceRequest {
  const context = new Map([...(request.context ?? []), ['aws:sourceorgid', organization] as const]);
  return { ...request, context: context.set('aws:sourceorgpaths', UNKNOWN) };
}

function asStranger(request: ServiceRequest, partition: string, region: string): ServiceRequest {
  const arn = `arn:${partition}:cloudtrail:${region}:${STRANGER_ACCOUNT}:trail/any`;
  const context = new Map([...(request.context ?? []), ['aws:sourceorgid', ['o-strangers0']] as const]);
  const ofTrail = 'kms:encryptioncontext:aws:cloudtrail:arn';
  if (context.has(ofTrail)) context.set(ofTrail, [arn]);
  return { ...request, source: { arn, account: STRANGER_ACCOUNT }, context };
}

/** An archive that the stack makes is as it was synthesized. */
function checkMade(archive: ExpectedArchive, state: BucketState, planned: Planned | undefined): readonly Check[] {
  const { bucketName: name, bucketArn: arn, partition, account } = archive;
  const bucket = planned?.buckets.get(name);
  if (planned === undefined || bucket === undefined) {
    const mend = 'give --synth, what was synthesized of this deployment';
    const unheld = unreadable('bucket-policy', name, 'there is no synthesis of it to hold it against', mend);
    return [...checkSettings(name, state, undefined), unheld];
  }
  const subject = { arn, partition, account, withoutPolicy: 'is silent', ofIdentity: false } as const;
  const key = state.encryption.readable
    ? state.encryption.value?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID
    : undefined;
  return [
    ...checkSettings(name, state, { planned, bucket }),
    ...judged('bucket-policy', name, state.policy, (policy) =>
      bucket.policy === undefined
        ? unreadable('bucket-policy', name, 'the synthesized policy cannot be read')
        : checkEqual(
            'bucket-policy',
            name,
            policy,
            bind(bucket.policy, bindKey(plannedKey(planned, bucket), key), planned.symbols),
            subject,
          ),
    ),
  ];
}

/** Of an archive that is there already its owner decides; but nobody else may read or change what is in it. */
function checkOwners(name: string, state: BucketState): readonly Check[] {
  return checkSettings(name, state, undefined)
    .filter(({ check }) => ['versioning', 'public-access-block', 'object-lock'].includes(check))
    .map((one) =>
      one.check === 'versioning' && one.result === 'wrong'
        ? notApplicable('versioning', name, `${one.what}; its owner decides`)
        : one,
    );
}

/** S3 User Guide, "Lifecycle configuration elements": of several rules the one that expires first counts. */
async function checkRetention(name: string, days: number, { s3, identity }: BucketAccess): Promise<readonly Check[]> {
  const question = {
    action: 's3:GetLifecycleConfiguration',
    resource: `arn:aws:s3:::${name}`,
    who: identity.name,
    absent: ['NoSuchLifecycleConfiguration'],
  };
  const rules = await ask(question, async () => {
    return (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: name }))).Rules;
  });
  return judged('archive-retention', name, rules, (value = []) => {
    const mend = 'apply the deployment again, and find out who changed the lifecycle rules';
    const inForce = value.filter(({ Status }) => Status === 'Enabled');
    const early = inForce.find((rule) => expires(rule) < days);
    if (early !== undefined) {
      const when = early.Expiration?.Date === undefined ? `after ${expires(early)} days` : 'on a date';
      return wrong('archive-retention', name, `files expire ${when}, not after ${days}`, mend);
    }
    return inForce.some((rule) => expires(rule) === days)
      ? ok('archive-retention', name, `files expire after ${days} days`)
      : wrong('archive-retention', name, `no rule in force lets files expire after ${days} days`, mend);
  });
}

/** Days after which a rule lets current versions expire; a date may come at any time. */
function expires({ Expiration: { Days, Date: date } = {} }: LifecycleRule): number {
  return date === undefined ? (Days ?? Infinity) : 0;
}
