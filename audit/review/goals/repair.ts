import { builtHomes, homeOf, type HomeSettings } from '../../../contract/deployment/archive';
import { iamArn, type Home } from '../../../contract/deployment/names';
import {
  FROM_INTERNET,
  homeIntent,
  putObject,
  throughS3,
  together,
  type Deployed,
  type Intended,
  type Need,
} from './intended';

/** What Terraform asks of a bucket to change its configuration, and to notice what others changed. */
const CONFIGURE_BUCKET = [
  ...['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:ListBucket', 's3:GetBucketLocation'],
  ...['s3:GetBucketLogging', 's3:PutBucketLogging', 's3:GetBucketVersioning', 's3:PutBucketVersioning'],
  ...['s3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration', 's3:GetLifecycleConfiguration'],
  ...['s3:PutLifecycleConfiguration', 's3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ...['s3:GetBucketOwnershipControls', 's3:PutBucketOwnershipControls', 's3:GetBucketNotification'],
  ...['s3:PutBucketNotification', 's3:GetReplicationConfiguration', 's3:PutReplicationConfiguration'],
  ...['s3:GetBucketObjectLockConfiguration', 's3:PutBucketObjectLockConfiguration', 's3:GetBucketAcl'],
];

/** What Terraform asks of a key; none of it uses the key. Source: Terraform AWS provider, aws_kms_key, aws_kms_alias. */
export const ADMINISTER_KEY = [
  ...['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:EnableKeyRotation'],
  ...['kms:DisableKeyRotation', 'kms:ListResourceTags', 'kms:TagResource', 'kms:UntagResource', 'kms:EnableKey'],
  ...['kms:DisableKey', 'kms:UpdateKeyDescription', 'kms:ScheduleKeyDeletion', 'kms:CreateAlias', 'kms:UpdateAlias'],
  'kms:DeleteAlias',
];

/** What beside it an owner takes mistakes back with: a key about to be deleted, a grant too many. */
export const MEND_KEY = ['kms:CancelKeyDeletion', 'kms:ListGrants', 'kms:ListKeyPolicies', 'kms:RevokeGrant'];

/** Who owns can always repair: the deployer and root of each account, that of the log archive included, and break-glass roles reach the data. */
export function repairIntended(deployed: Deployed): Intended {
  const parts = builtHomes(deployed.deployment).map((home) => ofAccount(deployed, home));
  return together(parts);
}

/** What root repairs with; its rights are what the policy of a bucket or key leaves it. */
const ROOT_ON_BUCKET = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];
const ROOT_ON_KEY = ['kms:PutKeyPolicy', 'kms:DescribeKey', 'kms:ScheduleKeyDeletion'];
const ADMINISTRATOR_ON_KEY = ['kms:DescribeKey', 'kms:PutKeyPolicy', ...MEND_KEY];

const LOCKED_OUT = 'a mistake in a policy could then not be taken back by its owner';

function ofAccount(deployed: Deployed, home: Home): Intended {
  const { deployment, system } = deployed;
  const settings = homeOf(deployment, home);
  const { id: account, key } = homeIntent(deployed, settings);
  const { deployer, keyAdministrators } = settings;
  const root = iamArn(deployment.partition, account, 'root');
  const buckets = system.buckets.filter((bucket) => bucket.account === account).map(({ arn }) => arn);
  const keys = key ? [key.arn] : [];
  const needs = (
    [flow, principal, identity]: readonly [Need['flow'], string, Need['identity']],
    actions: readonly string[],
    resources: readonly string[],
  ): Need[] =>
    resources.flatMap((resource) =>
      actions.map((action) => ({
        ...{ flow, principal, identity, action, resource, account },
        why: LOCKED_OUT,
        context: FROM_INTERNET,
      })),
    );
  return {
    permissions: [],
    needs: [
      ...needs(['flow-deployer-repairs', deployer, 's3'], CONFIGURE_BUCKET, buckets),
      // By the key policy alone: KMS refuses a first policy that its caller could not change afterwards.
      ...needs(['flow-deployer-repairs', deployer, 'nothing'], [...ADMINISTER_KEY, ...MEND_KEY], keys),
      ...keyAdministrators.flatMap((principal) =>
        needs(['flow-deployer-repairs', principal, 'nothing'], ADMINISTRATOR_ON_KEY, keys),
      ),
      ...needs(['flow-root-repairs', root, 'nothing'], ROOT_ON_BUCKET, buckets),
      ...needs(['flow-root-repairs', root, 'nothing'], ROOT_ON_KEY, keys),
      ...emergency(deployed, settings),
      ...logsRead(deployed, account),
    ],
  };
}

/** Whom an account lets read its logs is its own business; that somebody can read them at all is not. */
function logsRead({ deployment, logBuckets }: Deployed, account: string): Need[] {
  const principal = iamArn(deployment.partition, account, 'role/whoever-reads-logs');
  const need = (action: string, resource: string): Need => ({
    ...{ flow: 'flow-log-readers', principal, identity: 's3', action, resource, account, context: FROM_INTERNET },
    why: 'nobody could prove anything by logs that nobody can read',
  });
  return logBuckets
    .filter((bucket) => bucket.account === account)
    .flatMap(({ arn }) => [need('s3:ListBucket', arn), need('s3:GetObject', `${arn}/an-object`)]);
}

/** Break-glass roles and the deployer reach the data from anywhere; the key lets break-glass roles read it. */
function emergency(deployed: Deployed, settings: HomeSettings): Need[] {
  const { deployment } = deployed;
  const { deployer, breakGlass } = settings;
  const { id: account, key, ...rest } = homeIntent(deployed, settings);
  const buckets = deployed.dataBuckets.filter((bucket) => bucket.account === account);
  const exempt = (deployment.privateAccess?.exempt ?? [])
    .map(({ principal }) => principal)
    .filter((arn) => arn.includes(`::${account}:`));
  const reach = [deployer, ...breakGlass, ...exempt];
  const why = 'in an emergency the data could not be reached';
  return buckets.flatMap((bucket) => {
    const object = `${bucket.arn}/an-object`;
    return [
      ...reach.flatMap((principal) =>
        ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((action): Need => ({
          flow: 'flow-emergency-access',
          why,
          principal,
          identity: 's3',
          action,
          resource: object,
          account,
          context: action === 's3:PutObject' ? { ...FROM_INTERNET, ...putObject(deployed) } : FROM_INTERNET,
        })),
      ),
      ...(key
        ? breakGlass.flatMap((principal) =>
            ['kms:Decrypt', 'kms:GenerateDataKey'].map((action): Need => ({
              flow: 'flow-emergency-access',
              why,
              principal,
              identity: 'nothing',
              action,
              resource: key.arn,
              account,
              context: throughS3(rest, object),
            })),
          )
        : []),
    ];
  });
}
