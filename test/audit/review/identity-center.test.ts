import { deploymentOf } from '../../modules/synthesized';
import { review, synthesized, type StackJson, type StatementJson, statementOf } from './synthesized-stack';

jest.setTimeout(120_000);

const FILE = 'examples/identity-center.yaml';
const OBSERVED = { trail: 'existing', accessLogs: 'existing' } as const;
/** Parts of the example, each small enough to be proven in a moment. */
const CONSUMERS = synthesized(
  deploymentOf(FILE, ({ replication, catalog, source, ...d }) => ({
    ...d,
    source: { ...source, bucket: undefined },
    observation: OBSERVED,
  })),
);
const OPERATORS = synthesized(
  deploymentOf(FILE, ({ privateAccess, catalog, ...d }) => ({ ...d, consumers: [], observation: OBSERVED })),
);
const READERS = synthesized(
  deploymentOf(FILE, ({ privateAccess, replication, source, ...d }) => ({
    ...d,
    source: { ...source, bucket: undefined },
    consumers: [],
  })),
);

const after = ({ json, deployment }: typeof CONSUMERS, mutate: (json: StackJson) => void) => {
  const mutated = structuredClone(json);
  mutate(mutated);
  return review(mutated, deployment).review;
};

const trustOf = (stack: StackJson, name: string, sid: string): StatementJson => {
  const trust = stack.resource.aws_iam_role![name]!.assume_role_policy as { Statement: StatementJson[] };
  const found = trust.Statement.find(({ Sid }) => Sid === sid);
  if (found === undefined) throw new Error(`${name} has no statement ${sid}`);
  return found;
};

const ROLE = 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/';
const SUFFIX = '????????????????';
const bucket = (stack: StackJson) =>
  statementOf(stack, 'aws_s3_bucket_policy.data_policy', 'AllowReadersThroughOwnByPermissionSetObjects');
const key = (stack: StackJson) => statementOf(stack, 'aws_kms_key.destination', 'AllowReadersThroughS3ByPermissionSet');
const endpoint = (stack: StackJson) => statementOf(stack, 'aws_vpc_endpoint.s3', 'AllowReadersThroughOwnObjects');
const operators = (stack: StackJson) => trustOf(stack, 'source_operator', 'AllowOperatorsByPermissionSet');
const readers = (stack: StackJson) => trustOf(stack, 'destination_audit_reader', 'AllowReadersByPermissionSet');

type Guarded = typeof bucket;
const patterns =
  (of: Guarded, ...arns: readonly string[]) =>
  (stack: StackJson) => {
    const statement = of(stack);
    statement.Condition = { ...statement.Condition, ArnLike: { 'aws:PrincipalArn': [...arns] } };
  };
const without = (of: Guarded, operator: string) => (stack: StackJson) => {
  const statement = of(stack);
  statement.Condition = Object.fromEntries(
    Object.entries(statement.Condition ?? {}).filter(([name]) => name !== operator),
  );
};

test.each([
  ['consumers', CONSUMERS],
  ['operators', OPERATORS],
  ['auditors', READERS],
])('%s come by their permission sets, and nobody else does', (_, part) => {
  expect(after(part, () => undefined)).toMatchObject({ verdict: 'pass', findings: [], notReviewed: [] });
});

describe('of consumers, the review finds', () => {
  it.each<[string, (stack: StackJson) => void, RegExp]>([
    ['a bucket policy that lets in the whole account', without(bucket, 'ArnLike'), /s3:getobject .*not meant for it/],
    ['a key policy that lets in the whole account', without(key, 'ArnLike'), /kms:decrypt .*not meant for it/],
    ['an endpoint that lets everybody through', without(endpoint, 'ArnLike'), /by the policy of the endpoint alone/],
    ['people past the endpoint', without(bucket, 'StringEquals'), /only through the endpoint/],
    [
      'a pattern that fits sets whose names go on',
      patterns(bucket, `${ROLE}AWSReservedSSO_DataAnalyst_*`, `${ROLE}*/AWSReservedSSO_DataAnalyst_*`),
      /s3:getobject .*not meant for it/,
    ],
    [
      'a pattern that fits sets whose names begin otherwise',
      patterns(bucket, `${ROLE}*AWSReservedSSO_DataAnalyst_${SUFFIX}`),
      /s3:getobject .*not meant for it/,
    ],
    [
      'a pattern that fits roles which anybody can make',
      patterns(
        bucket,
        `arn:aws:iam::111111111111:role/*AWSReservedSSO_DataAnalyst_${SUFFIX}`,
        `${ROLE}AWSReservedSSO_DataAnalyst_${SUFFIX}`,
      ),
      /s3:getobject .*not meant for it/,
    ],
    [
      'the same set in another account',
      (stack) => {
        bucket(stack).Principal = { AWS: ['arn:aws:iam::111111111111:root', 'arn:aws:iam::333333333333:root'] };
        patterns(
          bucket,
          ...['111111111111', '333333333333'].flatMap((account) =>
            ['', '*/'].map((region) =>
              `${ROLE}${region}AWSReservedSSO_DataAnalyst_${SUFFIX}`.replace('111111111111', account),
            ),
          ),
        )(stack);
      },
      /account 333333333333.* may s3:getobject .*not meant for it/,
    ],
    [
      'the role that the set had before it was assigned anew',
      patterns(bucket, `${ROLE}eu-west-2/AWSReservedSSO_DataAnalyst_1234567890abcdef`),
      /DataAnalyst.* may not s3:GetObject/,
    ],
    [
      'a key that people cannot use',
      patterns(key, `${ROLE}*/AWSReservedSSO_AnotherSet_${SUFFIX}`),
      /DataAnalyst.* may not kms:Decrypt/,
    ],
  ])('%s', (_, mutate, sentence) => {
    const { verdict, findings } = after(CONSUMERS, mutate);
    expect(verdict).not.toBe('pass');
    expect(findings.map(({ what }) => what).join('\n')).toMatch(sentence);
  });
});

describe('of operators, the review finds', () => {
  it.each<[string, (stack: StackJson) => void, RegExp]>([
    ['operators from anywhere in the account', without(operators, 'ArnLike'), /sts:assumerole .*not meant for it/],
    ['operators from any address', without(operators, 'IpAddress'), /only from the operators' addresses/],
    [
      'roles of an Identity Center in us-east-1 that are forgotten',
      patterns(operators, `${ROLE}*/AWSReservedSSO_ReplicationOperator_${SUFFIX}`),
      /ReplicationOperator_1234567890abcdef may not sts:AssumeRole/,
    ],
    [
      'MFA that no session of a permission set has',
      (stack) => {
        operators(stack).Condition!.Bool = { 'aws:MultiFactorAuthPresent': 'true' };
      },
      /ReplicationOperator.* may not sts:AssumeRole/,
    ],
  ])('%s', (_, mutate, sentence) => {
    const { verdict, findings } = after(OPERATORS, mutate);
    expect(verdict).not.toBe('pass');
    expect(findings.map(({ what }) => what).join('\n')).toMatch(sentence);
  });
});

describe('of auditors, the review finds', () => {
  it.each<[string, (stack: StackJson) => void, RegExp]>([
    ['auditors from anywhere in the account', without(readers, 'ArnLike'), /sts:assumerole .*not meant for it/],
    [
      'another set among those who may become auditors',
      patterns(
        readers,
        ...['Auditor', 'Administrator'].flatMap((set) =>
          ['', '*/'].map((region) =>
            `${ROLE}${region}AWSReservedSSO_${set}_${SUFFIX}`.replace('111111111111', '222222222222'),
          ),
        ),
      ),
      /AWSReservedSSO_Administrator_.* may sts:assumerole .*not meant for it/,
    ],
  ])('%s', (_, mutate, sentence) => {
    const { verdict, findings } = after(READERS, mutate);
    expect(verdict).not.toBe('pass');
    expect(findings.map(({ what }) => what).join('\n')).toMatch(sentence);
  });
});
