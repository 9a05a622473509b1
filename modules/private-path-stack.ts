import type { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { bucketArn, namesOf, trailArn, type Names } from '../contract/deployment/names';
import type { Deployment } from '../contract/deployment/schema';
import type { Expectations } from '../contract/expectations';
import { addAccount, type Account } from './account';
import { configurationChanges, endpointRequests, objectRequests } from './cloud-trail/event-selectors';
import { Trail, trailMayUseKey } from './cloud-trail/trail';
import { DataBucket } from './data-bucket/data-bucket';
import { EncryptionKey } from './encryption-key/encryption-key';
import { InstanceRole } from './instance-access/instance-role';
import { allowData } from './instance-access/permissions';
import { LogBucket } from './log-bucket/log-bucket';
import { addOutputs } from './outputs';
import { denyDataAccessOutsideEndpoint } from './private-access/endpoint-only';
import { exemptionsOf } from './private-access/exemptions';
import { throughEndpoint } from './private-access/gateway-endpoint';
import { PrivateAccess } from './private-access/private-access';
import { StableAddressStack } from './stable-address-stack';

export const STACK_NAME = 's3-private-path';

/** What the parts of a deployment have in common. */
interface Site {
  readonly deployment: Deployment;
  readonly names: Names;
  /** Account A: consumer and VPC. */
  readonly source: Account;
  /** Account B: owner of the data. */
  readonly destination: Account;
  readonly dataBucketArn: string;
  /** An emulator's buckets are thrown away with what is in them; AWS's never. */
  readonly forceDestroy: boolean;
}

/**
 * Builds the one stack of a deployment, both accounts, in the order AWS needs things made.
 *
 * @param deployment as `readDeployment` returns it.
 */
export function buildStack(app: App, deployment: Deployment): TerraformStack {
  const stack = new StableAddressStack(app, STACK_NAME);
  const site = siteOf(stack, deployment);
  const { names, destination } = site;

  const instance = instanceOf(stack, site);
  const key = new EncryptionKey(stack, 'destination_key', {
    account: destination,
    alias: names.keyAlias.destination,
    users: [...(instance === undefined ? [] : [instance.roleArn]), ...destination.breakGlass],
    usersMadeHere: instance === undefined ? [] : [instance.role],
    services: trailMayUseKey(trailArnOf(site, destination)),
  });
  const privateAccess = privateAccessOf(stack, site, instance);
  const data = dataBucketOf(stack, site, { instance, privateAccess, keyArn: key.arn });
  const logs = logBucketOf(stack, site, destination, [data.arn]);
  data.logAccessTo(logs);
  data.expireOldVersions();
  new Trail(stack, 'destination_trail', {
    account: destination,
    trailName: names.trail.destination,
    logs,
    keyArn: key.arn,
    events: [configurationChanges, objectRequests([data.arn])],
  });
  const sourceLogs = privateAccess && observeEndpoint(stack, site, privateAccess);

  addOutputs(stack, {
    data_bucket: { description: 'Bucket that holds the data, in the destination account', value: data.bucketName },
    destination_key_arn: { description: 'Key of the destination account', value: key.arn },
    destination_log_bucket: { description: 'Logs of the destination account', value: logs.bucketName },
    source_key_arn: { description: 'Key of the source account', value: sourceLogs?.keyArn },
    source_log_bucket: { description: 'Logs of the source account', value: sourceLogs?.bucketName },
    vpc_endpoint_id: { description: 'Gateway endpoint for S3', value: privateAccess?.endpoint.endpointId },
    instance_role_arn: { description: 'Role of EC2 instances', value: instance?.role.arn },
    instance_profile: { description: 'Instance profile to launch instances with', value: instance?.profile.name },
    audit_expectations: {
      description: 'What s3-audit holds the logs against: s3-audit verify --expect',
      value: privateAccess && expectationsOf(site, privateAccess),
    },
  });
  return stack;
}

function siteOf(stack: Construct, deployment: Deployment): Site {
  const names = namesOf(deployment);
  return {
    deployment,
    names,
    source: addAccount(stack, deployment, 'source'),
    destination: addAccount(stack, deployment, 'destination'),
    dataBucketArn: bucketArn(deployment.partition, names.dataBucket),
    forceDestroy: deployment.emulator !== undefined,
  };
}

function instanceOf(stack: Construct, site: Site): InstanceRole | undefined {
  if (site.deployment.instance === undefined) return undefined;
  return new InstanceRole(stack, 'instance', {
    account: site.source,
    roleName: site.names.instanceRole,
    boundaryName: site.names.instanceBoundary,
    bucketArn: site.dataBucketArn,
    bucketAccount: site.destination,
  });
}

function privateAccessOf(stack: Construct, site: Site, instance?: InstanceRole): PrivateAccess | undefined {
  const { name, privateAccess: settings, instance: instanceSettings } = site.deployment;
  if (settings === undefined || instanceSettings === undefined || instance === undefined) return undefined;
  return new PrivateAccess(stack, 'private_access', {
    account: site.source,
    name,
    settings,
    statements: allowData({
      sid: 'AllowInstanceRole',
      access: instanceSettings.access,
      bucketArn: site.dataBucketArn,
      // A gateway endpoint knows no principal but everyone: the role stands in the condition.
      principal: '*',
      condition: {
        ArnEquals: { 'aws:PrincipalArn': instance.roleArn },
        StringEquals: { 'aws:ResourceAccount': site.destination.id },
      },
    }),
  });
}

interface DataBucketParts {
  readonly instance: InstanceRole | undefined;
  readonly privateAccess: PrivateAccess | undefined;
  readonly keyArn: string;
}

function dataBucketOf(stack: Construct, site: Site, { instance, privateAccess, keyArn }: DataBucketParts): DataBucket {
  const { deployment, destination, dataBucketArn } = site;
  const access = deployment.instance?.access ?? 'read';
  const path = privateAccess && throughEndpoint(privateAccess.endpoint.endpointId);
  instance?.allow(access, keyArn, path);

  const allowInstance = instance
    ? allowData({
        sid: 'AllowInstanceRole',
        access,
        bucketArn: dataBucketArn,
        principal: { AWS: [instance.roleArn] },
        ...(path && { condition: path }),
      })
    : [];
  const exempt = exemptionsOf(deployment).map(({ principal }) => principal);
  const denyOthers = privateAccess
    ? [denyDataAccessOutsideEndpoint(dataBucketArn, privateAccess.endpoint.endpointId, exempt)]
    : [];

  return new DataBucket(stack, 'data', {
    account: destination,
    bucketName: site.names.dataBucket,
    keyArn,
    statements: [...allowInstance, ...denyOthers],
    policyAfter: [
      ...(instance ? [instance.role] : []), // "Invalid principal in policy" until the role exists
      ...(privateAccess ? privateAccess.endpoint.routes : []), // without its routes the Deny would catch the instances
    ],
    noncurrentVersionDays: deployment.destination.bucket.noncurrentVersionDays,
    incompleteUploadDays: deployment.destination.bucket.incompleteUploadDays,
    forceDestroy: site.forceDestroy,
  });
}

/** Account A's own record of what passes the endpoint: requests that the endpoint denies appear nowhere else. */
function observeEndpoint(stack: Construct, site: Site, privateAccess: PrivateAccess) {
  const { source, names } = site;
  const key = new EncryptionKey(stack, 'source_key', {
    account: source,
    alias: names.keyAlias.source,
    users: source.breakGlass,
    usersMadeHere: [],
    services: trailMayUseKey(trailArnOf(site, source)),
  });
  const logs = logBucketOf(stack, site, source, []);
  new Trail(stack, 'source_trail', {
    account: source,
    trailName: names.trail.source,
    logs,
    keyArn: key.arn,
    events: [configurationChanges, endpointRequests],
    after: privateAccess.endpoint.routes, // what was routed before belongs to the building, not to the evidence
  });
  return { keyArn: key.arn, bucketName: logs.bucketName };
}

function logBucketOf(stack: Construct, site: Site, account: Account, loggedBuckets: readonly string[]): LogBucket {
  const { side } = account;
  return new LogBucket(stack, `${side}_logs`, {
    account,
    bucketName: site.names.logBucket[side],
    loggedBuckets,
    trailArn: trailArnOf(site, account),
    retentionDays: site.deployment[side].logs.retentionDays,
    forceDestroy: site.forceDestroy,
  });
}

function trailArnOf({ names }: Site, { partition, region, id, side }: Account): string {
  return trailArn(partition, region, id, names.trail[side]);
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
