import { iamArn } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { readPrincipalArn } from '../../../contract/principal-arn';
import { readRequester, type Requester } from '../../policy/requester';
import { assumedPolicy, type AttachedPolicy } from '../system/policies';
import type { Role, System } from '../system/system';
import { policiesOf } from './all-policies';

/** An account that has nothing to do with the deployment. */
export const STRANGER_ACCOUNT = '999999999999';

/** Who asks: one for each class of principals that policies and goals can tell apart. */
export interface Principal {
  /** As people call it. */
  readonly label: string;
  /** As `readRequester` reads it. */
  readonly text: string;
  readonly requester: Requester;
  /** The role of the stack that it is; everyone else's policies are not in the stack. */
  readonly role: Role | undefined;
}

/** Who exists outside the stack may have been given anything: a proof that it can not must not rest on its policies. */
export const ANYTHING: AttachedPolicy = assumedPolicy('(assumed) AdministratorAccess', 'identity', {
  Sid: 'AllowAnything',
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
});

/** Services that act in such deployments, and one that has no part in any. */
const SERVICES = ['s3', 'logging.s3', 'cloudtrail', 'lambda', 'ec2', 'delivery.logs', 'config'];

/** Every class of principals of a deployment and its stack. */
export function principalsOf(system: System, deployment: Deployment): readonly Principal[] {
  const { partition, source, destination } = deployment;
  const principals = new Map<string, Principal>();
  const add = (text: string, label: string): void => {
    const requester = readRequester(text);
    if (requester === undefined || requester.type === 'unsupported' || principals.has(text)) return;
    principals.set(text, { label, text, requester, role: system.roles.find(({ arn }) => arn === text) });
  };
  for (const { arn, name } of system.roles) add(arn, `role ${name}`);
  for (const [side, { account, deployer, breakGlass, keyAdministrators }] of Object.entries({ source, destination })) {
    add(deployer, `deployer of the ${side} account`);
    for (const arn of breakGlass) add(arn, `break-glass role of the ${side} account`);
    for (const arn of keyAdministrators) add(arn, `key administrator of the ${side} account`);
    add(iamArn(partition, account, 'role/another-role'), `another role of the ${side} account, with every permission`);
    add(iamArn(partition, account, 'root'), `root of the ${side} account`);
  }
  for (const { principal } of deployment.privateAccess?.exempt ?? []) add(principal, 'exempt principal');
  for (const arn of mentionedPrincipals(system)) add(arn, arn);
  add(iamArn(partition, STRANGER_ACCOUNT, 'role/stranger'), 'a role of another account');
  add('anonymous', 'anyone, without credentials');
  for (const name of [...SERVICES, ...mentionedServices(system)]) {
    const text = name.includes('amazonaws') ? name : `${name}.amazonaws.com`;
    add(text, `AWS service ${text}`);
  }
  return [...principals.values()];
}

/** Principals that policies name, in Principal elements or conditions, and one of each account that they name. */
function mentionedPrincipals(system: System): string[] {
  const partition = system.stack.resources.length > 0 ? partitionIn(system) : 'aws';
  const named = policiesOf(system).flatMap(({ compiled }) =>
    compiled.statements.flatMap(({ source }) => [
      ...(source.principals?.entries ?? []).flatMap((entry) =>
        'arn' in entry ? [entry.arn] : entry.type === 'account' ? [iamArn(partition, entry.accountId, 'root')] : [],
      ),
      ...source.conditions.flatMap(({ key, values }) =>
        key === 'aws:principalarn'
          ? values.flatMap(instancesOf)
          : key === 'aws:principalaccount'
            ? values.flatMap((id) => (/^\d{12}$/.test(id) ? [iamArn(partition, id, 'root')] : []))
            : [],
      ),
    ]),
  );
  return named.flatMap((text) => {
    const arn = readPrincipalArn(text);
    if (arn === undefined) return [];
    return arn.type === 'root' ? [text, iamArn(arn.partition, arn.accountId, 'role/another-role')] : [text];
  });
}

/** Principals of which a pattern of ARNs speaks: one in a stranger's account, and one by the pattern's own text. */
function instancesOf(pattern: string): string[] {
  const parts = pattern.split(':');
  const accounts = /[*?]/.test(parts[4] ?? '') ? [STRANGER_ACCOUNT] : [parts[4] ?? ''];
  const resource = (parts[5] ?? '').replace(/[*?]/g, 'x');
  const named = /^(role|user)\//.test(resource) ? resource : 'role/x';
  return accounts.map((account) =>
    ['arn', /[*?]/.test(parts[1] ?? '') ? 'aws' : parts[1], 'iam', '', account, named].join(':'),
  );
}

function partitionIn(system: System): string {
  return system.roles[0]?.arn.split(':')[1] ?? system.buckets[0]?.arn.split(':')[1] ?? 'aws';
}

function mentionedServices(system: System): string[] {
  return policiesOf(system).flatMap(({ compiled }) =>
    compiled.statements.flatMap(({ source }) => [
      ...(source.principals?.entries ?? []).flatMap((entry) => (entry.type === 'service' ? [entry.service] : [])),
      ...source.conditions.flatMap(({ key, values }) => (key === 'aws:principalservicename' ? values : [])),
    ]),
  );
}
