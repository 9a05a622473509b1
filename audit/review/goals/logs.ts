import { archiveOf } from '../../../contract/deployment/archive';
import { SIDES, trailArn, type Side } from '../../../contract/deployment/names';
import type { Bucket, Owned } from '../system/system';
import { sidesWithTrail } from '../expected/accounts';
import {
  accountIntent,
  homeIntent,
  onBehalfOf,
  together,
  GENERATE_DATA_KEYS,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { keyIs, permission, type Permission } from './permission';
import type { Layer } from '../prove/layers';

const SERVICE_LAYERS: readonly Layer[] = ['actual', 'grants'];
const FULL_CONTROL = 'bucket-owner-full-control';

/** Where the trail of a side delivers: to the log archive, or to the log bucket of its account. */
function trailBucketOf({ deployment, system }: Deployed, side: Side, log: Bucket | undefined): TrailBucket | undefined {
  if (deployment.observation.trail === 'existing' || !sidesWithTrail(deployment).includes(side)) return undefined;
  const archive = archiveOf(deployment);
  if (archive === undefined) return log && { ...log, prefix: '' };
  const { bucketArn: arn, account, region, prefix } = archive;
  return system.buckets.some((bucket) => bucket.arn === arn) || archive.settings.kind === 'existing'
    ? { arn, account, region, prefix }
    : undefined;
}

interface TrailBucket {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly prefix: string;
}

/**
 * S3 delivers access logs to the log bucket of the same account, and CloudTrail its files there or to the log-archive account.
 */
export function logsIntended(deployed: Deployed): Intended {
  const parts = SIDES.flatMap((side) => {
    const { system, names } = deployed;
    const log = system.buckets.find(({ name }) => name === names.logBucket[side]);
    const files = trailBucketOf(deployed, side, log);
    return [...(log ? [accessLogs(deployed, side, log)] : []), ...(files ? [trail(deployed, side, files)] : [])];
  });
  return together(parts);
}

/** S3 User Guide, "Enabling Amazon S3 server access logging", "Permissions for log delivery". */
function accessLogs(deployed: Deployed, side: Side, log: Bucket): Intended {
  const { id: account } = accountIntent(deployed, side);
  const sources = deployed.dataBuckets.filter((bucket) => bucket.account === account);
  const principal = 'logging.s3.amazonaws.com';
  const action = 's3:PutObject';
  const terms = [
    keyIs(
      'aws:SourceArn',
      sources.map(({ arn }) => arn),
      SERVICE_LAYERS,
      'only for buckets of the deployment',
    ),
    keyIs('aws:SourceAccount', [account], SERVICE_LAYERS, 'only for the account of the log bucket'),
  ];
  const needs = sources.flatMap((source): Need[] => {
    const prefix = logPrefixOf(source);
    if (prefix === undefined) return [];
    return [
      {
        flow: 'flow-access-logs',
        why: 'without server access logs nobody can tell afterwards which way requests came',
        principal,
        identity: 'nothing',
        action,
        resource: `${log.arn}/${prefix}${account}/${source.region}/${source.name}/2026/01/05/2026-01-05-00-00-00-0123456789ABCDEF`,
        account,
        context: onBehalfOf(source.arn, account),
      },
    ];
  });
  const prefixes = sources.flatMap((source) => logPrefixOf(source) ?? []);
  return {
    permissions: prefixes.map((prefix) =>
      permission({ principal, actions: [action], resource: `${log.arn}/${prefix}*`, account, terms }),
    ),
    needs,
  };
}

function logPrefixOf(bucket: Bucket): string | undefined {
  const prefix = bucket.settings.get('aws_s3_bucket_logging')?.attributes.target_prefix;
  return typeof prefix === 'string' ? prefix : undefined;
}

const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/** A trail of the deployment, and where it writes. */
interface Delivery {
  readonly trail: string;
  readonly trailAccount: string;
  readonly bucket: TrailBucket;
  /** Beginning of the ARNs of its files. */
  readonly files: string;
  /** The key of the account of the bucket. */
  readonly key: Owned | undefined;
}

/** CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS key policies for CloudTrail". */
function trail(deployed: Deployed, side: Side, bucket: TrailBucket): Intended {
  const { deployment, names } = deployed;
  const { account: trailAccount, region } = deployment[side];
  const delivery: Delivery = {
    trail: trailArn(deployment.partition, region, trailAccount, names.trail[side]),
    ...{ trailAccount, bucket },
    files: `${bucket.arn}/${bucket.prefix}AWSLogs/${trailAccount}/`,
    key: homeIntent(deployed, bucket).key,
  };
  const example = `${delivery.files}CloudTrail/${region}/2026/01/05/trail.json.gz`;
  return {
    permissions: trailPermissions(delivery),
    needs: trailNeeds(delivery, example, trailUsesKey(deployed, trailAccount)),
  };
}

function trailPermissions({ trail, bucket, files, key }: Delivery): readonly Permission[] {
  const ofTrail = keyIs('aws:SourceArn', [trail], SERVICE_LAYERS, 'only for the trail of the deployment');
  const acl = keyIs('s3:x-amz-acl', [FULL_CONTROL], SERVICE_LAYERS, 'only with full control for the owner');
  const encryption = keyIs(
    'kms:EncryptionContext:aws:cloudtrail:arn',
    [trail],
    SERVICE_LAYERS,
    'only for the trail of the deployment',
  );
  const base = { principal: CLOUDTRAIL, account: bucket.account };
  return [
    permission({ ...base, actions: ['s3:GetBucketAcl'], resource: bucket.arn, terms: [ofTrail] }),
    permission({ ...base, actions: ['s3:PutObject'], resource: `${files}*`, terms: [ofTrail, acl] }),
    ...(key
      ? [
          permission({ ...base, actions: GENERATE_DATA_KEYS, resource: key.arn, terms: [ofTrail, encryption] }),
          permission({ ...base, actions: ['kms:DescribeKey'], resource: key.arn, terms: [ofTrail] }),
        ]
      : []),
  ];
}

function trailNeeds({ trail, trailAccount, bucket, key }: Delivery, file: string, usesKey: boolean): readonly Need[] {
  const context = onBehalfOf(trail, trailAccount);
  const need = (action: string, resource: string, more: Need['context'] = {}): Need => ({
    flow: 'flow-trail',
    why: 'without its trail no request can be proven to have come through the endpoint',
    ...{ principal: CLOUDTRAIL, identity: 'nothing', account: bucket.account, action, resource },
    context: { ...context, ...more },
  });
  const encryption = {
    'kms:EncryptionContext:aws:cloudtrail:arn': trail,
    'kms:EncryptionContextKeys': ['aws:cloudtrail:arn'],
  };
  return [
    need('s3:GetBucketAcl', bucket.arn),
    need('s3:PutObject', file, { 's3:x-amz-acl': FULL_CONTROL }),
    ...(key && usesKey ? [need('kms:GenerateDataKey', key.arn, encryption), need('kms:DescribeKey', key.arn)] : []),
  ];
}

function trailUsesKey({ system }: Deployed, account: string): boolean {
  return system.stack.resources.some(
    (one) => one.type === 'aws_cloudtrail' && one.account === account && one.attributes.kms_key_id !== undefined,
  );
}
