import type { Construct } from 'constructs';
import { OWN_ENDPOINT } from '../../contract/deployment/consumer-settings';
import type { Expectations } from '../../contract/expectations';
import { allowDutiesThrough } from '../object-lock/duties-through-endpoint';
import { allowConsumersThrough } from '../consumers/consumers';
import { allowInstanceThroughEndpoint } from './add-instance-access';
import { allowLambdaThroughEndpoint } from './add-lambda-replication';
import { inside } from '../organization/inside-organization';
import type { Statement } from '../policy/statement';
import type { Site } from './site';
import { exemptionsOf } from '../../contract/deployment/exemptions';
import { PrivateAccess } from '../private-access/private-access';

/** Adds the way to the data that deployment.yaml asks for. */
export function addPrivateAccess(stack: Construct, site: Site): PrivateAccess | undefined {
  const { name, privateAccess: settings, consumers, organization } = site.deployment;
  if (settings === undefined) return undefined;
  return new PrivateAccess(stack, 'private_access', {
    account: site.accounts.source,
    name,
    settings,
    statements: (endpoint) =>
      inside(organization, [
        ...(endpoint === OWN_ENDPOINT
          ? [...allowInstanceThroughEndpoint(site), ...allowLambdaThroughEndpoint(site)]
          : []),
        ...allowConsumersThrough(endpoint, consumers, site.bucketArns.destination, site.accounts.destination),
        ...allowDuties(site, endpoint),
      ]),
  });
}

function allowDuties({ deployment, bucketArns, accounts }: Site, endpoint: string): readonly Statement[] {
  const { objectLock } = deployment.destination.bucket;
  if (objectLock === undefined) return [];
  const holders = objectLock.holders.filter(({ through = OWN_ENDPOINT }) => through === endpoint);
  return allowDutiesThrough(
    holders,
    { bucketArn: bucketArns.destination, mode: objectLock.mode },
    accounts.destination,
  );
}

/** What the audit may expect of the logs once this deployment is applied. */
export function expectationsOf({ deployment, names }: Site, { entrances }: PrivateAccess): Expectations {
  return {
    version: 1,
    buckets: [names.dataBucket],
    vpcEndpoints: entrances.map(({ endpointId }) => endpointId),
    vpcCidrs: [...new Set(entrances.flatMap(({ cidrs }) => cidrs))],
    natAddresses: [...new Set(entrances.flatMap(({ natAddresses }) => natAddresses))],
    exempt: [...exemptionsOf(deployment)],
    region: deployment.source.region,
    services: [],
  };
}
