import type { Construct } from 'constructs';
import { bucketArn, namesOf, trailArn, type Names, type Side } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import type { Account } from '../account';
import { addAccount, type ProviderSettings } from './add-account';

/** What the parts of a deployment have in common. */
export interface Site {
  readonly deployment: Deployment;
  readonly names: Names;
  readonly accounts: Readonly<Record<Side, Account>>;
  /** Data bucket of each account, as its literal ARN. The source's exists only where there is replication. */
  readonly bucketArns: Readonly<Record<Side, string>>;
}

/** Adds the providers of both accounts and derives what their parts share. */
export function siteOf(scope: Construct, deployment: Deployment, providerSettings: ProviderSettings): Site {
  const names = namesOf(deployment);
  const { partition } = deployment;
  return {
    deployment,
    names,
    accounts: {
      source: addAccount(scope, deployment, 'source', providerSettings),
      destination: addAccount(scope, deployment, 'destination', providerSettings),
    },
    bucketArns: {
      source: bucketArn(partition, names.sourceBucket),
      destination: bucketArn(partition, names.dataBucket),
    },
  };
}

/** ARN of the trail of an account, built from its name. */
export function trailArnOf({ names }: Site, { partition, region, id, side }: Account): string {
  return trailArn(partition, region, id, names.trail[side]);
}
