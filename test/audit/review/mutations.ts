import { S3_ACTIONS } from '../../../audit/policy/actions';
import {
  drop,
  add,
  condition,
  operator,
  withoutKey,
  withKey,
  element,
  withoutAction,
  setting,
  removed,
  trust,
  type Mutation,
} from './ways-to-break';

const DATA = 'aws_s3_bucket_policy.data_policy';
const LOGS = 'aws_s3_bucket_policy.destination_logs_policy';
const KEY = 'aws_kms_key.destination';
const IDENTITY = 'aws_iam_role_policy.instance_data';
const BOUNDARY = 'aws_iam_policy.instance_boundary';
const ENDPOINT = 'aws_vpc_endpoint.s3';
const OUTSIDE = 'DenyDataAccessOutsideEndpoint';
const BUCKET = 'arn:aws:s3:::orders-replica-222222222222';

const DENIED = [
  ...['GetObject', 'GetObjectVersion', 'GetObjectTagging', 'GetObjectAcl', 'GetObjectAttributes', 'PutObject'],
  ...['PutObjectTagging', 'PutObjectRetention', 'DeleteObject', 'DeleteObjectVersion', 'ReplicateObject'],
  ...['ReplicateDelete', 'BypassGovernanceRetention', 'RestoreObject', 'GetObjectAnnotation'],
];
/** A Deny of every object action but one. */
const sparing = (spared: string): Mutation => ({
  ...element(
    DATA,
    OUTSIDE,
    'Action',
    S3_ACTIONS.object.filter((name) => name !== spared).map((name) => `s3:${name}`),
  ),
  name: `${DATA} ${OUTSIDE}: spares s3:${spared}`,
});
const exempt = ['arn:aws:iam::222222222222:role/terraform-deployer', 'arn:aws:iam::222222222222:role/break-glass'];
const anyone = { Effect: 'Allow', Principal: '*' };

const endpointDeny: readonly Mutation[] = [
  drop(DATA, OUTSIDE),
  operator(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'StringNotLikeIfExists', { 'aws:SourceVpce': '*' }),
  operator(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'StringNotLikeIfExists', { 'aws:SourceVpce': 'vpce-*' }),
  operator(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'StringEqualsIfExists'),
  operator(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'StringEquals'),
  operator(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'Null', { 'aws:SourceVpce': 'true' }),
  withKey(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'aws:SourceVpce', [
    '${aws_vpc_endpoint.s3.id}',
    'vpce-0123456789abcdef0',
  ]),
  withKey(DATA, OUTSIDE, 'StringNotEqualsIfExists', 'aws:SourceVpce', 'vpce-0123456789abcdef0'),
  operator(DATA, OUTSIDE, 'BoolIfExists', 'Bool'),
  withKey(DATA, OUTSIDE, 'BoolIfExists', 'aws:PrincipalIsAWSService', 'true'),
  withKey(DATA, OUTSIDE, 'BoolIfExists', 'aws:ViaAWSService', 'true'),
  withKey(DATA, OUTSIDE, 'ArnNotLikeIfExists', 'aws:PrincipalArn', [exempt[0]]),
  withKey(DATA, OUTSIDE, 'ArnNotLikeIfExists', 'aws:PrincipalArn', [exempt[1]]),
  withKey(DATA, OUTSIDE, 'ArnNotLikeIfExists', 'aws:PrincipalArn', [...exempt, 'arn:aws:iam::222222222222:role/more']),
  withKey(DATA, OUTSIDE, 'ArnNotLikeIfExists', 'aws:PrincipalArn', 'arn:aws:iam::222222222222:role/*'),
  withKey(DATA, OUTSIDE, 'ArnNotLikeIfExists', 'aws:PrincipalArn', 'arn:aws:iam::*:role/break-glass'),
  withKey(DATA, OUTSIDE, 'StringNotEquals', 'aws:PrincipalAccount', '222222222222'),
  withKey(DATA, OUTSIDE, 'StringEquals', 'aws:PrincipalTag/team', 'orders'),
  withKey(DATA, OUTSIDE, 'NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'),
  operator(DATA, OUTSIDE, 'ArnNotLikeIfExists', 'ArnLikeIfExists'),
  ...DENIED.map(sparing),
  element(DATA, OUTSIDE, 'Resource', [`${BUCKET}/orders/*`]),
  element(DATA, OUTSIDE, 'Resource', [BUCKET]),
  element(DATA, OUTSIDE, 'Principal', { AWS: '111111111111' }),
  element(DATA, OUTSIDE, 'Principal', { AWS: 'arn:aws:iam::111111111111:role/orders-instance' }),
  element(DATA, OUTSIDE, 'Effect', 'Allow'),
];

const dataPolicy: readonly Mutation[] = [
  drop(DATA, 'DenyInsecureTransport'),
  ...[DATA, LOGS].map((policy) => drop(policy, 'DenyOldTls')),
  withKey(DATA, 'DenyOldTls', 'NumericLessThan', 's3:TlsVersion', '1.1'),
  operator(DATA, 'DenyOldTls', 'NumericLessThan', 'NumericGreaterThan'),
  element(DATA, 'DenyOldTls', 'Resource', [BUCKET]),
  ...['DenyUploadsUnderOtherKeys', 'DenyUploadsWithoutKey', 'DenyUploadsUnderKeysOfCallers'].map((sid) =>
    drop(DATA, sid),
  ),
  withoutKey(DATA, 'DenyUploadsUnderOtherKeys', 'Null', 's3:x-amz-server-side-encryption-aws-kms-key-id'),
  withKey(DATA, 'DenyUploadsUnderOtherKeys', 'StringNotEquals', 's3:x-amz-server-side-encryption-aws-kms-key-id', [
    '${aws_kms_key.destination.arn}',
    'arn:aws:kms:us-east-1:333333333333:key/01234567-89ab-cdef-0123-456789abcdef',
  ]),
  element(DATA, 'DenyUploadsUnderOtherKeys', 'Resource', [`${BUCKET}/orders/*`]),
  withKey(DATA, 'DenyInsecureTransport', 'Bool', 'aws:SecureTransport', 'true'),
  element(DATA, 'DenyInsecureTransport', 'Resource', [BUCKET]),
  element(DATA, 'DenyInsecureTransport', 'Resource', [`${BUCKET}/*`]),
  element(DATA, 'DenyInsecureTransport', 'Action', ['s3:GetObject']),
  drop(DATA, 'AllowInstanceRoleListing'),
  drop(DATA, 'AllowInstanceRoleObjects'),
  ...['s3:GetBucketLocation', 's3:ListBucket'].map((name) => withoutAction(DATA, 'AllowInstanceRoleListing', name)),
  ...['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'].map((name) =>
    withoutAction(DATA, 'AllowInstanceRoleObjects', name),
  ),
  element(DATA, 'AllowInstanceRoleListing', 'Action', ['s3:*']),
  element(DATA, 'AllowInstanceRoleObjects', 'Action', ['s3:*']),
  element(DATA, 'AllowInstanceRoleListing', 'Principal', '*'),
  element(DATA, 'AllowInstanceRoleObjects', 'Principal', { AWS: '111111111111' }),
  element(DATA, 'AllowInstanceRoleObjects', 'Principal', { AWS: 'arn:aws:iam::333333333333:role/partner' }),
  element(DATA, 'AllowInstanceRoleObjects', 'Resource', [`${BUCKET}/orders/*`]),
  condition(DATA, 'AllowInstanceRoleListing', 'no condition', undefined),
  condition(DATA, 'AllowInstanceRoleObjects', 'no condition', undefined),
  operator(DATA, 'AllowInstanceRoleListing', 'StringEquals', 'StringLike', { 'aws:SourceVpce': '*' }),
  operator(DATA, 'AllowInstanceRoleListing', 'StringEquals', 'StringEqualsIfExists'),
  operator(DATA, 'AllowInstanceRoleObjects', 'StringEquals', 'StringNotEquals'),
  add(DATA, 'public reading', { ...anyone, Action: ['s3:GetObject'], Resource: [`${BUCKET}/*`] }),
  add(DATA, 'listing by another account', {
    Effect: 'Allow',
    Principal: { AWS: '333333333333' },
    Action: ['s3:ListBucket'],
    Resource: [BUCKET],
  }),
  add(DATA, 'policy changes by account A', {
    Effect: 'Allow',
    Principal: { AWS: '111111111111' },
    Action: ['s3:PutBucketPolicy'],
    Resource: [BUCKET],
  }),
  add(DATA, 'a Deny of everything', {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:*'],
    Resource: [BUCKET, `${BUCKET}/*`],
  }),
  add(DATA, 'a Deny of policy changes', {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutBucketPolicy'],
    Resource: [BUCKET],
  }),
  add(DATA, 'a Deny without encryption header', {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject'],
    Resource: [`${BUCKET}/*`],
    Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  }),
  removed(DATA, false),
];

const TRAIL = 'arn:aws:cloudtrail:us-east-1:222222222222:trail/orders-destination';
const LOG_BUCKET = 'arn:aws:s3:::orders-logs-222222222222';
const logPolicy: readonly Mutation[] = [
  ...['AllowAccessLogDelivery', 'AllowCloudTrailAclCheck', 'AllowCloudTrailDelivery'].map((sid) => drop(LOGS, sid)),
  ...['DenyWritesExceptByAwsServices', 'DenyInsecureTransport', 'DenyDeletion', 'DenyShorterRetention'].map((sid) =>
    drop(LOGS, sid),
  ),
  withoutAction(LOGS, 'DenyWritesExceptByAwsServices', 's3:ReplicateObject'),
  ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:ReplicateDelete'].map((name) =>
    withoutAction(LOGS, 'DenyDeletion', name),
  ),
  ...['DeleteBucket', 'DeleteBucketPolicy', 'PutBucketPolicy', 'PutBucketVersioning', 'PutLifecycleConfiguration'].map(
    (name) => withoutAction(LOGS, 'DenyShorterRetention', `s3:${name}`),
  ),
  element(LOGS, 'DenyDeletion', 'Resource', [`${LOG_BUCKET}/AWSLogs/*`]),
  condition(LOGS, 'DenyDeletion', 'spares the deployer', {
    ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/terraform-deployer' },
  }),
  withKey(LOGS, 'DenyShorterRetention', 'ArnNotLikeIfExists', 'aws:PrincipalArn', ['arn:aws:iam::222222222222:*']),
  withKey(LOGS, 'DenyShorterRetention', 'ArnNotLikeIfExists', 'aws:PrincipalArn', ['arn:aws:iam::222222222222:role/x']),
  withoutKey(LOGS, 'AllowAccessLogDelivery', 'ArnLike', 'aws:SourceArn'),
  withoutKey(LOGS, 'AllowAccessLogDelivery', 'StringEquals', 'aws:SourceAccount'),
  withKey(LOGS, 'AllowAccessLogDelivery', 'ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'),
  withKey(LOGS, 'AllowAccessLogDelivery', 'StringEquals', 'aws:SourceAccount', '111111111111'),
  element(LOGS, 'AllowAccessLogDelivery', 'Resource', [`${LOG_BUCKET}/*`]),
  element(LOGS, 'AllowAccessLogDelivery', 'Resource', [`${LOG_BUCKET}/elsewhere/*`]),
  element(LOGS, 'AllowAccessLogDelivery', 'Principal', {
    Service: ['logging.s3.amazonaws.com', 'config.amazonaws.com'],
  }),
  withoutKey(LOGS, 'AllowCloudTrailDelivery', 'StringEquals', 'aws:SourceArn'),
  withoutKey(LOGS, 'AllowCloudTrailAclCheck', 'StringEquals', 'aws:SourceArn'),
  withoutKey(LOGS, 'AllowCloudTrailDelivery', 'StringEquals', 's3:x-amz-acl'),
  operator(LOGS, 'AllowCloudTrailDelivery', 'StringEquals', 'StringLike', { 'aws:SourceArn': 'arn:aws:cloudtrail:*' }),
  element(LOGS, 'AllowCloudTrailDelivery', 'Resource', [`${LOG_BUCKET}/AWSLogs/111111111111/*`]),
  element(LOGS, 'AllowCloudTrailDelivery', 'Action', ['s3:*']),
  operator(LOGS, 'DenyWritesExceptByAwsServices', 'BoolIfExists', 'Bool'),
  withKey(LOGS, 'DenyWritesExceptByAwsServices', 'BoolIfExists', 'aws:PrincipalIsAWSService', 'true'),
  element(LOGS, 'DenyWritesExceptByAwsServices', 'Resource', [`${LOG_BUCKET}/AWSLogs/*`]),
  add(LOGS, 'reading by another account', {
    Effect: 'Allow',
    Principal: { AWS: '333333333333' },
    Action: ['s3:GetObject'],
    Resource: [`${LOG_BUCKET}/*`],
  }),
];

const keyPolicy: readonly Mutation[] = [
  ...['DelegateToAccountPolicies', 'AllowAdministrationWithoutUse', 'AllowUseThroughS3'].map((sid) => drop(KEY, sid)),
  ...['AllowCloudTrailToEncrypt', 'AllowCloudTrailToDescribeKey'].map((sid) => drop(KEY, sid)),
  ...['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'].map((name) => withoutAction(KEY, 'AllowUseThroughS3', name)),
  drop(KEY, 'AllowGrantsForAwsResources'),
  ...['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'].map((name) =>
    withoutAction(KEY, 'AllowGrantsForAwsResources', name),
  ),
  element(KEY, 'AllowUseThroughS3', 'Principal', { AWS: [exempt[1]] }),
  element(KEY, 'AllowUseThroughS3', 'Principal', { AWS: ['arn:aws:iam::111111111111:role/orders-instance'] }),
  element(KEY, 'AllowUseThroughS3', 'Principal', { AWS: ['111111111111', '222222222222'] }),
  element(KEY, 'AllowUseThroughS3', 'Action', ['kms:*']),
  condition(KEY, 'AllowUseThroughS3', 'no condition', undefined),
  withKey(KEY, 'AllowUseThroughS3', 'StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com'),
  operator(KEY, 'AllowUseThroughS3', 'StringEquals', 'StringLike', { 'kms:ViaService': '*.us-east-1.amazonaws.com' }),
  operator(KEY, 'AllowUseThroughS3', 'StringEquals', 'StringEqualsIfExists'),
  condition(KEY, 'AllowGrantsForAwsResources', 'no condition', undefined),
  operator(KEY, 'AllowGrantsForAwsResources', 'Bool', 'BoolIfExists'),
  withoutAction(KEY, 'AllowAdministrationWithoutUse', 'kms:PutKeyPolicy'),
  element(KEY, 'AllowAdministrationWithoutUse', 'Action', ['kms:*']),
  element(KEY, 'AllowAdministrationWithoutUse', 'Principal', { AWS: ['arn:aws:iam::222222222222:role/somebody'] }),
  withoutKey(KEY, 'AllowCloudTrailToEncrypt', 'StringEquals', 'aws:SourceArn'),
  withoutKey(KEY, 'AllowCloudTrailToEncrypt', 'StringEquals', 'kms:EncryptionContext:aws:cloudtrail:arn'),
  withKey(KEY, 'AllowCloudTrailToEncrypt', 'StringEquals', 'aws:SourceArn', `${TRAIL}-renamed`),
  element(KEY, 'AllowCloudTrailToEncrypt', 'Action', ['kms:*']),
  add(KEY, 'a Deny of key policy changes', {
    Effect: 'Deny',
    Principal: '*',
    Action: ['kms:PutKeyPolicy'],
    Resource: ['*'],
  }),
  add(KEY, 'use by anyone', { ...anyone, Action: ['kms:Decrypt'], Resource: ['*'] }),
];

const role: readonly Mutation[] = [
  ...['AllowDataListing', 'AllowDataObjects', 'AllowDataKey'].map((sid) => drop(IDENTITY, sid)),
  ...['AllowDataListing', 'AllowDataObjects', 'AllowDataKey'].map((sid) =>
    condition(IDENTITY, sid, 'no condition', undefined),
  ),
  withoutKey(IDENTITY, 'AllowDataKey', 'StringEquals', 'kms:ViaService'),
  withoutKey(IDENTITY, 'AllowDataKey', 'StringLike', 'kms:EncryptionContext:aws:s3:arn'),
  withKey(IDENTITY, 'AllowDataKey', 'StringLike', 'kms:EncryptionContext:aws:s3:arn', '*'),
  withKey(IDENTITY, 'AllowDataKey', 'StringLike', 'kms:EncryptionContext:aws:s3:arn', BUCKET),
  element(IDENTITY, 'AllowDataObjects', 'Action', ['s3:*']),
  element(IDENTITY, 'AllowDataObjects', 'Resource', ['*']),
  element(IDENTITY, 'AllowDataKey', 'Resource', ['${aws_kms_key.source.arn}']),
  add(IDENTITY, 'passing roles', { Effect: 'Allow', Action: ['iam:PassRole'], Resource: ['*'] }),
  add(IDENTITY, 'assuming a role', {
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: ['arn:aws:iam::111111111111:role/admin'],
  }),
  add(IDENTITY, 'a Deny of reading', { Effect: 'Deny', Action: ['s3:GetObject'], Resource: ['*'] }),
  drop(IDENTITY, 'DenyCredentialsOutsideTheirVpc'),
  operator(IDENTITY, 'DenyCredentialsOutsideTheirVpc', 'StringNotEquals', 'StringNotLike', { 'aws:SourceVpc': '*' }),
  withKey(IDENTITY, 'DenyCredentialsOutsideTheirVpc', 'Null', 'ec2:SourceInstanceARN', 'true'),
  withKey(IDENTITY, 'DenyCredentialsOutsideTheirVpc', 'BoolIfExists', 'aws:ViaAWSService', 'true'),
  withoutKey(IDENTITY, 'DenyCredentialsOutsideTheirVpc', 'BoolIfExists', 'aws:ViaAWSService'),
  element(IDENTITY, 'DenyCredentialsOutsideTheirVpc', 'Resource', ['arn:aws:kms:*:*:key/*']),
  ...['AllowAtMostListing', 'AllowAtMostObjects', 'AllowAtMostKey'].map((sid) => drop(BOUNDARY, sid)),
  element(BOUNDARY, 'AllowAtMostObjects', 'Action', ['s3:*']),
  element(BOUNDARY, 'AllowAtMostObjects', 'Resource', ['*']),
  condition(BOUNDARY, 'AllowAtMostKey', 'no condition', undefined),
  add(BOUNDARY, 'everything', { Effect: 'Allow', Action: ['*'], Resource: ['*'] }),
  {
    ...setting('aws_iam_role.instance', 'permissions_boundary', undefined),
    name: 'aws_iam_role.instance: without boundary',
  },
  trust('S3', { Service: ['ec2.amazonaws.com', 's3.amazonaws.com'] }),
  trust('anyone', '*'),
  trust('another account', { AWS: ['333333333333'] }),
  trust('its own account', { AWS: ['111111111111'], Service: ['ec2.amazonaws.com'] }),
];

const endpointPolicy: readonly Mutation[] = [
  ...['AllowInstanceRoleListing', 'AllowInstanceRoleObjects', 'AllowDownloadsFromAwsBuckets'].map((sid) =>
    drop(ENDPOINT, sid),
  ),
  withoutKey(ENDPOINT, 'AllowInstanceRoleObjects', 'ArnEquals', 'aws:PrincipalArn'),
  withoutKey(ENDPOINT, 'AllowInstanceRoleObjects', 'StringEquals', 'aws:ResourceAccount'),
  operator(ENDPOINT, 'AllowInstanceRoleObjects', 'ArnEquals', 'ArnLike', {
    'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*',
  }),
  element(ENDPOINT, 'AllowInstanceRoleObjects', 'Resource', ['*']),
  element(ENDPOINT, 'AllowInstanceRoleListing', 'Action', ['s3:*']),
  withKey(ENDPOINT, 'AllowInstanceRoleListing', 'StringEquals', 'aws:ResourceAccount', '111111111111'),
  element(ENDPOINT, 'AllowDownloadsFromAwsBuckets', 'Action', ['s3:*']),
  element(ENDPOINT, 'AllowDownloadsFromAwsBuckets', 'Resource', ['arn:aws:s3:::*']),
  add(ENDPOINT, 'everything', { ...anyone, Action: ['*'], Resource: ['*'] }),
  { ...setting(ENDPOINT, 'policy', undefined), name: `${ENDPOINT}: without policy` },
];

const BLOCK = 'aws_s3_bucket_public_access_block.data_public_access';
const ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';
const settings: readonly Mutation[] = [
  removed('aws_s3_bucket_versioning.data_versioning'),
  setting('aws_s3_bucket_versioning.data_versioning', 'versioning_configuration', { status: 'Suspended' }),
  removed(BLOCK),
  ...['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].map((name) =>
    setting(BLOCK, name, false),
  ),
  removed('aws_s3_bucket_public_access_block.source_logs_public_access'),
  removed('aws_s3_bucket_ownership_controls.data_ownership'),
  setting('aws_s3_bucket_ownership_controls.data_ownership', 'rule', { object_ownership: 'ObjectWriter' }),
  removed(`${ENCRYPTION}.data_encryption`),
  setting(`${ENCRYPTION}.destination_logs_encryption`, 'rule', [
    { apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms' } },
  ]),
  removed('aws_s3_bucket_logging.data_logging'),
  setting('aws_s3_bucket_logging.data_logging', 'target_bucket', 'orders-logs-111111111111'),
  setting('aws_kms_key.destination', 'enable_key_rotation', false),
  removed('aws_cloudtrail.destination_trail'),
  setting('aws_cloudtrail.destination_trail', 'enable_log_file_validation', false),
  setting('aws_cloudtrail.destination_trail', 'name', 'renamed'),
  setting('aws_cloudtrail.source_trail', 'enable_logging', false),
];

/** Mutations of what deployment.yaml synthesizes. */
export const MUTATIONS: readonly Mutation[] = [
  ...endpointDeny,
  ...dataPolicy,
  ...logPolicy,
  ...keyPolicy,
  ...role,
  ...endpointPolicy,
  ...settings,
];
