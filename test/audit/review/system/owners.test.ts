import { readStack } from '../../../../audit/review/stack/read-stack';
import { noteForeignMakers } from '../../../../audit/review/system/owners';
import { Unreviewed } from '../../../../audit/review/system/policies';

const PROVIDER = {
  aws: [
    { region: 'us-east-1', allowed_account_ids: ['111111111111'] },
    { alias: 'other', region: 'us-east-1', allowed_account_ids: ['222222222222'] },
    { alias: 'far', region: 'eu-west-1', allowed_account_ids: ['111111111111'] },
    { alias: 'unknown', region: 'us-east-1' },
  ],
};

function foreignIn(resource: Record<string, Record<string, object>>): readonly string[] {
  const stack = readStack({ provider: PROVIDER, resource }, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  const unreviewed = new Unreviewed();
  noteForeignMakers(stack.value, unreviewed);
  return unreviewed.entries.map(({ resource: address }) => address);
}

const PARTS: readonly (readonly [type: string, part: object, owner: Record<string, Record<string, object>>])[] = [
  ['aws_s3_bucket_policy', { bucket: '${aws_s3_bucket.o.id}' }, { aws_s3_bucket: { o: { bucket: 'b' } } }],
  ['aws_s3_bucket_logging', { bucket: 'b' }, { aws_s3_bucket: { o: { bucket: 'b' } } }],
  ['aws_kms_key_policy', { key_id: '${aws_kms_key.o.key_id}' }, { aws_kms_key: { o: {} } }],
  ['aws_kms_alias', { target_key_id: '${aws_kms_key.o.arn}' }, { aws_kms_key: { o: {} } }],
  ['aws_sqs_queue_policy', { queue_url: '${aws_sqs_queue.o.id}' }, { aws_sqs_queue: { o: { name: 'q' } } }],
  ['aws_sns_topic_policy', { arn: '${aws_sns_topic.o.arn}' }, { aws_sns_topic: { o: { name: 't' } } }],
  [
    'aws_lambda_permission',
    { function_name: '${aws_lambda_function.o.function_name}' },
    { aws_lambda_function: { o: { function_name: 'f' } } },
  ],
  ['aws_vpc_endpoint', { vpc_id: '${aws_vpc.o.id}' }, { aws_vpc: { o: {} } }],
  ['aws_vpc_endpoint_policy', { vpc_endpoint_id: '${aws_vpc_endpoint.o.id}' }, { aws_vpc_endpoint: { o: {} } }],
];

describe('what only the owner of another resource can make', () => {
  it.each(PARTS)('is told where another account makes it: %s', (type, part, owner) => {
    const made = (provider: string | undefined) => foreignIn({ ...owner, [type]: { part: { ...part, provider } } });
    expect(made(undefined)).toEqual([]);
    expect(made('aws.other')).toEqual([`${type}.part`]);
    expect(made('aws.far')).toEqual([`${type}.part`]);
    // Of whom it is not known where he builds is told by itself.
    expect(made('aws.unknown')).toEqual([]);
  });

  it('is told of roles by account alone: IAM has no regions, and names are of one account', () => {
    const role = { name: 'r' };
    const policy = (provider?: string) => ({ aws_iam_role_policy: { p: { role: 'r', provider } } });
    expect(foreignIn({ aws_iam_role: { a: role }, ...policy('aws.far') })).toEqual([]);
    expect(foreignIn({ aws_iam_role: { a: role }, ...policy('aws.other') })).toEqual(['aws_iam_role_policy.p']);
    const both = { a: role, b: { ...role, provider: 'aws.other' } };
    expect(foreignIn({ aws_iam_role: both, ...policy('aws.other') })).toEqual([]);
  });

  it('is where it says it is, whatever its provider says of the region', () => {
    const bucket = { aws_s3_bucket: { o: { bucket: 'b', region: 'eu-west-1' } } };
    expect(foreignIn({ ...bucket, aws_s3_bucket_policy: { p: { bucket: 'b' } } })).toEqual(['aws_s3_bucket_policy.p']);
    const there = { bucket: 'b', region: 'eu-west-1' };
    expect(foreignIn({ ...bucket, aws_s3_bucket_policy: { p: there } })).toEqual([]);
    expect(foreignIn({ ...bucket, aws_s3_bucket_policy: { p: { bucket: 'b', provider: 'aws.far' } } })).toEqual([]);
  });
});
