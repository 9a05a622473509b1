import type { Side } from '../../../contract/deployment/names';
import {
  accountIntent,
  FROM_INTERNET,
  ON_ITS_OWN,
  onBehalfOf,
  roleArn,
  throughS3,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { forObjectsOf, keyIsWhereSent, permission, viaS3 } from './permission';

const READ_RULES = ['s3:GetReplicationConfiguration', 's3:ListBucket'];
/** Not GetObjectVersion: S3 replicates encrypted objects by the action made for it. */
const READ_VERSIONS = ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'];
/** With Object Lock the retention of a version goes with it. */
const READ_LOCK = ['s3:GetObjectRetention', 's3:GetObjectLegalHold'];
const WRITE_REPLICAS = [
  's3:ReplicateObject',
  's3:ReplicateDelete',
  's3:ReplicateTags',
  's3:ObjectOwnerOverrideToBucketOwner',
];
const ENCRYPT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];

/** Replication by S3 itself; each way its own role. S3 User Guide, "Setting up permissions for live replication". */
export function nativeReplicationIntended(deployed: Deployed): Intended {
  const native = deployed.deployment.replication?.native;
  if (native === undefined) return { permissions: [], needs: [] };
  const ways = [oneWay(deployed, 'source', 'destination')];
  if (native.bothDirections) ways.push(oneWay(deployed, 'destination', 'source'));
  return { permissions: ways.flatMap(({ permissions }) => permissions), needs: ways.flatMap(({ needs }) => needs) };
}

function oneWay(deployed: Deployed, fromSide: Side, toSide: Side): Intended {
  const from = accountIntent(deployed, fromSide);
  const to = accountIntent(deployed, toSide);
  const principal = roleArn(deployed, fromSide, deployed.names.replicationRole[fromSide]);
  const service = 's3.amazonaws.com';
  const assume = {
    principal: service,
    resource: principal,
    account: from.id,
  };
  // The documented trust has no condition, and no page says that S3 sends these keys: where it does, they must be ours.
  const forBucket = [
    keyIsWhereSent('aws:SourceArn', [from.dataBucketArn], ['actual'], 'only for the bucket that it replicates'),
    keyIsWhereSent('aws:SourceAccount', [from.id], ['actual'], 'only for its own account'),
  ];
  const need = (action: string, resource: string, account: string, context: Need['context'] = FROM_INTERNET): Need => ({
    flow: 'flow-native-replication',
    why: 'replicas would never arrive, and no apply would say so',
    principal,
    identity: 'nothing',
    action,
    resource,
    account,
    context,
  });
  const read = `${from.dataBucketArn}/an-object`;
  const written = `${to.dataBucketArn}/an-object`;
  const keyNeeds = (actions: readonly string[], side: typeof from, object: string): Need[] =>
    side.key
      ? actions.flatMap((action) =>
          [side.dataBucketArn, object].map((arn) => need(action, side.key?.arn ?? '', side.id, throughS3(side, arn))),
        )
      : [];
  return {
    permissions: [
      permission({ principal, actions: READ_RULES, resource: from.dataBucketArn, account: from.id }),
      permission({
        principal,
        actions: [...READ_VERSIONS, ...READ_LOCK],
        resource: `${from.dataBucketArn}/*`,
        account: from.id,
      }),
      permission({
        principal,
        actions: WRITE_REPLICAS,
        resource: `${to.dataBucketArn}/*`,
        account: to.id,
        exempt: true,
      }),
      ...(from.key
        ? [
            permission({
              principal,
              actions: ['kms:Decrypt'],
              resource: from.key.arn,
              account: from.id,
              terms: [viaS3(from.region, from.dnsSuffix), forObjectsOf(from.dataBucketArn)],
            }),
          ]
        : []),
      ...(to.key
        ? [
            permission({
              principal,
              actions: ENCRYPT,
              resource: to.key.arn,
              account: to.id,
              terms: [viaS3(to.region, to.dnsSuffix), forObjectsOf(to.dataBucketArn)],
            }),
          ]
        : []),
      permission({ ...assume, actions: ['sts:AssumeRole'], terms: forBucket }),
    ],
    needs: [
      ...READ_RULES.map((action) => need(action, from.dataBucketArn, from.id)),
      ...READ_VERSIONS.map((action) => need(action, read, from.id)),
      ...WRITE_REPLICAS.map((action) => need(action, written, to.id)),
      ...keyNeeds(['kms:Decrypt'], from, read),
      ...keyNeeds(ENCRYPT, to, written),
      ...[onBehalfOf(from.dataBucketArn, from.id), ON_ITS_OWN].map((context) => ({
        ...need('sts:AssumeRole', principal, from.id, context),
        principal: service,
      })),
    ],
  };
}
