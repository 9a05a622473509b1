import type { App, TerraformStack } from 'cdktf';
import { FINGERPRINT_OUTPUT, fingerprintOf } from '../../contract/deployment/fingerprint';
import type { Deployment } from '../../contract/deployment/schema';
import { addDataBucket } from './add-data-bucket';
import type { ProviderSettings } from './add-account';
import type { DataRole } from '../data-role';
import { addEncryptionKey } from './add-encryption-key';
import { addExampleInstance, addInstanceAccess } from './add-instance-access';
import { addLambdaReplication } from './add-lambda-replication';
import { addLogCatalog } from './add-log-catalog';
import { addBatchReplication, addNativeReplication, addReplicationReports } from './add-native-replication';
import { Observation } from './observation';
import { addOutputs } from './outputs';
import { addPrivateAccess, expectationsOf } from './add-private-access';
import { siteOf } from './site';
import { keepState } from './keep-state';
import { StableAddressStack } from './stable-address-stack';

/** What a program that builds a deployment may set beside the deployment itself. */
export interface BuildOptions {
  /** Settings of both providers: a test's emulator. @default none */
  readonly providerSettings?: ProviderSettings;
}

/**
 * Builds the one stack of a deployment, both accounts, in the order AWS needs things made: the network, the roles, keys
 * and buckets that name them, what runs on these, and what records it all.
 *
 * @param deployment as `readDeployment` returns it. Its name is the stack's, and that of the folder in `stacks`.
 */
export function buildStack(
  app: App,
  deployment: Deployment,
  { providerSettings = {} }: BuildOptions = {},
): TerraformStack {
  const stack = new StableAddressStack(app, deployment.name);
  keepState(stack, deployment);
  const site = siteOf(stack, deployment, providerSettings);
  const { source, destination } = deployment;
  const isShared =
    deployment.privateAccess?.vpc.kind === 'existing' && deployment.privateAccess.vpc.sharedBy !== undefined;
  const { names } = site;

  const privateAccess = addPrivateAccess(stack, site);
  const instance = addInstanceAccess(stack, site, privateAccess);
  const replication = addNativeReplication(stack, site);
  const lambda = addLambdaReplication(stack, site, privateAccess);
  const roles: readonly DataRole[] = [instance, replication?.there, replication?.back, lambda].filter((role) => !!role);

  const parts = { roles, privateAccess };
  const key = addEncryptionKey(stack, site, 'destination', roles);
  const bucket = addDataBucket(stack, site, 'destination', { ...parts, key, settings: destination.bucket });
  // Without a bucket in the source account, its key is for the files of its trail.
  const recordsSource = privateAccess && deployment.observation.trail === 'create';
  const sourceKey = source.bucket || recordsSource ? addEncryptionKey(stack, site, 'source', roles) : undefined;
  const sourceBucket =
    source.bucket && sourceKey
      ? addDataBucket(stack, site, 'source', { ...parts, key: sourceKey, settings: source.bucket })
      : undefined;

  const permissions = instance ? [instance.allow(key.arn)] : [];
  const example = addExampleInstance(stack, site, instance, privateAccess, [bucket.policy, ...permissions]);
  if (sourceBucket && sourceKey) {
    const here = { bucket: sourceBucket, keyArn: sourceKey.arn };
    const there = { bucket, keyArn: key.arn };
    replication?.there.start({ from: here, to: there });
    replication?.back?.start({ from: there, to: here });
    const reports = addReplicationReports(stack, site, 'source', here);
    if (lambda) lambda.start({ from: here, to: there }, reports?.events);
    else reports?.notify();
    addReplicationReports(stack, site, 'destination', there)?.notify();
  }

  const batchReplication = {
    there: addBatchReplication(stack, site, 'source'),
    back: addBatchReplication(stack, site, 'destination'),
  };

  const logs = new Observation(stack, 'destination_observation', {
    site,
    account: site.accounts.destination,
    key,
    bucket,
  }).logs;
  const sourceLogs =
    sourceKey &&
    new Observation(stack, 'source_observation', {
      site,
      account: site.accounts.source,
      key: sourceKey,
      ...(sourceBucket && { bucket: sourceBucket }),
      // Who shares a VPC owns its endpoints, and alone sees what passes them.
      ...(privateAccess && !isShared && { endpointRoutes: privateAccess.endpoint.routes }),
    }).logs;
  addLogCatalog(stack, site, 'destination', key, bucket);
  if (sourceKey) addLogCatalog(stack, site, 'source', sourceKey, sourceBucket);
  bucket.expireOldVersions();
  sourceBucket?.expireOldVersions();

  addOutputs(stack, {
    data_bucket: { description: 'Bucket that holds the data, in the destination account', value: bucket.bucketName },
    source_bucket: { description: 'Bucket that replication reads from', value: sourceBucket?.bucketName },
    destination_key_arn: { description: 'Key of the destination account', value: key.arn },
    source_key_arn: { description: 'Key of the source account', value: sourceKey?.arn },
    destination_log_bucket: { description: 'Logs of the destination account', value: logs?.bucketName },
    source_log_bucket: { description: 'Logs of the source account', value: sourceLogs?.bucketName },
    vpc_endpoint_id: { description: 'Gateway endpoint for S3', value: privateAccess?.endpoint.endpointId },
    interface_endpoint_url: {
      description: 'Endpoint URL for clients of the interface endpoint',
      value: privateAccess?.interfaceEndpoint?.url,
    },
    destination_key_policy: {
      description: 'What the policy of the key that exists already has to say',
      value: destination.key?.existing === 'referenced' ? key.policy : undefined,
    },
    source_key_policy: {
      description: 'What the policy of the key that exists already has to say',
      value: source.key?.existing === 'referenced' ? sourceKey?.policy : undefined,
    },
    instance_role_arn: { description: 'Role of EC2 instances', value: instance?.role.arn },
    instance_profile: { description: 'Instance profile to launch instances with', value: instance?.profile.name },
    example_instance_id: { description: 'Example instance', value: example?.instanceId },
    replication_role_arn: { description: 'Role by which S3 replicates', value: replication?.there.role.arn },
    batch_replication_role_arn: {
      description: 'Role for S3 Batch Replication of objects that were at the source before',
      value: batchReplication.there,
    },
    batch_replication_back_role_arn: {
      description: 'Role for S3 Batch Replication of objects that were at the destination before',
      value: batchReplication.back,
    },
    replication_function: { description: 'Function that replicates', value: lambda && names.lambda.function },
    replication_failure_queue: { description: 'What could not be copied', value: lambda?.failures.url },
    audit_workgroup: {
      description: 'Athena workgroup of each account',
      value: deployment.catalog && names.catalog.workgroup,
    },
    audit_database: {
      description: 'Glue database of each account',
      value: deployment.catalog && names.catalog.database,
    },
    audit_compactor_role: {
      description: 'Name of the role, in each account, that may write the logs as Parquet',
      value: deployment.catalog && deployment.catalog.compactors.length > 0 ? names.catalog.compactorRole : undefined,
    },
    audit_reader_role: {
      description: 'Name of the role, in each account, that may read the logs',
      value: deployment.catalog && names.catalog.readerRole,
    },
    [FINGERPRINT_OUTPUT]: {
      description: 'The deployment file that this was built from: s3-audit review holds it against no other',
      value: fingerprintOf(deployment),
    },
    audit_expectations: {
      description: 'What s3-audit holds the logs against: s3-audit verify --expect',
      value: privateAccess && expectationsOf(site, privateAccess),
    },
  });
  return stack;
}
