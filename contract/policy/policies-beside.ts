import type { Side } from '../deployment/names';
import type { Deployment } from '../deployment/schema';
import { builtSides } from '../deployment/sides';
import { resourceControlPolicy, serviceControlPolicy } from './perimeter-policies';
import { policyDocument, type Statement } from './statement';

/** Policies of AWS Organizations that a deployment asks for and cannot make itself. */
const ORGANIZATION_POLICIES = {
  rcp: resourceControlPolicy,
  scp: serviceControlPolicy,
} as const satisfies Record<string, (deployment: Deployment, organization: string, side: Side) => readonly Statement[]>;

/** One kind of them: a resource control policy, or a service control policy. */
export type OrganizationPolicy = keyof typeof ORGANIZATION_POLICIES;

/**
 * Such a policy for one account, as JSON.
 *
 * @returns `undefined` where the deployment names no organization.
 */
export function organizationPolicy(kind: OrganizationPolicy, deployment: Deployment, side: Side): string | undefined {
  const { organization } = deployment;
  if (organization === undefined) return undefined;
  return policyDocument(ORGANIZATION_POLICIES[kind](deployment, organization, side));
}

/**
 * All of them, as JSON by the name of a file: with `organization`, a resource control policy (`rcp-source.json`) and a service
 * control policy (`scp-source.json`) for each account.
 */
export function policiesBeside(deployment: Deployment): Readonly<Record<string, string>> {
  const all = builtSides(deployment).flatMap((side) =>
    (Object.keys(ORGANIZATION_POLICIES) as OrganizationPolicy[]).flatMap((kind) => {
      const text = organizationPolicy(kind, deployment, side);
      return text === undefined ? [] : [[`${kind}-${side}.json`, text] as const];
    }),
  );
  return Object.fromEntries(all);
}
