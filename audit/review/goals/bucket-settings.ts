import { archiveOf } from '../../../contract/deployment/archive';
import type { Deployment } from '../../../contract/deployment/schema';
import { builtSides } from '../../../contract/deployment/sides';
import { blocksOf, isTrue, type Attributes } from '../stack/stack';
import type { Bucket } from '../system/system';
import type { Intent, Missing, Requirement } from './goal';

const PUBLIC_ACCESS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/** Block Public Access shuts every bucket, in all four ways. */
export const PUBLIC_ACCESS_BLOCKED: Requirement = {
  id: 'public-access-blocked',
  why: 'one careless policy or access control list would make the bucket public',
  check: ({ system }) =>
    system.buckets.flatMap((bucket) => {
      const block = bucket.settings.get('aws_s3_bucket_public_access_block');
      if (block === undefined) return missing(bucket, 'has no public access block');
      return PUBLIC_ACCESS.filter((name) => !isTrue(block.attributes[name])).map((name) => ({
        resource: block.address,
        what: `${bucket.name}: ${name} is not true`,
      }));
    }),
};

/** The bucket's owner owns its objects, whoever writes them, and access control lists mean nothing. */
export const OWNERSHIP_ENFORCED: Requirement = {
  id: 'ownership-enforced',
  why: 'access control lists could let others in past every policy, and objects could belong to who wrote them',
  check: ({ system }) =>
    system.buckets.flatMap((bucket) => {
      const controls = bucket.settings.get('aws_s3_bucket_ownership_controls');
      const ownership = blocksOf(controls?.attributes.rule)[0]?.object_ownership;
      return ownership === 'BucketOwnerEnforced'
        ? []
        : missing(bucket, 'does not enforce that the bucket owner owns its objects', controls?.address);
    }),
};

/** Data and log buckets keep old versions. */
export const VERSIONED: Requirement = {
  id: 'versioned',
  why: 'what is overwritten or deleted would be gone, and replication and Object Lock need versions',
  check: ({ dataBuckets, logBuckets }) =>
    [...dataBuckets, ...logBuckets].flatMap((bucket) => {
      const versioning = bucket.settings.get('aws_s3_bucket_versioning');
      const status = blocksOf(versioning?.attributes.versioning_configuration)[0]?.status;
      return status === 'Enabled' ? [] : missing(bucket, 'does not keep versions', versioning?.address);
    }),
};

/** Data, and files in a log archive, are encrypted by the key of their account, other logs by S3: log delivery cannot use a customer's key. */
export const ENCRYPTED: Requirement = {
  id: 'encrypted',
  why: 'data would not be protected by a key of its own, or logs would not be delivered at all',
  check: ({ dataBuckets, logBuckets, system, deployment }) => [
    ...[...dataBuckets, ...logBuckets.filter((bucket) => isArchive(bucket, deployment))].flatMap((bucket) => {
      const key = encryptionOf(bucket)?.kms_master_key_id;
      const own = system.keys.find(({ arn }) => arn === key);
      if (encryptionOf(bucket)?.sse_algorithm === 'aws:kms' && own?.account === bucket.account) return [];
      return missing(bucket, 'is not encrypted by default with the key of its account', addressOfEncryption(bucket));
    }),
    ...logBuckets
      .filter((bucket) => !isArchive(bucket, deployment))
      .flatMap((bucket) =>
        encryptionOf(bucket)?.sse_algorithm === 'AES256'
          ? []
          : missing(
              bucket,
              'is not encrypted with SSE-S3, the only way for server access logs',
              addressOfEncryption(bucket),
            ),
      ),
  ],
};

/** No access logs are delivered to it. */
function isArchive({ name }: Bucket, deployment: Deployment): boolean {
  return name === archiveOf(deployment)?.bucketName;
}

const ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';

function encryptionOf(bucket: Bucket): Attributes | undefined {
  const rule = blocksOf(bucket.settings.get(ENCRYPTION)?.attributes.rule)[0];
  return blocksOf(rule?.apply_server_side_encryption_by_default)[0];
}

function addressOfEncryption(bucket: Bucket): string | undefined {
  return bucket.settings.get(ENCRYPTION)?.address;
}

/** Every data bucket logs its requests to the log bucket of its account and region. */
export const LOGGED: Requirement = {
  id: 'logged',
  why: 'nobody could tell afterwards who reached the data, and from where',
  check: ({ dataBuckets, logBuckets, deployment, names }) =>
    dataBuckets.flatMap((bucket) => {
      const logging = bucket.settings.get('aws_s3_bucket_logging');
      if (deployment.observation.accessLogs === 'existing') {
        const side = bucket.account === deployment.source.account ? 'source' : 'destination';
        return logging?.attributes.target_bucket === names.logBucket[side]
          ? []
          : missing(bucket, `does not log its requests to ${names.logBucket[side]}`, logging?.address);
      }
      const target = logBuckets.find(({ name }) => name === logging?.attributes.target_bucket);
      const fits = target?.account === bucket.account && target.region === bucket.region;
      return fits
        ? []
        : missing(bucket, 'does not log its requests to the log bucket of its account and region', logging?.address);
    }),
};

/** The buckets that deployment.yaml means are in the stack. */
export const BUCKETS_PRESENT: Requirement = {
  id: 'buckets-present',
  why: 'what is not in the stack cannot be proven',
  check: ({ deployment, names, system }: Intent) => {
    const expected = builtSides(deployment).flatMap((side) => {
      if (deployment[side].bucket === undefined) return [];
      const data = side === 'source' ? names.sourceBucket : names.dataBucket;
      return deployment.observation.accessLogs === 'create' ? [data, names.logBucket[side]] : [data];
    });
    return expected
      .filter((name) => !system.buckets.some((bucket) => bucket.name === name))
      .map((name) => ({
        resource: system.stack.where,
        what: `the bucket ${name} of deployment.yaml is not in the stack`,
      }));
  },
};

function missing(bucket: Bucket, what: string, address = bucket.address): Missing[] {
  return [{ resource: address, what: `${bucket.name} ${what}` }];
}
