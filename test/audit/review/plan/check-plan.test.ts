import { checkPlan } from '../../../../audit/review/plan/check-plan';
import { changeOf, planOf, update } from './plan-json';

const findings = (changes: readonly Record<string, unknown>[], more: Record<string, unknown> = {}) =>
  checkPlan(planOf(changes, more)).findings;
const bucket = { bucket: 'orders' };

describe('a plan', () => {
  test('with a part that nobody knows leaves something open', () => {
    const { notReviewed } = checkPlan(planOf([], { action_invocations: [{ address: 'action.aws_lambda_invoke.x' }] }));
    expect(notReviewed).toEqual([
      { resource: 'the plan', reason: 'its part action_invocations is not one that is known here' },
    ]);
  });
});

describe('an argument that a plan changes in place', () => {
  const named = (before: Record<string, unknown>, after: Record<string, unknown>, type = 'aws_iam_role') =>
    checkPlan(planOf([update(`${type}.r`, before, after)])).notReviewed.map(({ reason }) => reason);

  test('is named where no stack says what it is meant to be, and nothing judges it', () => {
    expect(
      named({ permissions_boundary: 'arn:aws:iam::111111111111:policy/b' }, { permissions_boundary: null }),
    ).toEqual([
      'what aws_iam_role.r is no longer denied was not reviewed: what arn:aws:iam::111111111111:policy/b says is not in the plan',
    ]);
    expect(named({ gateway_id: 'igw-1' }, { nat_gateway_id: 'nat-1' }, 'aws_route')).toEqual([
      'without a reviewed stack, nobody judges its change of gateway_id, nat_gateway_id',
    ]);
  });

  test('is not, where it is a policy, a protection, or nothing depends on it', () => {
    expect(named({ tags: { a: '1' } }, { tags: { a: '2' } })).toEqual([]);
    expect(named({ is_enabled: false }, { is_enabled: true }, 'aws_kms_key')).toEqual([]);
  });
});

describe('resources with a state of their own', () => {
  test.each([
    ['destroyed', ['delete'], null, 'plan-stateful-destroyed', /aws_s3_bucket\.data would be destroyed$/],
    [
      'replaced',
      ['delete', 'create'],
      { bucket: 'other' },
      'plan-stateful-replaced',
      /would be destroyed and made anew, because of bucket$/,
    ],
    ['replaced the other way round', ['create', 'delete'], { bucket: 'other' }, 'plan-stateful-replaced', /made anew/],
  ])('%s are named', (_what, actions, after, rule, sentence) => {
    const more = after === null ? {} : { replace_paths: [['bucket']] };
    expect(findings([changeOf('aws_s3_bucket.data', actions, bucket, after, more)])).toMatchObject([
      { rule, severity: 'error', resource: 'aws_s3_bucket.data', what: expect.stringMatching(sentence) as string },
    ]);
  });

  test.each([
    'aws_kms_key.data',
    'aws_cloudtrail.trail',
    'aws_vpc_endpoint.s3',
    'aws_s3_bucket_object_lock_configuration.data',
    'aws_dynamodb_table.items',
    'aws_iam_role.instance',
    'module.logs.aws_s3_bucket.this["a.b"]',
  ])('%s is one', (address) => {
    const type = /(aws_\w+)\.\w+(\[.*)?$/.exec(address)?.[1];
    const change = { ...changeOf(address, ['delete', 'create'], {}, {}), type };
    expect(findings([change])).toMatchObject([{ rule: 'plan-stateful-replaced', resource: address }]);
  });

  test('forgotten ones are a warning', () => {
    expect(findings([changeOf('aws_s3_bucket.data', ['forget'], bucket, null)])).toMatchObject([
      { rule: 'plan-stateful-forgotten', severity: 'warning' },
    ]);
  });

  test('what is only made, changed in place, read or left alone is not named', () => {
    const changes = [['create'], ['update'], ['no-op'], ['read']].map((actions) =>
      changeOf('aws_s3_bucket.data', actions, bucket, bucket),
    );
    expect(findings(changes)).toEqual([]);
  });
});

describe('protections', () => {
  test.each([
    [
      'a public access block that lets go',
      'aws_s3_bucket_public_access_block.data',
      { block_public_policy: true },
      { block_public_policy: false },
    ],
    [
      'versioning that is suspended',
      'aws_s3_bucket_versioning.data',
      { versioning_configuration: [{ status: 'Enabled' }] },
      { versioning_configuration: [{ status: 'Suspended' }] },
    ],
    [
      'compliance mode that becomes governance mode, though for longer',
      'aws_s3_bucket_object_lock_configuration.data',
      { rule: [{ default_retention: [{ mode: 'COMPLIANCE', days: 1 }] }] },
      { rule: [{ default_retention: [{ mode: 'GOVERNANCE', years: 10 }] }] },
    ],
    [
      'encryption by a key of ours that becomes one of S3',
      'aws_s3_bucket_server_side_encryption_configuration.data',
      { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms' }] }] },
      { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'AES256' }] }] },
    ],
    [
      'two layers of encryption that become none',
      'aws_s3_bucket_server_side_encryption_configuration.data',
      { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms:dsse' }] }] },
      { rule: [] },
    ],
    [
      'access control lists that count again',
      'aws_s3_bucket_ownership_controls.data',
      { rule: [{ object_ownership: 'BucketOwnerEnforced' }] },
      { rule: [{ object_ownership: 'ObjectWriter' }] },
    ],
    ['a key that is switched off', 'aws_kms_key.k', { is_enabled: true }, { is_enabled: false }],
    ['a key that is no longer rotated', 'aws_kms_key.k', { enable_key_rotation: true }, { enable_key_rotation: false }],
    [
      'log files that may be changed',
      'aws_cloudtrail.trail',
      { enable_log_file_validation: true },
      { enable_log_file_validation: false },
    ],
    ['a trail that stops', 'aws_cloudtrail.trail', { enable_logging: true }, { enable_logging: false }],
    ['a bucket that may be emptied', 'aws_s3_bucket.data', { force_destroy: false }, { force_destroy: true }],
    [
      'a log group that kept for ever',
      'aws_cloudwatch_log_group.copy',
      { retention_in_days: 0 },
      { retention_in_days: 365 },
    ],
  ])('%s is named, and its opposite is not', (_what, address, strong, weak) => {
    expect(findings([update(address, strong, weak)])).toMatchObject([
      { rule: 'plan-protection-weakened', severity: 'error', resource: address },
    ]);
    expect(findings([update(address, weak, strong)])).toEqual([]);
  });

  test('one that is known only after apply was not reviewed', () => {
    const change = update(
      'aws_s3_bucket_public_access_block.data',
      { block_public_policy: true },
      {},
      { block_public_policy: true },
    );
    expect(checkPlan(planOf([change]))).toMatchObject({
      findings: [],
      notReviewed: [
        { resource: 'aws_s3_bucket_public_access_block.data', reason: 'block_public_policy is known only after apply' },
      ],
    });
  });
});

describe('drift', () => {
  const configuration = {
    root_module: {
      resources: [
        { address: 'aws_s3_bucket_versioning.data', expressions: { bucket: {} } },
        { address: 'aws_s3_bucket.data', expressions: { bucket: {} } },
      ],
    },
  };
  const drift = (before: Record<string, unknown>, after: Record<string, unknown> | null) =>
    findings([], {
      configuration,
      resource_drift: [
        changeOf('aws_s3_bucket_versioning.data', after === null ? ['delete'] : ['update'], before, after),
      ],
    });

  test('in what the configuration sets is a warning that names it', () => {
    expect(drift({ bucket: 'a', tags: 1 }, { bucket: 'b', tags: 2 })).toMatchObject([
      { rule: 'plan-drift', severity: 'warning', what: expect.stringMatching(/outside Terraform: bucket$/) as string },
    ]);
  });

  test('in what is known to follow from what is beside it is a note', () => {
    expect(drift({ bucket: 'a', tags_all: {} }, { bucket: 'a', tags_all: { a: 'b' } })).toMatchObject([
      { severity: 'note' },
    ]);
  });

  // Such as the code of a function, the redrive policy of a queue, grants of a bucket, or routes that a gateway propagates.
  test('in what AWS shows and nobody knows the reason of is a warning', () => {
    expect(drift({ bucket: 'a', code_sha256: 1 }, { bucket: 'a', code_sha256: 2 })).toMatchObject([
      { severity: 'warning', what: expect.stringMatching(/outside Terraform: code_sha256$/) as string },
    ]);
  });

  test('in a setting that a bucket shows is a note where the setting is a resource of its own, whose drift is told', () => {
    const shown = (changes: readonly object[]) =>
      findings(changes as never, {
        configuration,
        resource_drift: [
          changeOf('aws_s3_bucket.data', ['update'], { bucket: 'b' }, { bucket: 'b', lifecycle_rule: [{}, {}] }),
        ],
      }).map(({ severity }) => severity);
    const values = { bucket: 'b' };
    expect(shown([changeOf('aws_s3_bucket_lifecycle_configuration.l', ['no-op'], values, values)])).toEqual(['note']);
    expect(shown([])).toEqual(['warning']);
  });

  test('that deletes is a warning', () => {
    expect(drift({ bucket: 'a' }, null)).toMatchObject([
      { severity: 'warning', what: 'aws_s3_bucket_versioning.data was deleted outside Terraform' },
    ]);
  });
});

test.each(['aws_sns_topic_policy.p', 'aws_s3_bucket_ownership_controls.o'])(
  '%s that is forgotten is named',
  (address) => {
    for (const actions of [['forget'], ['create', 'forget']]) {
      const plan = planOf([changeOf(address, actions, { bucket: 'b' }, actions.length > 1 ? { bucket: 'b' } : null)]);
      expect(checkPlan(plan).notReviewed.map(({ resource }) => resource)).toContain(address);
    }
  },
);

test.each([
  ['stopped with an error', { errored: true }],
  ['is not complete', { complete: false }],
  ['deferred a part', { deferred_changes: [{}] }],
])('a plan that %s is not reviewed as a whole', (_what, more) => {
  expect(checkPlan(planOf([], more)).notReviewed).toMatchObject([{ resource: 'the plan' }]);
});
