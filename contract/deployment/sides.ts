import { roleArnIn, SIDES, type Side } from './names';
import type { Deployment, DeploymentFile } from './schema';

type Placed = Pick<DeploymentFile, Side>;

/** Whether a deployment builds a side; what is elsewhere is only named. */
export function isBuilt(deployment: Placed, side: Side): boolean {
  return deployment[side].elsewhere === undefined;
}

/** The sides that a deployment builds: both, or the one that is not elsewhere. */
export function builtSides(deployment: Placed): readonly Side[] {
  return SIDES.filter((side) => isBuilt(deployment, side));
}

/** The other one of the two. */
export function otherSide(side: Side): Side {
  return side === 'source' ? 'destination' : 'source';
}

/** Sides whose bucket replicas are written to, by S3 or by Lambda. */
export function receivingSides({ replication }: Pick<Deployment, 'replication'>): readonly Side[] {
  if (replication === undefined) return [];
  return replication.native?.bothDirections === true ? SIDES : ['destination'];
}

/** The role by which S3 replicates out of a side: ours, or where that side is elsewhere, the one that is named. */
export function replicationRoleArn(deployment: Deployment, side: Side, ours: string): string {
  return deployment[side].elsewhere?.replicationRole ?? roleArnIn(deployment, side, ours);
}

/** The role of the function that copies: ours, or the one that is named. */
export function copyRoleArn(deployment: Deployment, ours: string): string {
  return deployment.source.elsewhere?.copyRole ?? roleArnIn(deployment, 'source', ours);
}

/** Who runs Terraform on a side that is elsewhere is not asked: its account stands for whoever that is. */
export function rootOf({ partition, ...sides }: DeploymentFile, side: Side): string {
  // By hand: the account may be faulty still, and that is told by itself.
  return `arn:${partition}:iam::${sides[side].account}:root`;
}
