import type { Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { builtSides, isBuilt } from '../../../contract/deployment/sides';

/** Sides that get a key and logs: those that are built, the source only with something to record. */
export function sidesWithKey(deployment: Deployment): readonly Side[] {
  return builtSides(deployment).filter((side) => side === 'destination' || hasSource(deployment));
}

/** Whether the source account gets a key and logs: it has a bucket to replicate from, or a trail of what the network lets by. */
export function hasSource(deployment: Deployment): boolean {
  const { source, privateAccess, observation } = deployment;
  if (!isBuilt(deployment, 'source')) return false;
  return source.bucket !== undefined || (privateAccess !== undefined && observation.trail === 'create');
}

/** Whether the VPC belongs to another account, by AWS RAM. */
export function isShared({ privateAccess }: Deployment): boolean {
  return privateAccess?.vpc.kind === 'existing' && privateAccess.vpc.sharedBy !== undefined;
}
