import { archiveOf } from '../../../contract/deployment/archive';
import type { Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { builtSides, isBuilt } from '../../../contract/deployment/sides';

/** Sides that get a key: those that are built, the source only with something to encrypt. */
export function sidesWithKey(deployment: Deployment): readonly Side[] {
  return builtSides(deployment).filter((side) => side === 'destination' || hasSource(deployment));
}

/** Sides that get a log bucket: one without a data bucket has nothing for it where the trail delivers to an archive. */
export function sidesWithLogs(deployment: Deployment): readonly Side[] {
  const archived = archiveOf(deployment) !== undefined;
  return builtSides(deployment).filter(
    (side) => deployment[side].bucket !== undefined || (!archived && isTrailed(side, deployment)),
  );
}

/** Sides that get a trail: those that are built, the source only with a bucket or an endpoint to record. */
export function sidesWithTrail(deployment: Deployment): readonly Side[] {
  return builtSides(deployment).filter((side) => isTrailed(side, deployment));
}

function isTrailed(side: Side, { source, privateAccess, observation }: Deployment): boolean {
  if (observation.trail === 'existing') return false;
  return side === 'destination' || source.bucket !== undefined || privateAccess !== undefined;
}

/** Whether the source account gets a key: it has a bucket to replicate from, a trail whose files stay, or results of queries. */
export function hasSource(deployment: Deployment): boolean {
  const { source, catalog } = deployment;
  if (!isBuilt(deployment, 'source')) return false;
  if (source.bucket !== undefined || encryptsFlowLogs(deployment)) return true;
  return isTrailed('source', deployment) && (archiveOf(deployment) === undefined || catalog !== undefined);
}

function encryptsFlowLogs({ privateAccess }: Deployment): boolean {
  return privateAccess?.vpc.kind === 'create' && privateAccess.vpc.flowLogs?.encryption === 'account-key';
}

/** Whether the VPC belongs to another account, by AWS RAM. */
export function isShared({ privateAccess }: Deployment): boolean {
  return privateAccess?.vpc.kind === 'existing' && privateAccess.vpc.sharedBy !== undefined;
}
