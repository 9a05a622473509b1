import type { Side } from '../../contract/deployment/names';
import { otherSide } from '../../contract/deployment/sides';
import type { DataRole } from '../data-role';
import { allowEncryptingCopies, allowWritingCopies } from '../lambda-replication/copy-policy';
import { allowEncryptingReplicas, allowReplicas } from '../native-replication/replication-policy';
import { roleElsewhere } from '../role-elsewhere';
import type { Site } from './site';

/** In a key policy: the key that carries it. */
const THIS_KEY = '*';

/** The roles that deployment.yaml names of a side that is elsewhere, and what each is granted on the side that is built. */
export function rolesElsewhere(site: Site): readonly DataRole[] {
  return (['source', 'destination'] as const).flatMap((side) => [
    ...replicating(site, side),
    ...(side === 'source' ? copying(site) : []),
  ]);
}

function replicating({ deployment, places, bucketArns }: Site, from: Side): readonly DataRole[] {
  const { elsewhere, bucket } = deployment[from];
  if (elsewhere?.replicationRole === undefined) return [];
  const to = otherSide(from);
  return [
    roleElsewhere({
      from: places[from],
      roleArn: elsewhere.replicationRole,
      to: places[to],
      bucket: [allowReplicas(bucketArns[to], bucket?.objectLock !== undefined)],
      key: [allowEncryptingReplicas(THIS_KEY, places[to], bucketArns[to])],
    }),
  ];
}

function copying({ deployment, places, bucketArns }: Site): readonly DataRole[] {
  const copyRole = deployment.source.elsewhere?.copyRole;
  const lambda = deployment.replication?.lambda;
  if (copyRole === undefined || lambda === undefined) return [];
  const path = {
    from: places.source,
    to: places.destination,
    fromBucketArn: bucketArns.source,
    toBucketArn: bucketArns.destination,
    prefix: lambda.prefix,
    deletions: lambda.deletions,
  };
  return [
    roleElsewhere({
      from: places.source,
      roleArn: copyRole,
      to: places.destination,
      bucket: allowWritingCopies(path),
      key: [allowEncryptingCopies(path, THIS_KEY)],
    }),
  ];
}
