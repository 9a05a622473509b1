import type { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
import type { Site } from './site';
import { NativeReplication } from '../native-replication/native-replication';

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
