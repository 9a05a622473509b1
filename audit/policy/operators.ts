import { isInCidr, readAddress, readCidr } from '../../contract/address';
import type { KeyType } from './condition-keys';
import { matchesGlob, type Glob } from './wildcard';

/**
 * A condition operator: data, and one function that says whether one value of the request meets one value of the policy.
 * Source of all: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export type Operator = TextOperator | ValueOperator | NullOperator;

interface Named {
  readonly name: string;
  /** Types of keys it may be asked of. */
  readonly keyTypes: readonly KeyType[];
  /** A negated operator holds when no value of the policy matches, and when the key is missing. */
  readonly negated: boolean;
}

/** Compares text in which policy variables may stand. */
export interface TextOperator extends Named {
  readonly kind: 'text';
  readonly wildcards: boolean;
  /** What a value of the policy must look like, or `undefined` when it does. */
  readonly problem?: (operand: string) => string | undefined;
  /** Makes a value of the policy, its variables replaced, into a test of values of the request. */
  readonly test: (operand: Glob) => (value: string) => boolean;
}

/** Compares values of a type; both sides are read first. */
export interface ValueOperator extends Named {
  readonly kind: 'value';
  /** What a value must look like, for messages. */
  readonly form: string;
  /** Reads a value of the policy into a test of values of the request; `undefined` when it can not be read. */
  readonly test: (operand: string) => ((value: string) => boolean) | undefined;
}

/** `Null`: asks only whether the key is there. */
export interface NullOperator extends Named {
  readonly kind: 'null';
}

const ALL_TYPES: readonly KeyType[] = ['string', 'arn', 'bool', 'numeric', 'date', 'ip', 'binary'];
const AS_TEXT: readonly KeyType[] = ['string', 'arn', 'bool', 'numeric', 'ip'];

const equalText: TextOperator['test'] = (operand) => {
  const expected = operand.join('');
  return (value) => value === expected;
};
const equalTextIgnoringCase: TextOperator['test'] = (operand) => {
  const expected = operand.join('').toLowerCase();
  return (value) => value.toLowerCase() === expected;
};
const likeText: TextOperator['test'] = (operand) => (value) => matchesGlob(operand, value);

/** ARNs are compared segment by segment: a wildcard does not reach across the first five colons. */
const likeArn: TextOperator['test'] = (operand) => {
  const patterns = arnSegments(operand);
  if (patterns.length !== 6) return () => false;
  return (value) => {
    const segments = value.split(':');
    const resource = segments.splice(5).join(':');
    return (
      segments.length === 5 && [...segments, resource].every((text, index) => matchesGlob(patterns[index] ?? [], text))
    );
  };
};

function arnSegments(glob: Glob): Glob[] {
  const segments: Glob[number][][] = [[]];
  for (const part of glob) {
    if (typeof part !== 'string') {
      segments.at(-1)?.push(part);
      continue;
    }
    part.split(':').forEach((text, index) => {
      if (index > 0 && segments.length < 6) segments.push([text]);
      else segments.at(-1)?.push(index > 0 ? `:${text}` : text);
    });
  }
  return segments;
}

const arnProblem = (operand: string): string | undefined =>
  operand.startsWith('arn:') || operand.startsWith('${') ? undefined : 'is not an ARN pattern (arn:…)';

const byNumber = (compare: (value: number, operand: number) => boolean): ValueOperator['test'] =>
  reading(readNumber, compare);
const byDate = (compare: (value: number, operand: number) => boolean): ValueOperator['test'] =>
  reading(readDate, compare);

/** Reads both sides with one reader; a value of the request that can not be read matches nothing. */
function reading<T>(read: (text: string) => T | undefined, compare: (value: T, operand: T) => boolean) {
  return (operandText: string) => {
    const operand = read(operandText);
    if (operand === undefined) return undefined;
    return (text: string): boolean => {
      const value = read(text);
      return value !== undefined && compare(value, operand);
    };
  };
}

/** Reads a decimal number that a double holds exactly enough to compare. */
export function readNumber(text: string): number | undefined {
  const number = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  return number !== undefined && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Reads an ISO 8601 date, with its zone when it has a time, or seconds since 1970; gives milliseconds since 1970. */
export function readDate(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  const time = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Reads `true` or `false`. */
export function readBool(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

const inRange: ValueOperator['test'] = (operand) => {
  const address = readAddress(operand);
  const cidr = readCidr(address === undefined ? operand : `${operand}/${address.toByteArray().length * 8}`);
  if (cidr === undefined) return undefined;
  return (text) => {
    const value = readAddress(text);
    return value !== undefined && isInCidr(value, cidr);
  };
};

const readBinary = (text: string): string | undefined =>
  /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? Buffer.from(text, 'base64').toString('hex')
    : undefined;

const text = (name: string, test: TextOperator['test'], negated = false): TextOperator => ({
  kind: 'text',
  name,
  negated,
  test,
  keyTypes: AS_TEXT,
  wildcards: test === likeText,
});
const arn = (name: string, negated = false): TextOperator => ({
  kind: 'text',
  name,
  negated,
  test: likeArn,
  problem: arnProblem,
  keyTypes: ['arn'],
  wildcards: true,
});
const value =
  (form: string, ...keyTypes: KeyType[]) =>
  (name: string, test: ValueOperator['test'], negated = false): ValueOperator => ({
    kind: 'value',
    name,
    negated,
    form,
    keyTypes,
    test,
  });
const numeric = value('a number', 'numeric');
const date = value('an ISO 8601 date or seconds since 1970', 'date');
const bool = value('true or false', 'bool');
const ip = value('an IP address or CIDR range without host bits', 'ip');
const binary = value('base64', 'binary', 'string');

const ALL: readonly Operator[] = [
  text('StringEquals', equalText),
  text('StringNotEquals', equalText, true),
  text('StringEqualsIgnoreCase', equalTextIgnoringCase),
  text('StringNotEqualsIgnoreCase', equalTextIgnoringCase, true),
  text('StringLike', likeText),
  text('StringNotLike', likeText, true),
  arn('ArnEquals'),
  arn('ArnNotEquals', true),
  arn('ArnLike'),
  arn('ArnNotLike', true),
  numeric(
    'NumericEquals',
    byNumber((a, b) => a === b),
  ),
  numeric(
    'NumericNotEquals',
    byNumber((a, b) => a === b),
    true,
  ),
  numeric(
    'NumericLessThan',
    byNumber((a, b) => a < b),
  ),
  numeric(
    'NumericLessThanEquals',
    byNumber((a, b) => a <= b),
  ),
  numeric(
    'NumericGreaterThan',
    byNumber((a, b) => a > b),
  ),
  numeric(
    'NumericGreaterThanEquals',
    byNumber((a, b) => a >= b),
  ),
  date(
    'DateEquals',
    byDate((a, b) => a === b),
  ),
  date(
    'DateNotEquals',
    byDate((a, b) => a === b),
    true,
  ),
  date(
    'DateLessThan',
    byDate((a, b) => a < b),
  ),
  date(
    'DateLessThanEquals',
    byDate((a, b) => a <= b),
  ),
  date(
    'DateGreaterThan',
    byDate((a, b) => a > b),
  ),
  date(
    'DateGreaterThanEquals',
    byDate((a, b) => a >= b),
  ),
  bool(
    'Bool',
    reading(readBool, (a, b) => a === b),
  ),
  ip('IpAddress', inRange),
  ip('NotIpAddress', inRange, true),
  binary(
    'BinaryEquals',
    reading(readBinary, (a, b) => a === b),
  ),
  { kind: 'null', name: 'Null', negated: false, keyTypes: ALL_TYPES },
];

/** Every condition operator by its exact name, without `IfExists` and set prefix. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(ALL.map((operator) => [operator.name, operator]));
