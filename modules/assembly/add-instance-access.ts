import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Statement } from '../policy/statement';
import { roleAndBucketsOf } from '../private-access/endpoint-user';
import { throughEndpoint } from '../private-access/gateway-endpoint';
import type { PrivateAccess } from '../private-access/private-access';
import type { Site } from './site';
import { ExampleInstance } from '../instance-access/example-instance';
import { InstanceRole } from '../instance-access/instance-role';
import { allowData } from '../instance-access/permissions';

/** Adds the role of EC2 instances that deployment.yaml asks for. */
export function addInstanceAccess(
  stack: Construct,
  site: Site,
  privateAccess?: PrivateAccess,
): InstanceRole | undefined {
  const { deployment, names, accounts, bucketArns } = site;
  if (deployment.instance === undefined) return undefined;
  return new InstanceRole(stack, 'instance', {
    account: accounts.source,
    roleName: names.instanceRole,
    boundaryName: names.instanceBoundary,
    access: deployment.instance.access,
    bucketArn: bucketArns.destination,
    bucketAccount: accounts.destination,
    credentialGuard: deployment.instance.credentialGuard ?? privateAccess !== undefined,
    ...(privateAccess && { path: throughEndpoint(privateAccess.endpoint.endpointId) }),
  });
}

/**
 * Adds the example instance that deployment.yaml asks for.
 *
 * @param after the permissions that its first request needs.
 */
export function addExampleInstance(
  stack: Construct,
  { deployment, accounts, names }: Site,
  role: InstanceRole | undefined,
  privateAccess: PrivateAccess | undefined,
  after: readonly ITerraformDependable[],
): ExampleInstance | undefined {
  const settings = deployment.instance?.example;
  if (!settings || !role || !privateAccess) return undefined;
  return new ExampleInstance(stack, 'example', {
    account: accounts.source,
    name: deployment.name,
    settings,
    privateAccess,
    role,
    data: { bucketName: names.dataBucket, region: accounts.destination.region },
    after,
  });
}

/** Endpoint policy statements for that role. */
export function allowInstanceThroughEndpoint({ deployment, names, accounts, bucketArns }: Site): readonly Statement[] {
  if (deployment.instance === undefined) return [];
  return allowData({
    sid: 'AllowInstanceRole',
    access: deployment.instance.access,
    bucketArn: bucketArns.destination,
    // A gateway endpoint knows no principal but everyone: the role stands in the condition.
    principal: '*',
    condition: roleAndBucketsOf(accounts.source, names.instanceRole, accounts.destination),
  });
}
