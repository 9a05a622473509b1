import { readPrincipalArn } from '../principal-arn';
import type { CredentialsSettings } from './credentials-settings';
import { SIDES, type Side } from './names';
import type { Rule } from './rule';
import { builtSides, isBuilt } from './sides';

/**
 * One set of credentials belongs to one account. Each provider is allowed in its own account only, so that a shared set
 * would be found out at plan: "AWS account ID not allowed".
 */
const setsDiffer: Rule = {
  reads: SIDES.flatMap((side) => [
    [side, 'credentials'],
    [side, 'elsewhere'],
  ]),
  check: (deployment) => {
    const { source, destination } = deployment;
    const set = setOf(source.credentials);
    return builtSides(deployment).length === 2 && set !== undefined && set === setOf(destination.credentials)
      ? [
          {
            path: ['destination', 'credentials'],
            rule: `must not be ${set} for both accounts: one set of credentials belongs to one account`,
          },
        ]
      : [];
  },
};

/** In words; two assumed roles are two sets, whoever assumes them. */
export function setOf(credentials: CredentialsSettings): string | undefined {
  if (credentials === 'ambient') return 'ambient';
  return 'profile' in credentials ? `profile ${credentials.profile}` : undefined;
}

const assumedDeployerIsRole = (side: Side): Rule => ({
  reads: [
    [side, 'credentials'],
    [side, 'deployer'],
    [side, 'elsewhere'],
  ],
  check: (deployment) => {
    const { credentials, deployer } = deployment[side];
    if (!isBuilt(deployment, side) || readPrincipalArn(deployer)?.type === 'root') return []; // none is named
    return typeof credentials === 'object' && 'assumeRole' in credentials && readPrincipalArn(deployer)?.type !== 'role'
      ? [{ path: [side, 'deployer'], rule: 'must be a role: credentials.assumeRole assumes it' }]
      : [];
  },
});

/** Rules of credentials. */
export const CREDENTIALS_RULES: readonly Rule[] = [setsDiffer, ...SIDES.map(assumedDeployerIsRole)];
