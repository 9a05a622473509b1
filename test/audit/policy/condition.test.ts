import { compileCondition } from '../../../audit/policy/condition';
import { SOME_VALUE, UNKNOWN } from '../../../audit/policy/context';
import type { ConditionClause } from '../../../audit/policy/document';
import { OPERATORS } from '../../../audit/policy/operators';
import { parsePolicyDocument } from '../../../audit/policy/parse-document';
import type { Truth } from '../../../audit/policy/truth';

const KEY = 'aws:sourcevpce';

function holds(clause: Partial<ConditionClause>, values: readonly string[] | undefined): Truth {
  const whole = { operator: 'StringEquals', key: KEY, values: ['a'], set: undefined, ifExists: false, ...clause };
  return compileCondition(whole, true).holds(new Map(values === undefined ? [] : [[KEY, values]]));
}

describe('whether a key is there', () => {
  test.each<readonly [asked: readonly string[], missing: Truth, there: Truth, unknown: Truth]>([
    [['true'], true, false, undefined],
    [['false'], false, true, undefined],
    [['true', 'false'], true, true, true],
  ])('Null %j', (values, missing, there, unknown) => {
    const clause = { operator: 'Null', values };
    expect(holds(clause, undefined)).toBe(missing);
    expect(holds(clause, [])).toBe(missing);
    expect(holds(clause, ['a'])).toBe(there);
    expect(holds(clause, SOME_VALUE)).toBe(there);
    expect(holds(clause, UNKNOWN)).toBe(unknown);
  });
});

const OPERAND: Readonly<Record<string, string>> = {
  ...{ string: 'a', arn: 'arn:aws:s3:::a', numeric: '1', date: '2026-01-01T00:00:00Z', bool: 'true' },
  ...{ ip: '10.0.0.0/8', binary: 'QQ==' },
};
const comparing = [...OPERATORS.values()].filter(({ family }) => family !== 'null');

describe('what depends on a value that nobody knows is not known, and what is missing matches nothing', () => {
  test.each(comparing.map(({ name, family, negated }) => [name, family, negated] as const))(
    '%s',
    (operator, family, negated) => {
      const values = [OPERAND[family] ?? ''];
      for (const set of [undefined, 'ForAllValues', 'ForAnyValue'] as const) {
        for (const ifExists of [false, true]) {
          for (const unknown of [UNKNOWN, SOME_VALUE]) {
            expect(holds({ operator, values, set, ifExists }, unknown)).toBeUndefined();
          }
        }
      }
      expect(holds({ operator, values }, undefined)).toBe(negated);
      expect(holds({ operator, values, ifExists: true }, undefined)).toBe(true);
      expect(holds({ operator, values, set: 'ForAllValues' }, undefined)).toBe(true);
      expect(holds({ operator, values, set: 'ForAnyValue' }, undefined)).toBe(false);
      expect(holds({ operator, values, set: 'ForAnyValue', ifExists: true }, undefined)).toBeUndefined();
      // To a set operator an empty text is no value.
      expect(holds({ operator, values, set: 'ForAllValues' }, [''])).toBe(true);
      expect(holds({ operator, values, set: 'ForAnyValue' }, [''])).toBe(false);
    },
  );
});

/** IAM User Guide, "Set operators for multi-valued context keys": all that is there is held against all that is allowed. */
test.each<readonly [string, ConditionClause['set'], readonly string[], Truth]>([
  ['StringEquals', 'ForAllValues', ['a', 'b'], true],
  ['StringEquals', 'ForAllValues', ['a', 'c'], false],
  ['StringEquals', 'ForAnyValue', ['a', 'c'], true],
  ['StringEquals', 'ForAnyValue', ['c', 'd'], false],
  ['StringNotEquals', 'ForAllValues', ['c', 'd'], true],
  ['StringNotEquals', 'ForAllValues', ['a', 'c'], false],
  ['StringNotEquals', 'ForAnyValue', ['a', 'c'], true],
  ['StringNotEquals', 'ForAnyValue', ['a', 'b'], false],
])('%s %s of a and b, where the request has %j', (operator, set, given, expected) => {
  expect(holds({ operator, set, values: ['a', 'b'] }, given)).toBe(expected);
});

test('the answer depends on the key and on the variables of the values', () => {
  const clause = { key: KEY, set: undefined, ifExists: false };
  const reads = (operator: string, ...values: readonly string[]): readonly string[] =>
    compileCondition({ ...clause, operator, values }, true).reads;
  expect(reads('StringEquals', 'a', '${aws:UserId}', '${aws:username}x')).toEqual([KEY, 'aws:userid', 'aws:username']);
  expect(reads('Null', 'true')).toEqual([KEY]);
});

/** IAM User Guide, "IAM JSON policy elements: Condition operators": policy variables, said for each family. */
test.each([
  ['StringEquals', 'aws:SourceVpce', '${aws:PrincipalTag/team}', true],
  ['StringLike', 'aws:SourceVpce', '${aws:PrincipalTag/team}*', true],
  ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::${aws:PrincipalAccount}:role/a', true],
  ['ArnLike', 'aws:PrincipalArn', '${aws:PrincipalArn}', true],
  ['Bool', 'aws:SecureTransport', '${aws:MultiFactorAuthPresent}', true],
  ['NumericLessThan', 's3:max-keys', '${s3:max-keys}', false],
  ['DateLessThan', 'aws:CurrentTime', '${aws:TokenIssueTime}', false],
  ['IpAddress', 'aws:SourceIp', '${aws:VpcSourceIp}', false],
  ['BinaryEquals', 'aws:SourceVpce', '${aws:UserId}', false],
  ['Null', 'aws:SourceVpce', '${aws:SecureTransport}', false],
])('%s of %s takes a variable: %s is %s', (operator, key, value, taken) => {
  const read = parsePolicyDocument(
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: '*',
        Condition: { [operator]: { [key]: value } },
      },
    },
    'policy',
    'resource',
  );
  expect(read.ok).toBe(taken);
});

test('a variable is replaced by its value where its operator takes any, and its own wildcards are literal', () => {
  const asked = (operator: string, key: string, value: string, context: Record<string, string>): Truth =>
    compileCondition({ operator, key, values: [value], set: undefined, ifExists: false }, true).holds(
      new Map(Object.entries(context).map(([name, text]) => [name, [text]])),
    );
  const bool = (one: string, other: string): Truth =>
    asked('Bool', 'aws:securetransport', '${aws:multifactorauthpresent}', {
      'aws:securetransport': one,
      'aws:multifactorauthpresent': other,
    });
  expect([bool('true', 'true'), bool('true', 'false'), bool('false', 'false')]).toEqual([true, false, true]);
  const like = (own: string, given: string): Truth =>
    asked('StringLike', KEY, '${aws:userid}*', { [KEY]: given, 'aws:userid': own });
  expect([like('a', 'ab'), like('*', 'ab'), like('*', '*b')]).toEqual([true, false, true]);
  expect(asked('StringEquals', KEY, '${aws:userid}', { [KEY]: 'a' })).toBe(false);
  expect(asked('StringNotEquals', KEY, '${aws:userid}', { [KEY]: 'a' })).toBe(true);
  expect(asked('StringEquals', KEY, "${aws:userid, 'a'}", { [KEY]: 'a' })).toBe(true);
});
