import type { Deployment } from '../../../contract/deployment/schema';

/** Whether the source account gets a key and logs: it has a bucket to replicate from, or a trail of what the network lets by. */
export function hasSource({ source, privateAccess, observation }: Deployment): boolean {
  return source.bucket !== undefined || (privateAccess !== undefined && observation.trail === 'create');
}

/** Whether the VPC belongs to another account, by AWS RAM. */
export function isShared({ privateAccess }: Deployment): boolean {
  return privateAccess?.vpc.kind === 'existing' && privateAccess.vpc.sharedBy !== undefined;
}
