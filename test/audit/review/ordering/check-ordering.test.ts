import { checkOrdering, ORDERING_RULES } from '../../../../audit/review/ordering/check-ordering';
import { readStack } from '../../../../audit/review/stack/read-stack';
import type { Stack } from '../../../../audit/review/stack/stack';

type Block = Readonly<Record<string, unknown>>;
/** Resources by address. */
type Blocks = Readonly<Record<string, Block>>;

const stackOf = (blocks: Blocks, root: Block = {}): Stack => {
  const resource: Record<string, Record<string, Block>> = {};
  for (const [address, block] of Object.entries(blocks)) {
    const [type = '', name = ''] = address.split('.');
    (resource[type] ??= {})[name] = block;
  }
  const provider = { aws: [{ allowed_account_ids: ['111111111111'], region: 'us-east-1' }] };
  const read = readStack({ provider, resource, ...root }, 'test.tf.json');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
};

const ordered = (blocks: Blocks, edges: readonly (readonly [before: string, after: string])[]): Blocks =>
  Object.fromEntries(
    Object.entries(blocks).map(([address, block]) => [
      address,
      { ...block, depends_on: edges.flatMap(([before, after]) => (after === address ? [before] : [])) },
    ]),
  );

const policy = (...principals: readonly string[]): string =>
  JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: principals }, Action: 's3:*', Resource: '*' } });

const ROLE = 'arn:aws:iam::111111111111:role/copy';
const role = { name: 'copy', assume_role_policy: '{}' };
const bucketPolicy = { bucket: 'orders', policy: policy('arn:aws:iam::111111111111:root') };
const versioning = { bucket: 'orders', versioning_configuration: { status: 'Enabled' } };

interface Hazard {
  readonly rule: string;
  readonly of: string;
  readonly blocks: Blocks;
  /** Every order that the hazard asks for: none is there at first. */
  readonly edges: readonly (readonly [before: string, after: string])[];
}

const admits = (endpointId: string): string =>
  JSON.stringify({
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::orders/*',
      Condition: { StringNotEquals: { 'aws:SourceVpce': endpointId } },
    },
  });

const HAZARDS: readonly Hazard[] = [
  {
    rule: 'order-endpoint-admits',
    of: 'the policy of an endpoint that exists and the bucket policy that names it',
    blocks: {
      'aws_vpc_endpoint_policy.s3': { vpc_endpoint_id: 'vpce-0123456789abcdef0', policy: '{}' },
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: admits('vpce-0123456789abcdef0') },
    },
    edges: [['aws_vpc_endpoint_policy.s3', 'aws_s3_bucket_policy.data']],
  },
  {
    rule: 'order-endpoint-admits',
    of: 'the way to an interface endpoint and the bucket policy that names it',
    blocks: {
      'aws_security_group.s3': { name: 's3' },
      'aws_vpc_security_group_ingress_rule.s3': { security_group_id: '${aws_security_group.s3.id}' },
      'aws_vpc_endpoint.s3': {
        vpc_id: 'vpc-0123456789abcdef0',
        service_name: 'com.amazonaws.us-east-1.s3',
        vpc_endpoint_type: 'Interface',
        security_group_ids: ['${aws_security_group.s3.id}'],
      },
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: admits('${aws_vpc_endpoint.s3.id}') },
    },
    edges: [['aws_vpc_security_group_ingress_rule.s3', 'aws_s3_bucket_policy.data']],
  },
  {
    rule: 'order-interfaces-released',
    of: 'the security group of a function and the permissions of its role',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: '${aws_iam_role.copy.name}', name: 'copy', policy: '{}' },
      'aws_security_group.copy': { name: 'copy' },
      'aws_lambda_function.copy': {
        function_name: 'copy',
        role: '${aws_iam_role.copy.arn}',
        vpc_config: { security_group_ids: ['${aws_security_group.copy.id}'] },
      },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_security_group.copy'],
      ['aws_iam_role_policy.copy', 'aws_security_group.copy'],
    ],
  },
  {
    rule: 'order-key-outlives-bucket',
    of: 'a bucket and its key',
    blocks: {
      'aws_kms_key.data': {},
      'aws_s3_bucket.data': { bucket: 'orders' },
      'aws_s3_bucket_server_side_encryption_configuration.data': {
        bucket: '${aws_s3_bucket.data.bucket}',
        rule: { apply_server_side_encryption_by_default: { kms_master_key_id: '${aws_kms_key.data.arn}' } },
      },
    },
    edges: [['aws_kms_key.data', 'aws_s3_bucket.data']],
  },
  {
    rule: 'order-network-users',
    of: 'an instance, the association of its subnet, and the route to the NAT gateway',
    blocks: {
      'aws_subnet.a': {},
      'aws_route_table.a': {},
      'aws_route_table_association.a': {
        subnet_id: '${aws_subnet.a.id}',
        route_table_id: '${aws_route_table.a.id}',
      },
      'aws_route.a': { route_table_id: '${aws_route_table.a.id}', nat_gateway_id: 'nat-0' },
      'aws_instance.a': { subnet_id: '${aws_subnet.a.id}' },
    },
    edges: [
      ['aws_route_table_association.a', 'aws_instance.a'],
      ['aws_route.a', 'aws_instance.a'],
    ],
  },
  {
    rule: 'order-named-exists',
    of: 'what is named by its name, its ARN or its URL',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', name: 'copy', policy: '{}' },
      'aws_sns_topic.results': { name: 'results' },
      'aws_cloudwatch_metric_alarm.errors': { alarm_actions: ['arn:aws:sns:us-east-1:111111111111:results'] },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_iam_role_policy.copy'],
      ['aws_sns_topic.results', 'aws_cloudwatch_metric_alarm.errors'],
    ],
  },
  {
    rule: 'order-principal-policy',
    of: 'a bucket policy that names a role by its literal ARN',
    blocks: { 'aws_iam_role.copy': role, 'aws_s3_bucket_policy.data': { bucket: 'orders', policy: policy(ROLE) } },
    edges: [['aws_iam_role.copy', 'aws_s3_bucket_policy.data']],
  },
  {
    rule: 'order-principal-policy',
    of: 'a key policy that names a session of a role',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_kms_key_policy.data': {
        key_id: 'k',
        policy: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:iam::111111111111:root' },
              Action: 'kms:*',
              Resource: '*',
            },
            {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:sts::111111111111:assumed-role/copy/session' },
              Action: 'kms:Decrypt',
              Resource: '*',
            },
          ],
        }),
      },
    },
    edges: [['aws_iam_role.copy', 'aws_kms_key_policy.data']],
  },
  {
    rule: 'order-bucket-chain',
    of: 'the settings of one bucket',
    blocks: {
      'aws_s3_bucket_ownership_controls.data': { bucket: 'orders' },
      'aws_s3_bucket_public_access_block.data': { bucket: 'orders' },
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_s3_bucket_notification.data': { bucket: 'orders' },
    },
    edges: [
      ['aws_s3_bucket_ownership_controls.data', 'aws_s3_bucket_public_access_block.data'],
      ['aws_s3_bucket_public_access_block.data', 'aws_s3_bucket_policy.data'],
      ['aws_s3_bucket_policy.data', 'aws_s3_bucket_notification.data'],
    ],
  },
  {
    rule: 'order-bucket-one-at-a-time',
    of: 'any two settings of a bucket',
    blocks: {
      'aws_s3_bucket_cors_configuration.data': { bucket: 'orders' },
      'aws_s3_bucket_versioning.data': versioning,
    },
    edges: [['aws_s3_bucket_cors_configuration.data', 'aws_s3_bucket_versioning.data']],
  },
  {
    rule: 'order-bucket-exists',
    of: 'a setting of a bucket that it names literally',
    blocks: { 'aws_s3_bucket.data': { bucket: 'orders' }, 'aws_s3_bucket_versioning.data': versioning },
    edges: [['aws_s3_bucket.data', 'aws_s3_bucket_versioning.data']],
  },
  {
    rule: 'order-versioning-lifecycle',
    of: 'versioning, replication and lifecycle of a bucket',
    blocks: {
      'aws_s3_bucket_versioning.data': versioning,
      'aws_s3_bucket_lifecycle_configuration.data': { bucket: 'orders', rule: [] },
    },
    edges: [['aws_s3_bucket_versioning.data', 'aws_s3_bucket_lifecycle_configuration.data']],
  },
  {
    rule: 'order-versioning-object-lock',
    of: 'Object Lock on a bucket that exists already',
    blocks: {
      'aws_s3_bucket_versioning.data': versioning,
      'aws_s3_bucket_object_lock_configuration.data': { bucket: 'orders' },
    },
    edges: [['aws_s3_bucket_versioning.data', 'aws_s3_bucket_object_lock_configuration.data']],
  },
  {
    rule: 'order-permission-notification',
    of: 'a notification and the permissions of its targets',
    blocks: {
      'aws_lambda_function.copy': { function_name: 'copy', role: 'arn:aws:iam::111111111111:role/other' },
      'aws_lambda_permission.copy': { function_name: 'copy', principal: 's3.amazonaws.com' },
      'aws_sqs_queue.events': { name: 'events' },
      'aws_sqs_queue_policy.events': {
        queue_url: 'https://sqs.us-east-1.amazonaws.com/111111111111/events',
        policy: '{}',
      },
      'aws_sns_topic.events': { name: 'events' },
      'aws_sns_topic_policy.events': { arn: 'arn:aws:sns:us-east-1:111111111111:events', policy: '{}' },
      'aws_s3_bucket_notification.data': {
        bucket: 'orders',
        lambda_function: [{ lambda_function_arn: 'arn:aws:lambda:us-east-1:111111111111:function:copy:live' }],
        queue: [{ queue_arn: 'arn:aws:sqs:us-east-1:111111111111:events' }],
        topic: [{ topic_arn: 'arn:aws:sns:us-east-1:111111111111:events' }],
      },
    },
    edges: [
      ['aws_lambda_permission.copy', 'aws_s3_bucket_notification.data'],
      ['aws_sqs_queue_policy.events', 'aws_s3_bucket_notification.data'],
      ['aws_sns_topic_policy.events', 'aws_s3_bucket_notification.data'],
    ],
  },
  {
    rule: 'order-log-bucket-policy-trail',
    of: 'a trail and the policies of its bucket and key',
    blocks: {
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_kms_key_policy.logs': { key_id: '${aws_kms_key.logs.key_id}' },
      'aws_kms_key.logs': {},
      'aws_cloudtrail.trail': { name: 't', s3_bucket_name: 'orders', kms_key_id: '${aws_kms_key.logs.arn}' },
    },
    edges: [
      ['aws_s3_bucket_policy.data', 'aws_cloudtrail.trail'],
      ['aws_kms_key_policy.logs', 'aws_cloudtrail.trail'],
    ],
  },
  {
    rule: 'order-log-bucket-policy-logging',
    of: 'access logging and the policy of its target',
    blocks: {
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_s3_bucket_logging.other': { bucket: 'other', target_bucket: 'orders', target_prefix: 'x/' },
    },
    edges: [['aws_s3_bucket_policy.data', 'aws_s3_bucket_logging.other']],
  },
  {
    rule: 'order-replication-prerequisites',
    of: 'replication and all that it needs on both sides',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_iam_role_policy_attachment.copy': { role: 'copy', policy_arn: 'arn:aws:iam::aws:policy/X' },
      'aws_s3_bucket_versioning.source': { bucket: 'source' },
      'aws_s3_bucket_versioning.data': versioning,
      'aws_s3_bucket_policy.data': bucketPolicy,
      'aws_s3_bucket_replication_configuration.source': {
        bucket: 'source',
        role: ROLE,
        rule: [{ destination: { bucket: 'arn:aws:s3:::orders' } }],
      },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_iam_role_policy.copy', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_iam_role_policy_attachment.copy', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_s3_bucket_versioning.source', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_s3_bucket_versioning.data', 'aws_s3_bucket_replication_configuration.source'],
      ['aws_s3_bucket_policy.data', 'aws_s3_bucket_replication_configuration.source'],
    ],
  },
  {
    rule: 'order-function-prerequisites',
    of: 'a function, its log group and its permissions',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_cloudwatch_log_group.copy': { name: '/aws/lambda/copy' },
      'aws_lambda_function.copy': { function_name: 'copy', role: ROLE },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_lambda_function.copy'],
      ['aws_iam_role_policy.copy', 'aws_lambda_function.copy'],
      ['aws_cloudwatch_log_group.copy', 'aws_lambda_function.copy'],
    ],
  },
  {
    rule: 'order-flow-log-permissions',
    of: 'flow logs, their log group and their permissions',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_cloudwatch_log_group.flows': { name: '/flows' },
      'aws_flow_log.vpc': {
        iam_role_arn: ROLE,
        log_destination: 'arn:aws:logs:us-east-1:111111111111:log-group:/flows',
      },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_flow_log.vpc'],
      ['aws_iam_role_policy.copy', 'aws_flow_log.vpc'],
      ['aws_cloudwatch_log_group.flows', 'aws_flow_log.vpc'],
    ],
  },
  {
    rule: 'order-function-targets',
    of: 'a function and where it sends what fails',
    blocks: {
      'aws_sqs_queue.dead': { name: 'dead' },
      'aws_sqs_queue.failed': { name: 'failed' },
      'aws_lambda_function.copy': {
        function_name: 'copy',
        dead_letter_config: { target_arn: 'arn:aws:sqs:us-east-1:111111111111:dead' },
        environment: {
          variables: { FAILED: 'https://sqs.us-east-1.amazonaws.com/111111111111/failed', OTHER: 'dead' },
        },
      },
    },
    edges: [
      ['aws_sqs_queue.dead', 'aws_lambda_function.copy'],
      ['aws_sqs_queue.failed', 'aws_lambda_function.copy'],
    ],
  },
  {
    rule: 'order-grants-permission',
    of: 'a permission to invoke, and the policies that let the function in',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_lambda_function.copy': { function_name: 'copy', role: '${aws_iam_role.copy.arn}' },
      'aws_lambda_permission.copy': { function_name: '${aws_lambda_function.copy.function_name}' },
      'aws_s3_bucket_policy.data': {
        bucket: 'orders',
        policy: policy('${aws_iam_role.copy.arn}'),
      },
    },
    edges: [['aws_s3_bucket_policy.data', 'aws_lambda_permission.copy']],
  },
  {
    rule: 'order-instance-permissions',
    of: 'an instance, and what its role may do',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_iam_instance_profile.copy': { name: 'copy', role: '${aws_iam_role.copy.name}' },
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: policy('${aws_iam_role.copy.arn}') },
      'aws_instance.reader': { iam_instance_profile: '${aws_iam_instance_profile.copy.name}' },
    },
    edges: [
      ['aws_iam_role_policy.copy', 'aws_instance.reader'],
      ['aws_s3_bucket_policy.data', 'aws_instance.reader'],
    ],
  },
  {
    rule: 'order-results-bucket-workgroup',
    of: 'a workgroup and the bucket of its results',
    blocks: {
      'aws_s3_bucket_public_access_block.data': { bucket: 'orders' },
      'aws_athena_workgroup.queries': {
        name: 'queries',
        configuration: { result_configuration: { output_location: 's3://orders/results/' } },
      },
    },
    edges: [['aws_s3_bucket_public_access_block.data', 'aws_athena_workgroup.queries']],
  },
  {
    rule: 'order-routes-endpoint-users',
    of: 'the routes of an endpoint, and who needs them',
    blocks: {
      'aws_vpc.own': { cidr_block: '10.20.0.0/16' },
      'aws_subnet.own': { vpc_id: '${aws_vpc.own.id}' },
      'aws_vpc_endpoint.s3': { vpc_id: '${aws_vpc.own.id}', service_name: 'com.amazonaws.us-east-1.s3' },
      'aws_vpc_endpoint_route_table_association.s3': {
        vpc_endpoint_id: '${aws_vpc_endpoint.s3.id}',
        route_table_id: 'rtb-0123456789abcdef0',
      },
      'aws_instance.reader': { subnet_id: '${aws_subnet.own.id}' },
      'aws_s3_bucket_policy.data': {
        bucket: 'orders',
        policy: JSON.stringify({
          Statement: {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: '*',
            Condition: { StringNotEquals: { 'aws:SourceVpce': '${aws_vpc_endpoint.s3.id}' } },
          },
        }),
      },
    },
    edges: [
      ['aws_vpc_endpoint_route_table_association.s3', 'aws_instance.reader'],
      ['aws_vpc_endpoint_route_table_association.s3', 'aws_s3_bucket_policy.data'],
    ],
  },
  {
    rule: 'order-way-out-nat',
    of: 'a NAT gateway and its own way out',
    blocks: {
      'aws_vpc.own': { cidr_block: '10.20.0.0/16' },
      'aws_subnet.public': { vpc_id: '${aws_vpc.own.id}' },
      'aws_route_table.public': { vpc_id: '${aws_vpc.own.id}' },
      'aws_route_table_association.public': {
        subnet_id: '${aws_subnet.public.id}',
        route_table_id: '${aws_route_table.public.id}',
      },
      'aws_internet_gateway.out': { vpc_id: '${aws_vpc.own.id}' },
      'aws_route.out': {
        route_table_id: '${aws_route_table.public.id}',
        gateway_id: '${aws_internet_gateway.out.id}',
      },
      'aws_eip.nat': { domain: 'vpc' },
      'aws_nat_gateway.nat': { subnet_id: '${aws_subnet.public.id}', allocation_id: '${aws_eip.nat.id}' },
    },
    edges: [
      ['aws_internet_gateway.out', 'aws_nat_gateway.nat'],
      ['aws_internet_gateway.out', 'aws_eip.nat'],
      ['aws_route_table_association.public', 'aws_nat_gateway.nat'],
      ['aws_route.out', 'aws_nat_gateway.nat'],
    ],
  },
  {
    rule: 'order-security-group-users',
    of: 'a function and the rules of its security group',
    blocks: {
      'aws_security_group.copy': { name: 'copy' },
      'aws_vpc_security_group_egress_rule.https': { security_group_id: '${aws_security_group.copy.id}' },
      'aws_lambda_function.copy': {
        function_name: 'copy',
        vpc_config: { security_group_ids: ['${aws_security_group.copy.id}'] },
      },
    },
    edges: [['aws_vpc_security_group_egress_rule.https', 'aws_lambda_function.copy']],
  },
];

const ofRule = (rule: string, blocks: Blocks) =>
  checkOrdering(stackOf(blocks)).findings.filter((finding) => finding.rule === rule);

describe.each(HAZARDS)('$rule: $of', ({ rule, blocks, edges }) => {
  it('is found where nothing says the order, once for each order that is missing', () => {
    const findings = ofRule(rule, blocks);
    expect(findings).toHaveLength(edges.length);
    for (const edge of edges) {
      const named = findings.filter(({ what }) => edge.every((address) => what.includes(address)));
      expect(named).toMatchObject([{ severity: 'error' }]);
    }
  });

  it('is gone where depends_on says it', () => {
    expect(ofRule(rule, ordered(blocks, edges))).toEqual([]);
  });
});

test('every rule has its test', () => {
  const tested = new Set(HAZARDS.map(({ rule }) => rule));
  expect(ORDERING_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
});

describe('the graph', () => {
  const blocks: Blocks = {
    'aws_s3_bucket.data': { bucket: 'orders' },
    'aws_s3_bucket_versioning.data': { bucket: '${aws_s3_bucket.data.id}' },
    'aws_s3_bucket_lifecycle_configuration.data': { bucket: '${aws_s3_bucket_versioning.data.bucket}' },
  };

  it('counts references as depends_on, and both through others', () => {
    expect(checkOrdering(stackOf(blocks)).findings).toEqual([]);
  });

  it('follows a reference through a policy document data source', () => {
    const stack = stackOf(
      {
        'aws_iam_role.copy': role,
        'aws_s3_bucket_policy.data': { bucket: 'orders', policy: '${data.aws_iam_policy_document.data.json}' },
      },
      {
        data: {
          aws_iam_policy_document: {
            data: {
              statement: [
                {
                  actions: ['s3:GetObject'],
                  resources: ['*'],
                  principals: [{ type: 'AWS', identifiers: ['${aws_iam_role.copy.arn}'] }],
                },
              ],
            },
          },
        },
      },
    );
    expect(checkOrdering(stack)).toMatchObject({ findings: [], notReviewed: [], required: 1 });
  });

  it('judges a bucket that only references name, without any literal name', () => {
    const unnamed = {
      'aws_s3_bucket.data': { bucket_prefix: 'orders-' },
      'aws_s3_bucket_policy.data': { bucket: '${aws_s3_bucket.data.id}', policy: '{}' },
      'aws_s3_bucket_public_access_block.data': { bucket: '${aws_s3_bucket.data.id}' },
    };
    expect(checkOrdering(stackOf(unnamed)).findings.map((finding) => finding.rule)).toEqual(['order-bucket-chain']);
  });

  it('leaves open what a module may hide, and never calls it met', () => {
    const behind = {
      ...blocks,
      'aws_s3_bucket_lifecycle_configuration.data': { bucket: 'orders', depends_on: ['module.settings'] },
    };
    const { findings, notReviewed } = checkOrdering(
      stackOf(behind, { module: { settings: { source: './settings' } } }),
    );
    expect(findings).toEqual([]);
    expect(notReviewed).toContainEqual({
      resource: 'aws_s3_bucket_lifecycle_configuration.data',
      reason: 'whether it waits for aws_s3_bucket_versioning.data depends on module.settings, which is not read',
    });
  });

  it('leaves open whom an unknown policy names', () => {
    const { notReviewed } = checkOrdering(
      stackOf({ 'aws_s3_bucket_policy.data': { bucket: 'orders', policy: '${var.policy}' } }),
    );
    expect(notReviewed).toHaveLength(1);
  });

  it('does not take a role of another account for its namesake here', () => {
    const elsewhere = {
      'aws_iam_role.copy': role,
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: policy('arn:aws:iam::222222222222:role/copy') },
    };
    expect(checkOrdering(stackOf(elsewhere))).toMatchObject({ findings: [], required: 0 });
  });

  it('asks for nothing where no hazard is', () => {
    expect(checkOrdering(stackOf({ 'aws_vpc.own': {} }))).toEqual({ findings: [], notReviewed: [], required: 0 });
  });
});

describe('order-key-policy-first-apply', () => {
  const root = 'arn:aws:iam::111111111111:root';
  const keyPolicy = (...statements: readonly Block[]) => ({ policy: JSON.stringify({ Statement: statements }) });
  const delegation = { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' };
  const ofKey = (block: Block) => checkOrdering(stackOf({ 'aws_kms_key.data': block }));

  it.each([
    ['delegates to its account', keyPolicy(delegation)],
    ['has the policy that AWS gives it', {}],
  ])('takes a key that %s', (_what, block) => {
    expect(ofKey(block)).toMatchObject({ findings: [], notReviewed: [] });
  });

  it.each([
    ['names only a role', keyPolicy({ ...delegation, Principal: { AWS: ROLE } })],
    ['leaves PutKeyPolicy out', keyPolicy({ ...delegation, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })],
    [
      'takes it away again',
      keyPolicy(delegation, {
        Sid: 'DenyChange',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:PutKeyPolicy',
        Resource: '*',
      }),
    ],
    [
      'asks for a condition that need not hold',
      keyPolicy({ ...delegation, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    ],
    ['switches the safety check off', { ...keyPolicy(delegation), bypass_policy_lockout_safety_check: true }],
  ])('finds a key that %s', (_what, block) => {
    expect(ofKey(block).findings).toMatchObject([
      { rule: 'order-key-policy-first-apply', resource: 'aws_kms_key.data' },
    ]);
  });

  it('leaves open a policy that it cannot read', () => {
    expect(ofKey(keyPolicy({ ...delegation, Action: 'kms:Decypher' }))).toMatchObject({
      findings: [],
      notReviewed: [{ resource: 'aws_kms_key.data' }],
    });
  });
});
