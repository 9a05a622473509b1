import type { Construct } from 'constructs';
import { SIDES, type Side } from '../../contract/deployment/names';
import type { NativeReplicationSettings } from '../../contract/deployment/replication-settings';
import type { DataBucket } from '../data-bucket/data-bucket';
import { BatchReplication } from '../native-replication/batch-replication';
import { NativeReplication } from '../native-replication/native-replication';
import { ReplicationReports } from '../native-replication/replication-reports';
import type { Site } from './site';

/** Replication from the source to the destination and, where asked for, back. */
export interface Directions {
  readonly there: NativeReplication;
  readonly back?: NativeReplication;
}

/** Adds the replication by S3 that deployment.yaml asks for: S3. */
export function addNativeReplication(
  stack: Construct,
  { deployment, names, accounts, bucketArns }: Site,
): Directions | undefined {
  const native = deployment.replication?.native;
  if (native === undefined) return undefined;
  const direction = (id: string, from: Side, to: Side) =>
    new NativeReplication(stack, id, {
      from: accounts[from],
      to: accounts[to],
      fromBucketArn: bucketArns[from],
      toBucketArn: bucketArns[to],
      roleName: names.replicationRole[from],
      fromHasLock: deployment[from].bucket?.objectLock !== undefined,
      rules: native.rules,
      replicaModifications: native.bothDirections,
    });
  return {
    there: direction('replication', 'source', 'destination'),
    ...(native.bothDirections && { back: direction('replication_back', 'destination', 'source') }),
  };
}

/** The sides that S3 replicates from. */
export function replicatingSides(native: NativeReplicationSettings | undefined): readonly Side[] {
  if (native === undefined) return [];
  return native.bothDirections ? SIDES : ['source'];
}

/** Adds what says that S3 did not replicate something out of the bucket of one account. */
export function addReplicationReports(
  stack: Construct,
  { deployment, names, accounts }: Site,
  side: Side,
  from: { readonly bucket: DataBucket; readonly keyArn: string },
): ReplicationReports | undefined {
  const native = deployment.replication?.native;
  if (native === undefined || !replicatingSides(native).includes(side)) return undefined;
  const [to, replicaBucket] =
    side === 'source' ? (['destination', names.dataBucket] as const) : (['source', names.sourceBucket] as const);
  return new ReplicationReports(
    stack,
    `${idOf(side)}_reports`,
    { from: accounts[side], to: accounts[to], topicName: names.replicationTopic[side], settings: native },
    { ...from, replicaBucket },
  );
}

/** Adds the role by which S3 replicates what was in the bucket of one account before. @returns its ARN. */
export function addBatchReplication(stack: Construct, site: Site, side: Side): string | undefined {
  const native = site.deployment.replication?.native;
  if (native?.existingObjects !== true || !replicatingSides(native).includes(side)) return undefined;
  return new BatchReplication(stack, `batch_${idOf(side)}`, {
    account: site.accounts[side],
    roleName: site.names.batchReplicationRole[side],
    bucketArn: site.bucketArns[side],
  }).roleArn;
}

const idOf = (side: Side): string => (side === 'source' ? 'replication' : 'replication_back');
