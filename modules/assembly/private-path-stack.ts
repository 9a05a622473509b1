import type { App, TerraformStack } from 'cdktf';
import { FINGERPRINT_OUTPUT, fingerprintOf } from '../../contract/deployment/fingerprint';
import type { Deployment } from '../../contract/deployment/schema';
import { isBuilt } from '../../contract/deployment/sides';
import type { ProviderSettings } from './add-account';
import type { DataRole } from '../data-role';
import type { LambdaReplication } from '../lambda-replication/lambda-replication';
import { archivedFiles } from '../../contract/deployment/archive';
import { addArchive, archivePolicies } from './add-archive';
import { addExampleInstance, addInstanceAccess } from './add-instance-access';
import { addLambdaReplication } from './add-lambda-replication';
import { addLogCatalog } from './add-log-catalog';
import {
  addBatchReplication,
  addNativeReplication,
  addReplicationReports,
  type Directions,
} from './add-native-replication';
import { Observation } from './observation';
import { addOutputs } from './outputs';
import { addFlowLogs } from './add-flow-logs';
import { addPrivateAccess, expectationsOf } from './add-private-access';
import { addSide, replicaEndOf, sourceEndOf, type BuiltSide } from './add-side';
import { rolesElsewhere } from './roles-elsewhere';
import { siteOf, type Site } from './site';
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
  const { names, accounts } = site;

  const privateAccess = addPrivateAccess(stack, site);
  const instance = addInstanceAccess(stack, site, privateAccess);
  const replication = addNativeReplication(stack, site);
  const lambda = addLambdaReplication(stack, site, privateAccess);
  const made: readonly DataRole[] = [instance, replication.source, replication.destination, lambda].filter(
    (role) => !!role,
  );

  const parts = { roles: [...made, ...rolesElsewhere(site)], privateAccess };
  const there = addSide(stack, site, 'destination', parts);
  const here = addSide(stack, site, 'source', parts);

  const permissions = instance && there ? [instance.allow(there.key.arn)] : [];
  const example = addExampleInstance(stack, site, instance, privateAccess, [
    ...(there?.bucket ? [there.bucket.policy] : []),
    ...permissions,
  ]);
  addFlowLogs(stack, site, privateAccess, here?.key);
  startReplication(stack, site, { here, there, replication, lambda });

  const batchReplication = {
    there: addBatchReplication(stack, site, 'source'),
    back: addBatchReplication(stack, site, 'destination'),
  };

  const archive = addArchive(stack, site);
  const logs = isBuilt(deployment, 'destination')
    ? new Observation(stack, 'destination_observation', {
        site,
        account: accounts.destination,
        ...there,
        ...(archive && { archive }),
      }).logs
    : undefined;
  const sourceLogs = isBuilt(deployment, 'source')
    ? new Observation(stack, 'source_observation', {
        site,
        account: accounts.source,
        ...here,
        ...(archive && { archive }),
        // Who shares a VPC owns its endpoints, and alone sees what passes them.
        ...(privateAccess && !isShared && { endpointRoutes: privateAccess.endpoint.routes }),
      }).logs
    : undefined;
  if (there) addLogCatalog(stack, site, 'destination', { ...there, archive });
  if (here) addLogCatalog(stack, site, 'source', { ...here, archive });
  there?.bucket?.expireOldVersions();
  here?.bucket?.expireOldVersions();

  addOutputs(stack, {
    data_bucket: {
      description: 'Bucket that holds the data, in the destination account',
      value: there?.bucket?.bucketName,
    },
    source_bucket: { description: 'Bucket that replication reads from', value: here?.bucket?.bucketName },
    destination_key_arn: { description: 'Key of the destination account', value: there?.key.arn },
    source_key_arn: { description: 'Key of the source account', value: here?.key.arn },
    destination_log_bucket: { description: 'Logs of the destination account', value: logs?.bucketName },
    source_log_bucket: { description: 'Logs of the source account', value: sourceLogs?.bucketName },
    archive_files: {
      description: 'Files of the trails, in the log archive: s3-audit collect --from',
      value: archivedFiles(deployment),
    },
    archive_bucket_policy: {
      description: 'What the policy of the bucket of the log archive, which exists already, has to hold',
      value: archivePolicies(deployment)?.['archive-bucket-policy.json'],
    },
    archive_key_policy: {
      description: 'What the policy of the key of the log archive, which exists already, has to hold',
      value: archivePolicies(deployment)?.['archive-key-policy.json'],
    },
    archive_key_arn: { description: 'Key of the log archive', value: archive?.keyArn },
    vpc_endpoint_id: { description: 'Gateway endpoint for S3', value: privateAccess?.endpoint.endpointId },
    interface_endpoint_url: {
      description: 'Endpoint URL for clients of the interface endpoint',
      value: privateAccess?.interfaceEndpoint?.url,
    },
    destination_key_policy: {
      description: 'What the policy of the key that exists already has to say',
      value: destination.key?.existing === 'referenced' ? there?.key.policy : undefined,
    },
    source_key_policy: {
      description: 'What the policy of the key that exists already has to say',
      value: source.key?.existing === 'referenced' ? here?.key.policy : undefined,
    },
    instance_role_arn: { description: 'Role of EC2 instances', value: instance?.role.arn },
    instance_profile: { description: 'Instance profile to launch instances with', value: instance?.profile.name },
    example_instance_id: { description: 'Example instance', value: example?.instanceId },
    replication_role_arn: { description: 'Role by which S3 replicates', value: replication.source?.role.arn },
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

/** Lets objects go, once everything on their way is there. */
function startReplication(
  stack: TerraformStack,
  site: Site,
  {
    here,
    there,
    replication,
    lambda,
  }: {
    readonly here: BuiltSide | undefined;
    readonly there: BuiltSide | undefined;
    readonly replication: Directions;
    readonly lambda: LambdaReplication | undefined;
  },
): void {
  const source = sourceEndOf(here);
  const destination = sourceEndOf(there);
  const toDestination = replicaEndOf(site, 'destination', there);
  const toSource = replicaEndOf(site, 'source', here);
  if (source && toDestination) replication.source?.start({ from: source, to: toDestination });
  if (destination && toSource) replication.destination?.start({ from: destination, to: toSource });
  const reports = source && addReplicationReports(stack, site, 'source', source);
  if (lambda && source && toDestination) lambda.start({ from: source, to: toDestination }, reports?.events);
  else reports?.notify();
  if (destination) addReplicationReports(stack, site, 'destination', destination)?.notify();
}
