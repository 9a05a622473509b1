import { deploymentOf } from '../../modules/synthesized';
import { review, synthesized, type StackJson, type StatementJson, statementOf } from './synthesized-stack';

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

describe('of what tells that replication failed, copies what was there, and carries retention along', () => {
  const { deployment: whole, json: built } = synthesized(
    deploymentOf('examples/native-replication.yaml', (d) => {
      const objectLock = { mode: 'governance', retention: { days: 1 }, holders: [] } as const;
      const lock = <T extends object>(bucket: T) => ({ ...bucket, objectLock: { ...objectLock, holders: [] } });
      return {
        ...d,
        source: { ...d.source, bucket: lock(d.source.bucket!) },
        destination: { ...d.destination, bucket: lock(d.destination.bucket) },
        replication: { native: { ...d.replication!.native!, existingObjects: true } },
      };
    }),
  );
  const TOPIC = 'aws_sns_topic_policy.replication_reports_topic_policy';
  const ROLE = 'aws_iam_role_policy.replication_permissions';
  const BATCH = 'aws_iam_role_policy.batch_replication_permissions';
  const without = (address: string, sid: string, action: string) => (stack: StackJson) => {
    const statement = statementOf(stack, address, sid);
    const left = statement.Action.filter((one) => one !== action);
    if (left.length === statement.Action.length) throw new Error(`${sid} has no ${action}`);
    statement.Action = left;
  };
  const unconditional = (address: string, sid: string) => (stack: StackJson) => {
    delete statementOf(stack, address, sid).Condition;
  };

  it('nothing is wrong as it is built', () => {
    expect(review(built, whole).review).toMatchObject({ findings: [], notReviewed: [], verdict: 'pass' });
  });

  it.each<[string, (stack: StackJson) => void, RegExp]>([
    [
      'S3 may not publish',
      (stack) => {
        statementOf(stack, TOPIC, 'AllowBucketEvents').Principal = { Service: ['events.amazonaws.com'] };
      },
      /flow-replication-reports/,
    ],
    ['S3 may publish for any bucket', unconditional(TOPIC, 'AllowBucketEvents'), /nobody-else: .*s3\.amazonaws\.com/],
    ['alarms of others may publish', unconditional(TOPIC, 'AllowAlarms'), /nobody-else: .*cloudwatch/],
    [
      'S3 may not encrypt',
      without('aws_kms_key.source', 'AllowBucketEventsToPublish', 'kms:GenerateDataKey*'),
      /flow-replication-reports/,
    ],
    ['S3 encrypts for any bucket', unconditional('aws_kms_key.source', 'AllowBucketEventsToPublish'), /nobody-else: /],
    [
      'the bucket does not tell of failures',
      (stack) => {
        const told = stack.resource.aws_s3_bucket_notification!.replication_reports_notification!.topic as {
          events: string[];
        }[];
        told[0]!.events = told[0]!.events.filter((event) => !event.endsWith('OperationFailedReplication'));
      },
      /asked-for: .*topic\[0\]\.events/,
    ],
    [
      'retention is not written',
      without(ROLE, 'AllowWritingReplicas', 's3:PutObjectRetention'),
      /flow-native-replication/,
    ],
    [
      'legal holds are not taken',
      without('aws_s3_bucket_policy.data_policy', 'AllowReplication', 's3:PutObjectLegalHold'),
      /flow-native-replication/,
    ],
    [
      'no new key of the source, of either policy',
      (stack) => {
        without(ROLE, 'AllowDecryptingSource', 'kms:GenerateDataKey')(stack);
        without('aws_kms_key.source', 'AllowUseThroughS3', 'kms:GenerateDataKey')(stack);
      },
      /flow-native-replication/,
    ],
    [
      'nothing is begun',
      (stack) => {
        statementOf(stack, BATCH, 'AllowReplicatingExistingObjects').Action = ['s3:ReplicateObject'];
      },
      /flow-native-replication: .*s3:InitiateReplication/,
    ],
    [
      'the role that begins reads objects',
      (stack) => statementOf(stack, BATCH, 'AllowReplicatingExistingObjects').Action.push('s3:GetObject'),
      /nobody-else: .*batch-replication may s3:getobject/,
    ],
  ])('%s', (_, mutate, finding) => {
    const mutated = structuredClone(built);
    mutate(mutated);
    const { findings, verdict } = review(mutated, whole).review;
    expect(verdict).not.toBe('pass');
    expect(findings.map(({ rule, what }) => `${rule}: ${what}`).join('\n')).toMatch(finding);
  });
});
