import { deploymentOf, synthesize } from '../synthesized';

const sample = synthesize(deploymentOf('deployment.yaml'));
const destination = 'aws_s3_bucket_policy.destination_logs_policy';

test('lets S3 deliver the access logs of the data bucket of this account', () => {
  expect(sample.statement(destination, 'AllowAccessLogDelivery')).toEqual({
    Sid: 'AllowAccessLogDelivery',
    Effect: 'Allow',
    Principal: { Service: ['logging.s3.amazonaws.com'] },
    Action: ['s3:PutObject'],
    Resource: ['arn:aws:s3:::orders-logs-222222222222/s3-access/*'],
    Condition: {
      ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::orders-replica-222222222222'] },
      StringEquals: { 'aws:SourceAccount': '222222222222' },
    },
  });
});

test.each([
  ['source', '111111111111'],
  ['destination', '222222222222'],
])('lets the trail of the %s account deliver, and no other trail', (side, account) => {
  const policy = `aws_s3_bucket_policy.${side}_logs_policy`;
  const trail = `arn:aws:cloudtrail:us-east-1:${account}:trail/orders-${side}`;
  expect(sample.statement(policy, 'AllowCloudTrailAclCheck')).toMatchObject({
    Action: ['s3:GetBucketAcl'],
    Condition: { StringEquals: { 'aws:SourceArn': trail } },
  });
  expect(sample.statement(policy, 'AllowCloudTrailDelivery')).toMatchObject({
    Principal: { Service: ['cloudtrail.amazonaws.com'] },
    Action: ['s3:PutObject'],
    Resource: [`arn:aws:s3:::orders-logs-${account}/AWSLogs/${account}/*`],
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trail } },
  });
});

test('takes log lines from AWS services only, over TLS only', () => {
  expect(sample.statement(destination, 'DenyWritesExceptByAwsServices')).toMatchObject({
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject', 's3:ReplicateObject'],
    Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
  });
  expect(sample.statement(destination, 'DenyInsecureTransport')).toMatchObject({
    Effect: 'Deny',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
});

test('expires logs after the days asked for, and then their versions and markers', () => {
  expect(sample.resource('aws_s3_bucket_lifecycle_configuration.destination_logs_lifecycle').rule).toEqual([
    {
      id: 'expire-logs',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      expiration: [{ days: 400 }],
      noncurrent_version_expiration: [{ noncurrent_days: 1 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    },
    {
      id: 'remove-empty-markers',
      status: 'Enabled',
      filter: [{ prefix: '' }],
      expiration: [{ expired_object_delete_marker: true }],
    },
  ]);
});

test('keeps versions before rules for versions are set', () => {
  expect(sample.resource('aws_s3_bucket_versioning.destination_logs_versioning')).toMatchObject({
    versioning_configuration: { status: 'Enabled' },
  });
  expect(sample.dependsOn('aws_s3_bucket_lifecycle_configuration.destination_logs_lifecycle')).toContain(
    'aws_s3_bucket_versioning.destination_logs_versioning',
  );
});

test('lets nobody delete logs, and only the deployer and break-glass roles change for how long they are kept', () => {
  expect(sample.statement(destination, 'DenyDeletion')).toEqual({
    Sid: 'DenyDeletion',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:ReplicateDelete'],
    Resource: ['arn:aws:s3:::orders-logs-222222222222/*'],
  });
  expect(sample.statement(destination, 'DenyShorterRetention')).toMatchObject({
    Effect: 'Deny',
    Resource: ['arn:aws:s3:::orders-logs-222222222222'],
    Condition: {
      ArnNotLikeIfExists: {
        'aws:PrincipalArn': [
          'arn:aws:iam::222222222222:role/terraform-deployer',
          'arn:aws:iam::222222222222:role/break-glass',
        ],
      },
    },
  });
});
