import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf, synthesize } from '../synthesized';

const example = 'examples/native-replication.yaml';
const stack = synthesize(deploymentOf(example));
const rulesOf = (address: string, from = stack) => from.resource(address).rule as Record<string, unknown>[];

const from = 'arn:aws:s3:::orders-source-111111111111';
const to = 'arn:aws:s3:::orders-data-222222222222';
const role = 'arn:aws:iam::111111111111:role/orders-replication';

describe('the order in which replication is made', () => {
  test.each([
    ['aws_s3_bucket_versioning.source_versioning', 'destination bucket must have versioning enabled'],
    ['aws_s3_bucket_versioning.data_versioning', 'destination bucket must have versioning enabled'],
    ['aws_s3_bucket_policy.data_policy', 'replicas refused until the destination allows them'],
    ['aws_s3_bucket_policy.source_policy', 'OperationAborted'],
    ['aws_iam_role_policy.replication_permissions', 'the role can do nothing before'],
  ])('%s comes before the rules (%s)', (address) => {
    expect(stack.dependsOn('aws_s3_bucket_replication_configuration.replication_rules')).toContain(address);
  });

  test.each([
    ['aws_iam_role.replication', 'aws_s3_bucket_policy.data_policy'],
    ['aws_iam_role.replication', 'aws_kms_key.source'],
    ['aws_iam_role.replication', 'aws_kms_key.destination'],
    [
      'aws_s3_bucket_replication_configuration.replication_rules',
      'aws_s3_bucket_notification.replication_reports_notification',
    ],
    ['aws_s3_bucket_notification.replication_reports_notification', 'aws_s3_bucket_logging.source_logging'],
    ['aws_s3_bucket_logging.source_logging', 'aws_s3_bucket_lifecycle_configuration.source_lifecycle'],
  ])('%s comes before %s', (first, then) => {
    expect(stack.dependsOn(then)).toContain(first);
  });
});

describe('the role that S3 replicates by', () => {
  test('trusts S3, for no other bucket and account where S3 says for which it acts', () => {
    expect(stack.statements('aws_iam_role.replication', 'assume_role_policy')[0]).toMatchObject({
      Principal: { Service: ['s3.amazonaws.com'] },
      Condition: {
        ArnLikeIfExists: { 'aws:SourceArn': from },
        StringEqualsIfExists: { 'aws:SourceAccount': '111111111111' },
      },
    });
  });

  test('reads versions by the action made for it, and writes replicas', () => {
    const permissions = 'aws_iam_role_policy.replication_permissions';
    expect(stack.statement(permissions, 'AllowReadingTheRules')).toMatchObject({
      Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
      Resource: [from],
    });
    expect(stack.statement(permissions, 'AllowReadingVersions')).toMatchObject({
      Action: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
      Resource: [`${from}/*`],
    });
    expect(stack.statement(permissions, 'AllowWritingReplicas')).toMatchObject({
      Action: ['s3:ObjectOwnerOverrideToBucketOwner', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
      Resource: [`${to}/*`],
    });
  });

  test('decrypts with the key of its region and encrypts with the key of the other, each for its bucket', () => {
    const permissions = 'aws_iam_role_policy.replication_permissions';
    expect(stack.statement(permissions, 'AllowDecryptingSource')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: ['${aws_kms_key.source.arn}'],
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [from, `${from}/*`] },
      },
    });
    expect(stack.statement(permissions, 'AllowEncryptingReplicas')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: ['${aws_kms_key.destination.arn}'],
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [to, `${to}/*`] },
      },
    });
  });

  test.each(['source', 'destination'])('is named by the key of the %s account', (side) => {
    expect(stack.statement(`aws_kms_key.${side}`, 'AllowUseThroughS3').Principal).toEqual({ AWS: [role] });
  });

  test('is allowed by the bucket of the destination', () => {
    expect(stack.statement('aws_s3_bucket_policy.data_policy', 'AllowReplication')).toMatchObject({
      Principal: { AWS: [role] },
      Action: ['s3:ObjectOwnerOverrideToBucketOwner', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
      Resource: [`${to}/*`],
    });
  });
});

test('the first rule of the list wins, and each gets what was asked for', () => {
  expect(rulesOf('aws_s3_bucket_replication_configuration.replication_rules')).toEqual([
    {
      id: 'invoices',
      status: 'Enabled',
      priority: 2,
      filter: { prefix: 'invoices/' },
      delete_marker_replication: { status: 'Enabled' },
      source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
      destination: {
        bucket: to,
        account: '222222222222',
        access_control_translation: { owner: 'Destination' },
        encryption_configuration: { replica_kms_key_id: '${aws_kms_key.destination.arn}' },
        metrics: { status: 'Enabled', event_threshold: { minutes: 15 } },
        replication_time: { status: 'Enabled', time: { minutes: 15 } },
      },
    },
    {
      id: 'everything-else',
      status: 'Enabled',
      priority: 1,
      filter: { prefix: '' },
      delete_marker_replication: { status: 'Disabled' },
      source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
      destination: {
        bucket: to,
        account: '222222222222',
        access_control_translation: { owner: 'Destination' },
        encryption_configuration: { replica_kms_key_id: '${aws_kms_key.destination.arn}' },
      },
    },
  ]);
});

test('the source bucket is logged in its own account and region', () => {
  expect(stack.resource('aws_s3_bucket_logging.source_logging')).toMatchObject({
    provider: 'aws.source',
    target_bucket: 'orders-logs-111111111111',
  });
  expect(
    stack.statement('aws_s3_bucket_policy.source_logs_policy', 'AllowAccessLogDelivery').Condition?.ArnLike,
  ).toEqual({ 'aws:SourceArn': [from] });
});

describe('replication in both directions', () => {
  const both = synthesize(
    deploymentOf(example, (d) => ({
      ...d,
      replication: { native: { ...d.replication!.native!, bothDirections: true } },
    })),
  );
  const back = 'aws_s3_bucket_replication_configuration.replication_back_rules';

  test('needs one apply: neither direction waits for the other', () => {
    expect(both.dependsOn(back)).toEqual(
      expect.arrayContaining([
        'aws_s3_bucket_versioning.source_versioning',
        'aws_s3_bucket_versioning.data_versioning',
        'aws_s3_bucket_policy.source_policy',
        'aws_iam_role_policy.replication_back_permissions',
      ]),
    );
    expect(both.dependsOn('aws_s3_bucket_replication_configuration.replication_rules')).not.toContain(back);
  });

  test('carries later changes of tags both ways', () => {
    for (const address of ['aws_s3_bucket_replication_configuration.replication_rules', back]) {
      expect(rulesOf(address, both)[0]?.source_selection_criteria).toEqual({
        sse_kms_encrypted_objects: { status: 'Enabled' },
        replica_modifications: { status: 'Enabled' },
      });
    }
  });

  test('lets the role of the destination write to the source bucket', () => {
    expect(both.statement('aws_s3_bucket_policy.source_policy', 'AllowReplication').Principal).toEqual({
      AWS: ['arn:aws:iam::222222222222:role/orders-replication-back'],
    });
  });
});

test('beside private access the role is exempt: S3 does not replicate through an endpoint', () => {
  const sample = deploymentOf('deployment.yaml');
  const beside: Deployment = {
    ...sample,
    source: { ...sample.source, bucket: deploymentOf(example).source.bucket },
    replication: deploymentOf(example).replication,
  };
  const { Condition } = synthesize(beside).statement(
    'aws_s3_bucket_policy.data_policy',
    'DenyDataAccessOutsideEndpoint',
  );
  expect(Condition?.ArnNotLikeIfExists?.['aws:PrincipalArn']).toContain(role);
});

describe('what is not replicated is told', () => {
  const everything = synthesize(deploymentOf('examples/everything.yaml'));

  test('by an event of each object, beside what the bucket tells the function', () => {
    expect(stack.resource('aws_s3_bucket_notification.replication_reports_notification').topic).toEqual([
      {
        topic_arn: '${aws_sns_topic.replication_reports_topic.arn}',
        events: [
          's3:Replication:OperationFailedReplication',
          's3:Replication:OperationNotTracked',
          's3:Replication:OperationMissedThreshold',
          's3:Replication:OperationReplicatedAfterThreshold',
        ],
      },
    ]);
    const both = everything.resource('aws_s3_bucket_notification.replicate_notification');
    expect(both).toMatchObject({ lambda_function: [{}], topic: [{}] });
    expect(everything.addresses).not.toContain('aws_s3_bucket_notification.replication_reports_notification');
  });

  test('after S3 may publish, which it tries', () => {
    expect(stack.dependsOn('aws_s3_bucket_notification.replication_reports_notification')).toContain(
      'aws_sns_topic_policy.replication_reports_topic_policy',
    );
    expect(everything.dependsOn('aws_s3_bucket_notification.replicate_notification')).toContain(
      'aws_sns_topic_policy.replication_reports_topic_policy',
    );
    expect(stack.statement('aws_sns_topic_policy.replication_reports_topic_policy', 'AllowBucketEvents')).toMatchObject(
      {
        Principal: { Service: ['s3.amazonaws.com'] },
        Condition: { ArnLike: { 'aws:SourceArn': from }, StringEquals: { 'aws:SourceAccount': '111111111111' } },
      },
    );
    expect(stack.statement('aws_kms_key.source', 'AllowBucketEventsToPublish')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { ArnLike: { 'aws:SourceArn': from }, StringEquals: { 'aws:SourceAccount': '111111111111' } },
    });
  });

  test('by alarms of the rules that have metrics; of latency where its metric can be seen', () => {
    const alarms = (of: typeof stack) => of.addresses.filter((one) => one.includes('metric_alarm.replication'));
    expect(alarms(stack)).toEqual(['aws_cloudwatch_metric_alarm.replication_reports_invoices_failed']);
    expect(alarms(everything)).toEqual([
      'aws_cloudwatch_metric_alarm.replication_back_reports_invoices_failed',
      'aws_cloudwatch_metric_alarm.replication_back_reports_invoices_late',
      'aws_cloudwatch_metric_alarm.replication_reports_invoices_failed',
      'aws_cloudwatch_metric_alarm.replication_reports_invoices_late',
    ]);
    expect(stack.resource('aws_cloudwatch_metric_alarm.replication_reports_invoices_failed')).toMatchObject({
      namespace: 'AWS/S3',
      metric_name: 'OperationsFailedReplication',
      dimensions: {
        SourceBucket: 'orders-source-111111111111',
        DestinationBucket: 'orders-data-222222222222',
        RuleId: 'invoices',
      },
    });
  });
});

describe('rules of tags', () => {
  const filterOf = (prefix: string, tags: Record<string, string>) => {
    const tagged = deploymentOf(example, (d) => {
      const [rule] = d.replication!.native!.rules;
      const rules = [{ ...rule!, prefix, tags, storageClass: 'GLACIER_IR' as const, deleteMarkers: false }];
      return { ...d, replication: { native: { ...d.replication!.native!, rules } } };
    });
    const [rule] = rulesOf('aws_s3_bucket_replication_configuration.replication_rules', synthesize(tagged));
    expect(rule).toMatchObject({ destination: { storage_class: 'GLACIER_IR' } });
    return rule?.filter;
  };

  test.each<[string, Record<string, string>, unknown]>([
    ['a/', {}, { prefix: 'a/' }],
    ['', { a: '1' }, { tag: { key: 'a', value: '1' } }],
    ['a/', { a: '1' }, { and: { prefix: 'a/', tags: { a: '1' } } }],
    ['', { a: '1', b: '2' }, { and: { tags: { a: '1', b: '2' } } }],
  ])('prefix "%s" and %p become one filter, or several in And', (prefix, tags, filter) => {
    expect(filterOf(prefix, tags)).toEqual(filter);
  });
});

test('what was there before is replicated by a role that reads and writes no object', () => {
  const everything = synthesize(deploymentOf('examples/everything.yaml'));
  expect(stack.addresses).not.toContain('aws_iam_role.batch_replication');
  expect(everything.statements('aws_iam_role.batch_replication', 'assume_role_policy')[0]).toMatchObject({
    Principal: { Service: ['batchoperations.s3.amazonaws.com'] },
    Condition: { ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:s3:us-east-1:111111111111:job/*' } },
  });
  expect(
    everything.statements('aws_iam_role_policy.batch_replication_permissions').map(({ Action }) => Action),
  ).toEqual([['s3:InitiateReplication'], ['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration']]);
});

test('with Object Lock, retention and legal hold are read here and written there', () => {
  const everything = synthesize(deploymentOf('examples/everything.yaml'));
  const written = ['s3:PutObjectLegalHold', 's3:PutObjectRetention'];
  for (const [address, sid] of [
    ['aws_iam_role_policy.replication_permissions', 'AllowWritingReplicas'],
    ['aws_s3_bucket_policy.data_policy', 'AllowReplication'],
    ['aws_s3_bucket_policy.source_policy', 'AllowReplication'],
  ] as const) {
    expect(everything.statement(address, sid).Action).toEqual(expect.arrayContaining(written));
  }
  expect(stack.statement('aws_s3_bucket_policy.data_policy', 'AllowReplication').Action).not.toEqual(
    expect.arrayContaining(written),
  );
});
