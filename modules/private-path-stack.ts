import type { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { iamArn, type Side } from '../contract/deployment/names';
import type { BucketSettings, Deployment } from '../contract/deployment/schema';
import type { Expectations } from '../contract/expectations';
import { trailMayUseKey } from './cloud-trail/trail';
import { DataBucket } from './data-bucket/data-bucket';
import type { DataRole } from './data-role';
import { EncryptionKey } from './encryption-key/encryption-key';
import { InstanceRole } from './instance-access/instance-role';
import { allowData } from './instance-access/permissions';
import { NativeReplication } from './native-replication/native-replication';
import { Observation } from './observation';
import { addOutputs } from './outputs';
import type { Statement } from './policy/statement';
import { denyDataAccessOutsideEndpoint } from './private-access/endpoint-only';
import { exemptionsOf } from './private-access/exemptions';
import { throughEndpoint } from './private-access/gateway-endpoint';
import { PrivateAccess } from './private-access/private-access';
import { siteOf, trailArnOf, type Site } from './site';
import { StableAddressStack } from './stable-address-stack';

export const STACK_NAME = 's3-private-path';

/**
 * Builds the one stack of a deployment, both accounts, in the order AWS needs things made: the network, the roles, keys
 * and buckets that name them, what runs on these, and what records it all.
 *
 * @param deployment as `readDeployment` returns it.
 */
export function buildStack(app: App, deployment: Deployment): TerraformStack {
  const stack = new StableAddressStack(app, STACK_NAME);
  const site = siteOf(stack, deployment);
  const { source, destination } = deployment;

  const privateAccess = privateAccessOf(stack, site);
  const instance = instanceOf(stack, site, privateAccess);
  const replication = replicationOf(stack, site);
  const roles: readonly DataRole[] = [instance, replication?.there, replication?.back].filter((role) => !!role);

  const parts = { roles, privateAccess };
  const key = keyOf(stack, site, 'destination', roles);
  const bucket = bucketOf(stack, site, 'destination', { ...parts, key, settings: destination.bucket });
  const sourceKey = source.bucket || privateAccess ? keyOf(stack, site, 'source', roles) : undefined;
  const sourceBucket =
    source.bucket && sourceKey
      ? bucketOf(stack, site, 'source', { ...parts, key: sourceKey, settings: source.bucket })
      : undefined;

  instance?.allow(key.arn);
  if (sourceBucket && sourceKey) {
    const here = { bucket: sourceBucket, keyArn: sourceKey.arn };
    const there = { bucket, keyArn: key.arn };
    replication?.there.start({ from: here, to: there });
    replication?.back?.start({ from: there, to: here });
  }

  const logs = new Observation(stack, 'destination_observation', {
    site,
    account: site.accounts.destination,
    keyArn: key.arn,
    bucket,
  }).logs;
  const sourceLogs =
    sourceKey &&
    new Observation(stack, 'source_observation', {
      site,
      account: site.accounts.source,
      keyArn: sourceKey.arn,
      ...(sourceBucket && { bucket: sourceBucket }),
      ...(privateAccess && { endpointRoutes: privateAccess.endpoint.routes }),
    }).logs;
  bucket.expireOldVersions();
  sourceBucket?.expireOldVersions();

  addOutputs(stack, {
    data_bucket: { description: 'Bucket that holds the data, in the destination account', value: bucket.bucketName },
    source_bucket: { description: 'Bucket that replication reads from', value: sourceBucket?.bucketName },
    destination_key_arn: { description: 'Key of the destination account', value: key.arn },
    source_key_arn: { description: 'Key of the source account', value: sourceKey?.arn },
    destination_log_bucket: { description: 'Logs of the destination account', value: logs.bucketName },
    source_log_bucket: { description: 'Logs of the source account', value: sourceLogs?.bucketName },
    vpc_endpoint_id: { description: 'Gateway endpoint for S3', value: privateAccess?.endpoint.endpointId },
    instance_role_arn: { description: 'Role of EC2 instances', value: instance?.role.arn },
    instance_profile: { description: 'Instance profile to launch instances with', value: instance?.profile.name },
    replication_role_arn: { description: 'Role by which S3 replicates', value: replication?.there.role.arn },
    audit_expectations: {
      description: 'What s3-audit holds the logs against: s3-audit verify --expect',
      value: privateAccess && expectationsOf(site, privateAccess),
    },
  });
  return stack;
}

function privateAccessOf(stack: Construct, site: Site): PrivateAccess | undefined {
  const { name, privateAccess: settings } = site.deployment;
  if (settings === undefined) return undefined;
  return new PrivateAccess(stack, 'private_access', {
    account: site.accounts.source,
    name,
    settings,
    statements: instanceThroughEndpoint(site),
  });
}

function instanceThroughEndpoint({ deployment, names, accounts, bucketArns }: Site): readonly Statement[] {
  if (deployment.instance === undefined) return [];
  return allowData({
    sid: 'AllowInstanceRole',
    access: deployment.instance.access,
    bucketArn: bucketArns.destination,
    // A gateway endpoint knows no principal but everyone: the role stands in the condition.
    principal: '*',
    condition: {
      ArnEquals: {
        'aws:PrincipalArn': iamArn(deployment.partition, accounts.source.id, `role/${names.instanceRole}`),
      },
      StringEquals: { 'aws:ResourceAccount': accounts.destination.id },
    },
  });
}

function instanceOf(stack: Construct, site: Site, privateAccess?: PrivateAccess): InstanceRole | undefined {
  const { deployment, names, accounts, bucketArns } = site;
  if (deployment.instance === undefined) return undefined;
  return new InstanceRole(stack, 'instance', {
    account: accounts.source,
    roleName: names.instanceRole,
    boundaryName: names.instanceBoundary,
    access: deployment.instance.access,
    bucketArn: bucketArns.destination,
    bucketAccount: accounts.destination,
    ...(privateAccess && { path: throughEndpoint(privateAccess.endpoint.endpointId) }),
  });
}

interface Replication {
  readonly there: NativeReplication;
  readonly back?: NativeReplication;
}

function replicationOf(stack: Construct, { deployment, names, accounts, bucketArns }: Site): Replication | undefined {
  const native = deployment.replication?.native;
  if (native === undefined) return undefined;
  const direction = (id: string, from: Side, to: Side) =>
    new NativeReplication(stack, id, {
      from: accounts[from],
      to: accounts[to],
      fromBucketArn: bucketArns[from],
      toBucketArn: bucketArns[to],
      roleName: names.replicationRole[from],
      rules: native.rules,
      replicaModifications: native.bothDirections,
    });
  return {
    there: direction('replication', 'source', 'destination'),
    ...(native.bothDirections && { back: direction('replication_back', 'destination', 'source') }),
  };
}

function keyOf(stack: Construct, site: Site, side: Side, roles: readonly DataRole[]): EncryptionKey {
  const account = site.accounts[side];
  const users = roles.filter(({ usesKeyOf }) => usesKeyOf.includes(side));
  return new EncryptionKey(stack, `${side}_key`, {
    account,
    alias: site.names.keyAlias[side],
    users: [...users.map(({ roleArn }) => roleArn), ...account.breakGlass],
    usersMadeHere: users.map(({ role }) => role),
    services: trailMayUseKey(trailArnOf(site, account)),
  });
}

interface BucketParts {
  readonly settings: BucketSettings;
  readonly key: EncryptionKey;
  readonly roles: readonly DataRole[];
  readonly privateAccess: PrivateAccess | undefined;
}

function bucketOf(stack: Construct, site: Site, side: Side, parts: BucketParts): DataBucket {
  const { settings, key, roles, privateAccess } = parts;
  const { names, accounts, bucketArns, deployment } = site;
  // The endpoint is the way to the data of the destination; the source's own account goes on as before.
  const endpoint = side === 'destination' ? privateAccess?.endpoint : undefined;
  const exempt = exemptionsOf(deployment).map(({ principal }) => principal);
  const named = roles.filter((role) => role.bucketStatements(side).length > 0);
  return new DataBucket(stack, side === 'destination' ? 'data' : 'source', {
    account: accounts[side],
    bucketName: side === 'destination' ? names.dataBucket : names.sourceBucket,
    keyArn: key.arn,
    statements: [
      ...named.flatMap((role) => role.bucketStatements(side)),
      ...(endpoint ? [denyDataAccessOutsideEndpoint(bucketArns[side], endpoint.endpointId, exempt)] : []),
    ],
    policyAfter: [
      ...named.map(({ role }) => role), // "Invalid principal in policy" until the role exists
      ...(endpoint ? endpoint.routes : []), // without its routes the Deny would catch the instances
    ],
    noncurrentVersionDays: settings.noncurrentVersionDays,
    incompleteUploadDays: settings.incompleteUploadDays,
    forceDestroy: site.forceDestroy,
  });
}

function expectationsOf({ deployment, names }: Site, { endpoint, network }: PrivateAccess): Expectations {
  return {
    version: 1,
    buckets: [names.dataBucket],
    vpcEndpoints: [endpoint.endpointId],
    vpcCidrs: [...network.cidrs],
    natAddresses: [...network.natAddresses],
    exempt: [...exemptionsOf(deployment)],
  };
}
