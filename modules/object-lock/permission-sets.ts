import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Construct } from 'constructs';
import type { ObjectLockSettings } from '../../contract/deployment/object-lock-settings';
import type { PermissionSet } from '../../contract/deployment/permission-set-settings';
import { pathOf, type Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';

/** The bucket that a duty is done at. */
export interface LockedBucket {
  readonly bucketArn: string;
  readonly mode: ObjectLockSettings['mode'];
}

/** For which locked bucket `PermissionSets` are. */
export interface PermissionSetsProps extends LockedBucket {
  readonly account: Account;
  readonly names: Readonly<Record<PermissionSet, string>>;
  readonly keyArn: string;
}

/** Managed policies to attach to people's roles, one for each duty, so that no duty brings another along. */
export class PermissionSets extends Construct {
  readonly arns: Readonly<Record<PermissionSet, string>>;

  constructor(scope: Construct, id: string, props: PermissionSetsProps) {
    super(scope, id);
    const add = (set: PermissionSet, description: string, statements: readonly Statement[]): string =>
      new IamPolicy(this, `${props.account.side}_${set}`, {
        provider: props.account.provider,
        name: props.names[set],
        ...pathOf(props.account),
        description,
        policy: policyDocument([...DUTY_STATEMENTS[set](props), ...statements]),
      }).arn;
    this.arns = {
      uploader: add('uploader', 'Uploads objects; reads, changes and removes none', [
        // A multipart upload decrypts the key it began with.
        useKey(props, ['kms:Decrypt', 'kms:GenerateDataKey']),
      ]),
      retention_administrator: add(
        'retention_administrator',
        // AWS has no condition key for the header; who holds the permission must send it with each request.
        props.mode === 'governance'
          ? 'Sets retention, and lifts it with the header x-amz-bypass-governance-retention: true'
          : 'Sets and extends retention; in compliance mode nobody lifts it',
        [],
      ),
      legal_hold_officer: add('legal_hold_officer', 'Places and lifts legal holds', []),
      auditor: add('auditor', 'Reads objects, versions, locks and settings, in the console too', [
        // The console begins with the list of all buckets, which has no narrower resource.
        allow('AllowConsole', ['s3:ListAllMyBuckets'], ['*']),
        useKey(props, ['kms:Decrypt']),
      ]),
    };
  }
}

const allow = (sid: string, action: readonly string[], resource: readonly string[]): Statement => ({
  sid,
  effect: 'Allow',
  action,
  resource,
});

/** To find the version to act on. */
function findVersions({ bucketArn }: LockedBucket): Statement {
  return allow(
    'AllowFindingVersions',
    ['s3:GetBucketObjectLockConfiguration', 's3:GetBucketVersioning', 's3:ListBucket', 's3:ListBucketVersions'],
    [bucketArn],
  );
}

function useKey({ account, keyArn, bucketArn }: PermissionSetsProps, action: readonly string[]): Statement {
  return {
    ...allow('AllowKeyThroughS3', action, [keyArn]),
    condition: {
      StringEquals: { 'kms:ViaService': `s3.${account.region}.${account.dnsSuffix}` },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] },
    },
  };
}

/** What each duty asks of the bucket and its objects, whoever has it. */
export const DUTY_STATEMENTS: Readonly<Record<PermissionSet, (bucket: LockedBucket) => readonly Statement[]>> = {
  uploader: ({ bucketArn }) => [
    allow(
      'AllowUploads',
      ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'],
      [`${bucketArn}/*`],
    ),
    allow('AllowListingUploads', ['s3:ListBucketMultipartUploads'], [bucketArn]),
  ],
  retention_administrator: (bucket) => [
    findVersions(bucket),
    allow(
      'AllowRetention',
      [
        's3:GetObjectRetention',
        's3:PutObjectRetention',
        ...(bucket.mode === 'governance' ? ['s3:BypassGovernanceRetention'] : []),
      ],
      [`${bucket.bucketArn}/*`],
    ),
  ],
  legal_hold_officer: (bucket) => [
    findVersions(bucket),
    allow('AllowLegalHold', ['s3:GetObjectLegalHold', 's3:PutObjectLegalHold'], [`${bucket.bucketArn}/*`]),
  ],
  auditor: (bucket) => [
    findVersions(bucket),
    allow(
      'AllowReadingSettings',
      [
        's3:GetBucketLocation',
        's3:GetBucketLogging',
        's3:GetBucketNotification',
        's3:GetBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:GetBucketPolicyStatus',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketTagging',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
      ],
      [bucket.bucketArn],
    ),
    allow(
      'AllowReading',
      [
        's3:GetObject',
        's3:GetObjectAttributes',
        's3:GetObjectLegalHold',
        's3:GetObjectRetention',
        's3:GetObjectTagging',
        's3:GetObjectVersion',
        's3:GetObjectVersionAttributes',
        's3:GetObjectVersionTagging',
      ],
      [`${bucket.bucketArn}/*`],
    ),
  ],
};
