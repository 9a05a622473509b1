import type { Construct } from 'constructs';
import type { Expectations } from '../../contract/expectations';
import { allowInstanceThroughEndpoint } from './add-instance-access';
import { allowLambdaThroughEndpoint } from './add-lambda-replication';
import type { Site } from './site';
import { exemptionsOf } from './exemptions';
import { PrivateAccess } from '../private-access/private-access';

/** Adds the way to the data that deployment.yaml asks for: S4. */
export function addPrivateAccess(stack: Construct, site: Site): PrivateAccess | undefined {
  const { name, privateAccess: settings } = site.deployment;
  if (settings === undefined) return undefined;
  return new PrivateAccess(stack, 'private_access', {
    account: site.accounts.source,
    name,
    settings,
    statements: [...allowInstanceThroughEndpoint(site), ...allowLambdaThroughEndpoint(site)],
  });
}

/** What the audit may expect of the logs once this deployment is applied. */
export function expectationsOf({ deployment, names }: Site, { endpoint, network }: PrivateAccess): Expectations {
  return {
    version: 1,
    buckets: [names.dataBucket],
    vpcEndpoints: [endpoint.endpointId],
    vpcCidrs: [...network.cidrs],
    natAddresses: [...network.natAddresses],
    exempt: [...exemptionsOf(deployment)],
    region: deployment.source.region,
    services: [],
  };
}
