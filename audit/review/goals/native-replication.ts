import type { Side } from '../../../contract/deployment/names';
import { replicationRoleArn } from '../../../contract/deployment/sides';
import {
  accountIntent,
  FROM_INTERNET,
  ON_ITS_OWN,
  onBehalfOf,
  roleArn,
  NOTHING,
  together,
  mayUseKey,
  usesOfKey,
  type Deployed,
  type Intended,
  type Need,
  type Needed,
  type AccountIntent,
} from './intended';
import { forObjectsOf, keyIsWhereSent, permission, type Permission } from './permission';
import { replicationReports } from './replication-reports';

const S3 = 's3.amazonaws.com';
const READ_RULES = ['s3:GetReplicationConfiguration', 's3:ListBucket'];
/** Not GetObjectVersion: S3 replicates encrypted objects by the action made for it. */
const READ_VERSIONS = ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'];
/** With Object Lock the retention of a version goes with it. */
const READ_LOCK = ['s3:GetObjectRetention', 's3:GetObjectLegalHold'];
/** S3 User Guide, "Troubleshooting replication". */
const WRITE_LOCK = ['s3:PutObjectRetention', 's3:PutObjectLegalHold'];
const WRITE_REPLICAS = [
  's3:ReplicateObject',
  's3:ReplicateDelete',
  's3:ReplicateTags',
  's3:ObjectOwnerOverrideToBucketOwner',
];
const DECRYPT = ['kms:Decrypt', 'kms:GenerateDataKey'];
const ENCRYPT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];

/** Replication by S3 itself; each way its own role. S3 User Guide, "Setting up permissions for live replication". */
export function nativeReplicationIntended(deployed: Deployed): Intended {
  const native = deployed.deployment.replication?.native;
  if (native === undefined) return NOTHING;
  const directions: readonly (readonly [Side, Side])[] = [
    ['source', 'destination'],
    ...(native.bothDirections ? [['destination', 'source'] as const] : []),
  ];
  const ways = directions.flatMap(([from, to]) => [
    oneWay(deployed, from, to),
    replicationReports(deployed, from),
    ...(native.existingObjects ? [existingObjects(deployed, from)] : []),
  ]);
  return together(ways);
}

/** The role of one direction, and the buckets between which it replicates. */
interface Way {
  readonly principal: string;
  readonly from: AccountIntent;
  readonly to: AccountIntent;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

function oneWay(deployed: Deployed, fromSide: Side, toSide: Side): Intended {
  const hasLock = deployed.deployment[fromSide].bucket?.objectLock !== undefined;
  const way: Way = {
    principal: replicationRoleArn(deployed.deployment, fromSide, deployed.names.replicationRole[fromSide]),
    from: accountIntent(deployed, fromSide),
    to: accountIntent(deployed, toSide),
    reads: hasLock ? [...READ_VERSIONS, ...READ_LOCK] : READ_VERSIONS,
    writes: hasLock ? [...WRITE_REPLICAS, ...WRITE_LOCK] : WRITE_REPLICAS,
  };
  return { permissions: permissionsOf(way), needs: needsOf(way) };
}

function permissionsOf({ principal, from, to, reads, writes }: Way): readonly Permission[] {
  // The documented trust has no condition, and no page says that S3 sends these keys: where it does, they must be ours.
  const forBucket = [
    keyIsWhereSent('aws:SourceArn', [from.dataBucketArn], ['actual'], 'only for the bucket that it replicates'),
    keyIsWhereSent('aws:SourceAccount', [from.id], ['actual'], 'only for its own account'),
  ];
  const there = { principal, account: to.id, exempt: true };
  const here = { principal, account: from.id };
  return [
    permission({ ...here, actions: READ_RULES, resource: from.dataBucketArn }),
    permission({ ...here, actions: reads, resource: `${from.dataBucketArn}/*` }),
    permission({ ...there, actions: writes, resource: `${to.dataBucketArn}/*` }),
    ...mayUseKey(from, principal, DECRYPT, [forObjectsOf(from.dataBucketArn)]),
    ...mayUseKey(to, principal, ENCRYPT, [forObjectsOf(to.dataBucketArn)]),
    permission({ ...here, principal: S3, actions: ['sts:AssumeRole'], resource: principal, terms: forBucket }),
  ];
}

function needsOf({ principal, from, to, reads, writes }: Way): readonly Need[] {
  const needed: Needed = {
    flow: 'flow-native-replication',
    why: 'replicas would never arrive, and no apply would say so',
    principal,
    identity: 'nothing',
  };
  const need = (action: string, resource: string, account: string): Need => ({
    ...needed,
    ...{ action, resource, account, context: FROM_INTERNET },
  });
  const read = `${from.dataBucketArn}/an-object`;
  const written = `${to.dataBucketArn}/an-object`;
  return [
    ...READ_RULES.map((action) => need(action, from.dataBucketArn, from.id)),
    ...reads.map((action) => need(action, read, from.id)),
    ...writes.map((action) => need(action, written, to.id)),
    ...[...usesOfKey(from, DECRYPT, read), ...usesOfKey(to, ENCRYPT, written)].map((use) => ({ ...needed, ...use })),
    ...toldOrNot(from.dataBucketArn, from.id).map((told) => ({
      ...need('sts:AssumeRole', principal, from.id),
      ...{ principal: S3, ...told },
    })),
  ];
}

/** S3 Batch Operations begin the replication of what was there before: S3 User Guide, "Configuring an IAM role for S3 Batch Replication". */
function existingObjects(deployed: Deployed, side: Side): Intended {
  const { id: account, region, dataBucketArn: bucket } = accountIntent(deployed, side);
  const { deployment, names } = deployed;
  const principal = roleArn(deployed, side, names.batchReplicationRole[side]);
  const service = 'batchoperations.s3.amazonaws.com';
  const jobs = `arn:${deployment.partition}:s3:${region}:${account}:job/`;
  const list = ['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'];
  const need = (action: string, resource: string): Need => ({
    flow: 'flow-native-replication',
    why: 'what was there before would never be replicated',
    principal,
    identity: 'nothing',
    action,
    resource,
    account,
    context: FROM_INTERNET,
  });
  const assume = { principal: service, actions: ['sts:AssumeRole'], resource: principal, account };
  return {
    permissions: [
      permission({
        principal,
        actions: ['s3:InitiateReplication'],
        resource: `${bucket}/*`,
        account,
        exempt: side === 'destination',
      }),
      permission({ principal, actions: list, resource: bucket, account }),
      permission({
        ...assume,
        terms: [
          keyIsWhereSent('aws:SourceArn', [`${jobs}*`], ['actual'], 'only for jobs of its own account'),
          keyIsWhereSent('aws:SourceAccount', [account], ['actual'], 'only for its own account'),
        ],
      }),
    ],
    needs: [
      need('s3:InitiateReplication', `${bucket}/an-object`),
      ...list.map((action) => need(action, bucket)),
      ...toldOrNot(`${jobs}a-job`, account).map((told) => ({
        ...need('sts:AssumeRole', principal),
        principal: service,
        ...told,
      })),
    ],
  };
}

/** Whether S3 says for whom it assumes a role no page of AWS tells: it has to work either way. */
function toldOrNot(sourceArn: string, account: string): readonly Pick<Need, 'context' | 'lacks'>[] {
  return [
    { context: onBehalfOf(sourceArn, account) },
    { context: ON_ITS_OWN, lacks: ['aws:SourceArn', 'aws:SourceAccount'] },
  ];
}
