import { Construct } from 'constructs';
import type { Deployment } from '../../contract/deployment/schema';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';
import { allowAwsBuckets } from './aws-owned-buckets';
import { CreatedVpc } from './created-vpc';
import { GatewayEndpoint } from './gateway-endpoint';
import { existingNetwork, type Network, type VpcSettings } from './network';

export interface PrivateAccessProps {
  readonly account: Account;
  /** Name of the deployment, for the VPC and what is in it. */
  readonly name: string;
  readonly settings: NonNullable<Deployment['privateAccess']>;
  /** Whom the endpoint lets through to which buckets; downloads from AWS-owned buckets are added by the settings. */
  readonly statements: readonly Statement[];
}

/** S4: the network of account A and the gateway endpoint in it, the one way from there to the data. */
export class PrivateAccess extends Construct {
  readonly network: Network;
  readonly endpoint: GatewayEndpoint;

  constructor(scope: Construct, id: string, { account, name, settings, statements }: PrivateAccessProps) {
    super(scope, id);
    this.network = this.networkOf(account, name, settings.vpc);
    this.endpoint = new GatewayEndpoint(this, 's3', {
      account,
      vpcId: this.network.vpcId,
      privateRouteTables: this.network.privateRouteTables,
      statements: [...statements, ...allowAwsBuckets(settings.awsBuckets, account)],
      dualStack: this.network.dualStack,
    });
  }

  private networkOf(account: Account, name: string, vpc: VpcSettings): Network {
    return vpc.kind === 'existing' ? existingNetwork(vpc) : new CreatedVpc(this, 'vpc', { account, name, vpc });
  }
}
