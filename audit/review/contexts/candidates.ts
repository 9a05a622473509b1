import { readAddress, readCidr } from '../../../contract/address';
import { findConditionKey, type ConditionKey } from '../../policy/condition-keys';
import type { KeyMention } from '../../policy/mentions';
import { arnPattern, likePattern, literalPattern, witnesses, type Pattern } from './patterns';

/** Values of a key, one for each class that policies and goals can tell apart; `undefined` is the missing key. */
export type Values = readonly (readonly string[] | undefined)[];

/** What a goal tells apart about a key: texts with `*` and `?` as wildcards. */
export type GoalConstants = ReadonlyMap<string, readonly string[]>;

/** Thrown where the classes of a key can not be told. */
export class NotEnumerable extends Error {}

/** Keys that every request carries. Source: IAM User Guide, "AWS global condition context keys", Availability. */
const ALWAYS = new Set([
  'aws:securetransport',
  'aws:viaawsservice',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
]);

/** A value that stands for any other, well-formed for its key. */
const OTHERS: Readonly<Record<string, string>> = {
  'aws:sourcevpce': 'vpce-0ffffffffffffffff',
  'aws:sourcevpc': 'vpc-0ffffffffffffffff',
  'aws:ec2instancesourcevpc': 'vpc-0ffffffffffffffff',
  'aws:sourceaccount': '999999999999',
  'aws:sourcearn': 'arn:aws:s3:::a-bucket-of-another-account',
  'aws:vpceaccount': '999999999999',
  'kms:viaservice': 'ec2.us-east-1.amazonaws.com',
  's3:x-amz-acl': 'private',
};

/**
 * The classes of a free key's values.
 *
 * @param mention what policies say of the key; none if only a goal asks for it.
 * @param constants what goals tell apart about it, wildcards allowed.
 * @throws NotEnumerable for what has no finite classes here: times, and policy variables within longer text.
 */
export function valuesOf(key: string, mention: KeyMention | undefined, constants: readonly string[]): Values {
  const known = findConditionKey(key);
  if (known === undefined) throw new NotEnumerable(`${key} is not a known condition key`);
  const single = singleValues(known, key, mention, constants);
  const present: Values = known.multivalued ? subsets(single, known) : single.map((value) => [value]);
  return ALWAYS.has(key) ? present : [...present, undefined];
}

function singleValues(
  key: ConditionKey,
  name: string,
  mention: KeyMention | undefined,
  constants: readonly string[],
): readonly string[] {
  switch (key.type) {
    case 'bool':
      return ['true', 'false'];
    case 'numeric':
      return around(mention, constants, key);
    case 'ip':
      return addresses([...(mention?.constants ?? []), ...constants]);
    case 'date':
      throw new NotEnumerable(`${key.name}: what holds depends on the time, which is not reviewed`);
    case 'string':
    case 'arn':
    case 'binary':
      return texts(key, name, mention, constants);
  }
}

function texts(key: ConditionKey, name: string, mention: KeyMention | undefined, constants: readonly string[]) {
  const patterns: Pattern[] = constants.map(likePattern);
  const candidates = new Set<string>([OTHERS[name] ?? 'other', ...constants.flatMap(instances)]);
  for (const { clause } of mention?.conditions ?? []) {
    for (const text of clause.values) {
      if (/^\$\{[^}]*\}$/.test(text)) continue;
      if (text.includes('${'))
        throw new NotEnumerable(`${key.name}: "${text}" has a policy variable within longer text`);
      const made = patternsOf(clause.operator, text);
      patterns.push(...made);
      for (const instance of instances(text)) candidates.add(instance);
      if (clause.operator.endsWith('IgnoreCase'))
        for (const one of [text.toLowerCase(), text.toUpperCase()]) candidates.add(one);
    }
  }
  // Compared with another key, it makes a difference whether two values are the same and other than all constants.
  const second = mention?.asVariable === true ? [`${OTHERS[name] ?? 'other'}2`] : [];
  return [...new Set([...witnesses(patterns, [...candidates]), ...second])];
}

function patternsOf(operator: string, text: string): Pattern[] {
  if (operator === 'Null' || operator === 'Bool') return [];
  if (operator.startsWith('Arn')) return [arnPattern(text)];
  return [operator.endsWith('Like') ? likePattern(text) : literalPattern(text)];
}

/** Readable texts that a pattern matches. */
function instances(text: string): string[] {
  return /[*?]/.test(text) ? [text.replace(/\*/g, '').replace(/\?/g, 'x'), text.replace(/[*?]/g, 'x')] : [text];
}

/** Numbers on, just below and just above each constant. */
function around(mention: KeyMention | undefined, constants: readonly string[], { name }: ConditionKey): string[] {
  const numbers = [...(mention?.constants ?? []), ...constants]
    .filter((text) => !/^(true|false)$/.test(text))
    .map(Number);
  if (numbers.some(Number.isNaN)) throw new NotEnumerable(`${name}: a constant is not a number`);
  return [...new Set(numbers.length === 0 ? [1] : numbers.flatMap((value) => [value - 0.5, value, value + 0.5]))].map(
    String,
  );
}

/** The first address of each range, the one before it and the one behind its last: no range can tell others apart. */
function addresses(ranges: readonly string[]): string[] {
  const edges = ranges
    .filter((text) => !/^(true|false)$/.test(text))
    .flatMap((text) => {
      const address = readAddress(text);
      const cidr = readCidr(text) ?? (address && ([address, address.toByteArray().length * 8] as const));
      if (cidr === undefined) throw new NotEnumerable(`"${text}" is not a range of addresses`);
      return edgesOf(cidr[0].toByteArray(), cidr[1]);
    });
  return [...new Set(['203.0.113.77', '10.99.0.9', '2001:db8::77', ...edges])];
}

function edgesOf(bytes: readonly number[], length: number): string[] {
  const width = BigInt(bytes.length * 8);
  const start = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << (width - BigInt(length));
  return [start - 1n, start, start + size]
    .filter((at) => at >= 0n && at < 1n << width)
    .map((at) => addressText(at, bytes.length));
}

function addressText(value: bigint, bytes: number): string {
  const all = Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * (bytes - 1 - index))) & 255n));
  if (bytes === 4) return all.join('.');
  return Array.from({ length: 8 }, (_, i) => (((all[2 * i] ?? 0) << 8) | (all[2 * i + 1] ?? 0)).toString(16)).join(':');
}

const MOST_MEMBERS = 6;

/** Every set of values of a multivalued key, the empty one aside: that is the missing key. */
function subsets(members: readonly string[], { name }: ConditionKey): Values {
  if (members.length > MOST_MEMBERS) throw new NotEnumerable(`${name}: too many values to take together`);
  return Array.from({ length: 2 ** members.length - 1 }, (_, index) =>
    members.filter((_member, bit) => ((index + 1) >> bit) & 1),
  );
}
