import { SIDES, type Side } from '../../../contract/deployment/names';
import { blocksOf } from '../stack/stack';
import { holderArn } from '../system/holders';
import type { Prohibition, Requirement } from './goal';
import { accountIntent, FROM_INTERNET, putObject, type Deployed, type Intended, type Need } from './intended';
import { inLayer } from './nobody-else';
import { forObjectsOf, permission, viaS3 } from './permission';

const FIND = [
  's3:GetBucketObjectLockConfiguration',
  's3:GetBucketVersioning',
  's3:ListBucket',
  's3:ListBucketVersions',
];
const SETTINGS = [
  ...[
    'BucketLocation',
    'BucketLogging',
    'BucketNotification',
    'BucketOwnershipControls',
    'BucketPolicy',
    'BucketPolicyStatus',
  ],
  ...[
    'BucketPublicAccessBlock',
    'BucketTagging',
    'EncryptionConfiguration',
    'LifecycleConfiguration',
    'ReplicationConfiguration',
  ],
].map((name) => `s3:Get${name}`);
const READ = [
  ...[
    's3:GetObject',
    's3:GetObjectAttributes',
    's3:GetObjectLegalHold',
    's3:GetObjectRetention',
    's3:GetObjectTagging',
  ],
  ...['s3:GetObjectVersion', 's3:GetObjectVersionAttributes', 's3:GetObjectVersionTagging'],
];
const UPLOAD = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'];

/** One permission set for each duty, so that no duty brings another along; bypass only for the retention administrator. */
export function objectLockIntended(deployed: Deployed): Intended {
  const parts = SIDES.filter((side) => deployed.deployment[side].bucket?.objectLock !== undefined).map((side) =>
    ofBucket(deployed, side),
  );
  return { permissions: parts.flatMap(({ permissions }) => permissions), needs: parts.flatMap(({ needs }) => needs) };
}

function ofBucket(deployed: Deployed, side: Side): Intended {
  const { deployment, names } = deployed;
  const { id: account, region, dnsSuffix, key, dataBucketArn: bucket } = accountIntent(deployed, side);
  const holder = (set: keyof typeof names.permissionSet): string =>
    holderArn(deployment.partition, account, names.permissionSet[set]);
  const mode = deployment[side].bucket?.objectLock?.mode;
  const retention = [
    's3:GetObjectRetention',
    's3:PutObjectRetention',
    ...(mode === 'governance' ? ['s3:BypassGovernanceRetention'] : []),
  ];
  const hold = ['s3:GetObjectLegalHold', 's3:PutObjectLegalHold'];
  const objects = (principal: string, actions: readonly string[]) =>
    permission({ principal, actions, resource: `${bucket}/*`, account });
  const atBucket = (principal: string, actions: readonly string[]) =>
    permission({ principal, actions, resource: bucket, account });
  const useKey = (principal: string, actions: readonly string[]) =>
    key
      ? [
          permission({
            principal,
            actions,
            resource: key.arn,
            account,
            terms: [viaS3(region, dnsSuffix), forObjectsOf(bucket)],
          }),
        ]
      : [];
  // With an endpoint as the only way the holders come through it; which policy lets them is then for the network to say.
  const direct = deployment.privateAccess !== undefined && side === 'destination';
  const need = (principal: string, action: string): Need => ({
    flow: 'flow-object-lock',
    why: 'the duty could not be done',
    principal,
    identity: 'nothing',
    action,
    resource: `${bucket}/an-object`,
    account,
    context: action === 's3:PutObject' ? { ...FROM_INTERNET, ...putObject(deployed) } : FROM_INTERNET,
  });
  return {
    permissions: [
      objects(holder('uploader'), UPLOAD),
      atBucket(holder('uploader'), ['s3:ListBucketMultipartUploads']),
      ...useKey(holder('uploader'), ['kms:Decrypt', 'kms:GenerateDataKey']),
      atBucket(holder('retention_administrator'), FIND),
      objects(holder('retention_administrator'), retention),
      atBucket(holder('legal_hold_officer'), FIND),
      objects(holder('legal_hold_officer'), hold),
      atBucket(holder('auditor'), [...FIND, ...SETTINGS]),
      objects(holder('auditor'), READ),
      permission({ principal: holder('auditor'), actions: ['s3:ListAllMyBuckets'], resource: '*', account }),
      ...useKey(holder('auditor'), ['kms:Decrypt']),
    ],
    needs: direct
      ? []
      : [
          ...UPLOAD.map((action) => need(holder('uploader'), action)),
          ...retention.map((action) => need(holder('retention_administrator'), action)),
          ...hold.map((action) => need(holder('legal_hold_officer'), action)),
          ...READ.map((action) => need(holder('auditor'), action)),
        ],
  };
}

/** No second upload under an existing key, where deployment.yaml asks for it. */
export const NO_OVERWRITE: Prohibition = {
  id: 'no-overwrite',
  why: 'a second upload would hide the object that is under the key already',
  constants: ({ layer, target, action }, { deployment, system, names }) => {
    if ((layer !== 'actual' && layer !== 'denies') || target.kind !== 'object' || action !== 's3:putobject')
      return undefined;
    const guarded = SIDES.some((side) => {
      const name = side === 'source' ? names.sourceBucket : names.dataBucket;
      return (
        deployment[side].bucket?.preventOverwrite === true &&
        target.owned === system.buckets.find((one) => one.name === name)
      );
    });
    return guarded
      ? new Map<string, readonly string[]>([
          ['s3:if-none-match', []],
          ['s3:objectcreationoperation', []],
        ])
      : undefined;
  },
  objection: (fact) => {
    const { context, principal, target } = fact;
    const creates = context.get('s3:objectcreationoperation')?.[0] === 'true';
    if (!creates || context.has('s3:if-none-match')) return undefined;
    return `${principal.label} may overwrite ${target.arn}: s3:putobject without If-None-Match${inLayer(fact)}`;
  },
};

/** The lock is on, in the mode and for the time that deployment.yaml says. */
export const LOCK_CONFIGURED: Requirement = {
  id: 'lock-configured',
  why: 'objects could be deleted before their time',
  check: ({ deployment, dataBuckets }) =>
    SIDES.flatMap((side) => {
      const wanted = deployment[side].bucket?.objectLock;
      const bucket = dataBuckets.find(({ account }) => account === deployment[side].account);
      if (wanted === undefined || bucket === undefined) return [];
      const lock = bucket.settings.get('aws_s3_bucket_object_lock_configuration');
      if (lock === undefined) return [{ resource: bucket.address, what: `${bucket.name} has no Object Lock` }];
      const retention = blocksOf(blocksOf(lock.attributes.rule)[0]?.default_retention)[0];
      const mode = retention?.mode;
      const fits = retention === undefined || (typeof mode === 'string' && mode.toLowerCase() === wanted.mode);
      return fits ? [] : [{ resource: lock.address, what: `${bucket.name} is not locked in ${wanted.mode} mode` }];
    }),
};
