import { s3LevelOf } from '../../policy/actions';
import type { CompiledStatement } from '../../policy/compile';
import { inUnnamedSession, readRequester, throughProvider, type Requester } from '../../policy/requester';
import {
  federatedClasses,
  principalClasses,
  providersOfSessions,
  serviceClasses,
  sightOf,
} from '../contexts/principal-classes';
import { requestActionsOf, servicesToAsk } from '../system/services';
import { bucketClasses, objectClasses, serviceResourceClasses } from '../contexts/resource-classes';

/** What a policy is of, as far as a plan tells. */
export interface Subject {
  /** ARN of the bucket, key, queue, topic or role; `undefined` for identity and endpoint policies, which are of anything. */
  readonly arn: string | undefined;
  readonly partition: string;
  /** Account that owns it. */
  readonly account: string;
  /** What holds where there is no policy at all: an endpoint then lets everything through. */
  readonly withoutPolicy: 'is silent' | 'allows';
  /** A policy of a gateway endpoint, or of an endpoint whose type nothing tells; default false. */
  readonly ofGateway?: boolean;
  /** Identity policies speak of whoever carries them: IAM roles and users, or the one whose ARN is known. */
  readonly ofIdentity: boolean;
  readonly carrier?: string | undefined;
}

interface NamedRequester {
  readonly text: string;
  readonly requester: Requester;
}

/** One requester of each class that the statements can tell apart; identity policies speak only of those that carry them. */
export function requestersOf(
  statements: readonly CompiledStatement[],
  { partition, account, ofIdentity, carrier }: Subject,
): readonly NamedRequester[] {
  if (carrier !== undefined) return named([carrier]);
  const sight = sightOf(statements, { partition, named: [], accounts: [account] });
  const sessions = sight.named.filter((text) => text.includes(':assumed-role/'));
  const classes = named([...principalClasses(sight), ...sessions]);
  const carriers = [...classes, ...sessionsThrough(providersOfSessions(statements, partition), classes)];
  if (ofIdentity) return carriers.filter(({ requester }) => requester.type === 'role' || requester.type === 'user');
  return [...carriers, ...named(['anonymous', ...serviceClasses(sight), ...federatedClasses(sight)])];
}

function sessionsThrough(providers: readonly string[], classes: readonly NamedRequester[]): readonly NamedRequester[] {
  return providers.flatMap((provider) =>
    classes.flatMap(({ text, requester }) => {
      const session = throughProvider(requester, provider);
      return session === undefined ? [] : [{ text, requester: session }];
    }),
  );
}

function named(texts: readonly string[]): readonly NamedRequester[] {
  return [...new Set(texts)].flatMap((text) => {
    const requester = readRequester(text);
    return requester === undefined ? [] : [{ text, requester: inUnnamedSession(requester) }];
  });
}

/**
 * What nobody signs, and only whom an identity provider vouches for asks; and what else he may ask with it.
 * Source: AWS STS API Reference, "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity".
 */
const UNSIGNED = new Set(['sts:assumerolewithsaml', 'sts:assumerolewithwebidentity']);
const BY_ANYONE = new Set(['sts:tagsession', 'sts:setsourceidentity']);

/** Whether a requester can ask for an action at all. */
export function canAsk({ type }: Requester, action: string): boolean {
  if (type === 'federated') return UNSIGNED.has(action) || BY_ANYONE.has(action);
  return !UNSIGNED.has(action);
}

/** Told first of their class, because readers know them. */
const WELL_KNOWN = ['s3:getobject', 's3:putobject', 's3:deleteobject', 's3:listbucket', 'kms:decrypt'];

/** One action of each class that the statements treat alike and that is asked of the same kind of resource. */
export function actionClasses(statements: readonly CompiledStatement[], { arn }: Subject): readonly string[] {
  const service = arn?.split(':')[2];
  const services = service === undefined ? servicesToAsk(statements) : [service === 'iam' ? 'sts' : service];
  const all = services.flatMap(requestActionsOf);
  const classes = new Map<string, string>();
  for (const action of [...WELL_KNOWN.filter((one) => all.includes(one)), ...all]) {
    const covers = statements.map(({ coversAction }) => (coversAction(action) ? '1' : '0')).join('');
    const key = `${action.split(':')[0] ?? ''} ${levelOf(action)} ${covers} ${UNSIGNED.has(action)} ${BY_ANYONE.has(action)}`;
    const asked = service !== 's3' || ['object', 'bucket'].includes(levelOf(action));
    if (asked && covers.includes('1') && !classes.has(key)) classes.set(key, action);
  }
  return [...classes.values()];
}

function levelOf(action: string): string {
  return action.startsWith('s3:') ? (s3LevelOf(action) ?? 'other') : '';
}

/** One resource of each class that the statements can tell apart and that an action can be asked of. */
export function resourcesFor(
  action: string,
  statements: readonly CompiledStatement[],
  { arn, partition, account }: Subject,
): readonly string[] {
  const texts = statements.flatMap(({ source }) => source.resources?.entries ?? []);
  const [service = ''] = action.split(':');
  const ofObject = levelOf(action) === 'object';
  if (arn !== undefined) return ofObject ? objectClasses(arn, { texts }) : [arn];
  if (service === 's3') {
    return bucketClasses(partition, { texts }).filter((text) => text.includes('/') === ofObject);
  }
  const generic = `arn:${partition}:${service}:us-east-1:${account}:another-resource`;
  return serviceResourceClasses(service, generic, { texts });
}
