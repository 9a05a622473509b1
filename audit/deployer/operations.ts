// What Terraform does with a resource from its first apply to its destruction, by type, as IAM actions. Sources: Terraform AWS
// provider 5.100, what it sends; AWS Service Authorization Reference, "Actions, resources, and condition keys" of each service.

/** What a resource is to IAM: how its ARN is told. */
export type Kind = 'bucket' | 'named' | 'tagged-key' | 'network' | 'anything';

/** Actions on what is of one kind. */
export type Operations = Readonly<Partial<Record<Kind, readonly string[]>>>;

const of = (service: string, names: string): readonly string[] => names.split(' ').map((name) => `${service}:${name}`);
const bucket = (names: string): Operations => ({ bucket: of('s3', names) });
const named = (service: string, names: string, anywhere = ''): Operations => ({
  named: of(service, names),
  ...(anywhere !== '' && { anything: of(service, anywhere) }),
});
/** Looking cannot be narrowed in EC2; changes are narrowed to region and account, since ids are not known beforehand. */
const network = (changes: string, looks: string): Operations => ({
  network: of('ec2', `${changes} CreateTags DeleteTags`),
  anything: of('ec2', looks),
});

export const OPERATIONS: Readonly<Record<string, Operations>> = {
  aws_s3_bucket: bucket(
    'CreateBucket DeleteBucket GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging ' +
      'GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning ' +
      'GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket ' +
      'PutBucketTagging',
  ),
  aws_s3_bucket_lifecycle_configuration: bucket('GetLifecycleConfiguration PutLifecycleConfiguration'),
  aws_s3_bucket_logging: bucket('GetBucketLogging PutBucketLogging'),
  aws_s3_bucket_notification: bucket('GetBucketNotification PutBucketNotification'),
  aws_s3_bucket_object_lock_configuration: bucket('GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration'),
  aws_s3_bucket_ownership_controls: bucket('GetBucketOwnershipControls PutBucketOwnershipControls'),
  aws_s3_bucket_policy: bucket('DeleteBucketPolicy GetBucketPolicy PutBucketPolicy'),
  aws_s3_bucket_public_access_block: bucket('GetBucketPublicAccessBlock PutBucketPublicAccessBlock'),
  aws_s3_bucket_replication_configuration: bucket('GetReplicationConfiguration PutReplicationConfiguration'),
  aws_s3_bucket_server_side_encryption_configuration: bucket('GetEncryptionConfiguration PutEncryptionConfiguration'),
  aws_s3_bucket_versioning: bucket('GetBucketVersioning PutBucketVersioning'),
  aws_kms_key: {
    'tagged-key': of(
      'kms',
      'DescribeKey EnableKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ' +
        'ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription',
    ),
  },
  aws_kms_alias: {
    ...named('kms', 'CreateAlias DeleteAlias UpdateAlias', 'ListAliases'),
    'tagged-key': of('kms', 'CreateAlias DeleteAlias UpdateAlias'),
  },
  aws_iam_role: named(
    'iam',
    'CreateRole DeleteRole GetRole ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies TagRole ' +
      'UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription',
  ),
  aws_iam_role_policy: named('iam', 'DeleteRolePolicy GetRolePolicy PutRolePolicy'),
  aws_iam_policy: named(
    'iam',
    'CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListPolicyVersions ' +
      'TagPolicy UntagPolicy',
  ),
  aws_iam_instance_profile: named(
    'iam',
    'AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile ' +
      'RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile',
  ),
  aws_cloudtrail: named(
    'cloudtrail',
    'AddTags CreateTrail DeleteTrail GetEventSelectors GetTrailStatus ListTags PutEventSelectors ' +
      'RemoveTags StartLogging StopLogging UpdateTrail',
    'DescribeTrails',
  ),
  aws_lambda_function: named(
    'lambda',
    'CreateFunction DeleteFunction GetFunction GetFunctionCodeSigningConfig ' +
      'GetFunctionConfiguration ListTags ListVersionsByFunction TagResource UntagResource ' +
      'UpdateFunctionCode UpdateFunctionConfiguration',
  ),
  aws_lambda_permission: named('lambda', 'AddPermission GetPolicy RemovePermission'),
  aws_cloudwatch_log_group: named(
    'logs',
    'AssociateKmsKey CreateLogGroup DeleteLogGroup DisassociateKmsKey ListTagsForResource PutRetentionPolicy TagResource ' +
      'UntagResource',
    'DescribeLogGroups',
  ),
  aws_cloudwatch_metric_alarm: named(
    'cloudwatch',
    'DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource',
  ),
  aws_sqs_queue: named(
    'sqs',
    'CreateQueue DeleteQueue GetQueueAttributes ListQueueTags SetQueueAttributes TagQueue UntagQueue',
  ),
  aws_sqs_queue_policy: named('sqs', 'GetQueueAttributes SetQueueAttributes'),
  aws_sns_topic: named(
    'sns',
    'CreateTopic DeleteTopic GetTopicAttributes ListTagsForResource SetTopicAttributes TagResource UntagResource',
  ),
  aws_sns_topic_policy: named('sns', 'GetTopicAttributes SetTopicAttributes'),
  aws_sns_topic_subscription: named(
    'sns',
    'ListSubscriptionsByTopic Subscribe',
    'GetSubscriptionAttributes Unsubscribe',
  ),
  aws_glue_catalog_database: named(
    'glue',
    'CreateDatabase DeleteDatabase GetDatabase GetTags TagResource UntagResource UpdateDatabase',
  ),
  aws_glue_catalog_table: named('glue', 'CreateTable DeleteTable GetPartitionIndexes GetTable UpdateTable'),
  aws_athena_workgroup: named(
    'athena',
    'CreateWorkGroup DeleteWorkGroup GetWorkGroup ListTagsForResource TagResource UntagResource UpdateWorkGroup',
  ),
  aws_vpc: network(
    'AssociateVpcCidrBlock CreateVpc DeleteVpc DisassociateVpcCidrBlock ModifyVpcAttribute',
    'DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeVpcAttribute DescribeVpcs',
  ),
  aws_subnet: network(
    'AssociateSubnetCidrBlock CreateSubnet DeleteSubnet DisassociateSubnetCidrBlock ModifySubnetAttribute',
    'DescribeNetworkInterfaces DescribeSubnets',
  ),
  aws_route_table: network('CreateRoute CreateRouteTable DeleteRoute DeleteRouteTable', 'DescribeRouteTables'),
  aws_route_table_association: network(
    'AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation',
    'DescribeRouteTables',
  ),
  aws_route: network('CreateRoute DeleteRoute ReplaceRoute', 'DescribeRouteTables'),
  aws_internet_gateway: network(
    'AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway',
    'DescribeInternetGateways',
  ),
  aws_egress_only_internet_gateway: network(
    'CreateEgressOnlyInternetGateway DeleteEgressOnlyInternetGateway',
    'DescribeEgressOnlyInternetGateways',
  ),
  aws_eip: network(
    'AllocateAddress DisassociateAddress ReleaseAddress',
    'DescribeAddresses DescribeAddressesAttribute',
  ),
  aws_nat_gateway: network('CreateNatGateway DeleteNatGateway', 'DescribeNatGateways'),
  aws_flow_log: network('CreateFlowLogs DeleteFlowLogs', 'DescribeFlowLogs'),
  aws_vpc_endpoint: network(
    'CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint',
    'DescribePrefixLists DescribeVpcEndpoints',
  ),
  aws_vpc_endpoint_policy: network('ModifyVpcEndpoint', 'DescribeVpcEndpoints'),
  aws_vpc_endpoint_route_table_association: network('ModifyVpcEndpoint', 'DescribeVpcEndpoints'),
  aws_default_security_group: network(
    'AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress',
    'DescribeSecurityGroupRules DescribeSecurityGroups',
  ),
  aws_security_group: network(
    'CreateSecurityGroup DeleteSecurityGroup RevokeSecurityGroupEgress RevokeSecurityGroupIngress',
    'DescribeNetworkInterfaces DescribeSecurityGroupRules DescribeSecurityGroups',
  ),
  aws_vpc_security_group_egress_rule: network(
    'AuthorizeSecurityGroupEgress ModifySecurityGroupRules RevokeSecurityGroupEgress',
    'DescribeSecurityGroupRules',
  ),
  aws_vpc_security_group_ingress_rule: network(
    'AuthorizeSecurityGroupIngress ModifySecurityGroupRules RevokeSecurityGroupIngress',
    'DescribeSecurityGroupRules',
  ),
  aws_instance: network(
    'ModifyInstanceAttribute ModifyInstanceMetadataOptions RunInstances StartInstances StopInstances TerminateInstances',
    'DescribeIamInstanceProfileAssociations DescribeImages DescribeInstanceAttribute DescribeInstanceCreditSpecifications ' +
      'DescribeInstanceTypes DescribeInstances DescribeTags DescribeVolumes DescribeVpcs',
  ),
};

/** Further operations of a bucket, by what it is set to. */
export const BUCKET_OPERATIONS = {
  /** S3 API Reference, "CreateBucket": with the header of Object Lock. */
  withLock: of('s3', 'PutBucketObjectLockConfiguration PutBucketVersioning'),
  /** Destroyed with all that is in it (`force_destroy`). */
  emptied: of('s3', 'ListBucketVersions'),
  emptiedOf: of('s3', 'DeleteObject DeleteObjectVersion'),
} as const;

/** Services that take over a role of the stack, by the type of the resource that hands it over. */
export const PASSED_TO: Readonly<Record<string, string>> = {
  aws_iam_instance_profile: 'ec2.amazonaws.com',
  aws_flow_log: 'vpc-flow-logs.amazonaws.com',
  aws_instance: 'ec2.amazonaws.com',
  aws_lambda_function: 'lambda.amazonaws.com',
  aws_s3_bucket_replication_configuration: 's3.amazonaws.com',
};
