import type { Deployment } from '../../contract/deployment/schema';
import type { Expectations } from '../../contract/expectations';

export type Exemption = Expectations['exempt'][number];

/**
 * Who may reach the data from outside the endpoint, each with its reason. The account's deployer and break-glass roles
 * are always among them: a Deny that caught them would lock the owner out.
 */
export function exemptionsOf({ destination, privateAccess }: Deployment): readonly Exemption[] {
  const all: readonly Exemption[] = [
    { principal: destination.deployer, reason: 'deployer' },
    ...destination.breakGlass.map((principal) => ({ principal, reason: 'break-glass' })),
    ...(privateAccess?.exempt ?? []),
  ];
  return all.filter(({ principal }, index) => all.findIndex((other) => other.principal === principal) === index);
}
