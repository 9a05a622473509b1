import { Construct } from 'constructs';
import { INTERFACE_ENDPOINT, OWN_ENDPOINT } from '../../contract/deployment/consumer-settings';
import type { PrivateAccessSettings } from '../../contract/deployment/private-access-settings';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';
import { allowAwsBuckets } from './aws-owned-buckets';
import { CreatedVpc } from './created-vpc';
import { existingGateway, GatewayEndpoint, type Gateway } from './gateway-endpoint';
import { InterfaceEndpoint } from './interface-endpoint';
import { existingNetwork, type Network, type VpcSettings } from './network';
import { allowOtherWork } from './other-work';

/** The settings of `privateAccess`, and whom its endpoints let through. */
export interface PrivateAccessProps {
  readonly account: Account;
  /** Name of the deployment, for the VPC and what is in it. */
  readonly name: string;
  readonly settings: PrivateAccessSettings;
  /** Whom each endpoint lets through to which buckets; what else may pass is added by the settings. */
  readonly statements: (endpoint: string) => readonly Statement[];
}

/** An endpoint by which the data is reached, of whichever account, and what is known of those who come through it. */
export interface Entrance {
  readonly name: string;
  readonly endpointId: string;
  readonly cidrs: readonly string[];
  readonly natAddresses: readonly string[];
}

/** The network of account A and the gateway endpoint in it, the way from there to the data; and further ways. */
export class PrivateAccess extends Construct {
  readonly network: Network;
  readonly endpoint: Gateway;
  readonly interfaceEndpoint: InterfaceEndpoint | undefined;
  /** Every endpoint by which the data is reached, our own first. */
  readonly entrances: readonly Entrance[];

  constructor(scope: Construct, id: string, props: PrivateAccessProps) {
    super(scope, id);
    const { account, name, settings } = props;
    this.network = this.networkOf(account, name, settings.vpc);
    this.endpoint = this.gatewayOf(props);
    this.interfaceEndpoint =
      settings.interfaceEndpoint &&
      new InterfaceEndpoint(this, 's3_interface', {
        account,
        name,
        network: this.network,
        settings: settings.interfaceEndpoint,
        statements: props.statements(INTERFACE_ENDPOINT),
      });
    this.entrances = this.entrancesOf(settings);
  }

  private networkOf(account: Account, name: string, vpc: VpcSettings): Network {
    return vpc.kind === 'existing' ? existingNetwork(vpc) : new CreatedVpc(this, 'vpc', { account, name, vpc });
  }

  private gatewayOf({ account, settings, statements }: PrivateAccessProps): Gateway {
    const all = [
      ...statements(OWN_ENDPOINT),
      ...allowOtherWork(settings.endpointPolicy, account),
      ...allowAwsBuckets(settings.awsBuckets, account),
    ];
    const { endpoint } = settings;
    if (endpoint.kind === 'existing') return existingGateway(this, 's3', account, endpoint, all);
    return new GatewayEndpoint(this, 's3', {
      account,
      vpcId: this.network.vpcId,
      privateRouteTables: this.network.privateRouteTables,
      statements: all,
      dualStack: this.network.dualStack,
    });
  }

  private entrancesOf({ endpoints, interfaceEndpoint }: PrivateAccessSettings): readonly Entrance[] {
    const { cidrs, natAddresses } = this.network;
    return [
      { name: OWN_ENDPOINT, endpointId: this.endpoint.endpointId, cidrs, natAddresses },
      ...(this.interfaceEndpoint && interfaceEndpoint
        ? [
            {
              name: INTERFACE_ENDPOINT,
              endpointId: this.interfaceEndpoint.endpointId,
              cidrs: interfaceEndpoint.clientCidrs,
              natAddresses: [],
            },
          ]
        : []),
      ...endpoints,
    ];
  }
}
