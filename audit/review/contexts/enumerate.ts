import type { Context } from '../../policy/context';
import type { Request } from '../../policy/request';
import type { KeyMention } from '../../policy/mentions';
import { readDate } from '../../policy/values';
import { accountOf } from '../../policy/requester';
import { impliedContext, type ImpliedContext } from '../../policy/request-context';
import type { Membership } from '../system/organization';
import { NotEnumerable } from './atoms/atoms';
import { ALWAYS_CARRIED, canCarry } from './availability';
import { comparedGroups } from './compared-keys';
import type { Path } from './paths';
import { valuesOf, type Fixed, type GoalConstants, type Values } from './values';

/** What the proof knows of a requester beside the request: whether it lives on EC2 instances, and in which VPCs. */
export interface Surroundings {
  /** Roles that only EC2 can assume: their sessions carry the keys of the instance, others' do not. */
  readonly onInstance: 'always' | 'sometimes' | 'never';
  /** Ids of the VPCs that policies may be speaking of. */
  readonly vpcIds: readonly string[];
  /** Ids of the endpoints that have a path of their own. */
  readonly endpointIds: readonly string[];
  /** The organization of those who take part. @default nothing is known of any */
  readonly membership?: Membership | undefined;
}

/** What the classes of contexts follow from. */
export interface ContextQuestion {
  readonly request: Request;
  readonly path: Path;
  /** The keys that can matter to the decision, of `keysThatMatter`. */
  readonly mentions: ReadonlyMap<string, KeyMention>;
  /** What goals tell apart; their keys are enumerated also where no policy reads them. */
  readonly goals: GoalConstants;
  readonly surroundings: Surroundings;
}

const INSTANCE_KEYS = ['ec2:sourceinstancearn', 'aws:ec2instancesourcevpc', 'aws:ec2instancesourceprivateipv4'];
const VPC_KEYS = ['aws:sourcevpc', 'aws:ec2instancesourcevpc'];

export const MOST_CONTEXTS = 20_000;

/** What each key of a request's contexts may be, one value for each class that the policies and the goal can tell apart. */
export interface ContextClasses {
  readonly request: Request;
  /** In alphabetical order; keys that no policy and no goal reads are left out. */
  readonly keys: readonly string[];
  readonly choices: ReadonlyMap<string, Values>;
}

/** @throws NotEnumerable when the classes cannot be told, or the contexts are too many. */
export function contextClasses(question: ContextQuestion): ContextClasses {
  const { request, mentions, goals } = question;
  const keys = [...new Set([...mentions.keys(), ...goals.keys()])].sort();
  const choices = choicesOf(question, keys);
  const count = [...choices.values()].reduce((product, values) => product * values.length, 1);
  if (count > MOST_CONTEXTS) throw new NotEnumerable(`its conditions tell more than ${MOST_CONTEXTS} contexts apart`);
  return { request, keys, choices };
}

/**
 * Every consistent context of a request on a path, one for each class of contexts that the policies and the goals can tell
 * apart. Keys that no policy and no goal reads are left out.
 *
 * @throws NotEnumerable when the classes cannot be told, or are too many.
 */
export function contextsOf(question: ContextQuestion): readonly Context[] {
  return contextsIn(contextClasses(question));
}

/**
 * The consistent contexts of some classes, in the order of their keys and values.
 *
 * @param isSettled whether nobody need see the contexts that begin with this one, of the first `count` keys.
 */
export function contextsIn(
  { request, keys, choices }: ContextClasses,
  isSettled: (begin: Context, count: number) => boolean = () => false,
): readonly Context[] {
  const found: Context[] = [];
  const begin = new Map<string, readonly string[]>();
  const visit = (count: number): void => {
    if (isSettled(begin, count)) return;
    const key = keys[count];
    if (key === undefined) {
      if (isConsistent(begin, request, keys)) found.push(new Map(begin));
      return;
    }
    for (const value of choices.get(key) ?? [undefined]) {
      if (value === undefined) begin.delete(key);
      else begin.set(key, value);
      visit(count + 1);
    }
    begin.delete(key);
  };
  visit(0);
  return found;
}

/** How many contexts `contextsIn` finds: only of the keys that go together it takes trying. */
export function countContexts(classes: ContextClasses): number {
  const { keys, choices } = classes;
  const together = keys.filter((key) => COUPLED.has(key));
  const free = keys.filter((key) => !COUPLED.has(key));
  const consistent =
    together.length < 2 ? choicesFor(together, choices) : contextsIn({ ...classes, keys: together }).length;
  return consistent * choicesFor(free, choices);
}

function choicesFor(keys: readonly string[], choices: ContextClasses['choices']): number {
  return keys.reduce((product, key) => product * (choices.get(key)?.length ?? 1), 1);
}

function choicesOf(question: ContextQuestion, keys: readonly string[]): ReadonlyMap<string, Values> {
  const { mentions, goals, request, surroundings } = question;
  const implied = impliedBy(request);
  const given = new Map(
    keys.flatMap((key): [string, Values][] => {
      const values = givenValues(key, question, implied);
      return values === undefined ? [] : [[key, values]];
    }),
  );
  const choices = new Map(given);
  for (const group of comparedGroups(keys, mentions)) {
    const open = group.filter((key) => !given.has(key));
    if (open.length === 0) continue;
    const ids = group.some((key) => VPC_KEYS.includes(key)) ? surroundings.vpcIds : [];
    const asked = open.map((key) => ({
      key,
      mention: mentions.get(key),
      constants: [...(goals.get(key) ?? []), ...ids],
    }));
    const peers = group.flatMap((key) => (given.get(key) ?? []).flatMap((value) => value ?? []));
    const values = valuesOf(asked, { peers, valueOf: valueIn(given) }, request.requester);
    for (const [key, present] of values) choices.set(key, withAbsence(key, present, question));
  }
  return choices;
}

const IMPLIED = new WeakMap<Request, ImpliedContext>();

/** The same for all paths. */
function impliedBy(request: Request): ImpliedContext {
  const implied = IMPLIED.get(request) ?? impliedContext(request);
  IMPLIED.set(request, implied);
  return implied;
}

/** The values that follow from who asks and which way the request comes; `undefined` for an open key. */
function givenValues(key: string, { request, path, surroundings }: ContextQuestion, implied: ImpliedContext) {
  if (implied.has(key)) {
    const value = implied.get(key);
    return [value === undefined ? undefined : [value]];
  }
  if (!canCarry(request.requester, key)) return [undefined];
  const ofMember = membersValue(key, request, surroundings.membership);
  if (ofMember !== undefined) return ofMember;
  const onPath = path.fixed.get(key);
  if (onPath !== undefined && typeof onPath !== 'string') return onPath;
  return INSTANCE_KEYS.includes(key) && surroundings.onInstance === 'never' ? [undefined] : undefined;
}

/** Whoever takes part is of the organization, and so is what belongs to him. */
function membersValue(
  key: string,
  { requester, resourceAccount }: Request,
  membership: Membership | undefined,
): Values | undefined {
  const account = { 'aws:principalorgid': accountOf(requester), 'aws:resourceorgid': resourceAccount }[key];
  return account !== undefined && membership?.accounts.has(account) === true ? [[membership.organization]] : undefined;
}

/** Policy variables within longer text: what it then says is known only if the variable's value is. */
function valueIn(given: ReadonlyMap<string, Values>): Fixed['valueOf'] {
  return (key) => {
    const values = given.get(key);
    if (values?.length !== 1) throw new NotEnumerable(`a policy variable within longer text, \${${key}}`);
    return values[0]?.[0];
  };
}

function withAbsence(
  key: string,
  present: readonly (readonly string[])[],
  { path, surroundings }: ContextQuestion,
): Values {
  const others = key === 'aws:sourcevpce' ? surroundings.endpointIds : [];
  const values = present.filter(([value = '']) => !others.includes(value));
  const always =
    ALWAYS_CARRIED.has(key) ||
    path.fixed.get(key) === 'present' ||
    (INSTANCE_KEYS.includes(key) && surroundings.onInstance === 'always');
  return always ? values : [...values, undefined];
}

/** The keys that `isConsistent` looks at. */
const COUPLED: ReadonlySet<string> = new Set([
  ...INSTANCE_KEYS,
  ...['aws:currenttime', 'aws:epochtime', 'aws:sourceaccount', 'aws:sourcearn'],
]);

/** Rules between open keys that no single key's values can tell. */
function isConsistent(context: Context, { requester }: Request, keys: readonly string[]): boolean {
  // An instance's credentials carry all keys of the instance or, used otherwise, none.
  const ofInstance = keys.filter((key) => INSTANCE_KEYS.includes(key));
  const present = ofInstance.filter((key) => context.has(key));
  if (present.length > 0 && present.length < ofInstance.length) return false;
  // Both are the present moment.
  const [now, epoch] = ['aws:currenttime', 'aws:epochtime'].map((key) => readDate(context.get(key)?.[0] ?? ''));
  if (now !== undefined && epoch !== undefined && now !== epoch) return false;
  if (requester.type !== 'service') return true;
  // The account of the resource that the service acts for, wherever its ARN tells it.
  const account = context.get('aws:sourceaccount')?.[0];
  const ofArn = context.get('aws:sourcearn')?.[0]?.split(':')[4];
  return account === undefined || ofArn === undefined || !/^\d{12}$/.test(ofArn) || ofArn === account;
}
