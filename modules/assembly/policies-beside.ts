import { SIDES } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import { policyDocument } from '../policy/statement';
import { resourceControlPolicy, serviceControlPolicy } from './perimeter-policies';

/**
 * Policies that a deployment asks for and cannot make itself, as JSON by the name of a file: with `organization`, a resource
 * control policy (`rcp-source.json`) and a service control policy (`scp-source.json`) for each account.
 */
export function policiesBeside(deployment: Deployment): Readonly<Record<string, string>> {
  const { organization } = deployment;
  if (organization === undefined) return {};
  return Object.fromEntries(
    SIDES.flatMap((side) => [
      [`rcp-${side}.json`, policyDocument(resourceControlPolicy(deployment, organization, side))],
      [`scp-${side}.json`, policyDocument(serviceControlPolicy(deployment, organization, side))],
    ]),
  );
}
