import type { StackJson } from '../synthesized-stack';

/** A way to write the same stack, or to change what nobody promises. */
export interface Variant {
  readonly name: string;
  readonly change: (json: StackJson) => void;
}

type Block = Record<string, unknown>;
type Blocks = Record<string, Block>;

const each =
  (type: string, change: (block: Block, name: string, all: Blocks) => void) =>
  (json: StackJson): void => {
    const all = json.resource[type];
    if (all === undefined) throw new Error(`the stack has no ${type}`);
    for (const [name, block] of Object.entries({ ...all })) change(block, name, all);
  };

const given = (type: string, name: string, value: unknown): Variant => ({
  name: `${type} is told ${name} = ${JSON.stringify(value)}, the default`,
  change: each(type, (block) => {
    if (name in block) throw new Error(`${type} has ${name} already`);
    block[name] = value;
  }),
});

const written = (type: string, name: string, how: string, change: (value: never) => unknown): Variant => ({
  name: `${type}: ${name} ${how}`,
  change: each(type, (block) => {
    if (block[name] === undefined) throw new Error(`${type} has no ${name}`);
    block[name] = change(block[name] as never);
  }),
});

const inEvery = (name: string, change: (block: Block) => void): Variant => ({
  name,
  change: ({ resource }) => {
    Object.values(resource)
      .flatMap((byName) => Object.values(byName))
      .forEach(change);
  },
});

const reversed = (list: unknown[]): unknown[] => [...list].reverse();
const asList = (block: unknown): unknown[] => [block];
const S3 = ['ownership_controls', 'public_access_block', 'versioning', 'policy', 'logging'];

/** Forty-five that must pass, of examples/everything.yaml. */
export const VARIANTS: readonly Variant[] = [
  given('aws_kms_key', 'is_enabled', true),
  given('aws_kms_key', 'multi_region', false),
  given('aws_kms_key', 'key_usage', 'ENCRYPT_DECRYPT'),
  given('aws_kms_key', 'customer_master_key_spec', 'SYMMETRIC_DEFAULT'),
  given('aws_kms_key', 'rotation_period_in_days', 365),
  given('aws_iam_role', 'path', '/'),
  given('aws_iam_policy', 'path', '/'),
  given('aws_cloudtrail', 'enable_logging', true),
  given('aws_cloudtrail', 'is_organization_trail', false),
  given('aws_vpc', 'instance_tenancy', 'default'),
  given('aws_instance', 'source_dest_check', true),
  given('aws_lambda_function', 'package_type', 'Zip'),
  given('aws_lambda_function', 'publish', false),
  given('aws_cloudwatch_metric_alarm', 'actions_enabled', true),
  given('aws_athena_workgroup', 'state', 'ENABLED'),
  given('aws_sqs_queue', 'fifo_queue', false),
  given('aws_nat_gateway', 'connectivity_type', 'public'),
  given('aws_kms_key', 'tags', { owner: 'somebody' }),
  given('aws_s3_bucket', 'tags', { owner: 'somebody' }),
  given('aws_lambda_function', 'timeouts', { create: '20m' }),
  written('aws_kms_key', 'deletion_window_in_days', 'as text', String),
  written('aws_kms_key', 'enable_key_rotation', 'as text', String),
  written('aws_cloudtrail', 'advanced_event_selector', 'in another order', reversed),
  written('aws_s3_bucket_lifecycle_configuration', 'rule', 'in another order', reversed),
  written('aws_s3_bucket_replication_configuration', 'rule', 'in another order', reversed),
  written('aws_s3_bucket_versioning', 'versioning_configuration', 'as a list of one block', asList),
  written('aws_s3_bucket_ownership_controls', 'rule', 'as a list of one block', asList),
  written('aws_athena_workgroup', 'configuration', 'as a list of one block', asList),
  written('aws_instance', 'metadata_options', 'as a list of one block', asList),
  written('aws_lambda_function', 'environment', 'as a list of one block', asList),
  written('aws_kms_key', 'description', 'in other words', () => 'another text'),
  written('aws_cloudwatch_metric_alarm', 'alarm_description', 'in other words', () => 'another text'),
  written('aws_kms_alias', 'target_key_id', 'by ARN', (id: string) => id.replace('.key_id', '.arn')),
  written('aws_iam_role_policy', 'role', 'by id', (name: string) => name.replace('.name', '.id')),
  written('aws_sqs_queue_policy', 'queue_url', 'by id', (url: string) => url.replace('.url', '.id')),
  inEvery('every resource may take longer', (block) => (block.timeouts ??= { create: '1h' })),
  inEvery('every resource has tags', (block) => (block.tags = { owner: 'somebody' })),
  inEvery('every resource is kept from destruction', (block) => (block.lifecycle = { prevent_destroy: true })),
  inEvery('every resource has a comment', (block) => (block['//'] = 'a comment')),
  {
    name: 'null stands for what is not written',
    change: each('aws_s3_bucket', (block) => Object.assign(block, { acl: null, website: null })),
  },
  {
    name: 'settings of buckets name the bucket by reference',
    change: (json) => {
      const buckets = Object.entries(json.resource.aws_s3_bucket ?? {});
      for (const block of S3.flatMap((type) => Object.values(json.resource[`aws_s3_bucket_${type}`] ?? {}))) {
        const [name] = buckets.find(([, { bucket }]) => bucket === block.bucket) ?? [];
        if (name !== undefined) block.bucket = `\${aws_s3_bucket.${name}.bucket}`;
      }
    },
  },
  {
    name: 'resources have other names within Terraform',
    change: ({ resource }) => {
      resource.aws_cloudwatch_metric_alarm = Object.fromEntries(
        Object.entries(resource.aws_cloudwatch_metric_alarm ?? {}).map(([name, block]) => [`another_${name}`, block]),
      );
    },
  },
  {
    name: 'a local holds the name of a bucket',
    change: (json) => {
      const [block] = Object.values(json.resource.aws_s3_bucket ?? {});
      Object.assign(json, { locals: { name: block?.bucket } });
      if (block) block.bucket = '${local.name}';
    },
  },
  {
    name: 'the account is looked up',
    change: (json) => {
      Object.assign(json, { data: { aws_caller_identity: { here: { provider: 'aws.source' } } } });
      const variables = (json.resource.aws_lambda_function?.replicate_function?.environment as { variables: Block })
        .variables;
      variables.SOURCE_ACCOUNT_ID = '${data.aws_caller_identity.here.account_id}';
    },
  },
  {
    name: 'the outputs have other descriptions, and say that they are no secrets',
    change: (json) => {
      for (const output of Object.values(json.output as Blocks)) {
        Object.assign(output, { description: 'another text', sensitive: false });
      }
    },
  },
];
