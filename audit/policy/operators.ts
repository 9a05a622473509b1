import { isInCidr, readAddress, readCidr } from '../../contract/address';
import type { KeyType } from './condition-keys';
import { likeArn } from './arn-pattern';
import { bytesOf, readBase64, readBool, readDate, readNumber } from './values';
import { matchesGlob, type Glob } from './wildcard';

/** What an operator compares: decides how values are read, and which keys it can be asked of. */
export type Family = 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null';

/** How a value of the request must stand to a value of the policy. */
export type Relation =
  | 'equals'
  | 'equals-ignoring-case'
  /** `*` and `?` of the policy's value are wildcards. */
  | 'like'
  | 'less'
  | 'less-or-equal'
  | 'greater'
  | 'greater-or-equal'
  /** The address lies in the range. */
  | 'within'
  /** The key is there, or not. */
  | 'missing';

/** A condition operator: data only. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
export interface Operator {
  readonly name: string;
  readonly family: Family;
  readonly relation: Relation;
  /** A negated operator holds when no value of the policy matches, and when the key is missing. */
  readonly negated: boolean;
}

type Row = readonly [name: string, family: Family, relation: Relation, negated?: 'negated'];

const ROWS: readonly Row[] = [
  ['StringEquals', 'string', 'equals'],
  ['StringNotEquals', 'string', 'equals', 'negated'],
  ['StringEqualsIgnoreCase', 'string', 'equals-ignoring-case'],
  ['StringNotEqualsIgnoreCase', 'string', 'equals-ignoring-case', 'negated'],
  ['StringLike', 'string', 'like'],
  ['StringNotLike', 'string', 'like', 'negated'],
  ['ArnEquals', 'arn', 'like'],
  ['ArnNotEquals', 'arn', 'like', 'negated'],
  ['ArnLike', 'arn', 'like'],
  ['ArnNotLike', 'arn', 'like', 'negated'],
  ['NumericEquals', 'numeric', 'equals'],
  ['NumericNotEquals', 'numeric', 'equals', 'negated'],
  ['NumericLessThan', 'numeric', 'less'],
  ['NumericLessThanEquals', 'numeric', 'less-or-equal'],
  ['NumericGreaterThan', 'numeric', 'greater'],
  ['NumericGreaterThanEquals', 'numeric', 'greater-or-equal'],
  ['DateEquals', 'date', 'equals'],
  ['DateNotEquals', 'date', 'equals', 'negated'],
  ['DateLessThan', 'date', 'less'],
  ['DateLessThanEquals', 'date', 'less-or-equal'],
  ['DateGreaterThan', 'date', 'greater'],
  ['DateGreaterThanEquals', 'date', 'greater-or-equal'],
  ['Bool', 'bool', 'equals'],
  ['IpAddress', 'ip', 'within'],
  ['NotIpAddress', 'ip', 'within', 'negated'],
  ['BinaryEquals', 'binary', 'equals'],
  ['Null', 'null', 'missing'],
];

/** Every condition operator by its exact name, without `IfExists` and set prefix. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  ROWS.map(([name, family, relation, negated]) => [name, { name, family, relation, negated: negated !== undefined }]),
);

/** @throws Error for a name that is no operator. */
export function operatorOf(name: string): Operator {
  const operator = OPERATORS.get(name);
  if (operator === undefined) throw new Error(`"${name}" is not a condition operator`);
  return operator;
}

/** What holds of all operators of a family. */
export interface FamilyRules {
  /** Types of keys that it may be asked of. */
  readonly keyTypes: readonly KeyType[];
  /** Whether policy variables may stand in the policy's values. Source: as above, said for each family. */
  readonly variables: boolean;
  /** What a value of the policy without variables must look like, for messages. */
  readonly form: string;
  readonly isValue: (operand: string) => boolean;
}

const ALL_TYPES: readonly KeyType[] = ['string', 'arn', 'bool', 'numeric', 'date', 'ip', 'binary'];
const anything = (): boolean => true;
const reads =
  (read: (text: string) => unknown) =>
  (operand: string): boolean =>
    read(operand) !== undefined;

/** The families. `aws:EpochTime` is a date that numeric operators can be asked of too: see `canBeAsked`. */
export const FAMILIES: Readonly<Record<Family, FamilyRules>> = {
  string: { keyTypes: ['string', 'arn', 'bool', 'numeric', 'ip'], variables: true, form: 'a text', isValue: anything },
  arn: {
    keyTypes: ['arn'],
    variables: true,
    form: 'an ARN pattern (arn:…)',
    isValue: (operand) => operand.startsWith('arn:') || operand.startsWith('${'),
  },
  numeric: { keyTypes: ['numeric'], variables: false, form: 'a number', isValue: reads(readNumber) },
  date: {
    keyTypes: ['date'],
    variables: false,
    form: 'an ISO 8601 date or seconds since 1970',
    isValue: reads(readDate),
  },
  bool: { keyTypes: ['bool'], variables: true, form: 'true or false', isValue: reads(readBool) },
  ip: {
    keyTypes: ['ip'],
    variables: false,
    form: 'an IP address or CIDR range without host bits',
    isValue: reads(readRange),
  },
  binary: { keyTypes: ['binary', 'string'], variables: false, form: 'base64', isValue: reads(readBase64) },
  null: { keyTypes: ALL_TYPES, variables: false, form: 'true or false', isValue: reads(readBool) },
};

/**
 * Whether an operator may be asked of a key. Source for the exception: IAM User Guide, "AWS global condition context keys",
 * `aws:EpochTime`: "can be used with date operators or numeric operators".
 */
export function canBeAsked({ family }: Operator, key: { readonly name: string; readonly type: KeyType }): boolean {
  if (family === 'numeric' && key.name.toLowerCase() === 'aws:epochtime') return true;
  return FAMILIES[family].keyTypes.includes(key.type);
}

function readRange(operand: string) {
  const address = readAddress(operand);
  return readCidr(address === undefined ? operand : `${operand}/${address.toByteArray().length * 8}`);
}

/** Makes a value of the policy, its variables replaced, into a test of values of the request. */
export function testOf({ family, relation }: Operator, operand: Glob): (value: string) => boolean {
  if (family === 'arn') return likeArn(operand);
  if (relation === 'like') return (value) => matchesGlob(operand, value);
  const text = operand.join('');
  switch (family) {
    case 'string':
      return equalText(text, relation);
    case 'bool':
      return (value) => value === text;
    case 'numeric':
      return compared(readNumber, relation, text);
    case 'date':
      return compared(readDate, relation, text);
    case 'ip':
      return within(text);
    case 'binary': {
      const expected = readBase64(text);
      return (value) => bytesOf(value) === expected;
    }
    case 'null':
      throw new Error('Null compares no values');
  }
}

function equalText(text: string, relation: Relation): (value: string) => boolean {
  if (relation === 'equals') return (value) => value === text;
  const expected = text.toLowerCase();
  return (value) => value.toLowerCase() === expected;
}

const COMPARISONS: Partial<Record<Relation, (value: number, operand: number) => boolean>> = {
  equals: (a, b) => a === b,
  less: (a, b) => a < b,
  'less-or-equal': (a, b) => a <= b,
  greater: (a, b) => a > b,
  'greater-or-equal': (a, b) => a >= b,
};

/** Reads both sides with one reader; a value of the request that cannot be read matches nothing. */
function compared(read: (text: string) => number | undefined, relation: Relation, text: string) {
  const operand = read(text);
  const compare = COMPARISONS[relation];
  if (operand === undefined || compare === undefined) throw new Error(`"${text}" cannot be compared`);
  return (valueText: string): boolean => {
    const value = read(valueText);
    return value !== undefined && compare(value, operand);
  };
}

function within(text: string): (value: string) => boolean {
  const range = readRange(text);
  if (range === undefined) throw new Error(`"${text}" is no range of addresses`);
  return (valueText) => {
    if (valueText !== last.text) last = { text: valueText, address: readAddress(valueText) };
    return last.address !== undefined && isInCidr(last.address, range);
  };
}

/** The ranges of a policy are asked of one address after the other. */
let last: { readonly text: string; readonly address: ReturnType<typeof readAddress> } = {
  text: '',
  address: undefined,
};
