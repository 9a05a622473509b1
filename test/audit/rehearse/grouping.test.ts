import { groupingOf } from '../../../audit/rehearse/grouping';
import { ACLS_ARE_TOLD_SINCE } from '../../../audit/rehearse/told';
import { compiledText } from '../../../audit/rehearse/planned-policies';

function groupingBy(...statements: readonly object[]) {
  const complete = statements.map((one) => ({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...one }));
  const policy = compiledText(JSON.stringify({ Version: '2012-10-17', Statement: complete }), 'planned', 'resource');
  if (!policy.ok) throw new Error(policy.problems.join('; '));
  return groupingOf(policy.value.statements);
}

test('policies that ask of everything tell no objects apart, and do not ask what the client wrote', () => {
  expect(groupingBy({})).toEqual({
    partition: 'aws',
    objectArn: { kind: 'presence' },
    times: [ACLS_ARE_TOLD_SINCE],
    query: { prefix: { kind: 'none' }, delimiter: { kind: 'none' }, 'max-keys': { kind: 'none' } },
    userAgent: { kind: 'none' },
    referer: { kind: 'none' },
    versionId: { kind: 'presence' },
  });
});

test('objects are told apart by the patterns of resources, each once', () => {
  const { objectArn } = groupingBy(
    { Resource: ['arn:aws:s3:::data/a/*', 'arn:aws:s3:::data/?'] },
    { Resource: 'arn:aws:s3:::data/a/*' },
  );
  expect(objectArn).toEqual({
    kind: 'patterns',
    patterns: [
      [{ text: 'arn:aws:s3:::data/a/' }, '*'],
      [{ text: 'arn:aws:s3:::data/' }, '?'],
    ],
  });
});

test('a policy variable in a resource makes every object its own class', () => {
  const own = { Resource: 'arn:aws:s3:::data/${aws:username}/*' };
  expect(groupingBy(own).objectArn).toEqual({ kind: 'each' });
  expect(groupingBy({ Resource: 'arn:aws:s3:::data/a' }, own).objectArn).toEqual({ kind: 'each' });
});

test('an escaped wildcard is the character itself', () => {
  const { objectArn } = groupingBy({ Resource: 'arn:aws:s3:::data/a${*}' });
  expect(objectArn).toMatchObject({
    patterns: expect.arrayContaining([[{ text: 'arn:aws:s3:::data/a' }, { text: '*' }]]) as unknown,
  });
});

test('times are cut where conditions change their answers', () => {
  const grouping = groupingBy(
    { Condition: { DateLessThan: { 'aws:CurrentTime': '2026-02-06T00:00:30Z' } } },
    { Condition: { NumericGreaterThan: { 'aws:EpochTime': '1770336040' } } },
    { Condition: { DateLessThan: { 'aws:CurrentTime': '2026-02-07T00:00:00.5Z' } } },
  );
  expect(grouping.times).toEqual([
    ACLS_ARE_TOLD_SINCE,
    1_770_336_030,
    1_770_336_031,
    1_770_336_040,
    1_770_336_041,
    1_770_422_401,
  ]);
});

test('what operators on text ask of a listing is a pattern, and whatever else is asked tells every value apart', () => {
  const { query } = groupingBy(
    { Condition: { StringLike: { 's3:prefix': 'a/*' }, NumericLessThan: { 's3:max-keys': '10' } } },
    { Condition: { StringNotEquals: { 's3:prefix': 'b*' } } },
  );
  expect(query.prefix).toEqual({
    kind: 'patterns',
    patterns: [[], [{ text: 'a/' }, '*'], [{ text: 'b*' }]],
  });
  expect(query['max-keys']).toEqual({ kind: 'each' });
});

test('buckets are of the partition that the policies name', () => {
  expect(groupingBy({ Resource: 'arn:aws-cn:s3:::data/*' }).partition).toBe('aws-cn');
  expect(() => groupingBy({ Resource: ['arn:aws-cn:s3:::data/*', 'arn:aws:s3:::data/*'] })).toThrow('aws-cn, aws');
});
