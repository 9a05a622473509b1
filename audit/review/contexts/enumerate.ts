import type { Context } from '../../policy/context';
import type { Request } from '../../policy/decide';
import type { KeyMention } from '../../policy/mentions';
import { impliedContext } from '../../policy/request-context';
import { valuesOf, type GoalConstants, type Values } from './candidates';
import type { Path } from './paths';

/** What the proof knows of a requester beside the request: whether it lives on EC2 instances, and in which VPCs. */
export interface Surroundings {
  /** Roles that only EC2 can assume: their sessions carry the keys of the instance, others' do not. */
  readonly onInstance: 'always' | 'sometimes' | 'never';
  /** Ids of the VPCs that policies may be speaking of. */
  readonly vpcIds: readonly string[];
  /** Ids of the endpoints that have a path of their own. */
  readonly endpointIds: readonly string[];
}

const INSTANCE_KEYS = ['ec2:sourceinstancearn', 'aws:ec2instancesourcevpc', 'aws:ec2instancesourceprivateipv4'];
const SERVICE_ONLY_KEYS = [
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourcearn',
  'aws:sourceaccount',
];

/**
 * Every consistent context of a request on a path, one for each class of contexts that the policies and the goal can tell
 * apart. Keys that no policy and no goal reads are left out.
 *
 * @param mentions the keys that can matter to the decision, of `keysThatMatter`.
 * @param goals what goals tell apart; their keys are enumerated also where no policy reads them.
 * @throws NotEnumerable, TooManyPatterns when the classes can not be told.
 */
export function contextsOf(
  request: Request,
  path: Path,
  mentions: ReadonlyMap<string, KeyMention>,
  goals: GoalConstants,
  surroundings: Surroundings,
): readonly Context[] {
  const keys = [...new Set([...mentions.keys(), ...goals.keys()])].sort();
  const choices = keys.map((key): readonly [string, Values] => [
    key,
    choicesOf(key, request, path, mentions, goals, surroundings),
  ]);
  let contexts: Map<string, readonly string[]>[] = [new Map<string, readonly string[]>()];
  for (const [key, values] of choices) {
    contexts = contexts.flatMap((context) => values.map((value) => withKey(context, key, value)));
  }
  return contexts.filter((context) => isConsistent(context, request, keys));
}

function withKey(context: Map<string, readonly string[]>, key: string, value: readonly string[] | undefined) {
  return value === undefined ? context : new Map(context).set(key, value);
}

function choicesOf(
  key: string,
  request: Request,
  path: Path,
  mentions: ReadonlyMap<string, KeyMention>,
  goals: GoalConstants,
  surroundings: Surroundings,
): Values {
  const implied = impliedContext(request);
  if (implied.has(key)) {
    const value = implied.get(key);
    return [value === undefined ? undefined : [value]];
  }
  const { requester } = request;
  if (SERVICE_ONLY_KEYS.includes(key) && requester.type !== 'service') return [undefined];
  const onPath = path.fixed.get(key);
  if (onPath !== undefined && typeof onPath !== 'string') return onPath;

  const isInstanceKey = INSTANCE_KEYS.includes(key);
  if (isInstanceKey && surroundings.onInstance === 'never') return [undefined];
  const constants = [...(goals.get(key) ?? []), ...pool(key, request, mentions, surroundings)];
  const all = valuesOf(key, mentions.get(key), constants);
  const present = onPath === 'present' || (isInstanceKey && surroundings.onInstance === 'always');
  const values = present ? all.filter((value) => value !== undefined) : all;
  if (key !== 'aws:sourcevpce') return values;
  return values.filter((value) => value === undefined || !surroundings.endpointIds.includes(value[0] ?? ''));
}

/** Values that a key may share with another key, because policies compare the two or AWS fills both with the same things. */
function pool(
  key: string,
  request: Request,
  mentions: ReadonlyMap<string, KeyMention>,
  { vpcIds }: Surroundings,
): readonly string[] {
  if (key === 'aws:sourcevpc' || key === 'aws:ec2instancesourcevpc') return [...vpcIds, 'vpc-0ffffffffffffffff2'];
  const implied = impliedContext(request);
  const compared = (mentions.get(key)?.conditions ?? []).flatMap(({ reads }) => reads.slice(1));
  return compared
    .flatMap((other) => implied.get(other) ?? [...(mentions.get(other)?.constants ?? [])])
    .filter((text) => !text.includes('$'));
}

/** Rules between free keys that no single key's values can tell. */
function isConsistent(context: Context, { requester }: Request, keys: readonly string[]): boolean {
  // An instance's credentials carry all keys of the instance or, used otherwise, none.
  const ofInstance = keys.filter((key) => INSTANCE_KEYS.includes(key));
  const present = ofInstance.filter((key) => context.has(key));
  if (present.length > 0 && present.length < ofInstance.length) return false;
  if (requester.type !== 'service') return true;
  // The account of the resource that the service acts for, wherever its ARN tells it.
  const account = context.get('aws:sourceaccount')?.[0];
  const ofArn = context.get('aws:sourcearn')?.[0]?.split(':')[4];
  return account === undefined || ofArn === undefined || !/^\d{12}$/.test(ofArn) || ofArn === account;
}
