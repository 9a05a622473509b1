import { checkOrdering } from '../../../../audit/review/ordering/check-ordering';
import { readPlanStack } from '../../../../audit/review/plan/plan-stack';
import type { Stack } from '../../../../audit/review/stack/stack';
import { changeOf, planOf } from './plan-json';

type Json = Readonly<Record<string, unknown>>;

const resource = (address: string, expressions: Json, more: Json = {}): Json => {
  const [type = '', name = ''] = address.split('.');
  return { address, mode: 'managed', type, name, provider_config_key: 'aws', expressions, ...more };
};
const stackOf = (changes: readonly Json[], resources: readonly Json[], root: Json = {}): Stack => {
  const configuration = {
    provider_config: {
      aws: {
        name: 'aws',
        expressions: {
          region: { constant_value: 'us-east-1' },
          allowed_account_ids: { constant_value: ['111111111111'] },
        },
      },
    },
    root_module: { resources, ...root },
  };
  const stack = readPlanStack(planOf(changes, { configuration }), 'plan.json');
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  return stack.value;
};

/** A bucket whose name AWS completes, and two settings of it that refer to it. */
const bucket = changeOf(
  'aws_s3_bucket.data',
  ['create'],
  null,
  { bucket_prefix: 'orders-' },
  {
    after_unknown: { bucket: true, id: true, policy: true },
  },
);
const setting = (type: string): Json =>
  changeOf(`${type}.data`, ['create'], null, {}, { after_unknown: { bucket: true, id: true } });
const reference = { bucket: { references: ['aws_s3_bucket.data.id', 'aws_s3_bucket.data'] } };
const changes = [bucket, setting('aws_s3_bucket_versioning'), setting('aws_s3_bucket_lifecycle_configuration')];
const configured = (more: Json = {}) => [
  resource('aws_s3_bucket.data', { bucket_prefix: { constant_value: 'orders-' } }),
  resource('aws_s3_bucket_versioning.data', reference),
  resource('aws_s3_bucket_lifecycle_configuration.data', reference, more),
];

describe('a plan without synthesized stack', () => {
  it('tells accounts, references and what is unknown', () => {
    const versioning = stackOf(changes, configured()).resources.find(({ type }) => type === 'aws_s3_bucket_versioning');
    expect(versioning).toMatchObject({
      account: '111111111111',
      region: 'us-east-1',
      dependsOn: ['aws_s3_bucket.data'],
      unresolved: [{ path: 'bucket' }],
    });
  });

  it('is judged for order though the name of the bucket is known only after apply', () => {
    expect(checkOrdering(stackOf(changes, configured()))).toMatchObject({
      findings: [{ rule: 'order-versioning-lifecycle', resource: 'aws_s3_bucket_lifecycle_configuration.data' }],
      notReviewed: [],
    });
    const ordered = configured({ depends_on: ['aws_s3_bucket_versioning.data'] });
    expect(checkOrdering(stackOf(changes, ordered))).toMatchObject({ findings: [], notReviewed: [] });
  });

  it('finds what a nested block names that is known only after apply', () => {
    const replication = changeOf(
      'aws_s3_bucket_replication_configuration.data',
      ['create'],
      null,
      { bucket: 'source', rule: [{ destination: [{}] }] },
      { after_unknown: { rule: [{ destination: [{ bucket: true }] }] } },
    );
    const arn = { references: ['aws_s3_bucket.data.arn', 'aws_s3_bucket.data'] };
    const stack = stackOf(
      [...changes, replication],
      [
        ...configured(),
        resource('aws_s3_bucket_replication_configuration.data', { rule: [{ destination: [{ bucket: arn }] }] }),
      ],
    );
    expect(checkOrdering(stack).findings.map(({ rule }) => rule)).toContain('order-replication-prerequisites');
  });

  it('leaves open what modules and repeated resources build', () => {
    const stack = stackOf(changes, [...configured(), resource('aws_sqs_queue.q', {}, { count_expression: {} })], {
      module_calls: { network: { source: './network' } },
    });
    expect(stack.unread.map(({ path }) => path)).toEqual(['module.network', 'aws_sqs_queue.q']);
  });

  it('takes a value that looks like a template for the text that it is', () => {
    const role = changeOf('aws_iam_role.r', ['create'], null, { name: 'r', assume_role_policy: '${aws_x.y.z} %{if}' });
    const stack = stackOf([role], [resource('aws_iam_role.r', { assume_role_policy: {} })]);
    expect(stack.resources[0]).toMatchObject({
      attributes: { assume_role_policy: '${aws_x.y.z} %{if}' },
      unresolved: [],
    });
  });
});
