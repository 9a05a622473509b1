import { createHash } from 'node:crypto';
import { checkPlan } from '../../../../audit/review/plan/check-plan';
import { holdPlanAgainst } from '../../../../audit/review/plan/plan-of-stack';
import { readPlan, type Plan } from '../../../../audit/review/plan/plan';
import { readStack } from '../../../../audit/review/stack/read-stack';

const PROVIDER = { aws: [{ region: 'us-east-1', allowed_account_ids: ['111111111111'] }] };
const POLICY = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"${aws_kms_key.k.arn}"}]}';
const ARN = 'arn:aws:kms:us-east-1:111111111111:key/00000000-0000-0000-0000-000000000001';

function stack() {
  const read = readStack(
    {
      provider: PROVIDER,
      resource: {
        aws_kms_key: { k: { enable_key_rotation: true, deletion_window_in_days: 30 } },
        aws_s3_bucket_policy: { p: { bucket: 'b', policy: POLICY, depends_on: ['aws_s3_bucket_versioning.v'] } },
        aws_s3_bucket_versioning: { v: { bucket: 'b', versioning_configuration: { status: 'Enabled' } } },
      },
      output: { key: { value: '${aws_kms_key.k.arn}' } },
    },
    'cdk.tf.json',
  );
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}

type Change = Readonly<Record<string, unknown>>;

const change = (address: string, { actions = ['create'], ...values }: Change & { actions?: string[] }) => ({
  address,
  mode: 'managed',
  type: address.split('.')[0],
  change: { actions, before: null, after: null, ...values },
});

const KEY_VALUES = { enable_key_rotation: true, deletion_window_in_days: 30, tags_all: {} };
const KEY = change('aws_kms_key.k', {
  after: KEY_VALUES,
  after_unknown: { arn: true, id: true },
});
const BUCKET_POLICY = change('aws_s3_bucket_policy.p', { after: { bucket: 'b' }, after_unknown: { policy: true } });
const VERSIONING = change('aws_s3_bucket_versioning.v', {
  after: { bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] },
  after_unknown: { versioning_configuration: [{ mfa_delete: true }] },
});

function plan(changes: readonly object[], more: object = {}): Plan {
  const text = JSON.stringify({ format_version: '1.2', resource_changes: changes, ...more });
  const read = readPlan(text, 'plan.json');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}

const configured = (address: string, expressions: object = {}, more: object = {}) => {
  const [type, name] = address.split('.');
  return { address, mode: 'managed', type, name, provider_config_key: 'aws', expressions, ...more };
};
// Of Terraform JSON a plan keeps texts as they were written, references in them too.
const KEY_ARN = ['aws_kms_key.k.arn', 'aws_kms_key.k'];
const POLICY_BLOCK = configured(
  'aws_s3_bucket_policy.p',
  { bucket: { constant_value: 'b' }, policy: { constant_value: POLICY, references: KEY_ARN } },
  { depends_on: ['aws_s3_bucket_versioning.v'] },
);
const KEY_BLOCK = configured('aws_kms_key.k', {
  enable_key_rotation: { constant_value: true },
  deletion_window_in_days: { constant_value: 30 },
});
const VERSIONING_BLOCK = configured('aws_s3_bucket_versioning.v', {
  bucket: { constant_value: 'b' },
  versioning_configuration: [{ status: { constant_value: 'Enabled' } }],
});
const OUTPUT_BLOCKS = { key: { expression: { constant_value: '${aws_kms_key.k.arn}', references: KEY_ARN } } };
const CONFIGURATION = {
  provider_config: {
    aws: {
      name: 'aws',
      expressions: {
        region: { constant_value: 'us-east-1' },
        allowed_account_ids: { constant_value: ['111111111111'] },
      },
    },
  },
  root_module: {
    outputs: OUTPUT_BLOCKS,
    resources: [KEY_BLOCK, POLICY_BLOCK, VERSIONING_BLOCK],
  },
};

const FIRST = [KEY, BUCKET_POLICY, VERSIONING];
const OUTPUTS = { output_changes: { key: { actions: ['create'], after_unknown: true } } };

/** The first plan of the stack with some of its changes, or more of them. */
function planOfStack(changes: readonly ReturnType<typeof change>[] = [], more: object = {}): Plan {
  const rest = FIRST.filter(({ address }) => !changes.some((one) => one.address === address));
  return plan([...rest, ...changes], { ...OUTPUTS, configuration: CONFIGURATION, ...more });
}

const unlikeIn = (one: Plan): readonly string[] =>
  holdPlanAgainst(one, stack()).notReviewed.map(({ resource, reason }) => `${resource}: ${reason}`);
const unlike = (changes: readonly ReturnType<typeof change>[], more?: object): readonly string[] =>
  unlikeIn(planOfStack(changes, more));

describe('a plan of the stack that was reviewed', () => {
  it('leaves nothing open though keys, policies and mfa_delete are known only after apply', () => {
    const first = planOfStack();
    expect(checkPlan(first, stack())).toMatchObject({ findings: [], notReviewed: [] });
    expect(checkPlan(first).notReviewed).not.toEqual([]);
  });

  it('is held against the real ids once they are known', () => {
    const values = { ...KEY_VALUES, arn: ARN };
    const known = change('aws_kms_key.k', { actions: ['no-op'], before: values, after: values });
    const policy = (arn: string) =>
      change('aws_s3_bucket_policy.p', { after: { bucket: 'b', policy: POLICY.replace('${aws_kms_key.k.arn}', arn) } });
    expect(unlike([known, policy(ARN)])).toEqual([]);
    expect(unlike([known, policy('*')])).toEqual(['aws_s3_bucket_policy.p: not what the reviewed stack says: policy']);
    expect(unlike([known], { output_changes: { key: { actions: ['update'], after: 'another' } } })).toEqual([
      'output.key: not what the reviewed stack says',
    ]);
  });

  it.each<[string, ReturnType<typeof change>, string]>([
    [
      'a value that is another',
      change('aws_kms_key.k', { after: { enable_key_rotation: true, deletion_window_in_days: 7 } }),
      'aws_kms_key.k: not what the reviewed stack says: deletion_window_in_days',
    ],
    [
      'a value that is gone',
      change('aws_s3_bucket_versioning.v', { after: { bucket: 'b' } }),
      'aws_s3_bucket_versioning.v: not what the reviewed stack says: versioning_configuration.status',
    ],
    [
      'an argument that changes and is not in the stack',
      change('aws_s3_bucket_policy.p', {
        actions: ['update'],
        before: { bucket: 'b', skip: 'a' },
        after: { bucket: 'b', skip: 'b' },
        after_unknown: { policy: true },
      }),
      'aws_s3_bucket_policy.p: not what the reviewed stack says: skip',
    ],
    [
      'a resource that is not in the stack',
      change('aws_s3_bucket_website_configuration.w', { after: { bucket: 'b' } }),
      'aws_s3_bucket_website_configuration.w: not what the reviewed stack says: all of it',
    ],
  ])('%s is named', (_name, one, sentence) => {
    expect(unlike([one])).toEqual([sentence]);
  });

  it.each<[string, Change, string]>([
    [
      'asked for by nobody',
      { after: { bucket: 'b', versioning_configuration: [{ status: 'Enabled', more: 'x' }] } },
      'versioning_configuration.more',
    ],
    [
      'asked for by nobody at all',
      { after: { bucket: 'b', versioning_configuration: [{ status: 'Enabled' }], owner: '4' } },
      'owner',
    ],
  ])('a value that is %s is named, where nothing was there before', (_name, values, path) => {
    expect(unlike([change('aws_s3_bucket_versioning.v', values)])).toEqual([
      `aws_s3_bucket_versioning.v: not what the reviewed stack says: ${path}`,
    ]);
  });

  it('may hold what the provider writes by default', () => {
    const after = { ...KEY_VALUES, is_enabled: true, key_usage: 'ENCRYPT_DECRYPT', multi_region: false };
    expect(unlike([change('aws_kms_key.k', { after })])).toEqual([]);
    expect(unlike([change('aws_kms_key.k', { after: { ...after, key_usage: 'SIGN_VERIFY' } })])).toHaveLength(1);
  });

  it('may hold the digest of a text, as the provider keeps of scripts for instances, and of no other', () => {
    const digest = (text: string) => createHash('sha1').update(text).digest('hex');
    const of = (bucket: string) =>
      unlike([
        change('aws_s3_bucket_versioning.v', { after: { bucket, versioning_configuration: [{ status: 'Enabled' }] } }),
      ]);
    expect(of(digest('b'))).toEqual([]);
    expect(of(digest('c'))).toEqual(['aws_s3_bucket_versioning.v: not what the reviewed stack says: bucket']);
  });

  it('holds every resource and output of the stack', () => {
    expect(unlikeIn(plan([KEY, VERSIONING], { configuration: CONFIGURATION }))).toEqual([
      'aws_s3_bucket_policy.p: the reviewed stack has it, and after this plan it is not there',
      'output.key: the reviewed stack has it, the plan does not',
    ]);
    const deposed = { ...change('aws_kms_key.k', { actions: ['delete'], before: KEY_VALUES }), deposed: '00000001' };
    expect(unlike([deposed])).toEqual([
      'aws_kms_key.k: the reviewed stack has it, and after this plan it is not there',
    ]);
  });

  const module = (root: object) => ({
    configuration: { ...CONFIGURATION, root_module: { outputs: OUTPUT_BLOCKS, ...root } },
  });
  const { resources } = CONFIGURATION.root_module;
  const others = (...more: readonly object[]) => module({ resources: [...resources, ...more] });
  const instead = (block: object) => module({ resources: [resources[0], block, resources[2]] });
  const provider = (expressions: object, key = 'aws') => ({
    configuration: {
      ...CONFIGURATION,
      provider_config: { ...CONFIGURATION.provider_config, [key]: { name: 'aws', expressions } },
    },
  });
  const told = CONFIGURATION.provider_config.aws.expressions;
  const origin = (more: object) => ({
    configuration: { ...CONFIGURATION, provider_config: { aws: { ...CONFIGURATION.provider_config.aws, ...more } } },
  });
  const WHENCE = 'provider aws: where it comes from';
  const NOT_TOLD = 'aws_s3_bucket_versioning.v: it is not in it';
  const withPolicy = (policy: object) => ({
    ...POLICY_BLOCK,
    expressions: { ...POLICY_BLOCK.expressions, policy },
  });
  const outputOf = (expression: object) => ({ key: { expression } });
  const [block] = (VERSIONING_BLOCK.expressions as { versioning_configuration: object[] }).versioning_configuration;
  const twoBlocks = { bucket: { constant_value: 'b' }, versioning_configuration: [block, block] };

  it.each<[string, object, string]>([
    ['another region', provider({ ...told, region: { constant_value: 'us-east-2' } }), 'provider aws: region'],
    ['a region from elsewhere', provider({ ...told, region: { references: ['var.r'] } }), 'provider aws: region'],
    [
      'a role that it assumes',
      provider({ ...told, assume_role: [{ role_arn: {} }] }),
      'provider aws: assume_role[0].role_arn',
    ],
    ['a provider more', provider({ region: { constant_value: 'x' } }, 'aws.b'), 'provider aws.b: region'],
    ['a module', module({ resources, module_calls: { m: {} } }), 'module.m: all of it'],
    ['a data source', others({ ...configured('data.external.run'), mode: 'data' }), 'data.external.run: all of it'],
    [
      'a provisioner',
      instead({ ...POLICY_BLOCK, provisioners: [{ type: 'local-exec' }] }),
      'aws_s3_bucket_policy.p: provisioners',
    ],
    ['another account', instead({ ...POLICY_BLOCK, provider_config_key: 'aws.b' }), 'aws_s3_bucket_policy.p: provider'],
    [
      'a reference that was made literal',
      instead(withPolicy({ constant_value: '' })),
      'aws_s3_bucket_policy.p: it no longer waits for aws_kms_key.k, policy',
    ],
    [
      'another policy that is known only after apply',
      instead(withPolicy({ constant_value: POLICY.replace('s3:*', '*'), references: KEY_ARN })),
      'aws_s3_bucket_policy.p: policy',
    ],
    [
      'a policy of which it tells what it refers to alone',
      instead(withPolicy({ references: [...KEY_ARN, 'var.more'] })),
      'aws_s3_bucket_policy.p: policy',
    ],
    [
      'a block more',
      module({ resources: [KEY_BLOCK, POLICY_BLOCK, { ...VERSIONING_BLOCK, expressions: twoBlocks }] }),
      'aws_s3_bucket_versioning.v: versioning_configuration',
    ],
    ['a resource that it does not tell of', module({ resources: [KEY_BLOCK, POLICY_BLOCK] }), NOT_TOLD],
    ['a variable', module({ resources, variables: { more: {} } }), 'var.more: all of it'],
    ['a part that nobody knows', module({ resources, checks: {} }), 'its part checks: all of it'],
    ['another output', module({ resources, outputs: outputOf({ constant_value: 'x' }) }), 'output.key: value'],
    [
      'an output that waits for more',
      module({ resources, outputs: { key: { ...OUTPUT_BLOCKS.key, depends_on: ['aws_iam_user.u'] } } }),
      'output.key: depends_on',
    ],
    ['a provider of another origin', origin({ full_name: 'evil.example/hashicorp/aws' }), WHENCE],
    ['a provider of a module', origin({ module_address: 'module.m' }), 'provider aws: its module'],
    [
      'an order that is lost',
      instead({ ...POLICY_BLOCK, depends_on: [] }),
      'aws_s3_bucket_policy.p: it no longer waits for aws_s3_bucket_versioning.v',
    ],
  ])('is held by its configuration: %s', (_name, more, sentence) => {
    const [resource = '', what = ''] = sentence.split(': ');
    expect(unlike([], more)).toEqual([`${resource}: the plan was not made of the reviewed stack: ${what}`]);
  });

  it.each<[string, object, string]>([
    ['another provider', { provider_name: 'evil.example/hashicorp/aws' }, 'provider'],
    ['the state of another', { previous_address: 'aws_kms_key.old' }, 'it takes the place of aws_kms_key.old'],
    ['what exists', { change: { ...KEY.change, importing: { id: 'x' } } }, 'it is imported'],
  ])('is not of the stack where a resource is made of %s', (_name, more, what) => {
    expect(unlike([{ ...KEY, ...more }])).toEqual([`aws_kms_key.k: not what the reviewed stack says: ${what}`]);
  });

  it('knows what the stack writes without any reference', () => {
    const later = { after: { deletion_window_in_days: 30 }, after_unknown: { enable_key_rotation: true } };
    expect(unlike([change('aws_kms_key.k', later)])).toEqual([
      'aws_kms_key.k: not what the reviewed stack says: enable_key_rotation',
    ]);
  });

  it('does not take what is off for nothing where it is on by default', () => {
    expect(unlike([change('aws_kms_key.k', { after: { ...KEY_VALUES, is_enabled: false } })])).toEqual([
      'aws_kms_key.k: not what the reviewed stack says: is_enabled',
    ]);
  });

  it('is not taken for one of the stack where it does not tell its configuration', () => {
    expect(unlike([], { configuration: undefined })).toEqual([
      'the plan: it does not tell the configuration it was made of',
    ]);
  });

  it('names what is destroyed and not judged', () => {
    const gone = change('aws_default_security_group.g', { actions: ['delete'], before: { vpc_id: 'v' } });
    expect(checkPlan(plan([gone])).notReviewed.map(({ resource }) => resource)).toEqual([
      'aws_default_security_group.g',
    ]);
  });
});

describe('what was changed outside Terraform', () => {
  const drift = (type: string, before: object, after: object, changes: readonly object[] = []) => {
    const drifted = change(`${type}.x`, { actions: ['update'], before, after });
    const configuration = { root_module: { resources: [{ address: `${type}.x`, expressions: { rule: {} } }] } };
    const { findings } = checkPlan(plan(changes, { resource_drift: [drifted], configuration }));
    return findings.map(({ rule, severity }) => `${rule} ${severity}`);
  };

  it('is nothing where AWS answers false for what was not written', () => {
    const rule = (enabled: boolean | null) => ({ rule: [{ bucket_key_enabled: enabled }] });
    const type = 'aws_s3_bucket_server_side_encryption_configuration';
    expect(drift(type, rule(null), rule(false))).toEqual([]);
    expect(drift(type, rule(false), rule(true))).toEqual(['plan-drift warning']);
  });

  it('counts where a role shows a policy that no resource gave it', () => {
    const role = (...names: readonly string[]) => ({
      id: 'r',
      name: 'r',
      inline_policy: names.map((name) => ({ name })),
    });
    const own = change('aws_iam_role_policy.p', { actions: ['no-op'], before: { role: 'r' }, after: { role: 'r' } });
    expect(drift('aws_iam_role', role(), role('own'), [own])).toEqual(['plan-drift note']);
    expect(drift('aws_iam_role', role(), role('own', 'evil'), [own])).toEqual(['plan-drift warning']);
  });

  it('counts where a security group that has no rules shows one', () => {
    expect(drift('aws_default_security_group', { ingress: [] }, { ingress: [{ from_port: 0 }] })).toEqual([
      'plan-drift warning',
    ]);
  });
});
