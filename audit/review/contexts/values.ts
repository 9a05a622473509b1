import type { CompiledCondition } from '../../policy/condition';
import { findConditionKey, type ConditionKey } from '../../policy/condition-keys';
import type { KeyMention } from '../../policy/mentions';
import { readDate } from '../../policy/values';
import type { Requester } from '../../policy/requester';
import { NotEnumerable } from './atoms/atoms';
import { comparableTexts } from './atoms/comparable-texts';
import { likePattern, literalPattern, type ComparedText, type Pattern } from './atoms/pattern';
import { comparedTexts } from './compared-keys';
import { addressesAround, numbersAround, timesAround } from './ranges';
import { otherValue, shapeOf } from './shapes';

/** Values of a key, one for each class that policies and goals can tell apart; `undefined` is the missing key. */
export type Values = readonly (readonly string[] | undefined)[];

/** What a goal tells apart about a key: texts with `*` and `?` as wildcards. */
export type GoalConstants = ReadonlyMap<string, readonly string[]>;

/** A key that the request leaves open. */
export interface OpenKey {
  readonly key: string;
  /** What policies say of it; none if only a goal asks for it. */
  readonly mention: KeyMention | undefined;
  /** What goals tell apart about it, and values of others that it may share; wildcards allowed. */
  readonly constants: readonly string[];
}

/** What the request fixes beside the open keys. */
export interface Fixed {
  /** Values of keys that policies compare with the open ones. */
  readonly peers: readonly string[];
  /** The value of a key for a policy variable within longer text; `undefined` when it is missing. */
  readonly valueOf: (key: string) => string | undefined;
}

/**
 * The classes of the values of keys that policies compare with each other, the missing key aside.
 *
 * @throws NotEnumerable for what has no finite classes here, and beyond a bound.
 */
export function valuesOf(group: readonly OpenKey[], fixed: Fixed, requester: Requester): GroupValues {
  const conditions = group.flatMap(({ mention }) => mention?.conditions ?? []);
  const [first] = conditions;
  // What is put in place of a variable depends on the request.
  if (first === undefined || conditions.some(({ reads }) => reads.length > 1))
    return findValues(group, fixed, requester);
  const known = KNOWN.get(first) ?? new Map<string, GroupValues>();
  KNOWN.set(first, known);
  const asked = group.map(({ key, mention, constants }) => [key, mention?.conditions.map(idOf), constants]);
  const text = JSON.stringify([requester.type, fixed.peers, asked]);
  const values = known.get(text) ?? findValues(group, fixed, requester);
  known.set(text, values);
  return values;
}

type GroupValues = ReadonlyMap<string, readonly (readonly string[])[]>;

/** The same conditions are asked of many requests: by the first of them, and by all that the values follow from. */
const KNOWN = new WeakMap<CompiledCondition, Map<string, GroupValues>>();

const IDS = new WeakMap<CompiledCondition, number>();
let ids = 0;

function idOf(condition: CompiledCondition): number {
  const id = IDS.get(condition) ?? ids++;
  IDS.set(condition, id);
  return id;
}

function findValues(group: readonly OpenKey[], fixed: Fixed, requester: Requester): GroupValues {
  const [kind, ...others] = group.map(({ key }) => kindOf(key));
  if (kind === undefined) return new Map();
  if ([kind, ...others].every(({ type }) => TEXT_TYPES.has(type))) return textValues(group, fixed, requester);
  if (others.some(({ type }) => type !== 'date' || kind.type !== 'date')) {
    throw new NotEnumerable(`${kind.name} is compared with another key, and is no text`);
  }
  const values = simpleValues(kind, group.flatMap(constantsOf));
  return new Map(group.map(({ key }) => [key, values.map((value) => [key === EPOCH ? secondsOf(value) : value])]));
}

const TEXT_TYPES: ReadonlySet<ConditionKey['type']> = new Set(['string', 'arn', 'binary']);

function kindOf(key: string): ConditionKey {
  const known = findConditionKey(key);
  if (known === undefined) throw new NotEnumerable(`${key} is not a known condition key`);
  return known;
}

/** Tells the same as `aws:CurrentTime`, as a number: so numeric operators can be asked of it too. */
const EPOCH = 'aws:epochtime';

function timeOf(seconds: string): string {
  const milliseconds = Number(seconds) * 1000;
  if (Math.abs(milliseconds) > LAST_TIME) throw new NotEnumerable(`${EPOCH}: ${seconds} is no time`);
  return new Date(milliseconds).toISOString();
}

/** The last moment that a Date can hold. */
const LAST_TIME = 8.64e15;

function secondsOf(time: string): string {
  return String((readDate(time) ?? 0) / 1000);
}

/** What stands beside the key, but for `Null`, which asks only whether it is there. */
function constantsOf({ key, mention, constants }: OpenKey): readonly string[] {
  const said = (mention?.conditions ?? []).filter(({ operator }) => operator.family !== 'null');
  const values = said.flatMap(({ clause, operator }) =>
    // A number of four digits is no year.
    key === EPOCH && operator.family === 'numeric' ? clause.values.map(timeOf) : clause.values,
  );
  return [...values, ...constants];
}

function simpleValues({ name, type }: ConditionKey, constants: readonly string[]): readonly string[] {
  switch (type) {
    case 'bool':
      return ['true', 'false'];
    case 'numeric':
      return numbersAround(name, constants);
    case 'date':
      return timesAround(name, constants);
    default:
      return addressesAround(constants);
  }
}

/** Where policies compare open keys with each other, all of them share all their patterns. */
function textValues(group: readonly OpenKey[], { peers, valueOf }: Fixed, requester: Requester) {
  const texts = group.flatMap(({ mention }) => comparedTexts(mention));
  const asksForSets = group.some(({ mention }) => mention?.conditions.some(({ clause }) => clause.set !== undefined));
  const patterns = [
    ...texts.flatMap((text) => patternsOf(text, valueOf)),
    ...peers.map((text) => literalPattern(text)),
    ...group.flatMap(({ constants }) => constants.map(likePattern)),
    // To a set operator an empty text is no value at all.
    ...(asksForSets ? [literalPattern('')] : []),
  ];
  const shapes = group.map(({ key }) => shapeOf(key, requester));
  const examples = group.flatMap((one) => [otherValue(one.key), ...constantsOf(one).flatMap(instancesOf)]);
  const ignoringCase = texts.some((text) => text.whole !== undefined && text.ignoringCase);
  const found = comparableTexts({ patterns, shapes, examples, count: group.length, ignoringCase });
  return new Map(
    group.map(({ key }, index) => {
      const own = found.filter(({ shaped }) => shaped[index]).map(({ text }) => text);
      return [key, kindOf(key).multivalued ? subsets(own, key) : own.map((text) => [text])];
    }),
  );
}

function patternsOf(text: ComparedText, valueOf: Fixed['valueOf']): readonly Pattern[] {
  // Values of other keys of the group are tried anyway.
  const pattern =
    text.whole === undefined
      ? text.patternWith(valueOf)
      : text.whole.defaultValue && literalPattern(text.whole.defaultValue);
  return pattern ? [pattern] : [];
}

/** Readable texts that a pattern matches. */
function instancesOf(text: string): string[] {
  if (text.includes('${')) return [];
  return /[*?]/.test(text) ? [text.replace(/\*/g, '').replace(/\?/g, 'x'), text.replace(/[*?]/g, 'x')] : [text];
}

const MOST_MEMBERS = 6;

/** Every set of values of a multivalued key, the empty one aside: that is the missing key. */
function subsets(members: readonly string[], key: string): readonly (readonly string[])[] {
  const full = members.filter((text) => text !== '');
  if (full.length > MOST_MEMBERS) {
    throw new NotEnumerable(`${key}: more than ${MOST_MEMBERS} values that it may hold at once`);
  }
  const sets = Array.from({ length: 2 ** full.length - 1 }, (_, index) =>
    full.filter((_member, bit) => ((index + 1) >> bit) & 1),
  );
  return full.length < members.length ? [...sets, ['']] : sets;
}
