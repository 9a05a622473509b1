import { checkEncryption } from '../../../audit/doctor/bucket-encryption';
import { plannedOf } from '../../../audit/doctor/planned';
import { readStack } from '../../../audit/review/stack/read-stack';

const KEY = 'arn:aws:kms:us-east-1:222222222222:key/00000000-0000-4000-8000-000000000001';
const OTHER = 'arn:aws:kms:us-east-1:222222222222:key/00000000-0000-4000-8000-000000000002';

function held(live: string, kms_master_key_id: string, references: ReadonlyMap<string, string>, bucketKey = true) {
  const stack = readStack(
    {
      provider: { aws: { region: 'us-east-1', allowed_account_ids: ['222222222222'] } },
      resource: {
        aws_kms_key: { destination: {} },
        aws_s3_bucket: { data: { bucket: 'orders' } },
        aws_s3_bucket_server_side_encryption_configuration: {
          data: {
            bucket: 'orders',
            rule: {
              bucket_key_enabled: true,
              apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id },
            },
          },
        },
      },
    },
    'cdk.tf.json',
  );
  if (!stack.ok) throw new Error(stack.problems.join());
  const planned = plannedOf([stack.value], references);
  const bucket = planned.buckets.get('orders');
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: live } as const;
  const rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: bucketKey };
  return checkEncryption('orders', rule, bucket && { planned, bucket });
}

const REFERENCE = '${aws_kms_key.destination.arn}';
const known = new Map([['aws_kms_key.destination.arn', KEY]]);
const unknown = new Map<string, string>();

test.each([
  ['is right where the outputs tell the key', held(KEY, REFERENCE, known), 'ok'],
  ['is right where the key is written out', held(KEY, KEY, unknown), 'ok'],
  ['is wrong by another key of the account', held(OTHER, REFERENCE, known), 'wrong'],
  ['is wrong by another key than the one written out', held(OTHER, KEY, unknown), 'wrong'],
  ['cannot be told of the account where nothing tells the key', held(KEY, REFERENCE, unknown), 'unreadable'],
  ['is wrong by a key of another account', held(KEY.replace('2222', '3333'), REFERENCE, unknown), 'wrong'],
  ['is wrong by a key of another region', held(KEY.replace('east', 'west'), REFERENCE, unknown), 'wrong'],
  ['is wrong by an alias', held('alias/orders', REFERENCE, known), 'wrong'],
  ['is wrong without the bucket key', held(KEY, REFERENCE, known, false), 'wrong'],
])('%s', (_what, check, result) => {
  expect(check).toMatchObject({ check: 'encryption', result });
});
