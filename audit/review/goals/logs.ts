import { archiveOf } from '../../../contract/deployment/archive';
import { SIDES, trailArn, type Side } from '../../../contract/deployment/names';
import type { Bucket } from '../system/system';
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
import { keyIs, permission } from './permission';
import type { Layer } from '../prove/layers';

const SERVICE_LAYERS: readonly Layer[] = ['actual', 'grants'];

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

/** CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS key policies for CloudTrail". */
function trail(deployed: Deployed, side: Side, log: TrailBucket): Intended {
  const { deployment, names } = deployed;
  const { account: trailAccount, region } = deployment[side];
  const { account } = log;
  const { key } = homeIntent(deployed, log);
  const arn = trailArn(deployment.partition, region, trailAccount, names.trail[side]);
  const principal = 'cloudtrail.amazonaws.com';
  const ofTrail = keyIs('aws:SourceArn', [arn], SERVICE_LAYERS, 'only for the trail of the deployment');
  const acl = keyIs(
    's3:x-amz-acl',
    ['bucket-owner-full-control'],
    SERVICE_LAYERS,
    'only with full control for the owner',
  );
  const encryption = keyIs(
    'kms:EncryptionContext:aws:cloudtrail:arn',
    [arn],
    SERVICE_LAYERS,
    'only for the trail of the deployment',
  );
  const files = `${log.arn}/${log.prefix}AWSLogs/${trailAccount}/`;
  const context = onBehalfOf(arn, trailAccount);
  const need = {
    flow: 'flow-trail',
    why: 'without its trail no request can be proven to have come through the endpoint',
    principal,
    identity: 'nothing',
    account,
  } as const;
  const needs: Need[] = [
    { ...need, action: 's3:GetBucketAcl', resource: log.arn, context },
    {
      ...need,
      action: 's3:PutObject',
      resource: `${files}CloudTrail/${region}/2026/01/05/trail.json.gz`,
      context: { ...context, 's3:x-amz-acl': 'bucket-owner-full-control' },
    },
  ];
  const usesKey = key !== undefined && trailUsesKey(deployed, trailAccount);
  const keyContext = {
    ...context,
    'kms:EncryptionContext:aws:cloudtrail:arn': arn,
    'kms:EncryptionContextKeys': ['aws:cloudtrail:arn'],
  };
  return {
    permissions: [
      permission({ principal, actions: ['s3:GetBucketAcl'], resource: log.arn, account, terms: [ofTrail] }),
      permission({ principal, actions: ['s3:PutObject'], resource: `${files}*`, account, terms: [ofTrail, acl] }),
      ...(key
        ? [
            permission({
              principal,
              actions: GENERATE_DATA_KEYS,
              resource: key.arn,
              account,
              terms: [ofTrail, encryption],
            }),
            permission({ principal, actions: ['kms:DescribeKey'], resource: key.arn, account, terms: [ofTrail] }),
          ]
        : []),
    ],
    needs: usesKey
      ? [
          ...needs,
          { ...need, action: 'kms:GenerateDataKey', resource: key.arn, context: keyContext },
          { ...need, action: 'kms:DescribeKey', resource: key.arn, context },
        ]
      : needs,
  };
}

function trailUsesKey({ system }: Deployed, account: string): boolean {
  return system.stack.resources.some(
    (one) => one.type === 'aws_cloudtrail' && one.account === account && one.attributes.kms_key_id !== undefined,
  );
}
