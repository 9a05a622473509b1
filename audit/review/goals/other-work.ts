import { matchesGlob, globOf } from '../../policy/wildcard';
import type { Deployment } from '../../../contract/deployment/schema';
import type { Fact } from '../prove/prove';

/** Whether the policy of an endpoint is meant to let a request through for other work of its VPC (privateAccess.endpointPolicy). */
export function isOtherWork({ action, target, principal, context, path }: Fact, deployment: Deployment): boolean {
  const { privateAccess, partition, source } = deployment;
  const settings = privateAccess?.endpointPolicy;
  if (settings === undefined || !action.startsWith('s3:')) return false;
  // Only the gateway endpoint has other users; the interface endpoint is made for the data alone.
  if (path.endpoint?.endpointType !== 'Gateway') return false;
  const has = (key: string, value: string): boolean => (context.get(key) ?? []).includes(value);
  const { ownAccountBuckets, organization, buckets, principals } = settings;
  return (
    (ownAccountBuckets && target.account === source.account) ||
    (organization !== undefined && has('aws:principalorgid', organization) && has('aws:resourceorgid', organization)) ||
    buckets.some((name) =>
      [`arn:${partition}:s3:::${name}`, `arn:${partition}:s3:::${name}/*`].some((arn) =>
        matchesGlob(globOf(arn), target.arn),
      ),
    ) ||
    principals.includes(principal.text)
  );
}
