import { REQUIREMENTS } from '../../../../audit/review/goals/all-goals';
import { intentOf } from '../../../../audit/review/run/prove-goals';
import { systemOf } from '../../../../audit/review/system/read-system';
import { stackOf, synthesized, type StackJson } from '../synthesized-stack';

const { deployment, json } = synthesized('deployment.yaml');

type Block = Record<string, unknown>;

/** What a requirement finds missing, by the addresses that it is told of. */
function missing(id: string, stack: StackJson): readonly string[] {
  const requirement = REQUIREMENTS.find((one) => one.id === id);
  if (requirement === undefined) throw new Error(id);
  const intent = intentOf(systemOf(stackOf(stack), deployment), deployment);
  return requirement.check(intent).map(({ resource, what }) => `${resource}: ${what}`);
}

/** Sets what stands at a path, `rule.status`; of a list of blocks, in its first. */
function set(block: Block, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const target = names.reduce<Block>((inner, name) => [inner[name]].flat()[0] as Block, block);
  target[last] = value;
}

const ALGORITHM = 'rule.apply_server_side_encryption_by_default.sse_algorithm';
const PUBLIC = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/** Whichever resource of the type is broken so, the requirement says it, but for those that it is not about. */
const BREAKS: readonly (readonly [
  id: string,
  type: string,
  change: readonly [path?: string, value?: unknown],
  spared?: RegExp,
])[] = [
  ...PUBLIC.map((name) => ['public-access-blocked', 'aws_s3_bucket_public_access_block', [name, false]] as const),
  ['public-access-blocked', 'aws_s3_bucket_public_access_block', []],
  ['ownership-enforced', 'aws_s3_bucket_ownership_controls', ['rule.object_ownership', 'ObjectWriter']],
  ['ownership-enforced', 'aws_s3_bucket_ownership_controls', []],
  ['versioned', 'aws_s3_bucket_versioning', ['versioning_configuration.status', 'Suspended']],
  ['versioned', 'aws_s3_bucket_versioning', []],
  ['encrypted', 'aws_s3_bucket_server_side_encryption_configuration', [ALGORITHM, 'aws:kms:dsse']],
  ['encrypted', 'aws_s3_bucket_server_side_encryption_configuration', []],
  ['logged', 'aws_s3_bucket_logging', ['target_bucket', 'elsewhere']],
  ['logged', 'aws_s3_bucket_logging', []],
  ['buckets-present', 'aws_s3_bucket', ['bucket', 'another-name'], /^source_/], // the source has no bucket for data
  ['boundary-attached', 'aws_iam_role', ['permissions_boundary'], /^(?!.*instance)/],
  ['endpoint-present', 'aws_vpc_endpoint', ['vpc_endpoint_type', 'Interface']],
  ['endpoint-present', 'aws_vpc_endpoint', []],
  ['keys-rotated', 'aws_kms_key', ['enable_key_rotation', false]],
  ['keys-rotated', 'aws_kms_key', ['enable_key_rotation']],
  ['trails-record', 'aws_cloudtrail', ['enable_log_file_validation', false]],
  ['trails-record', 'aws_cloudtrail', ['enable_logging', false]],
  ['trails-record', 'aws_cloudtrail', ['s3_bucket_name', 'elsewhere']],
  ['trails-record', 'aws_cloudtrail', ['advanced_event_selector', []]],
  ['trails-record', 'aws_cloudtrail', []],
];

test('nothing is missing of what the modules build', () => {
  expect(REQUIREMENTS.flatMap(({ id }) => missing(id, json))).toEqual([]);
});

test('every requirement is broken here, but for that of Object Lock, which has tests of its own', () => {
  const broken = new Set(BREAKS.map(([id]) => id));
  expect(REQUIREMENTS.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual(['lock-configured']);
});

const named = BREAKS.map(([id, type, change, spared]) => ({ id, type, change, spared }));

test.each(named)('$id: whichever $type is changed ($change) or removed, it is told', ({ id, type, change, spared }) => {
  const [path, value] = change;
  const names = Object.keys(json.resource[type] ?? {}).filter((name) => spared?.test(name) !== true);
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) {
    const broken = structuredClone(json);
    const blocks = broken.resource[type] ?? {};
    if (path === undefined) Reflect.deleteProperty(blocks, name);
    else set(blocks[name] ?? {}, path, value);
    expect([name, missing(id, broken).length > 0]).toEqual([name, true]);
  }
});
