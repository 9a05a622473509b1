import { archiveOf, homeOf } from '../../../contract/deployment/archive';
import { SIDES, type Names, type Side, type Home } from '../../../contract/deployment/names';
import type { ObjectLockSettings } from '../../../contract/deployment/object-lock-settings';
import type { Deployment } from '../../../contract/deployment/schema';
import { isBuilt } from '../../../contract/deployment/sides';
import { sidesWithKey, sidesWithLogs } from './accounts';
import type { Expected } from './expected';
import { byDefault, free, of, read, type Arguments, type Template } from './template';

interface Bucket {
  /** `bucket/<id>` is its key. */
  readonly id: string;
  readonly side: Home;
  readonly name: string;
  /** Results can be had again. */
  readonly holds: 'data' | 'logs' | 'results';
  readonly encryption: 'key' | 'SSE-S3';
  readonly lifecycle: readonly Template[];
  /** It was there before: imported, or not ours at all. */
  readonly existing?: 'adopted' | 'referenced';
}

/** Where access logs lie in a log bucket (`modules/log-bucket` and `contract/log-tables` say the same). */
export const ACCESS_LOG_PREFIX = 's3-access/';

const WHY = 'what is kept, for how long, and how it is protected would not be what deployment.yaml asks for';

/** Every bucket of the deployment with all its settings. */
export function expectedBuckets(deployment: Deployment, names: Names): readonly Expected[] {
  return [
    ...SIDES.flatMap((side) => expectedDataBucket(side, deployment, names)),
    ...sidesWithKey(deployment).flatMap((side) => [
      ...(deployment.observation.accessLogs === 'existing' || !sidesWithLogs(deployment).includes(side)
        ? []
        : expectedLogBucket(side, deployment, names)),
      ...(deployment.catalog === undefined ? [] : settingsOf(resultBucket(side, deployment, names), deployment)),
      ...((deployment.catalog?.compactors ?? []).length === 0
        ? []
        : settingsOf(compactBucket(side, deployment, names), deployment)),
    ]),
    ...expectedArchive(deployment),
  ];
}

function expectedDataBucket(side: Side, deployment: Deployment, names: Names): readonly Expected[] {
  const { bucket } = deployment[side];
  if (bucket === undefined || !isBuilt(deployment, side)) return [];
  const id = side === 'destination' ? 'data' : 'source';
  const name = side === 'destination' ? names.dataBucket : names.sourceBucket;
  const setting = settingOf(deployment, { side, name, id });
  return [
    ...settingsOf(
      {
        id,
        side,
        name,
        holds: 'data',
        ...(bucket.existing && { existing: bucket.existing }),
        encryption: 'key',
        lifecycle: [
          lifecycleRule({
            noncurrent_version_expiration: {
              noncurrent_days: bucket.noncurrentVersionDays,
              newer_noncurrent_versions: byDefault(0),
            },
            expiration: { expired_object_delete_marker: true, days: byDefault(0) },
          }),
          lifecycleRule({ abort_incomplete_multipart_upload: { days_after_initiation: bucket.incompleteUploadDays } }),
        ],
      },
      deployment,
    ),
    setting('versioning', VERSIONS_KEPT),
    setting('logging', {
      target_bucket: names.logBucket[side],
      target_prefix: ACCESS_LOG_PREFIX,
      target_object_key_format: { partitioned_prefix: { partition_date_source: 'EventTime' } },
    }),
    ...(bucket.objectLock === undefined ? [] : [lockOf(setting, bucket.objectLock)]),
  ];
}

function lockOf(
  setting: ReturnType<typeof settingOf>,
  { mode, retention }: Pick<ObjectLockSettings, 'mode' | 'retention'>,
): Expected {
  return setting('object_lock_configuration', {
    object_lock_enabled: byDefault('Enabled'),
    rule: {
      default_retention: {
        mode: mode.toUpperCase(),
        days: retention.days ?? byDefault(0),
        years: retention.years ?? byDefault(0),
      },
    },
  });
}

const VERSIONS_KEPT: Arguments = {
  versioning_configuration: { status: 'Enabled', mfa_delete: byDefault('Disabled') },
};

function expectedLogBucket(side: Side, deployment: Deployment, names: Names): readonly Expected[] {
  const bucket = logBucket(side, deployment, names);
  return [...settingsOf(bucket, deployment), settingOf(deployment, bucket)('versioning', VERSIONS_KEPT)];
}

function logBucket(side: Side, deployment: Deployment, names: Names): Bucket {
  return {
    id: `logs-${side}`,
    side,
    name: names.logBucket[side],
    holds: 'logs',
    // S3 delivers access logs to a bucket under SSE-S3 only.
    encryption: 'SSE-S3',
    lifecycle: keptFor(deployment[side].logs.retentionDays),
  };
}

/** Files of trails in the log-archive account: no access logs are among them, so a key and Object Lock are possible. */
function expectedArchive(deployment: Deployment): readonly Expected[] {
  const archive = archiveOf(deployment);
  if (archive?.settings.kind !== 'create') return [];
  const { retentionDays, objectLock } = archive.settings;
  const bucket: Bucket = {
    id: 'archive',
    side: 'archive',
    name: archive.bucketName,
    holds: 'logs',
    encryption: 'key',
    lifecycle: keptFor(retentionDays),
  };
  const setting = settingOf(deployment, bucket);
  return [
    ...settingsOf(bucket, deployment),
    setting('versioning', VERSIONS_KEPT),
    ...(objectLock === undefined ? [] : [lockOf(setting, objectLock)]),
  ];
}

/** A lifecycle that keeps logs for so many days. */
function keptFor(days: number): readonly Template[] {
  return [
    expiring(days, 7, {
      // Gone the day after their time, and not before: nothing but expiry makes a log noncurrent.
      noncurrent_version_expiration: { noncurrent_days: 1, newer_noncurrent_versions: byDefault(0) },
    }),
    lifecycleRule({ expiration: { expired_object_delete_marker: true, days: byDefault(0) } }),
  ];
}

function resultBucket(side: Side, deployment: Deployment, names: Names): Bucket {
  return {
    id: `results-${side}`,
    side,
    name: names.catalog.resultBucket[side],
    holds: 'results',
    encryption: 'key',
    lifecycle: [expiring(deployment.catalog?.resultRetentionDays ?? 0, 1)],
  };
}

/** Logs as Parquet, kept as long as the logs; they can be written again. */
function compactBucket(side: Side, deployment: Deployment, names: Names): Bucket {
  return {
    id: `compact-${side}`,
    side,
    name: names.catalog.compactBucket[side],
    holds: 'results',
    encryption: 'key',
    lifecycle: [expiring(deployment[side].logs.retentionDays, 1)],
  };
}

function expiring(days: number, unfinished: number, more: Arguments = {}): Arguments {
  return lifecycleRule({
    ...more,
    expiration: { days, expired_object_delete_marker: byDefault(false) },
    abort_incomplete_multipart_upload: { days_after_initiation: unfinished },
  });
}

/** A rule for all objects. */
function lifecycleRule(what: Arguments): Arguments {
  return {
    id: free('the name of a rule'),
    status: 'Enabled',
    filter: { prefix: byDefault('') },
    prefix: byDefault(''),
    ...what,
  };
}

/** What every bucket has. */
function settingsOf(
  { id, side, name, holds, encryption, lifecycle, existing }: Bucket,
  deployment: Deployment,
): readonly Expected[] {
  const setting = settingOf(deployment, { id, side, name });
  const force = deployment.removalPolicy === 'destroy' && existing === undefined ? true : byDefault(false);
  const isKept = existing !== undefined || (holds !== 'results' && deployment.removalPolicy === 'retain');
  const bucket: Arguments = { bucket: name, force_destroy: force, object_lock_enabled: byDefault(false) };
  return [
    ...(existing === 'referenced'
      ? []
      : [
          {
            key: `bucket/${id}`,
            type: 'aws_s3_bucket',
            side,
            arguments: bucket,
            why: WHY,
            knownBy: ['bucket'],
            isKept,
          },
        ]),
    setting('ownership_controls', { rule: { object_ownership: 'BucketOwnerEnforced' } }),
    {
      ...setting('public_access_block', {
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
        skip_destroy: free('it can only keep what is there'),
      }),
      isKept,
    },
    setting('server_side_encryption_configuration', {
      rule: {
        apply_server_side_encryption_by_default:
          encryption === 'key'
            ? { sse_algorithm: 'aws:kms', kms_master_key_id: of(`key/${side}`, 'arn') }
            : { sse_algorithm: 'AES256', kms_master_key_id: byDefault('') },
        bucket_key_enabled: encryption === 'key' ? true : byDefault(false),
      },
    }),
    setting('policy', { policy: read('every goal that asks who reaches a bucket') }),
    setting('lifecycle_configuration', {
      rule: lifecycle,
      transition_default_minimum_object_size: free('no rule moves objects to another class'),
    }),
  ];
}

/** A setting of a bucket that is a resource of its own. */
export function settingOf(deployment: Deployment, bucket: Pick<Bucket, 'side' | 'name' | 'id'>) {
  return (setting: string, arguments_: Arguments): Expected => ({
    key: `${setting}/${bucket.id}`,
    type: `aws_s3_bucket_${setting}`,
    side: bucket.side,
    arguments: {
      bucket: bucket.name,
      expected_bucket_owner: byDefault(homeOf(deployment, bucket.side).account),
      ...arguments_,
    },
    knownBy: ['bucket'],
    why: WHY,
  });
}
