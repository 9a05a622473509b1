import { InputError } from '../errors/input-error';
import type { Division, Pattern, RecordGrouping, ValueDivision } from '../records/record-grouping';
import type { CompiledStatement } from '../policy/compile';
import { mentionedKeys, type KeyMention } from '../policy/mentions';
import type { Operator } from '../policy/operators';
import { templateOf } from '../policy/template';
import { readDate, readNumber } from '../policy/values';
import { ANY, ONE, type Glob } from '../policy/wildcard';
import { ACLS_ARE_TOLD_SINCE } from './told';

/**
 * What of records the statements of policies can tell apart, as data for the engines (../records/record-grouping.ts).
 *
 * @param statements all statements of all policies of the rehearsal, before and after.
 */
export function groupingOf(statements: readonly CompiledStatement[]): RecordGrouping {
  const mentions = mentionedKeys(statements);
  const of = (key: string): Division => asked(mentions.get(key));
  return {
    partition: partitionOf(statements),
    objectArn: together([ofResources(statements), ...OBJECT_ARN_KEYS.map((key) => divisionOf(mentions.get(key)))]),
    times: cutsOf(TIME_KEYS.flatMap((key) => mentions.get(key) ?? [])),
    query: { prefix: of('s3:prefix'), delimiter: of('s3:delimiter'), 'max-keys': of('s3:max-keys') },
    userAgent: of('aws:useragent'),
    referer: of('aws:referer'),
    versionId: divisionOf(mentions.get('s3:versionid')),
  };
}

const PARTITION = /^arn:(aws[a-z-]*):s3:::/;

/**
 * The partition of the buckets that statements name, `aws` where none does.
 *
 * @throws InputError where they name buckets of several: no request reaches both.
 */
export function partitionOf(statements: readonly CompiledStatement[]): string {
  const texts = statements.flatMap(({ source }) => source.resources?.entries ?? []);
  const [first = 'aws', ...others] = new Set(texts.flatMap((text) => PARTITION.exec(text)?.[1] ?? []));
  if (others.length === 0) return first;
  throw new InputError([`the policies name buckets of several partitions: ${[first, ...others].join(', ')}`]);
}

/** Condition keys whose value is, or may be, the ARN of the object: the encryption context that S3 gives KMS. */
const OBJECT_ARN_KEYS = ['kms:encryptioncontext:aws:s3:arn'] as const;
const TIME_KEYS = ['aws:currenttime', 'aws:epochtime'] as const;

const PRESENCE: ValueDivision = { kind: 'presence' };
const EACH: ValueDivision = { kind: 'each' };

/** What conditions ask of a text, if any does. */
function asked(mention: KeyMention | undefined): Division {
  return mention === undefined ? { kind: 'none' } : divisionOf(mention);
}

/** What conditions ask of a text beside whether there is one. */
function divisionOf(mention: KeyMention | undefined): ValueDivision {
  if (mention === undefined) return PRESENCE;
  if (mention.asVariable) return EACH;
  return together(
    mention.conditions.map(({ clause, operator, reads }): ValueDivision => {
      if (operator.family === 'null') return PRESENCE;
      const isText = operator.family === 'string' && operator.relation !== 'equals-ignoring-case';
      if (!isText || reads.length > 1) return EACH;
      const wildcards = operator.relation === 'like';
      return { kind: 'patterns', patterns: [[], ...clause.values.flatMap((value) => patternsOf(value, wildcards))] };
    }),
  );
}

/** Resources that hold policy variables cover what the context says: then each object is its own class. */
export function ofResources(statements: readonly CompiledStatement[]): ValueDivision {
  if (statements.some(({ resources }) => resources.reads.length > 0)) return EACH;
  const texts = new Set(statements.flatMap(({ source }) => source.resources?.entries ?? []));
  return together([{ kind: 'patterns', patterns: [...texts].flatMap((text) => patternsOf(text, true)) }]);
}

/** A text of a policy, which reads no variable: with escapes of wildcards, and as it stands in versions that have none. */
function patternsOf(text: string, wildcards: boolean): readonly Pattern[] {
  return [true, false].flatMap((variables) => {
    const { parts, reads } = templateOf(text, { variables, wildcards });
    return reads.length > 0 ? [] : [patternOf(parts as Glob)];
  });
}

/** As fine as all of them. */
function together(divisions: readonly ValueDivision[]): ValueDivision {
  if (divisions.some(({ kind }) => kind === 'each')) return EACH;
  const patterns = divisions.flatMap((one) => (one.kind === 'patterns' ? one.patterns : []));
  const distinct = new Map(patterns.filter((pattern) => !matchesAll(pattern)).map((one) => [JSON.stringify(one), one]));
  return distinct.size === 0 ? PRESENCE : { kind: 'patterns', patterns: [...distinct.values()] };
}

function matchesAll(pattern: Pattern): boolean {
  return pattern.length > 0 && pattern.every((part) => part === '*');
}

function patternOf(glob: Glob): Pattern {
  return glob.map((part) => (part === ANY ? '*' : part === ONE ? '?' : { text: part }));
}

/** Times that conditions compare with that of the request, in seconds since the epoch. */
export function timesIn(statements: readonly CompiledStatement[]): readonly number[] {
  const mentions = mentionedKeys(statements);
  return [...new Set(comparedTimes(TIME_KEYS.flatMap((key) => mentions.get(key) ?? [])))].sort((a, b) => a - b);
}

function comparedTimes(mentions: readonly KeyMention[]): readonly number[] {
  return mentions
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ clause, operator }) => clause.values.map((value) => secondsOf(value, operator)))
    .filter((at) => !Number.isNaN(at));
}

/** Where the answers of conditions on the time change, and what records tell; a record has whole seconds. */
function cutsOf(mentions: readonly KeyMention[]): readonly number[] | null {
  if (mentions.some(({ asVariable }) => asVariable)) return null;
  const ofPolicies = comparedTimes(mentions).flatMap((at) => [Math.ceil(at), Math.floor(at) + 1]);
  return [...new Set([ACLS_ARE_TOLD_SINCE, ...ofPolicies])].sort((a, b) => a - b);
}

/** What a condition compares the time with; not a number where it compares nothing. */
function secondsOf(value: string, { family }: Operator): number {
  if (family === 'null') return NaN;
  return family === 'numeric' ? (readNumber(value) ?? NaN) : (readDate(value) ?? NaN) / 1000;
}
