/** What an S3 action is asked of: decides which ARN a request for it names. */
export type S3Level = 'object' | 'bucket' | 'account' | 'other';

/**
 * Every action of Amazon S3 by what it is asked of. Source: Service Authorization Reference, "Actions, resources, and
 * condition keys for Amazon S3" (2026). `other` is access points, jobs, access grants and Storage Lens.
 */
export const S3_ACTIONS: Readonly<Record<S3Level, readonly string[]>> = {
  object: names(`
    AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
    DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
    GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent
    GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAnnotationForReplication
    GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent
    InitiateReplication ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations
    ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention
    PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete
    ReplicateObject ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption`),
  bucket: names(`
    AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
    DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
    GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
    GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
    GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock
    GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
    GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration
    GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions ListTagsForResource
    PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS
    PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls
    PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning
    PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration
    PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
    UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
    UpdateBucketMetadataJournalTableConfiguration`),
  account: names(`
    CreateJob CreateStorageLensGroup GetAccessPoint GetAccountPublicAccessBlock ListAccessGrantsInstances
    ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets ListJobs ListMultiRegionAccessPoints
    ListStorageLensConfigurations ListStorageLensGroups PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock
    PutStorageLensConfiguration`),
  other: names(`
    AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance CreateAccessGrantsLocation
    CreateAccessPoint CreateAccessPointForObjectLambda CreateMultiRegionAccessPoint DeleteAccessGrant
    DeleteAccessGrantsInstance DeleteAccessGrantsInstanceResourcePolicy DeleteAccessGrantsLocation DeleteAccessPoint
    DeleteAccessPointForObjectLambda DeleteAccessPointPolicy DeleteAccessPointPolicyForObjectLambda DeleteJobTagging
    DeleteMultiRegionAccessPoint DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging
    DeleteStorageLensGroup DescribeJob DescribeMultiRegionAccessPointOperation DissociateAccessGrantsIdentityCenter
    GetAccessGrant GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy
    GetAccessGrantsLocation GetAccessPointConfigurationForObjectLambda GetAccessPointForObjectLambda
    GetAccessPointPolicy GetAccessPointPolicyForObjectLambda GetAccessPointPolicyStatus
    GetAccessPointPolicyStatusForObjectLambda GetDataAccess GetJobTagging GetMultiRegionAccessPoint
    GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus GetMultiRegionAccessPointRoutes
    GetStorageLensConfiguration GetStorageLensConfigurationTagging GetStorageLensDashboard GetStorageLensGroup
    ListAccessGrants ListAccessGrantsLocations ListCallerAccessGrants PutAccessGrantsInstanceResourcePolicy
    PutAccessPointConfigurationForObjectLambda PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutJobTagging
    PutMultiRegionAccessPointPolicy PutStorageLensConfigurationTagging SubmitMultiRegionAccessPointRoutes
    UpdateAccessGrantsLocation UpdateJobPriority UpdateJobStatus UpdateStorageLensGroup`),
};

/** Every action of AWS KMS. Source: Service Authorization Reference, "AWS Key Management Service". */
export const KMS_ACTIONS: readonly string[] = names(`
  CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant CreateKey Decrypt DeleteAlias
  DeleteCustomKeyStore DeleteImportedKeyMaterial DeriveSharedSecret DescribeCustomKeyStores DescribeKey DisableKey
  DisableKeyRotation DisconnectCustomKeyStore EnableKey EnableKeyRotation Encrypt GenerateDataKey GenerateDataKeyPair
  GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GenerateRandom GetKeyPolicy
  GetKeyRotationStatus GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases ListGrants ListKeyPolicies
  ListKeyRotations ListKeys ListResourceTags ListRetirableGrants PutKeyPolicy ReEncryptFrom ReEncryptTo ReplicateKey
  RetireGrant RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign SynchronizeMultiRegionKey TagResource
  UntagResource UpdateAlias UpdateCustomKeyStore UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac`);

/** The other services' actions that a deployment of this kind meets; not every action of each service. */
const OTHER_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'access-analyzer': names('CheckAccessNotGranted CheckNoNewAccess CheckNoPublicAccess GetFinding ListFindings'),
  athena: names(`
    BatchGetQueryExecution CreateNamedQuery CreateWorkGroup DeleteNamedQuery DeleteWorkGroup GetDataCatalog GetDatabase
    GetNamedQuery GetQueryExecution GetQueryResults GetQueryResultsStream GetTableMetadata GetWorkGroup ListDatabases
    ListNamedQueries ListQueryExecutions ListTableMetadata ListTagsForResource ListWorkGroups StartQueryExecution
    StopQueryExecution TagResource UntagResource UpdateWorkGroup`),
  cloudtrail: names(`
    AddTags CreateTrail DeleteTrail DescribeTrails GetEventSelectors GetTrail GetTrailStatus ListTags ListTrails
    LookupEvents PutEventSelectors PutInsightSelectors RemoveTags StartLogging StopLogging UpdateTrail`),
  cloudwatch: names(`
    DeleteAlarms DescribeAlarms GetMetricData GetMetricStatistics ListMetrics ListTagsForResource PutMetricAlarm
    PutMetricData TagResource UntagResource`),
  dynamodb: names(`
    BatchGetItem BatchWriteItem ConditionCheckItem CreateTable DeleteItem DeleteTable DescribeTable GetItem PutItem
    Query Scan UpdateItem UpdateTable`),
  ec2: names(`
    AssignPrivateIpAddresses AssociateRouteTable AttachNetworkInterface AuthorizeSecurityGroupEgress
    AuthorizeSecurityGroupIngress CreateNetworkInterface CreateRoute CreateRouteTable CreateSecurityGroup CreateSubnet
    CreateTags CreateVpc CreateVpcEndpoint DeleteNetworkInterface DeleteRoute DeleteRouteTable DeleteSecurityGroup
    DeleteSubnet DeleteTags DeleteVpc DeleteVpcEndpoints DescribeAvailabilityZones DescribeImages DescribeInstances
    DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables DescribeSecurityGroups DescribeSubnets
    DescribeTags DescribeVpcEndpoints DescribeVpcs DetachNetworkInterface DisassociateRouteTable ModifyInstanceAttribute
    ModifyInstanceMetadataOptions ModifyVpcEndpoint ReplaceRoute RunInstances StartInstances StopInstances
    TerminateInstances UnassignPrivateIpAddresses`),
  events: names('DeleteRule DescribeRule PutEvents PutRule PutTargets RemoveTargets'),
  firehose: names('DescribeDeliveryStream PutRecord PutRecordBatch'),
  glue: names(`
    BatchCreatePartition BatchGetPartition CreateDatabase CreatePartition CreateTable DeleteDatabase DeletePartition
    DeleteTable GetDatabase GetDatabases GetPartition GetPartitions GetTable GetTableVersions GetTables GetTags
    TagResource UntagResource UpdateDatabase UpdatePartition UpdateTable`),
  iam: names(`
    AddRoleToInstanceProfile AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreateAccessKey
    CreateGroup CreateInstanceProfile CreateLoginProfile CreatePolicy CreatePolicyVersion CreateRole
    CreateServiceLinkedRole CreateUser DeactivateMFADevice DeleteAccessKey DeleteGroup DeleteGroupPolicy
    DeleteInstanceProfile DeleteLoginProfile DeletePolicy DeletePolicyVersion DeleteRole
    DeleteRolePermissionsBoundary DeleteRolePolicy DeleteServiceLinkedRole DeleteUser
    DeleteUserPermissionsBoundary DeleteUserPolicy DetachGroupPolicy DetachRolePolicy DetachUserPolicy
    EnableMFADevice GetAccountAuthorizationDetails GetGroup GetGroupPolicy GetInstanceProfile GetPolicy
    GetPolicyVersion GetRole GetRolePolicy GetUser GetUserPolicy ListAccessKeys ListAttachedGroupPolicies
    ListAttachedRolePolicies ListAttachedUserPolicies ListEntitiesForPolicy ListGroupPolicies ListGroups
    ListGroupsForUser ListInstanceProfiles ListInstanceProfilesForRole ListMFADevices ListPolicies
    ListPolicyVersions ListRolePolicies ListRoles ListRoleTags ListUserPolicies ListUsers PassRole PutGroupPolicy
    PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy
    RemoveRoleFromInstanceProfile RemoveUserFromGroup ResyncMFADevice SetDefaultPolicyVersion SimulateCustomPolicy
    SimulatePrincipalPolicy TagInstanceProfile TagPolicy TagRole TagUser UntagInstanceProfile UntagPolicy UntagRole
    UntagUser UpdateAccessKey UpdateAssumeRolePolicy UpdateLoginProfile UpdateRole UpdateRoleDescription UpdateUser`),
  kinesis: names('DescribeStream GetRecords GetShardIterator ListStreams PutRecord PutRecords'),
  lambda: names(`
    AddPermission CreateAlias CreateEventSourceMapping CreateFunction DeleteAlias DeleteEventSourceMapping
    DeleteFunction DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig GetAlias GetFunction
    GetFunctionCodeSigningConfig GetFunctionConcurrency GetFunctionConfiguration GetFunctionEventInvokeConfig
    GetPolicy InvokeAsync InvokeFunction InvokeFunctionUrl ListFunctions ListTags ListVersionsByFunction
    PublishVersion PutFunctionConcurrency PutFunctionEventInvokeConfig RemovePermission TagResource UntagResource
    UpdateAlias UpdateEventSourceMapping UpdateFunctionCode UpdateFunctionConfiguration
    UpdateFunctionEventInvokeConfig`),
  logs: names(`
    AssociateKmsKey CreateLogDelivery CreateLogGroup CreateLogStream DeleteLogDelivery DeleteLogGroup DeleteLogStream
    DeleteResourcePolicy DeleteRetentionPolicy DescribeLogGroups DescribeLogStreams DescribeResourcePolicies
    DisassociateKmsKey FilterLogEvents GetLogDelivery GetLogEvents GetQueryResults ListLogDeliveries
    ListTagsForResource ListTagsLogGroup PutLogEvents PutMetricFilter PutResourcePolicy PutRetentionPolicy
    PutSubscriptionFilter StartQuery StopQuery TagLogGroup TagResource UntagLogGroup UntagResource
    UpdateLogDelivery`),
  organizations: names('DescribeAccount DescribeOrganization ListAccounts'),
  s3express: names('CreateSession'),
  's3-object-lambda': names('GetObject ListBucket PutObject WriteGetObjectResponse'),
  secretsmanager: names('DescribeSecret GetSecretValue ListSecrets PutSecretValue'),
  sns: names(`
    AddPermission ConfirmSubscription CreateTopic DeleteTopic GetDataProtectionPolicy GetSubscriptionAttributes
    GetTopicAttributes ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics Publish
    PutDataProtectionPolicy RemovePermission SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource
    Unsubscribe UntagResource`),
  sqs: names(`
    AddPermission CancelMessageMoveTask ChangeMessageVisibility CreateQueue DeleteMessage DeleteQueue
    GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags ListQueues PurgeQueue
    ReceiveMessage RemovePermission SendMessage SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue`),
  ssm: names(`
    DescribeParameters GetDocument GetParameter GetParameters GetParametersByPath PutParameter SendCommand StartSession
    TerminateSession UpdateInstanceInformation`),
  ssmmessages: names('CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel'),
  ec2messages: names('AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply'),
  sts: names(`
    AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo
    GetCallerIdentity GetFederationToken GetServiceBearerToken GetSessionToken SetContext SetSourceIdentity
    TagSession`),
  tag: names('GetResources GetTagKeys GetTagValues TagResources UntagResources'),
  xray: names('GetSamplingRules GetSamplingTargets PutTelemetryRecords PutTraceSegments'),
};

/** Known actions by service prefix, in AWS's spelling and without the prefix. */
export const KNOWN_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(OTHER_ACTIONS),
  ['s3', Object.values(S3_ACTIONS).flat()],
  ['kms', KMS_ACTIONS],
]);

/** Says what an S3 action, such as `s3:GetObject` in any case, is asked of; `undefined` when it is no S3 action. */
export function s3LevelOf(action: string): S3Level | undefined {
  return LEVELS.get(action.toLowerCase());
}

const LEVELS: ReadonlyMap<string, S3Level> = new Map(
  (Object.keys(S3_ACTIONS) as S3Level[]).flatMap((level) =>
    S3_ACTIONS[level].map((name) => [`s3:${name}`.toLowerCase(), level] as const),
  ),
);

function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
