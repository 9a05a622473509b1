import type { App, TerraformStack } from 'cdktf';
import type { Deployment } from '../../contract/deployment/schema';
import { isBuilt } from '../../contract/deployment/sides';
import type { ProviderSettings } from './add-account';
import type { DataRole } from '../data-role';
import { addArchive } from './add-archive';
import { addExampleInstance, addInstanceAccess } from './add-instance-access';
import { addLambdaReplication } from './add-lambda-replication';
import { addLogCatalog } from './add-log-catalog';
import { addBatchReplication, addNativeReplication, addReplicationReports } from './add-native-replication';
import { Observation } from './observation';
import { addOutputs, type Built } from './outputs';
import { addFlowLogs } from './add-flow-logs';
import { addPrivateAccess } from './add-private-access';
import { addSide, replicaEndOf, sourceEndOf } from './add-side';
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
  const logs = observe(stack, site, { here, there, privateAccess, archive });
  const built = { here, there, privateAccess, instance, example, replication, batchReplication, lambda, archive, logs };
  addOutputs(stack, site, built);
  return stack;
}

/**
 * Records what happens to the data of each account, lets its logs be queried, and only then lets old versions expire.
 *
 * @returns where the logs of each account lie.
 */
function observe(
  stack: TerraformStack,
  site: Site,
  { here, there, privateAccess, archive }: Pick<Built, 'here' | 'there' | 'privateAccess' | 'archive'>,
): Built['logs'] {
  const { deployment, accounts } = site;
  const common = { site, ...(archive && { archive }) };
  const vpc = deployment.privateAccess?.vpc;
  // Who shares a VPC owns its endpoints, and alone sees what passes them.
  const isShared = vpc?.kind === 'existing' && vpc.sharedBy !== undefined;
  const destination = isBuilt(deployment, 'destination')
    ? new Observation(stack, 'destination_observation', { ...common, account: accounts.destination, ...there }).logs
    : undefined;
  const source = isBuilt(deployment, 'source')
    ? new Observation(stack, 'source_observation', {
        ...common,
        account: accounts.source,
        ...here,
        ...(privateAccess && !isShared && { endpointRoutes: privateAccess.endpoint.routes }),
      }).logs
    : undefined;
  if (there) addLogCatalog(stack, site, 'destination', { ...there, archive });
  if (here) addLogCatalog(stack, site, 'source', { ...here, archive });
  there?.bucket?.expireOldVersions();
  here?.bucket?.expireOldVersions();
  return { source, destination };
}

/** Lets objects go, once everything on their way is there. */
function startReplication(
  stack: TerraformStack,
  site: Site,
  { here, there, replication, lambda }: Pick<Built, 'here' | 'there' | 'replication' | 'lambda'>,
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
