import { namesOf, roleArnIn } from './names';
import { EXEMPT } from './object-lock-settings';
import type { Deployment } from './schema';
import { copyRoleArn, isBuilt, replicationRoleArn } from './sides';
import type { Expectations } from '../expectations';

export type Exemption = Expectations['exempt'][number];

/**
 * Who may reach the data from outside the endpoint, each with its reason. The account's deployer and break-glass roles
 * are always among them: a Deny that caught them would lock the owner out. Roles that an AWS service assumes are no AWS
 * services to a policy, so those of replication are among them too.
 */
export function exemptionsOf(deployment: Deployment): readonly Exemption[] {
  const { destination, privateAccess } = deployment;
  const all: readonly Exemption[] = [
    ...(isBuilt(deployment, 'destination') ? [{ principal: destination.deployer, reason: 'deployer' }] : []),
    ...destination.breakGlass.map((principal) => ({ principal, reason: 'break-glass' })),
    ...nativeReplicationRoles(deployment).map((principal) => ({ principal, reason: 'replication by S3' })),
    ...batchRoles(deployment).map((principal) => ({ principal, reason: 'replication of existing objects by S3' })),
    ...lambdaRoles(deployment).map((principal) => ({ principal, reason: 'replication by Lambda, outside the VPC' })),
    ...(privateAccess?.exempt ?? []),
    ...(destination.bucket.objectLock?.holders ?? [])
      .filter(({ through }) => through === EXEMPT)
      .map(({ principal, duty }) => ({ principal, reason: `${duty.replaceAll('-', ' ')} of Object Lock` })),
  ];
  return all.filter(({ principal }, index) => all.findIndex((other) => other.principal === principal) === index);
}

function nativeReplicationRoles(deployment: Deployment): readonly string[] {
  const { replication } = deployment;
  if (replication?.native === undefined) return [];
  const { replicationRole } = namesOf(deployment);
  return [
    replicationRoleArn(deployment, 'source', replicationRole.source),
    ...(replication.native.bothDirections
      ? [replicationRoleArn(deployment, 'destination', replicationRole.destination)]
      : []),
  ];
}

/** Where the data bucket is replicated from as well, S3 Batch Operations begin it there, from nowhere in the VPC. */
function batchRoles(deployment: Deployment): readonly string[] {
  const { existingObjects = false, bothDirections = false } = deployment.replication?.native ?? {};
  if (!existingObjects || !bothDirections) return [];
  return [roleArnIn(deployment, 'destination', namesOf(deployment).batchReplicationRole.destination)];
}

/** In the VPC the function comes through the endpoint and needs no exemption. */
function lambdaRoles(deployment: Deployment): readonly string[] {
  const { replication } = deployment;
  if (replication?.lambda === undefined || replication.lambda.inVpc) return [];
  return [copyRoleArn(deployment, namesOf(deployment).lambda.role)];
}
