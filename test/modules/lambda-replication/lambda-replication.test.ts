import { readConfiguration } from '../../../modules/lambda-replication/function/configuration';
import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf, synthesize } from '../synthesized';

const example = 'examples/lambda-replication.yaml';
const stack = synthesize(deploymentOf(example));
const role = 'arn:aws:iam::111111111111:role/orders-replicate';
const from = 'arn:aws:s3:::orders-source-111111111111';
const to = 'arn:aws:s3:::orders-data-222222222222';
const permissions = 'aws_iam_role_policy.replicate_permissions';

describe('the order in which replication is made', () => {
  test.each([
    ['aws_iam_role.replicate', 'aws_kms_key.source', 'Invalid principal in policy'],
    ['aws_iam_role.replicate', 'aws_kms_key.destination', 'Invalid principal in policy'],
    ['aws_iam_role.replicate', 'aws_s3_bucket_policy.data_policy', 'Invalid principal in policy'],
    [
      'aws_cloudwatch_log_group.replicate_logs',
      'aws_lambda_function.replicate_function',
      'a log group without retention',
    ],
    [permissions, 'aws_lambda_function.replicate_function', 'Lambda checks the role'],
    ['aws_sqs_queue_policy.replicate_failures_policy', 'aws_lambda_function.replicate_function', 'guarded before use'],
    [
      'aws_sqs_queue_policy.replicate_dead_letters_policy',
      'aws_lambda_function.replicate_function',
      'guarded before use',
    ],
    ['aws_s3_bucket_policy.data_policy', 'aws_lambda_permission.replicate_invocation', 'the first event must succeed'],
    [
      'aws_lambda_permission.replicate_invocation',
      'aws_s3_bucket_notification.replicate_notification',
      'Unable to validate the destination configurations',
    ],
    ['aws_s3_bucket_policy.source_policy', 'aws_s3_bucket_notification.replicate_notification', 'OperationAborted'],
    ['aws_s3_bucket_notification.replicate_notification', 'aws_s3_bucket_logging.source_logging', 'OperationAborted'],
  ])('%s comes before %s (%s)', (first, then) => {
    expect(stack.dependsOn(then)).toContain(first);
  });
});

describe('the role of the function', () => {
  test('trusts Lambda', () => {
    expect(stack.statements('aws_iam_role.replicate', 'assume_role_policy')[0]?.Principal).toEqual({
      Service: ['lambda.amazonaws.com'],
    });
  });

  test.each([
    ['AllowListingSource', ['s3:ListBucket', 's3:ListBucketVersions'], [from]],
    [
      'AllowReadingSource',
      ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
      [`${from}/*`],
    ],
    ['AllowListingCopies', ['s3:ListBucket', 's3:GetBucketVersioning'], [to]],
    [
      'AllowWritingCopies',
      ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject'],
      [`${to}/*`],
    ],
    ['AllowDecryptingSource', ['kms:Decrypt'], ['${aws_kms_key.source.arn}']],
    ['AllowEncryptingCopies', ['kms:Decrypt', 'kms:GenerateDataKey'], ['${aws_kms_key.destination.arn}']],
    [
      'AllowLogging',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ['arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/orders-replicate:*'],
    ],
    [
      'AllowReportingFailures',
      ['sqs:SendMessage'],
      [
        'arn:aws:sqs:us-east-1:111111111111:orders-replicate-failures',
        'arn:aws:sqs:us-east-1:111111111111:orders-replicate-dead-letters',
      ],
    ],
    ['AllowPublishingResults', ['sns:Publish'], ['arn:aws:sns:us-east-1:111111111111:orders-replicate-results']],
  ])('%s: only %j on %j', (sid, action, resource) => {
    expect(stack.statement(permissions, sid)).toMatchObject({ Action: action, Resource: resource });
  });

  test('may never delete a version nor set an ACL', () => {
    const actions = stack.statements(permissions).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /Version$|Acl$|\*/.test(action) && action.includes('Delete'))).toEqual([]);
    expect(actions.filter((action) => action.includes('Acl'))).toEqual([]);
  });

  test('is named by the bucket of the destination and by both keys', () => {
    for (const sid of ['AllowListingCopies', 'AllowWritingCopies']) {
      expect(stack.statement('aws_s3_bucket_policy.data_policy', sid).Principal).toEqual({ AWS: [role] });
    }
    for (const side of ['source', 'destination']) {
      expect(stack.statement(`aws_kms_key.${side}`, 'AllowUseThroughS3').Principal).toEqual({ AWS: [role] });
    }
  });
});

describe('the function', () => {
  const lambda = stack.resource('aws_lambda_function.replicate_function');

  test('is told what its handler asks for', () => {
    const { variables } = lambda.environment as { variables: Record<string, string> };
    const applied: Record<string, string> = {
      ...variables,
      AWS_REGION: 'us-east-1',
      DESTINATION_KMS_KEY_ARN: 'arn:aws:kms:us-east-1:222222222222:key/0a1b',
      FAILURE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/orders-replicate-failures',
      RESULT_TOPIC_ARN: 'arn:aws:sns:us-east-1:111111111111:orders-replicate-results',
    };
    expect(readConfiguration(applied)).toMatchObject({
      source: { bucket: 'orders-source-111111111111', accountId: '111111111111' },
      destination: { bucket: 'orders-data-222222222222', accountId: '222222222222', region: 'us-east-1' },
      replicateDeletions: true,
    });
    expect(variables).toMatchObject({
      DESTINATION_KMS_KEY_ARN: '${aws_kms_key.destination.arn}',
      FAILURE_QUEUE_URL: '${aws_sqs_queue.replicate_failures.url}',
      RESULT_TOPIC_ARN: '${aws_sns_topic.replicate_results.arn}',
    });
  });

  test('runs on the newest runtime for its long timeout, and leaves dead letters', () => {
    expect(lambda).toMatchObject({
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      timeout: 900,
      dead_letter_config: { target_arn: 'arn:aws:sqs:us-east-1:111111111111:orders-replicate-dead-letters' },
    });
  });

  test('changes only when its sources change', () => {
    const again = synthesize(deploymentOf(example)).resource('aws_lambda_function.replicate_function');
    expect(again.source_code_hash).toBe(lambda.source_code_hash);
    expect(again.filename).toBe(lambda.filename);
  });

  test('hears of created objects, and of delete markers where deletions are replicated', () => {
    const eventsOf = (deletions: boolean) =>
      synthesize(
        deploymentOf(example, (d) => ({
          ...d,
          replication: { lambda: { ...d.replication!.lambda!, deletions, prefix: 'in/' } },
        })),
      ).resource('aws_s3_bucket_notification.replicate_notification').lambda_function;
    expect(eventsOf(true)).toEqual([
      expect.objectContaining({
        events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:DeleteMarkerCreated'],
        filter_prefix: 'in/',
      }),
    ]);
    expect(eventsOf(false)).toEqual([expect.objectContaining({ events: ['s3:ObjectCreated:*'] })]);
  });

  test('may be invoked by the source bucket of this account only', () => {
    expect(stack.resource('aws_lambda_permission.replicate_invocation')).toMatchObject({
      principal: 's3.amazonaws.com',
      source_arn: from,
      source_account: '111111111111',
    });
  });

  test('keeps its logs as long as asked', () => {
    expect(stack.resource('aws_cloudwatch_log_group.replicate_logs')).toMatchObject({
      name: '/aws/lambda/orders-replicate',
      retention_in_days: 90,
    });
  });
});

test('rings for failed and throttled invocations, old failures and dead letters', () => {
  const alarms = stack.addresses
    .filter((address) => address.startsWith('aws_cloudwatch_metric_alarm.'))
    .map((address) => stack.resource(address));
  expect(alarms.map((alarm) => alarm.metric_name).sort()).toEqual([
    'ApproximateAgeOfOldestMessage',
    'ApproximateNumberOfMessagesVisible',
    'Errors',
    'Throttles',
  ]);
  expect(alarms.map((alarm) => alarm.alarm_actions)).toEqual(
    alarms.map(() => ['${aws_sns_topic.replicate_results.arn}']),
  );
  expect(stack.statement('aws_kms_key.source', 'AllowAlarmsToPublish').Principal).toEqual({
    Service: ['cloudwatch.amazonaws.com'],
  });
});

test('sends results to those who asked', () => {
  expect(stack.resource('aws_sns_topic_subscription.replicate_results_replication_example_com')).toMatchObject({
    protocol: 'email',
    endpoint: 'replication@example.com',
  });
});

describe('operators', () => {
  test.each(['source', 'destination'])('enter the %s account with MFA and from their addresses', (side) => {
    expect(stack.statements(`aws_iam_role.${side}_operator`, 'assume_role_policy')).toEqual([
      {
        Sid: 'AllowOperatorsWithMfa',
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::111111111111:user/operator'] },
        Action: ['sts:AssumeRole'],
        Condition: {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] },
        },
      },
    ]);
    for (const { Condition } of stack.statements(`aws_iam_role_policy.${side}_operator_permissions`)) {
      expect(Condition).toEqual({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } });
    }
  });

  test('replay failures in the source, and see what arrived in the destination without reading it', () => {
    const actionsOf = (side: string) =>
      stack.statements(`aws_iam_role_policy.${side}_operator_permissions`).flatMap(({ Action }) => Action);
    expect(actionsOf('source')).toEqual(expect.arrayContaining(['lambda:InvokeFunction', 'sqs:ReceiveMessage']));
    expect(actionsOf('destination')).toEqual(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions']);
  });
});

describe('beside private access', () => {
  const beside = (inVpc: boolean): Deployment => {
    const sample = deploymentOf('deployment.yaml');
    return {
      ...sample,
      source: { ...sample.source, bucket: deploymentOf(example).source.bucket },
      replication: { lambda: { ...deploymentOf(example).replication!.lambda!, inVpc } },
    };
  };
  const exemptOf = (deployment: Deployment) =>
    synthesize(deployment).statement('aws_s3_bucket_policy.data_policy', 'DenyDataAccessOutsideEndpoint').Condition
      ?.ArnNotLikeIfExists?.['aws:PrincipalArn'];

  test('a function outside the VPC is exempt from the endpoint', () => {
    expect(exemptOf(beside(false))).toContain(role);
  });

  test('a function in the VPC comes through the endpoint and is not exempt', () => {
    const inside = synthesize(beside(true));
    expect(exemptOf(beside(true))).not.toContain(role);
    const through = { StringEquals: { 'aws:SourceVpce': '${aws_vpc_endpoint.s3.id}' } };
    expect(inside.statement('aws_s3_bucket_policy.data_policy', 'AllowWritingCopies').Condition).toEqual(through);
    expect(inside.statement(permissions, 'AllowReadingSource').Condition).toEqual(through);
    expect(inside.statement('aws_vpc_endpoint.s3', 'AllowReadingSource').Condition).toEqual({
      ArnEquals: { 'aws:PrincipalArn': role },
      StringEquals: { 'aws:ResourceAccount': '111111111111' },
    });
    expect(inside.resource('aws_lambda_function.replicate_function').vpc_config).toEqual({
      subnet_ids: ['${aws_subnet.private_a.id}', '${aws_subnet.private_b.id}'],
      security_group_ids: ['${aws_security_group.replicate_network.id}'],
    });
    expect(inside.dependsOn('aws_lambda_function.replicate_function')).toEqual(
      expect.arrayContaining([
        'aws_vpc_endpoint_route_table_association.s3_private',
        'aws_vpc_security_group_egress_rule.replicate_network_https',
      ]),
    );
  });

  test('the code of the function may not do what Lambda may do for it', () => {
    expect(synthesize(beside(true)).statement(permissions, 'DenyAttachingByCode').Condition).toEqual({
      ArnEquals: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111111111111:function:orders-replicate' },
    });
  });
});
