import type { Construct } from 'constructs';
import { sidesWithKey } from '../../contract/deployment/archive';
import type { Side } from '../../contract/deployment/names';
import type { DataBucket } from '../data-bucket/data-bucket';
import type { ReplicaEnd, SourceEnd } from '../data-bucket/replica-end';
import type { DataRole } from '../data-role';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import type { PrivateAccess } from '../private-access/private-access';
import { addDataBucket } from './add-data-bucket';
import { addEncryptionKey } from './add-encryption-key';
import type { Site } from './site';

/** What holds data in one account. */
export interface BuiltSide {
  readonly key: EncryptionKey;
  readonly bucket?: DataBucket;
}

/** What the policies of both sides are made for. */
export interface SideParts {
  readonly roles: readonly DataRole[];
  readonly privateAccess: PrivateAccess | undefined;
}

/** Adds the key of one account, and its bucket where it has one; nothing where nothing is stored there. */
export function addSide(stack: Construct, site: Site, side: Side, parts: SideParts): BuiltSide | undefined {
  const { deployment } = site;
  const { bucket: settings } = deployment[side];
  if (!sidesWithKey(deployment).includes(side)) return undefined;
  const key = addEncryptionKey(stack, site, side, parts.roles);
  return { key, ...(settings && { bucket: addDataBucket(stack, site, side, { ...parts, key, settings }) }) };
}

/** The bucket of a side as one that objects are copied from. */
export function sourceEndOf(built: BuiltSide | undefined): SourceEnd | undefined {
  return built?.bucket && { bucket: built.bucket, keyArn: built.key.arn };
}

/** The bucket of a side as one that copies are written to, built or elsewhere. */
export function replicaEndOf({ deployment, names }: Site, side: Side, built?: BuiltSide): ReplicaEnd | undefined {
  if (built?.bucket) return { bucketName: built.bucket.bucketName, keyArn: built.key.arn, bucket: built.bucket };
  const keyArn = deployment[side].elsewhere?.keyArn;
  return keyArn === undefined
    ? undefined
    : { bucketName: side === 'source' ? names.sourceBucket : names.dataBucket, keyArn };
}
