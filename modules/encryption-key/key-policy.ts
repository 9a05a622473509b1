import type { Home } from '../../contract/deployment/names';
import { rootArn, type Account } from '../account';
import type { Statement } from '../policy/statement';

/** What a principal needs of a key to read and write objects encrypted with it. */
const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] as const;

/** Everything Terraform and a key's administrators do with a key, none of which reads or writes data. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
] as const;

/** In a key policy `*` is the key that carries the policy (KMS Developer Guide, "Key policies in AWS KMS"). */
const THIS_KEY = ['*'] as const;

/**
 * The four parts of a key policy: delegation to the account's IAM policies, administrators, users, grants for AWS services
 * (KMS Developer Guide, "Default key policy"). Users, of either account, use the key through S3 and no other way.
 *
 * @param account owner of the key. Its deployer administers the key from the first apply on, else KMS refuses the policy.
 * @param users ARNs of roles; none leaves the last two parts out, for a key that only services use.
 */
export function keyPolicy(account: Account<Home>, users: readonly string[]): readonly Statement[] {
  const viaS3 = { StringEquals: { 'kms:ViaService': `s3.${account.region}.${account.dnsSuffix}` } };
  const forOthers: readonly Statement[] = [
    {
      sid: 'AllowUseThroughS3',
      effect: 'Allow',
      principal: { AWS: users },
      action: USE,
      resource: THIS_KEY,
      condition: viaS3,
    },
    {
      sid: 'AllowGrantsForAwsResources',
      effect: 'Allow',
      principal: { AWS: users },
      action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      resource: THIS_KEY,
      condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
  return [
    {
      sid: 'DelegateToAccountPolicies',
      effect: 'Allow',
      principal: { AWS: [rootArn(account)] },
      action: ['kms:*'],
      resource: THIS_KEY,
    },
    {
      sid: 'AllowAdministrationWithoutUse',
      effect: 'Allow',
      principal: { AWS: [...new Set([account.deployer, ...account.keyAdministrators])] },
      action: ADMINISTRATION,
      resource: THIS_KEY,
    },
    ...(users.length === 0 ? [] : forOthers),
  ];
}
