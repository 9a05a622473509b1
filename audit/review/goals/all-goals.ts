import { archiveReadersIntended } from './archive-readers';
import * as bucketSettings from './bucket-settings';
import { consumersIntended } from './consumers';
import { CREDENTIALS_STAY } from './credential-guard';
import { ENDPOINT_ONLY } from './endpoint-only';
import type { Prohibition, Requirement } from './goal';
import { heldHere } from './held-here';
import { instanceIntended } from './instance';
import { accountIntent, type Deployed, type Intended } from './intended';
import { lambdaReplicationIntended } from './lambda-replication';
import { logReadersIntended } from './log-readers';
import { LOCK_CONFIGURED, NO_OVERWRITE, objectLockIntended } from './object-lock';
import { LOGS_KEPT } from './logs-kept';
import { LOG_WRITERS } from './log-writers';
import { keyPolicyNeeds, keyPolicyPermissions } from './key-policy';
import { logGroupsIntended } from './log-groups';
import { logsIntended } from './logs';
import { nativeReplicationIntended } from './native-replication';
import { NOBODY_ELSE } from './nobody-else';
import { INSIDE_ORGANIZATION, insideOrganization } from './organization';
import { repairIntended } from './repair';
import * as settings from './settings';
import { otherWorkIntended } from './other-work';
import { OWN_KEY_ONLY } from './own-key-only';
import { ENCRYPTED_TRANSPORT, TLS_VERSION } from './transport';

export const PROHIBITIONS: readonly Prohibition[] = [
  ENDPOINT_ONLY,
  INSIDE_ORGANIZATION,
  NOBODY_ELSE,
  LOG_WRITERS,
  LOGS_KEPT,
  NO_OVERWRITE,
  CREDENTIALS_STAY,
  ENCRYPTED_TRANSPORT,
  TLS_VERSION,
  OWN_KEY_ONLY,
];

export const REQUIREMENTS: readonly Requirement[] = [
  ...Object.values(bucketSettings),
  ...Object.values(settings),
  LOCK_CONFIGURED,
];

const PARTS = [
  instanceIntended,
  consumersIntended,
  logsIntended,
  logGroupsIntended,
  logReadersIntended,
  archiveReadersIntended,
  repairIntended,
  nativeReplicationIntended,
  lambdaReplicationIntended,
  objectLockIntended,
  otherWorkIntended,
];

/** Everything that deployment.yaml means the stack to do. */
export function intendedOf(deployed: Deployed): Intended {
  const parts = PARTS.map((part) => part(deployed));
  const permissions = insideOrganization(
    parts.flatMap((part) => part.permissions),
    deployed.deployment.organization,
    accountIntent(deployed, 'destination').dataBucketArn,
  );
  return {
    permissions: [...permissions, ...keyPolicyPermissions(deployed, permissions)],
    needs: heldHere(deployed, [...parts.flatMap(({ needs }) => needs), ...keyPolicyNeeds(deployed, permissions)]),
  };
}
