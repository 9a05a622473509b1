import type { Construct } from 'constructs';
import { bucketArn, namesOf, type Names, type Side } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import { builtSides } from '../../contract/deployment/sides';
import type { Account, Place } from '../account';
import { addAccount, addArchiveAccount, placeOf, type ProviderSettings } from './add-account';

/** What the parts of a deployment have in common. */
export interface Site {
  readonly deployment: Deployment;
  readonly names: Names;
  /** Where both accounts are. */
  readonly places: Readonly<Record<Side, Place>>;
  /** The accounts that are built in; asking for one that is elsewhere is an error of the program. */
  readonly accounts: Readonly<Record<Side, Account>>;
  /** The log-archive account, where something is built in it. */
  readonly archiveAccount: Account<'archive'> | undefined;
  /** Data bucket of each account, as its literal ARN. The source's exists only where there is replication. */
  readonly bucketArns: Readonly<Record<Side, string>>;
}

/** Adds the providers of both accounts and derives what their parts share. */
export function siteOf(scope: Construct, deployment: Deployment, providerSettings: ProviderSettings): Site {
  const names = namesOf(deployment);
  const { partition } = deployment;
  const { archive } = deployment.observation;
  return {
    deployment,
    names,
    places: { source: placeOf(deployment, 'source'), destination: placeOf(deployment, 'destination') },
    accounts: accountsOf(scope, deployment, providerSettings),
    archiveAccount:
      archive?.kind === 'create' ? addArchiveAccount(scope, deployment, archive, providerSettings) : undefined,
    bucketArns: {
      source: bucketArn(partition, names.sourceBucket),
      destination: bucketArn(partition, names.dataBucket),
    },
  };
}

function accountsOf(scope: Construct, deployment: Deployment, providerSettings: ProviderSettings): Site['accounts'] {
  const built = new Map(
    builtSides(deployment).map((side) => [side, addAccount(scope, deployment, side, providerSettings)]),
  );
  const account = (side: Side): Account => {
    const found = built.get(side);
    if (found === undefined) throw new Error(`${side} is elsewhere: nothing is built in its account`);
    return found;
  };
  return {
    get source() {
      return account('source');
    },
    get destination() {
      return account('destination');
    },
  };
}
