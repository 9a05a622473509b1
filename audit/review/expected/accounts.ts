import type { Deployment } from '../../../contract/deployment/schema';

/** Whether the source account gets a key, a log bucket and a trail: it has a bucket to replicate from, or the network. */
export function hasSource({ source, privateAccess }: Deployment): boolean {
  return source.bucket !== undefined || privateAccess !== undefined;
}
