import { review, synthesized, type StackJson, type StatementJson } from './synthesized-stack';

jest.setTimeout(120_000);

const { deployment, json } = synthesized('examples/native-replication.yaml');
const OURS = { 'aws:SourceArn': 'arn:aws:s3:::orders-source-111111111111' };
const ACCOUNT = { 'aws:SourceAccount': '111111111111' };

/** What the review finds once S3 is trusted on another condition. */
function findingsWith(condition: StatementJson['Condition']): readonly string[] {
  const mutated: StackJson = structuredClone(json);
  const trust = mutated.resource.aws_iam_role!.replication!.assume_role_policy as { Statement: StatementJson[] };
  const statement = trust.Statement[0]!;
  expect(statement.Principal).toEqual({ Service: ['s3.amazonaws.com'] });
  if (condition === undefined) delete statement.Condition;
  else statement.Condition = condition;
  return review(mutated, deployment).review.findings.map(({ rule, what }) => `${rule}: ${what}`);
}

describe('the trust of the role that S3 replicates by', () => {
  it('holds whether or not S3 says for which bucket it acts', () => {
    expect(findingsWith({ ArnLikeIfExists: OURS, StringEqualsIfExists: ACCOUNT })).toEqual([]);
  });

  it.each<[string, StatementJson['Condition']]>([
    ['the bucket', { ArnLike: OURS, StringEqualsIfExists: ACCOUNT }],
    ['the account', { ArnLikeIfExists: OURS, StringEquals: ACCOUNT }],
  ])('may not depend on a key that no page promises: %s', (_, condition) => {
    expect(findingsWith(condition)).toContainEqual(expect.stringMatching(/^flow-native-replication: .*sts:AssumeRole/));
  });

  it.each<[string, StatementJson['Condition']]>([
    ['every bucket', { StringEqualsIfExists: ACCOUNT }],
    ['every account', { ArnLikeIfExists: OURS }],
    ['whatever S3 does', undefined],
  ])('is not given for %s, where S3 says for which it acts', (_, condition) => {
    expect(findingsWith(condition)).toContainEqual(expect.stringMatching(/sts:assumerole/i));
  });

  it('is given for the bucket that is replicated', () => {
    const another = { 'aws:SourceArn': 'arn:aws:s3:::orders-somewhere-else' };
    expect(findingsWith({ ArnLikeIfExists: another, StringEqualsIfExists: ACCOUNT })).toContainEqual(
      expect.stringMatching(/^flow-native-replication: .*sts:AssumeRole/),
    );
  });
});
