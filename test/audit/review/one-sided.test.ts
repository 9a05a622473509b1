import { reviewAll } from '../../../audit/review/run/review';
import { evaluate } from '../../../audit/policy/evaluate';
import { partOf } from '../../thorough';
import { review, stackOf, synthesized, type StackJson, statementOf } from './synthesized-stack';

jest.setTimeout(120_000);

const SENDER = synthesized('examples/replication-sender.yaml');
const RECEIVER = synthesized('examples/replication-receiver.yaml');
const REPLICATE = 'aws_iam_role_policy.replication_permissions';
const COPY = 'aws_iam_role_policy.replicate_permissions';
const BUCKET = 'aws_s3_bucket_policy.data_policy';
const KEY = 'aws_kms_key.destination';
const STRANGER = 'arn:aws:iam::111111111111:role/somebody-else';

type Change = readonly [name: string, mutate: (json: StackJson) => void, caught: RegExp];

const without =
  (address: string, sid: string, action: string) =>
  (json: StackJson): void => {
    const statement = statementOf(json, address, sid);
    const left = statement.Action.filter((one) => one !== action);
    if (left.length === statement.Action.length) throw new Error(`${sid} has no ${action}`);
    statement.Action = left;
  };

const withCondition =
  (address: string, sid: string, operator: string, values: Record<string, unknown> | undefined) =>
  (json: StackJson): void => {
    const { Condition: condition } = statementOf(json, address, sid);
    if (condition?.[operator] === undefined) throw new Error(`${sid} has no ${operator}`);
    if (values === undefined) Reflect.deleteProperty(condition, operator);
    else condition[operator] = values;
  };

function held({ deployment, json }: typeof SENDER, mutate: (json: StackJson) => void) {
  const mutated = structuredClone(json);
  mutate(mutated);
  const { proven, review: result } = review(mutated, deployment);
  return { result, proven, texts: result.findings.map(({ rule, severity, what }) => `${rule} ${severity}: ${what}`) };
}

describe.each<[string, typeof SENDER, readonly Change[]]>([
  [
    'the sender',
    SENDER,
    [
      [
        'S3 may not write',
        without(REPLICATE, 'AllowWritingReplicas', 's3:ReplicateObject'),
        /^flow-native-replication/,
      ],
      ['nor under the key', without(REPLICATE, 'AllowEncryptingReplicas', 'kms:GenerateDataKey'), /^flow-native/],
      ['the function may not write', without(COPY, 'AllowWritingCopies', 's3:PutObject'), /^flow-lambda-replication/],
      ['nor under the key', without(COPY, 'AllowEncryptingCopies', 'kms:GenerateDataKey'), /^flow-lambda-replication/],
      [
        'S3 may delete over there',
        (json) => statementOf(json, REPLICATE, 'AllowWritingReplicas').Action.push('s3:DeleteObject'),
        /^nobody-else error: .*s3:deleteobject on arn:aws:s3:::orders-replicas-222222222222/,
      ],
      [
        'S3 may write to every bucket',
        (json) => (statementOf(json, REPLICATE, 'AllowWritingReplicas').Resource = ['*']),
        /^nobody-else/,
      ],
      [
        'the function may write past its prefix',
        (json) =>
          (statementOf(json, COPY, 'AllowWritingCopies').Resource = ['arn:aws:s3:::orders-replicas-222222222222/*']),
        /^nobody-else error: role orders-replicate may s3:/,
      ],
      [
        'the key serves other buckets',
        withCondition(REPLICATE, 'AllowEncryptingReplicas', 'StringLike', undefined),
        /^nobody-else error: .*kms:.* only for objects of arn:aws:s3:::orders-replicas-222222222222/,
      ],
      [
        'the key is used past S3',
        withCondition(REPLICATE, 'AllowEncryptingReplicas', 'StringEquals', undefined),
        /^nobody-else error: .*kms:.* only through S3/,
      ],
    ],
  ],
  [
    'the receiver',
    RECEIVER,
    [
      ['S3 may not write', without(BUCKET, 'AllowReplication', 's3:ReplicateObject'), /^flow-native-replication/],
      ['nor under the key', without(KEY, 'AllowEncryptingReplicas', 'kms:GenerateDataKey'), /^flow-native/],
      ['the function may not write', without(BUCKET, 'AllowWritingCopies', 's3:PutObject'), /^flow-lambda-replication/],
      ['nor under the key', without(KEY, 'AllowEncryptingCopies', 'kms:GenerateDataKey'), /^flow-lambda-replication/],
      [
        'everybody of the other account may replicate',
        withCondition(BUCKET, 'AllowReplication', 'ArnEquals', undefined),
        /^(nobody-else|no-overwrite)/,
      ],
      [
        'somebody else may replicate',
        withCondition(BUCKET, 'AllowReplication', 'ArnEquals', { 'aws:PrincipalArn': STRANGER }),
        /^nobody-else error: .*somebody-else/,
      ],
      [
        'every role by its beginning may copy',
        withCondition(BUCKET, 'AllowWritingCopies', 'ArnEquals', {
          'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/orders-*',
        }),
        /^nobody-else/,
      ],
      [
        'everybody of the other account may use the key',
        withCondition(KEY, 'AllowEncryptingReplicas', 'ArnEquals', undefined),
        /^nobody-else error: .*kms:/,
      ],
      [
        'the key serves other buckets',
        withCondition(KEY, 'AllowEncryptingReplicas', 'StringLike', undefined),
        /^nobody-else error: .*kms:/,
      ],
      [
        'the other account itself may write',
        (json) => statementOf(json, BUCKET, 'AllowReplication').Action.push('s3:PutObject'),
        /^nobody-else error: .*s3:putobject/,
      ],
    ],
  ],
])('of a replication whose other side is elsewhere, %s', (_, side, changes) => {
  it('passes, and says what it leaves to the other', () => {
    const stacks = [stackOf(side.json)];
    const deployment = { file: 'deployment.yaml', deployment: side.deployment };
    const { verdict, reasons } = reviewAll({ stacks, deployment, plan: undefined, today: '2026-01-05' });
    expect(verdict).toBe('pass');
    expect(reasons).toContainEqual(expect.stringContaining('is elsewhere: its policies are taken as open'));
  });

  const all = changes.map(([name, mutate, caught]) => ({ name, mutate, caught }));
  it.each(partOf(all, 5))('fails where $name', ({ mutate, caught }) => {
    const { result, proven, texts } = held(side, mutate);
    expect(texts).toContainEqual(expect.stringMatching(caught));
    expect(result.verdict).toBe('fail');
    for (const { finding, shownBy } of proven.filter(({ shownBy: shown }) => shown)) {
      expect(evaluate(shownBy!).result === 'allow').toBe(!finding.rule.startsWith('flow-'));
    }
  });
});
