import type { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
import type { BucketSettings } from '../../contract/deployment/schema';
import { allowConsumers } from '../consumers/consumers';
import type { DataRole } from '../data-role';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { lockObjects } from '../object-lock/object-lock';
import { denyOverwrite } from '../object-lock/overwrite-prevention';
import { PermissionSets } from '../object-lock/permission-sets';
import { denyPrincipalsOutside } from '../../contract/policy/data-perimeter';
import { denyEndpointsOutside } from '../organization/inside-organization';
import { denyDataAccessOutsideEndpoint } from '../private-access/endpoint-only';
import { exemptionsOf } from '../../contract/deployment/exemptions';
import type { PrivateAccess } from '../private-access/private-access';
import type { Site } from './site';
import { DataBucket } from '../data-bucket/data-bucket';

/** What a data bucket is made with. */
export interface BucketParts {
  readonly settings: BucketSettings;
  readonly key: EncryptionKey;
  readonly roles: readonly DataRole[];
  readonly privateAccess: PrivateAccess | undefined;
}

/** Adds the data bucket of one account, with one policy for all that touches it. */
export function addDataBucket(stack: Construct, site: Site, side: Side, parts: BucketParts): DataBucket {
  const { settings, key, roles, privateAccess } = parts;
  const { names, accounts, bucketArns, deployment } = site;
  // The endpoint is the way to the data of the destination; the source's own account goes on as before.
  const entrances = side === 'destination' ? (privateAccess?.entrances ?? []) : [];
  const exempt = exemptionsOf(deployment).map(({ principal }) => principal);
  const named = roles.filter((role) => role.bucketStatements(side).length > 0);
  const id = side === 'destination' ? 'data' : 'source';
  const bucket = new DataBucket(stack, id, {
    account: accounts[side],
    bucketName: side === 'destination' ? names.dataBucket : names.sourceBucket,
    key,
    statements: [
      ...named.flatMap((role) => role.bucketStatements(side)),
      ...(side === 'destination'
        ? allowConsumers(deployment.consumers, bucketArns[side], entrances, accounts[side])
        : []),
      ...(entrances.length > 0
        ? [
            denyDataAccessOutsideEndpoint(
              bucketArns[side],
              entrances.map(({ endpointId }) => endpointId),
              exempt,
            ),
          ]
        : []),
      ...(deployment.organization === undefined
        ? []
        : [
            denyPrincipalsOutside(deployment.organization, bucketArns[side]),
            denyEndpointsOutside(deployment.organization, bucketArns[side], exempt),
          ]),
      ...(settings.preventOverwrite ? [denyOverwrite(bucketArns[side])] : []),
    ],
    policyAfter: [
      ...named.flatMap(({ role }) => role ?? []), // "Invalid principal in policy" until the role exists
      ...(side === 'destination' ? (privateAccess?.endpoint.routes ?? []) : []), // without its routes the Deny would catch the instances
      ...(side === 'destination' ? (privateAccess?.interfaceEndpoint?.ways ?? []) : []), // nor may it catch those who cannot reach theirs yet
    ],
    noncurrentVersionDays: settings.noncurrentVersionDays,
    incompleteUploadDays: settings.incompleteUploadDays,
    ...(settings.existing && { existing: settings.existing }),
    removalPolicy: deployment.removalPolicy,
  });
  if (settings.objectLock) {
    lockObjects(stack, id, accounts[side], bucket, settings.objectLock);
    new PermissionSets(stack, `${side}_permission_sets`, {
      account: accounts[side],
      names: names.permissionSet,
      bucketArn: bucket.arn,
      keyArn: key.arn,
      mode: settings.objectLock.mode,
    });
  }
  return bucket;
}
