import type { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import { builtSides, otherSide } from '../../contract/deployment/sides';
import type { SourceEnd } from '../data-bucket/replica-end';
import { BatchReplication } from '../native-replication/batch-replication';
import { NativeReplication } from '../native-replication/native-replication';
import { ReplicationReports } from '../native-replication/replication-reports';
import type { Site } from './site';

/** Replication out of each side that S3 replicates from and that is built. */
export type Directions = Readonly<Partial<Record<Side, NativeReplication>>>;

/** Adds the replication by S3 that deployment.yaml asks for: S3. */
export function addNativeReplication(stack: Construct, site: Site): Directions {
  const { deployment, names, accounts, places, bucketArns } = site;
  const native = deployment.replication?.native;
  if (native === undefined) return {};
  const outOf = (from: Side) => {
    const to = otherSide(from);
    return new NativeReplication(stack, idOf(from), {
      from: accounts[from],
      to: places[to],
      fromBucketArn: bucketArns[from],
      toBucketArn: bucketArns[to],
      roleName: names.replicationRole[from],
      fromHasLock: deployment[from].bucket?.objectLock !== undefined,
      rules: native.rules,
      replicaModifications: native.bothDirections,
    });
  };
  return Object.fromEntries(replicatingSides(deployment).map((side) => [side, outOf(side)]));
}

/** The sides that S3 replicates from, as far as they are built. */
export function replicatingSides(deployment: Deployment): readonly Side[] {
  const native = deployment.replication?.native;
  return builtSides(deployment).filter((side) => native && (side === 'source' || native.bothDirections));
}

/** Adds what says that S3 did not replicate something out of the bucket of one account. */
export function addReplicationReports(
  stack: Construct,
  { deployment, names, accounts, places }: Site,
  side: Side,
  from: SourceEnd,
): ReplicationReports | undefined {
  const native = deployment.replication?.native;
  if (native === undefined || !replicatingSides(deployment).includes(side)) return undefined;
  const [to, replicaBucket] =
    side === 'source' ? (['destination', names.dataBucket] as const) : (['source', names.sourceBucket] as const);
  return new ReplicationReports(
    stack,
    `${idOf(side)}_reports`,
    { from: accounts[side], to: places[to], topicName: names.replicationTopic[side], settings: native },
    { ...from, replicaBucket },
  );
}

/** Adds the role by which S3 replicates what was in the bucket of one account before. @returns its ARN. */
export function addBatchReplication(stack: Construct, site: Site, side: Side): string | undefined {
  const native = site.deployment.replication?.native;
  if (native?.existingObjects !== true || !replicatingSides(site.deployment).includes(side)) return undefined;
  return new BatchReplication(stack, `batch_${idOf(side)}`, {
    account: site.accounts[side],
    roleName: site.names.batchReplicationRole[side],
    bucketArn: site.bucketArns[side],
  }).roleArn;
}

const idOf = (side: Side): string => (side === 'source' ? 'replication' : 'replication_back');
