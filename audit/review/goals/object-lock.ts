import { SIDES, type Side } from '../../../contract/deployment/names';
import { builtSides } from '../../../contract/deployment/sides';
import type { PermissionSet } from '../../../contract/deployment/permission-set-settings';
import type { DutyHolder } from '../../../contract/deployment/object-lock-settings';
import { meantBy } from './people';
import { blocksOf } from '../stack/stack';
import { holderArn } from '../system/holders';
import { entranceOf } from './consumers';
import { ofActions, type Prohibition, type Requirement } from './goal';
import {
  accountIntent,
  FROM_INTERNET,
  putObject,
  throughEndpoint,
  together,
  usesOfKey,
  type AccountIntent,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import type { Judgement } from '../prove/questions';
import { UPLOADS } from './endpoint-only';
import { inLayer } from './nobody-else';
import { forObjectsOf, notByOtherEndpoints, permission, viaS3, type Permission } from './permission';

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

/** What a duty asks for: at the bucket, at its objects, of its key. */
interface Duty {
  readonly bucket: readonly string[];
  readonly objects: readonly string[];
  readonly key: readonly string[];
  /** Asked of the account, and of no bucket: what the console starts with. */
  readonly account?: readonly string[];
}

/** One permission set for each duty, so that no duty brings another along; bypass only for the retention administrator. */
function dutiesOf(mode: 'governance' | 'compliance'): Readonly<Record<PermissionSet, Duty>> {
  return {
    uploader: {
      bucket: ['s3:ListBucketMultipartUploads'],
      objects: UPLOAD,
      key: ['kms:Decrypt', 'kms:GenerateDataKey'],
    },
    retention_administrator: {
      bucket: FIND,
      objects: [
        's3:GetObjectRetention',
        's3:PutObjectRetention',
        ...(mode === 'governance' ? ['s3:BypassGovernanceRetention'] : []),
      ],
      key: [],
    },
    legal_hold_officer: { bucket: FIND, objects: ['s3:GetObjectLegalHold', 's3:PutObjectLegalHold'], key: [] },
    auditor: { bucket: [...FIND, ...SETTINGS], objects: READ, key: ['kms:Decrypt'], account: ['s3:ListAllMyBuckets'] },
  };
}

/** Each duty can be done by whoever has its permission set, by the way that is meant for them, and by no set more. */
export function objectLockIntended(deployed: Deployed): Intended {
  const parts = builtSides(deployed.deployment).flatMap((side) => ofBucket(deployed, side));
  return together(parts);
}

function ofBucket(deployed: Deployed, side: Side): readonly Intended[] {
  const lock = deployed.deployment[side].bucket?.objectLock;
  if (lock === undefined) return [];
  const duties = dutiesOf(lock.mode);
  return [
    ...(Object.keys(duties) as PermissionSet[]).map((set) => ofSet(deployed, side, set, duties[set])),
    ...lock.holders.map((holder) => {
      const set = holder.duty.replaceAll('-', '_') as PermissionSet;
      return ofHolder(deployed, side, holder, { set, duty: duties[set] });
    }),
  ];
}

/** Whoever has a permission set, and nobody knows who. */
function ofSet(deployed: Deployed, side: Side, set: PermissionSet, duty: Duty): Intended {
  const { deployment } = deployed;
  const at = accountIntent(deployed, side);
  const { id: account, dataBucketArn: bucket, region, dnsSuffix, key } = at;
  const principal = holderOf(deployed, at, set);
  // With an endpoint as the only way it takes a holder whom deployment.yaml names.
  const isOpen = deployment.privateAccess === undefined || side === 'source';
  const who: Who = { principal, identity: 'nothing', context: FROM_INTERNET };
  return {
    permissions: [
      permission({ principal, actions: duty.bucket, resource: bucket, account }),
      permission({ principal, actions: duty.objects, resource: `${bucket}/*`, account }),
      ...(duty.account ? [permission({ principal, actions: duty.account, resource: '*', account })] : []),
      ...(key && duty.key.length > 0
        ? [
            permission({
              principal,
              actions: duty.key,
              resource: key.arn,
              account,
              terms: [viaS3(region, dnsSuffix), forObjectsOf(bucket)],
            }),
          ]
        : []),
    ],
    needs: [
      ...(duty.account ?? []).map((action) => needOf(account, who, action, '*')),
      ...(isOpen ? needsOf(deployed, at, duty, who) : []),
    ],
  };
}

/** A principal with that permission set and no other, by the way that deployment.yaml says. */
function ofHolder(
  deployed: Deployed,
  side: Side,
  { principal, through = 'own' }: DutyHolder,
  { set, duty }: { readonly set: PermissionSet; readonly duty: Duty },
): Intended {
  const at = accountIntent(deployed, side);
  const isHeld = deployed.deployment.privateAccess !== undefined && side === 'destination' && through !== 'exempt';
  const { endpoint, cidrs } = isHeld ? entranceOf(deployed, through) : { endpoint: undefined, cidrs: [] };
  const context = endpoint === undefined ? FROM_INTERNET : throughEndpoint(endpoint, cidrs);
  const { principals, examples } = meantBy(principal, deployed.deployment.partition);
  const identity = { holderOf: holderOf(deployed, at, set) };
  return {
    permissions: principals.flatMap((one) =>
      endpoint === undefined ? [] : byEndpoint(at, one, duty, notByOtherEndpoints(endpoint)),
    ),
    needs: examples.flatMap((one) => needsOf(deployed, at, duty, { principal: one, identity, context })),
  };
}

function byEndpoint(
  { id: account, dataBucketArn: bucket }: AccountIntent,
  principal: string,
  duty: Duty,
  term: ReturnType<typeof notByOtherEndpoints>,
): readonly Permission[] {
  const base = { principal, account, layers: ['endpoint'], terms: [term] } as const;
  return [
    permission({ ...base, actions: duty.bucket, resource: bucket }),
    permission({ ...base, actions: duty.objects, resource: `${bucket}/*` }),
  ];
}

function holderOf({ deployment, names }: Deployed, { id }: AccountIntent, set: PermissionSet): string {
  return holderArn(deployment.partition, id, names.permissionSet[set]);
}

type Who = Pick<Need, 'principal' | 'identity' | 'context'>;

function needOf(account: string, who: Who, action: string, resource: string): Need {
  return { flow: 'flow-object-lock', why: 'the duty could not be done', ...who, action, resource, account };
}

function needsOf(deployed: Deployed, at: AccountIntent, duty: Duty, who: Who): readonly Need[] {
  const { id: account, dataBucketArn: bucket } = at;
  const object = `${bucket}/an-object`;
  const need = (action: string, resource: string, more = {}): Need =>
    needOf(account, { ...who, context: { ...who.context, ...more } }, action, resource);
  return [
    ...duty.bucket.map((action) => need(action, bucket)),
    ...duty.objects.map((action) => need(action, object, action === 's3:PutObject' ? putObject(deployed) : {})),
    ...usesOfKey(at, duty.key, object).map((use) => ({ ...need(use.action, use.resource), ...use })),
  ];
}

/** No second upload under an existing key, where deployment.yaml asks for it. */
export const NO_OVERWRITE: Prohibition = {
  id: 'no-overwrite',
  why: 'a second upload would hide the object that is under the key already',
  over: ({ deployment, system, names }) => {
    const guarded = SIDES.filter((side) => deployment[side].bucket?.preventOverwrite === true).map((side) => {
      const name = side === 'source' ? names.sourceBucket : names.dataBucket;
      return system.buckets.find((one) => one.name === name);
    });
    return ({ layer, target }) => {
      if ((layer !== 'actual' && layer !== 'denies') || target.kind !== 'object') return undefined;
      return guarded.some((bucket) => bucket === target.owned) ? ofActions(UPLOADS, OVERWRITES_NOTHING) : undefined;
    };
  },
};

const OVERWRITES_NOTHING: Judgement = {
  constants: new Map<string, readonly string[]>([
    ['s3:if-none-match', []],
    ['s3:objectcreationoperation', []],
  ]),
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
