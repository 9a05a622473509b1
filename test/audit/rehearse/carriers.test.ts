import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CARRIERS } from '../../../audit/rehearse/carriers';
import { guardingOf } from '../../../audit/rehearse/planned-policies';
import { readStack } from '../../../audit/review/stack/read-stack';
import { systemOf } from '../../../audit/review/system/read-system';

/** Types that sound as if they decided requests of S3, and why they do not. */
const OTHERS: Readonly<Record<string, string>> = {
  aws_kms_custom_key_store: 'where keys lie, not who may use them',
  aws_organizations_resource_policy: 'delegates the administration of the organization',
  aws_s3_bucket_ownership_controls: 'says whether access control lists count; those are not held',
  aws_s3control_access_grants_instance: 'gives nothing without a grant',
  aws_s3control_access_grants_instance_resource_policy: 'shares the instance of grants, not data',
  aws_s3control_access_grants_location: 'gives nothing without a grant',
  aws_s3control_bucket_policy: 'of S3 on Outposts, whose requests no access log has',
  aws_s3control_multi_region_access_point: 'has its policy apart',
  aws_s3control_object_lambda_access_point: 'has its policy apart',
  aws_s3tables_table_bucket_policy: 'of S3 Tables, another service with its own actions',
  aws_s3tables_table_policy: 'of S3 Tables, another service with its own actions',
  aws_vpc_endpoint_service_allowed_principal: 'of services of our own behind endpoints',
};

test('every type of the provider that may decide requests of S3 is held, told, or has a reason', () => {
  const library = dirname(require.resolve('@cdktf/provider-aws/package.json'));
  const types = readdirSync(`${library}/lib`)
    .filter((name) => /^(?:s3|kms|organizations|vpc-endpoint)/.test(name))
    .filter((name) => /(?:policy|grant|acl|access|scope|ownership|principal|-key)/.test(name))
    .map((name) => `aws_${name.replaceAll('-', '_')}`);
  expect(types.filter((type) => !(type in CARRIERS) && !(type in OTHERS)).sort()).toEqual([]);
  expect(types.length).toBeGreaterThan(20);
});

const provider = { aws: [{ region: 'us-east-1', allowed_account_ids: ['111111111111'] }] };

function guardingBy(resource: object): ReturnType<typeof guardingOf> {
  const stack = readStack({ provider, resource }, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('; '));
  return guardingOf(systemOf(stack.value), new Map());
}

const POINT = 'arn:aws:s3:us-east-1:111111111111:accesspoint/readers';
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `${POINT}/object/*` }],
});

test.each([
  ['with it', { aws_s3_access_point: { a: { name: 'readers', bucket: 'data', policy } } }],
  [
    'apart',
    {
      aws_s3_access_point: { a: { name: 'readers', bucket: 'data' } },
      aws_s3control_access_point_policy: { a: { access_point_arn: '${aws_s3_access_point.a.arn}', policy } },
    },
  ],
])('the policy of an access point is read that is written %s', (_, resource) => {
  const { accessPoints, unreadPoints } = guardingBy(resource);
  expect([...(accessPoints ?? [])].map(([arn, { statements }]) => [arn, statements.length])).toEqual([[POINT, 1]]);
  expect([...(unreadPoints ?? [])]).toEqual([]);
});

test('an access point whose policy is not known before apply leaves its requests undecided', () => {
  const { accessPoints, unreadPoints } = guardingBy({
    aws_s3_access_point: { a: { name: 'readers', bucket: 'data', policy: '${data.http.policy.response_body}' } },
  });
  expect([accessPoints?.size, unreadPoints?.get(POINT)]).toEqual([0, expect.stringContaining('aws_s3_access_point.a')]);
});

test('the policy of a key is read that is written apart', () => {
  const keyPolicy = policy.replace('s3:GetObject', 'kms:Decrypt').replace(/arn:aws:s3[^"]*/, '*');
  const { keys } = guardingBy({
    aws_kms_key: { a: {} },
    aws_kms_key_policy: { a: { key_id: '${aws_kms_key.a.key_id}', policy: keyPolicy } },
  });
  expect(keys?.map((key) => [key.address, key.policy.statements.map(({ effect }) => effect)])).toEqual([
    ['aws_kms_key.a', ['Deny']],
  ]);
});

test('what else decides requests is told by its address', () => {
  const { notHeld } = guardingBy({
    aws_s3_bucket_acl: { a: { bucket: 'data', acl: 'public-read' } },
    aws_s3_bucket_policy: { a: { bucket: 'elsewhere', policy } },
    aws_vpc_endpoint_policy: { a: { vpc_endpoint_id: 'vpce-0a', policy } },
    aws_kms_key: { a: { count: 2 } },
    aws_s3_bucket: { a: { bucket: 'data', policy }, b: { bucket: 'other' } },
  });
  expect([...(notHeld ?? [])].sort()).toEqual([
    'aws_kms_key.a',
    'aws_s3_bucket.a',
    'aws_s3_bucket_acl.a',
    'aws_s3_bucket_policy.a',
    'aws_vpc_endpoint_policy.a',
  ]);
});
