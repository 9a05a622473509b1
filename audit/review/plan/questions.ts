import { iamArn } from '../../../contract/deployment/names';
import { readPrincipalArn } from '../../../contract/principal-arn';
import { KNOWN_ACTIONS, s3LevelOf } from '../../policy/actions';
import type { CompiledStatement } from '../../policy/compile';
import type { PrincipalEntry } from '../../policy/document';
import { readRequester, type Requester } from '../../policy/requester';
import { likePattern, witnesses } from '../contexts/patterns';

/** What a policy is of, as far as a plan tells. */
export interface Subject {
  /** ARN of the bucket, key, queue, topic or role; `undefined` for identity and endpoint policies, which are of anything. */
  readonly arn: string | undefined;
  readonly partition: string;
  /** Account that owns it. */
  readonly account: string;
  /** What holds where there is no policy at all: an endpoint then lets everything through. */
  readonly withoutPolicy: 'is silent' | 'allows';
  /** Identity policies speak of whoever carries them. */
  readonly ofIdentity: boolean;
}

interface NamedRequester {
  readonly text: string;
  readonly requester: Requester;
}

const STRANGER = '999999999999';

/** One requester of each class that the principals and principal keys of the statements can tell apart. */
export function requestersOf(
  statements: readonly CompiledStatement[],
  { partition, account, ofIdentity }: Subject,
): readonly NamedRequester[] {
  const holder = iamArn(partition, account, 'role/another-role');
  if (ofIdentity) return named([holder, ...principalConstants(statements)]);
  const entries = statements.flatMap(({ source }) => source.principals?.entries ?? []);
  return named([
    ...entries.flatMap((entry) => textsOf(entry, partition)),
    ...principalConstants(statements),
    holder,
    iamArn(partition, account, 'root'),
    iamArn(partition, STRANGER, 'role/stranger'),
    'anonymous',
    's3.amazonaws.com',
  ]);
}

function named(texts: readonly string[]): readonly NamedRequester[] {
  return [...new Set(texts)].flatMap((text) => {
    const requester = readRequester(text);
    return requester === undefined || requester.type === 'unsupported' ? [] : [{ text, requester }];
  });
}

function textsOf(entry: PrincipalEntry, partition: string): readonly string[] {
  switch (entry.type) {
    case 'account':
      return ['root', 'role/another-role'].map((resource) => iamArn(partition, entry.accountId, resource));
    case 'user':
    case 'role':
    case 'session':
      return [entry.arn];
    case 'service':
      return [entry.service];
    case 'everyone':
    case 'federated':
    case 'nobody':
      return [];
  }
}

/** Principals and services that conditions speak of; of a pattern, one that it matches. */
function principalConstants(statements: readonly CompiledStatement[]): readonly string[] {
  return statements.flatMap(({ source }) =>
    source.conditions.flatMap(({ key, values }) => {
      if (key === 'aws:principalservicename') return values;
      if (key === 'aws:principalaccount' || key === 'kms:calleraccount') {
        return values.filter((id) => /^\d{12}$/.test(id)).map((id) => iamArn('aws', id, 'role/another-role'));
      }
      return key === 'aws:principalarn' ? values.flatMap(principalsLike) : [];
    }),
  );
}

function principalsLike(pattern: string): readonly string[] {
  const [arn, partition = '', service = '', , account = '', resource = ''] = pattern.split(':');
  const filled = [
    arn,
    /[*?]/.test(partition) ? 'aws' : partition,
    /[*?]/.test(service) ? 'iam' : service,
    '',
    /[*?]/.test(account) ? STRANGER : account,
    /^[*?]/.test(resource) ? 'role/x' : resource.replace(/[*?]/g, 'x'),
  ].join(':');
  return [pattern, filled].filter((text) => readPrincipalArn(text) !== undefined);
}

/** Told first of their class, because readers know them. */
const WELL_KNOWN = ['s3:getobject', 's3:putobject', 's3:deleteobject', 's3:listbucket', 'kms:decrypt'];

/** One action of each class that the statements treat alike and that is asked of the same kind of resource. */
export function actionClasses(statements: readonly CompiledStatement[], { arn }: Subject): readonly string[] {
  const service = arn?.split(':')[2];
  const services = [...KNOWN_ACTIONS.keys()].filter(
    (name) => service === undefined || name === (service === 'iam' ? 'sts' : service),
  );
  const all = services.flatMap((name) =>
    (KNOWN_ACTIONS.get(name) ?? []).map((action) => `${name}:${action.toLowerCase()}`),
  );
  const classes = new Map<string, string>();
  for (const action of [...WELL_KNOWN.filter((one) => all.includes(one)), ...all]) {
    const covers = statements.map(({ coversAction }) => (coversAction(action) ? '1' : '0')).join('');
    const key = `${action.split(':')[0] ?? ''} ${levelOf(action)} ${covers}`;
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
  const texts = [...new Set(statements.flatMap(({ source }) => source.resources?.entries ?? []))];
  const patterns = texts.filter((text) => text !== '*');
  const [service = ''] = action.split(':');
  if (arn === undefined) return anywhere(action, service, patterns, partition, account);
  if (service !== 's3') return [arn];
  if (levelOf(action) !== 'object') return [arn];
  return witnesses(patterns.map(likePattern), [`${arn}/an-object`, ...samples(patterns)], `${arn}/`).filter(
    (text) => text !== `${arn}/`,
  );
}

function anywhere(
  action: string,
  service: string,
  patterns: readonly string[],
  partition: string,
  account: string,
): readonly string[] {
  const prefix = `arn:${partition}:${service}:`;
  const candidates = samples(patterns).filter((text) => text.startsWith(prefix));
  if (service === 's3') {
    const objects = levelOf(action) === 'object';
    const bucket = `${prefix}::another-bucket`;
    // Told apart from buckets by a pattern of its own, so that there is an object for every combination of the others.
    const isObject = likePattern(`${prefix}::?*/?*`);
    const all = witnesses(
      [...patterns.map(likePattern), isObject],
      [bucket, `${bucket}/an-object`, ...candidates],
      `${prefix}::`,
    );
    return all.filter(
      (text) => text.length > prefix.length + 2 && text.slice(prefix.length + 2).includes('/') === objects,
    );
  }
  const generic = `${prefix}us-east-1:${account}:another-resource`;
  return witnesses(patterns.map(likePattern), [generic, ...candidates], prefix).filter((text) => text !== prefix);
}

/** A readable text for each pattern. */
function samples(patterns: readonly string[]): readonly string[] {
  return patterns.map((text) => text.replace(/\/\*$/, '/an-object').replace(/[*?]/g, 'x'));
}
