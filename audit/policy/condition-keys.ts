/** Type of a condition key's value, as the Service Authorization Reference names it. */
export type KeyType = 'string' | 'arn' | 'bool' | 'numeric' | 'date' | 'ip' | 'binary';

/** A condition key that AWS documents. */
export interface ConditionKey {
  /** AWS's spelling, with the variable part as the policy wrote it. */
  readonly name: string;
  readonly type: KeyType;
  readonly multivalued: boolean;
}

/**
 * Sources: IAM User Guide, "AWS global condition context keys" and "Available keys for IAM and AWS STS"; Service
 * Authorization Reference, S3, KMS, SNS, SQS, Lambda, EC2, IAM, STS, Logs, Glue.
 */
const KEYS: Readonly<Record<KeyType, string>> = {
  string: `
    aws:CalledViaFirst aws:CalledViaLast aws:CalledViaAWSMCP aws:Ec2InstanceSourceVpc aws:FederatedProvider
    aws:PrincipalAccount aws:PrincipalOrgID aws:PrincipalServiceName aws:PrincipalType aws:referer aws:RequestedRegion
    aws:ResourceAccount aws:ResourceOrgID aws:SourceAccount aws:SourceIdentity aws:SourceOrgID aws:SourceOwner
    aws:SourceVpc aws:SourceVpce aws:UserAgent aws:userid aws:username aws:VpceAccount aws:VpceOrgID
    ec2:RoleDelivery glue:CredentialIssuingService glue:RoleAssumedBy
    iam:AWSServiceName iam:PassedToService iam:PolicyName
    lambda:FunctionUrlAuthType lambda:Principal lambda:VpcId
    s3:AccessGrantScope s3:AccessGrantsLocationScope s3:AccessPointNetworkOrigin s3:authType s3:DataAccessPointAccount
    s3:delimiter s3:destinationRegion s3:ExistingJobOperation s3:if-match s3:if-none-match s3:JobSuspendedCause
    s3:locationconstraint s3:object-lock-legal-hold s3:object-lock-mode s3:prefix s3:RequestJobOperation
    s3:ResourceAccount s3:signatureversion s3:versionid s3:x-amz-acl s3:x-amz-content-sha256 s3:x-amz-copy-source
    s3:x-amz-grant-full-control s3:x-amz-grant-read s3:x-amz-grant-read-acp s3:x-amz-grant-write
    s3:x-amz-grant-write-acp s3:x-amz-metadata-directive s3:x-amz-object-ownership s3:x-amz-server-side-encryption
    s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class s3:x-amz-website-redirect-location
    kms:CallerAccount kms:CustomerMasterKeySpec kms:CustomerMasterKeyUsage kms:DataKeyPairSpec kms:EncryptionAlgorithm
    kms:ExpirationModel kms:GrantConstraintType kms:KeyAgreementAlgorithm kms:KeyOrigin kms:KeySpec kms:KeyUsage
    kms:MacAlgorithm kms:MessageType kms:MultiRegionKeyType kms:PrimaryRegion kms:ReplicaRegion kms:RequestAlias
    kms:SigningAlgorithm kms:ViaService kms:WrappingAlgorithm kms:WrappingKeySpec kms:GranteePrincipal
    kms:RetiringPrincipal
    sns:Endpoint sns:Protocol sts:AWSServiceName sts:ExternalId sts:RoleSessionName sts:SourceIdentity`,
  arn: `
    aws:ChatbotSourceArn aws:PrincipalArn aws:SourceArn aws:SourceVpcArn codebuild:BuildArn codebuild:ProjectArn
    ec2:SourceInstanceARN ec2:Vpc ec2:Subnet iam:AssociatedResourceArn iam:PermissionsBoundary iam:PolicyARN
    lambda:CodeSigningConfigArn lambda:FunctionArn lambda:Layer lambda:SourceFunctionArn
    s3:AccessGrantsInstanceArn s3:DataAccessPointArn s3:x-amz-server-side-encryption-aws-kms-key-id
    ssm:SourceInstanceARN`,
  bool: `
    aws:AssumedRoot aws:MultiFactorAuthPresent aws:PrincipalIsAWSService aws:SecureTransport aws:ViaAWSMCPService
    aws:ViaAWSService kms:BypassPolicyLockoutSafetyCheck kms:GrantIsForAWSResource kms:MultiRegion
    kms:ReEncryptOnSameKey s3:isReplicationPauseRequest s3:ObjectCreationOperation`,
  numeric: `
    aws:MultiFactorAuthAge kms:RotationPeriodInDays kms:ScheduleKeyDeletionPendingWindowInDays s3:ExistingJobPriority
    s3:max-keys s3:object-lock-remaining-retention-days s3:RequestJobPriority s3:signatureAge s3:TlsVersion
    sts:DurationSeconds`,
  date: 'aws:CurrentTime aws:EpochTime aws:TokenIssueTime kms:ValidTo s3:object-lock-retain-until-date',
  ip: 'aws:Ec2InstanceSourcePrivateIPv4 aws:SourceIp aws:VpcSourceIp',
  binary: '',
};

/** Keys that may hold several values at once. Source: as above, "Value type – Multivalued". */
const MULTIVALUED = `
  aws:CalledVia aws:PrincipalOrgPaths aws:PrincipalServiceNamesList aws:ResourceOrgPaths aws:SourceOrgPaths aws:TagKeys
  aws:VpceOrgPaths kms:EncryptionContextKeys kms:GrantOperations kms:ResourceAliases lambda:SecurityGroupIds
  lambda:SubnetIds s3:InventoryAccessibleOptionalFields s3:RequestObjectTagKeys sts:RequestContextProviders
  sts:TransitiveTagKeys`;

/** Families of keys: the rest of the key is chosen by the user (a tag key, an encryption context key). */
const FAMILIES = words(`
  aws:PrincipalTag/ aws:RequestTag/ aws:ResourceTag/ ec2:ResourceTag/ iam:ResourceTag/ kms:EncryptionContext:
  kms:RecipientAttestation: s3:AccessPointTag/ s3:BucketTag/ s3:ExistingObjectTag/ s3:RequestObjectTag/
  sts:RequestContext/`);

const TABLE: ReadonlyMap<string, ConditionKey> = new Map(
  [
    ...(Object.keys(KEYS) as KeyType[]).flatMap((type) =>
      words(KEYS[type]).map((name): ConditionKey => ({ name, type, multivalued: false })),
    ),
    ...words(MULTIVALUED).map((name): ConditionKey => ({ name, type: 'string', multivalued: true })),
  ].map((key) => [key.name.toLowerCase(), key]),
);

/**
 * Finds a condition key by its name in any case: "Key names are case-insensitive" (IAM User Guide, "Condition").
 *
 * @returns the key, or `undefined` when no such key is documented.
 */
export function findConditionKey(name: string): ConditionKey | undefined {
  const lower = name.toLowerCase();
  const known = TABLE.get(lower);
  if (known !== undefined) return known;
  const family = FAMILIES.find((prefix) => lower.startsWith(prefix.toLowerCase()));
  if (family === undefined || lower.length === family.length) return undefined;
  return { name: family + name.slice(family.length), type: 'string', multivalued: false };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
