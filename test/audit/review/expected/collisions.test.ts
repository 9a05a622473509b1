import { findCollisions } from '../../../../audit/review/expected/collisions';
import { readStack } from '../../../../audit/review/stack/read-stack';

const PROVIDER = { aws: [{ region: 'us-east-1', allowed_account_ids: ['111111111111'] }] };

function collisionsIn(resource: Record<string, Record<string, object>>): readonly string[] {
  const stack = readStack({ provider: PROVIDER, resource }, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  return findCollisions(stack.value).map(({ what }) => what);
}

describe('two resources that are one thing to AWS', () => {
  it.each([
    ['policies of a bucket', 'aws_s3_bucket_policy', { bucket: 'b' }],
    ['public access blocks of a bucket', 'aws_s3_bucket_public_access_block', { bucket: 'b' }],
    ['policies of one name in a role', 'aws_iam_role_policy', { role: 'r', name: 'data' }],
    ['roles of one name', 'aws_iam_role', { name: 'r' }],
    ['queue policies', 'aws_sqs_queue_policy', { queue_url: 'https://sqs.us-east-1.amazonaws.com/111111111111/q' }],
    ['permissions of one name', 'aws_lambda_permission', { function_name: 'f', statement_id: 's' }],
  ])('are a finding: two %s', (_name, type, identity) => {
    const found = collisionsIn({ [type]: { first: identity, second: { ...identity } } });
    expect(found).toEqual([`${type}.second is the same thing to AWS as ${type}.first`]);
  });

  it('are found where one names the bucket by reference and the other by its name', () => {
    const found = collisionsIn({
      aws_s3_bucket: { b: { bucket: 'b' } },
      aws_s3_bucket_versioning: { first: { bucket: '${aws_s3_bucket.b.id}' }, second: { bucket: 'b' } },
    });
    expect(found).toHaveLength(1);
  });

  it('are none with different names', () => {
    const policies = { first: { role: 'r', name: 'a' }, second: { role: 'r', name: 'b' } };
    expect(collisionsIn({ aws_iam_role_policy: policies })).toEqual([]);
  });
});
