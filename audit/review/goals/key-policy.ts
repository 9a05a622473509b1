import { matchesGlob } from '../../policy/wildcard';
import { builtHomes, homeOf } from '../../../contract/deployment/archive';
import type { Home, Side } from '../../../contract/deployment/names';
import { builtSides } from '../../../contract/deployment/sides';
import type { ContextJson } from '../../policy/request-context';
import type { Role } from '../system/system';
import { accountIntent, homeIntent, throughS3, type Deployed, type Need } from './intended';
import { keyIs, permission, viaS3, type Permission } from './permission';
import { ADMINISTER_KEY, MEND_KEY } from './repair';

const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];
const GRANTS = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];

/**
 * What a key policy may give by itself: administration without use, use through S3, grants for AWS services
 * (KMS Developer Guide, "Default key policy"). It has one list for all users; which of it a role needs, and for which
 * objects, is for the role's own policies to say.
 *
 * @param permissions those of the deployment's flows: who is meant to use a key is told by them.
 */
export function keyPolicyPermissions(deployed: Deployed, permissions: readonly Permission[]): readonly Permission[] {
  return builtHomes(deployed.deployment).flatMap((home) => ofKey(deployed, home, permissions));
}

/**
 * That a key policy gives those who work on the data what it is to give by itself; readers of the logs, and people with a managed
 * policy, have the key by the policies of their account.
 */
export function keyPolicyNeeds(deployed: Deployed, permissions: readonly Permission[]): readonly Need[] {
  return builtSides(deployed.deployment).flatMap((side) => {
    const intent = accountIntent(deployed, side);
    const { id: account, key, dataBucketArn } = intent;
    if (key === undefined) return [];
    const through = throughS3(intent, dataBucketArn);
    const need = (principal: string, action: string, context: ContextJson): Need => ({
      ...{ flow: 'flow-key-policy', why: 'the use of the key would hang on other policies alone' },
      ...{ principal, identity: 'everything', action, resource: key.arn, account, context, layer: 'grants' },
    });
    const { instanceRole, lambda, replicationRole } = deployed.names;
    const workers = [instanceRole, lambda.role, ...Object.values(replicationRole)];
    const roles = usersOf(deployed, side, permissions).filter(({ name }) => workers.includes(name));
    return [...deployed.deployment[side].breakGlass, ...roles.map(({ arn }) => arn)].flatMap((arn) => [
      ...USE.map((action) => need(arn, action, through)),
      ...GRANTS.map((action) => need(arn, action, { ...through, 'kms:GrantIsForAWSResource': 'true' })),
    ]);
  });
}

/** Roles of the stack that are meant to use the key of a side. */
function usersOf(deployed: Deployed, side: Side, permissions: readonly Permission[]): readonly Role[] {
  const { key } = accountIntent(deployed, side);
  if (key === undefined) return [];
  const users = permissions.filter(
    ({ actions, resource }) => actions.has('kms:decrypt') && matchesGlob(resource, key.arn),
  );
  return deployed.system.roles.filter(({ arn }) => users.some(({ principal }) => principal === arn));
}

function ofKey(deployed: Deployed, home: Home, permissions: readonly Permission[]): Permission[] {
  const settings = homeOf(deployed.deployment, home);
  const { id: account, region, dnsSuffix, key } = homeIntent(deployed, settings);
  if (key === undefined) return [];
  const { deployer, breakGlass, keyAdministrators } = settings;
  // Readers of an archive are told in the permissions of the logs; they encrypt nothing, and are given no grants.
  const roles = home === 'archive' ? [] : usersOf(deployed, home, permissions);
  const forResources = keyIs('kms:GrantIsForAWSResource', ['true'], ['actual', 'grants'], 'only for AWS services');
  const base = { resource: key.arn, account };
  return [
    ...[deployer, ...keyAdministrators].map((principal) =>
      permission({ ...base, principal, actions: [...ADMINISTER_KEY, ...MEND_KEY], layers: ['grants'] }),
    ),
    ...[...breakGlass, ...roles.map(({ arn }) => arn)].flatMap((principal) => {
      // Naming a role of its own account, a key policy is enough without any policy of the role.
      const layers = roles.some(({ arn, account: of }) => arn === principal && of === account)
        ? (['actual', 'grants'] as const)
        : (['grants'] as const);
      return [
        permission({ ...base, principal, actions: USE, layers, terms: [viaS3(region, dnsSuffix)] }),
        permission({ ...base, principal, actions: GRANTS, layers, terms: [forResources] }),
      ];
    }),
  ];
}
