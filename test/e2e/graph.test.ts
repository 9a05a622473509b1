import { deploymentOf, synthesize } from '../modules/synthesized';
import { terraformUnavailable, workspace } from './terraform';

jest.setTimeout(300_000);

const unavailable = terraformUnavailable();
if (unavailable !== undefined) console.warn(`Skipping terraform graph: ${unavailable}.`);

/** What each resource depends on, as Terraform itself sees it. */
type Graph = ReadonlyMap<string, readonly string[]>;

function readGraph(dot: string): Graph {
  const graph = new Map<string, string[]>();
  for (const [, from = '', to = ''] of dot.matchAll(/^\s*"([^"]+)" -> "([^"]+)";$/gm)) {
    graph.set(from, [...(graph.get(from) ?? []), to]);
  }
  return graph;
}

function comesAfter(graph: Graph, then: string, first: string, seen = new Set<string>()): boolean {
  if (then === first) return true;
  if (seen.has(then)) return false;
  seen.add(then);
  return (graph.get(then) ?? []).some((next) => comesAfter(graph, next, first, seen));
}

const chainOf = (bucket: string) => [
  `aws_s3_bucket_ownership_controls.${bucket}_ownership`,
  `aws_s3_bucket_public_access_block.${bucket}_public_access`,
  `aws_s3_bucket_policy.${bucket}_policy`,
];

/** Every row of the table of what AWS races on: symptom, and the paths that cure it, first before then. */
const HAZARDS: readonly (readonly [symptom: string, paths: readonly (readonly [first: string, then: string])[]])[] = [
  [
    'Invalid principal in policy',
    [
      ['aws_iam_role.instance', 'aws_s3_bucket_policy.data_policy'],
      ['aws_iam_role.instance', 'aws_kms_key.destination'],
      ['aws_iam_role.replicate', 'aws_s3_bucket_policy.data_policy'],
      ['aws_iam_role.replicate', 'aws_kms_key.source'],
      ['aws_iam_role.replicate', 'aws_kms_key.destination'],
      ['aws_iam_role.replication', 'aws_s3_bucket_policy.data_policy'],
      ['aws_iam_role.replication', 'aws_kms_key.source'],
      ['aws_iam_role.replication', 'aws_kms_key.destination'],
      ['aws_iam_role.replication_back', 'aws_s3_bucket_policy.source_policy'],
      ['aws_iam_role.replication_back', 'aws_kms_key.source'],
      ['aws_iam_role.replication_back', 'aws_kms_key.destination'],
    ],
  ],
  [
    'OperationAborted: conflicting conditional operation',
    [
      ...['data', 'source', 'source_logs', 'destination_logs', 'source_results', 'destination_results'].flatMap(
        (bucket) => pairs([`aws_s3_bucket.${bucket}`, ...chainOf(bucket)]),
      ),
      ['aws_s3_bucket_policy.source_policy', 'aws_s3_bucket_notification.replicate_notification'],
    ],
  ],
  [
    'Destination bucket must have versioning enabled',
    [
      ['replication', 'aws_iam_role_policy.replication_permissions', 'aws_s3_bucket_policy.data_policy'],
      ['replication_back', 'aws_iam_role_policy.replication_back_permissions', 'aws_s3_bucket_policy.source_policy'],
    ].flatMap(([id = '', permissions = '', policy = '']) =>
      [
        'aws_s3_bucket_versioning.source_versioning',
        'aws_s3_bucket_versioning.data_versioning',
        'aws_kms_key.source',
        'aws_kms_key.destination',
        permissions,
        policy,
      ].map((first) => [first, `aws_s3_bucket_replication_configuration.${id}_rules`] as const),
    ),
  ],
  [
    'Unable to validate the destination configurations',
    [
      ['aws_lambda_permission.replicate_invocation', 'aws_s3_bucket_notification.replicate_notification'],
      ['aws_sqs_queue_policy.replicate_failures_policy', 'aws_s3_bucket_notification.replicate_notification'],
      ['aws_sqs_queue_policy.replicate_dead_letters_policy', 'aws_s3_bucket_notification.replicate_notification'],
    ],
  ],
  [
    'InsufficientS3BucketPolicyException',
    [
      ['aws_s3_bucket_policy.source_logs_policy', 'aws_cloudtrail.source_trail'],
      ['aws_s3_bucket_policy.destination_logs_policy', 'aws_cloudtrail.destination_trail'],
      ['aws_s3_bucket_policy.source_logs_policy', 'aws_s3_bucket_logging.source_logging'],
      ['aws_s3_bucket_policy.destination_logs_policy', 'aws_s3_bucket_logging.data_logging'],
    ],
  ],
  [
    'Lambda creates its own log group without retention',
    [
      ['aws_cloudwatch_log_group.replicate_logs', 'aws_lambda_function.replicate_function'],
      ['aws_iam_role_policy.replicate_permissions', 'aws_lambda_function.replicate_function'],
    ],
  ],
  [
    'Lifecycle set beside versioning or replication',
    [
      ['aws_s3_bucket_versioning.source_versioning', 'aws_s3_bucket_lifecycle_configuration.source_lifecycle'],
      ['aws_s3_bucket_versioning.data_versioning', 'aws_s3_bucket_lifecycle_configuration.data_lifecycle'],
      [
        'aws_s3_bucket_replication_configuration.replication_rules',
        'aws_s3_bucket_lifecycle_configuration.source_lifecycle',
      ],
      [
        'aws_s3_bucket_replication_configuration.replication_back_rules',
        'aws_s3_bucket_lifecycle_configuration.data_lifecycle',
      ],
    ],
  ],
  [
    'Object Lock configuration refused',
    [
      ['aws_s3_bucket_versioning.source_versioning', 'aws_s3_bucket_object_lock_configuration.source_lock'],
      ['aws_s3_bucket_versioning.data_versioning', 'aws_s3_bucket_object_lock_configuration.data_lock'],
    ],
  ],
  [
    'Endpoint ready, routes not',
    [
      ['aws_vpc_endpoint_route_table_association.s3_private', 'aws_instance.example_instance'],
      ['aws_vpc_endpoint_route_table_association.s3_private', 'aws_lambda_function.replicate_function'],
      ['aws_vpc_endpoint_route_table_association.s3_private', 'aws_s3_bucket_policy.data_policy'],
    ],
  ],
];

function pairs(chain: readonly string[]): (readonly [string, string])[] {
  return chain.slice(1).map((then, index) => [chain[index]!, then] as const);
}

(unavailable === undefined ? describe : describe.skip)('Terraform sees the order that AWS needs', () => {
  let graph: Graph;

  beforeAll(async () => {
    const place = await workspace(deploymentOf('examples/everything.yaml'));
    graph = readGraph(await place.terraform('graph'));
    place.remove();
  });

  test.each(HAZARDS)('%s', (_, paths) => {
    const missing = paths.filter(([first, then]) => !comesAfter(graph, then, first));
    expect(missing).toEqual([]);
  });

  test('no path where there is none: the check itself can fail', () => {
    expect(comesAfter(graph, 'aws_iam_role.instance', 'aws_s3_bucket_policy.data_policy')).toBe(false);
  });
});

test.each(['source', 'destination'] as const)(
  'KMS never refuses a later change of the key of the %s: its deployer is in the policy from the first apply',
  (side) => {
    const deployment = deploymentOf('examples/everything.yaml');
    const stack = synthesize(deployment);
    expect(stack.statement(`aws_kms_key.${side}`, 'AllowAdministrationWithoutUse')).toMatchObject({
      Principal: { AWS: expect.arrayContaining([deployment[side].deployer]) as unknown },
      Action: expect.arrayContaining(['kms:PutKeyPolicy']) as unknown,
    });
    expect(stack.addresses.filter((address) => address.startsWith('aws_kms_key_policy.'))).toEqual([]);
  },
);
