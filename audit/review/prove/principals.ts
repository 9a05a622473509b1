import { archiveOf } from '../../../contract/deployment/archive';
import type { Deployment } from '../../../contract/deployment/schema';
import { readPrincipalArn } from '../../../contract/principal-arn';
import { inUnnamedSession, readRequester, throughProvider, type Requester } from '../../policy/requester';
import { assumedPolicy, type AttachedPolicy } from '../system/policies';
import type { Role, System } from '../system/system';
import { policiesOf } from './all-policies';
import {
  federatedClasses,
  principalClasses,
  providersOfSessions,
  serviceClasses,
  sightOf,
} from '../contexts/principal-classes';

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

/** Who exists outside the stack may have been given anything: a proof that it cannot must not rest on its policies. */
export const ANYTHING: AttachedPolicy = assumedPolicy('(assumed) AdministratorAccess', 'identity', {
  Sid: 'AllowAnything',
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
});

/**
 * Every class of principals that the policies of a stack and the goals can tell apart.
 *
 * @param named whom goals name, by ARN or by a pattern of ARNs.
 * @throws NotEnumerable when the classes cannot be told.
 */
export function principalsOf(system: System, parties: Parties, named: readonly string[]): readonly Principal[] {
  const ofStack = system.roles.map(({ arn, name }) => [arn, `role ${name}`] as const);
  const labels = new Map([...ofStack, ...[...parties.labels].filter(([arn]) => !ofStack.some(([own]) => own === arn))]);
  const statements = policiesOf(system).flatMap(({ compiled }) => compiled.statements);
  const sight = sightOf(statements, {
    partition: parties.partition,
    named: [...labels.keys(), ...named],
    accounts: [...parties.accounts.keys()],
  });
  const sessions = sight.named.filter((text) => text.includes(':assumed-role/'));
  const all = [...labels.keys(), ...principalClasses(sight), ...sessions, 'anonymous'];
  const others = [...serviceClasses(sight), ...federatedClasses(sight)];
  const principals = [...new Set([...all, ...others])].flatMap((text): Principal[] => {
    const known = readRequester(text);
    if (known === undefined) return [];
    const requester = inUnnamedSession(known);
    const role = system.roles.find(({ arn }) => arn === text);
    return [{ label: labels.get(text) ?? describe(text, parties), text, requester, role }];
  });
  return [...principals, ...sessionsThrough(providersOfSessions(statements, parties.partition), principals)];
}

/** The same principals in sessions that identity providers vouched for. */
function sessionsThrough(providers: readonly string[], principals: readonly Principal[]): readonly Principal[] {
  return providers.flatMap((provider) =>
    principals.flatMap(({ requester, label, ...principal }): Principal[] => {
      const session = throughProvider(requester, provider);
      return session === undefined
        ? []
        : [{ ...principal, requester: session, label: `${label}, through the identity provider ${provider}` }];
    }),
  );
}

/** Whose the accounts are, and who has a part in what is reviewed. */
export interface Parties {
  readonly partition: string;
  /** What each account is called, by its id. */
  readonly accounts: ReadonlyMap<string, string>;
  /** What principals are called, by ARN; roles of the stack are called by their names. */
  readonly labels: ReadonlyMap<string, string>;
}

/** The parties of a deployment. */
export function partiesOf(deployment: Deployment): Parties {
  const { partition, source, destination } = deployment;
  const archive = archiveOf(deployment);
  const accounts = new Map([
    [source.account, 'the source account'],
    [destination.account, 'the destination account'],
    ...(archive ? [[archive.account, 'the log-archive account'] as const] : []),
  ]);
  return { partition, accounts, labels: labelsOf(deployment) };
}

function labelsOf({ source, destination, privateAccess, observation }: Deployment): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const add = (arn: string, label: string): void => {
    if (!labels.has(arn)) labels.set(arn, label);
  };
  for (const [side, { deployer, breakGlass, keyAdministrators, elsewhere }] of Object.entries({
    source,
    destination,
  })) {
    if (elsewhere === undefined) add(deployer, `deployer of the ${side} account`);
    for (const arn of breakGlass) add(arn, `break-glass role of the ${side} account`);
    for (const arn of keyAdministrators) add(arn, `key administrator of the ${side} account`);
  }
  if (observation.archive?.kind === 'create') {
    add(observation.archive.deployer, 'deployer of the log-archive account');
    for (const arn of observation.archive.keyAdministrators) add(arn, 'key administrator of the log-archive account');
  }
  for (const { principal } of privateAccess?.exempt ?? []) add(principal, 'exempt principal');
  return labels;
}

const NO_KEYS = 'anyone, without credentials';

/** Someone outside the deployment, as people call him: by the account, and by the name where a policy or goal tells it apart. */
function describe(text: string, { accounts }: Parties): string {
  const arn = readPrincipalArn(text);
  if (arn === undefined) {
    if (text === 'anonymous') return NO_KEYS;
    return readRequester(text)?.type === 'federated'
      ? `whoever the identity provider ${text} vouches for`
      : `AWS service ${text}`;
  }
  const { accountId, type, name } = arn;
  const known = accounts.get(accountId);
  const account = known ?? `account ${accountId}`;
  if (type === 'root') return `root of ${account}`;
  const kind = type.replace('-', ' ');
  if (!name.startsWith('another-')) return `${kind} ${name} of ${account}`;
  return `another ${kind} of ${account}${known === undefined ? '' : ', with every permission'}`;
}
