import { INTERFACE_ENDPOINT, OWN_ENDPOINT, type Consumer } from '../../../contract/deployment/consumer-settings';
import type { Endpoint } from '../system/system';
import { ACCESS } from './instance';
import {
  accountIntent,
  endpointOf,
  FROM_INTERNET,
  interfaceEndpointOf,
  putObject,
  throughEndpoint,
  vpcCidrs,
  together,
  mayUseKey,
  usesOfKey,
  type Deployed,
  type Intended,
  type Needed,
} from './intended';
import { meantBy } from './people';
import { permission, throughOnly } from './permission';

/** Principals that exist already use the data bucket, each through its own endpoint. */
export function consumersIntended(deployed: Deployed): Intended {
  const parts = deployed.deployment.consumers.map((consumer) => ofConsumer(deployed, consumer));
  return together(parts);
}

function ofConsumer(deployed: Deployed, consumer: Consumer): Intended {
  const { access, through } = consumer;
  const destination = accountIntent(deployed, 'destination');
  const { id: account, dataBucketArn } = destination;
  const { listing, objects, key: keyActions } = ACCESS[access];
  const { endpoint, cidrs } = entranceOf(deployed, through);
  const terms = endpoint === undefined ? [] : [throughOnly(endpoint)];
  const context = endpoint === undefined ? FROM_INTERNET : throughEndpoint(endpoint, cidrs);
  const { principals, examples } = meantBy(consumer.principal, deployed.deployment.partition);
  const needOf = (principal: string): Needed => ({
    flow: 'flow-consumer',
    why: 'a consumer could not do its work',
    principal,
    identity: 'everything',
  });
  const put = { ...context, ...putObject(deployed) };
  const object = `${dataBucketArn}/an-object`;
  return {
    permissions: principals.flatMap((principal) => [
      permission({ principal, actions: listing, resource: dataBucketArn, account, terms }),
      permission({ principal, actions: objects, resource: `${dataBucketArn}/*`, account, terms }),
      // Its own policies are its own account's: for which objects it uses the key is for them to say.
      ...mayUseKey(destination, principal, keyActions),
    ]),
    needs: examples.map(needOf).flatMap((needed) => [
      ...listing.map((action) => ({ ...needed, action, resource: dataBucketArn, account, context })),
      ...objects.map((action) => ({
        ...needed,
        ...{ action, resource: object, account },
        context: action === 's3:PutObject' ? put : context,
      })),
      ...usesOfKey(destination, keyActions, object).map((use) => ({ ...needed, ...use })),
    ]),
  };
}

/** A way to the data, and the ranges that come by it. */
export interface Entrance {
  readonly endpoint: Endpoint | undefined;
  readonly cidrs: readonly string[];
}

/** The endpoint of a name; none without private access: the data is then open to any network. */
export function entranceOf(deployed: Deployed, through: string): Entrance {
  const { privateAccess } = deployed.deployment;
  if (through === OWN_ENDPOINT) return { endpoint: endpointOf(deployed), cidrs: vpcCidrs(deployed) };
  if (through === INTERFACE_ENDPOINT) return { endpoint: interfaceEndpointOf(deployed), cidrs: vpcCidrs(deployed) };
  const named = privateAccess?.endpoints.find(({ name }) => name === through);
  return {
    endpoint: deployed.system.endpoints.find(({ id }) => id === named?.endpointId),
    cidrs: named?.cidrs ?? [],
  };
}
