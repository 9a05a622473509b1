import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import type { CreatedArchive } from '../../contract/deployment/archive-settings';
import type { Side, Home } from '../../contract/deployment/names';
import type { AccountSettings, Deployment } from '../../contract/deployment/schema';
import { dnsSuffixOf } from '../../contract/partition';
import type { Account, Place } from '../account';

/** Settings of a provider beside those that deployment.yaml decides: where a test sends requests to an emulator. */
export type ProviderSettings = Partial<Omit<AwsProviderConfig, 'alias' | 'region'>>;

/** Adds the provider of one account, by alias, and describes that account. */
export function addAccount(
  scope: Construct,
  deployment: Deployment,
  side: Side,
  providerSettings: ProviderSettings,
): Account {
  const { deployer, keyAdministrators, breakGlass, iamPath, permissionsBoundary } = deployment[side];
  return {
    ...placeOf(deployment, side),
    provider: addProvider(scope, deployment, { ...deployment[side], alias: side }, providerSettings),
    deployer,
    keyAdministrators,
    breakGlass,
    minimumTlsVersion: deployment.minimumTlsVersion,
    iamPath,
    ...(permissionsBoundary !== undefined && { permissionsBoundary }),
  };
}

/** Where an account is, whether or not anything is built in it. */
export function placeOf({ partition, ...sides }: Deployment, side: Side): Place {
  const { account: id, region } = sides[side];
  return { side, id, partition, region, dnsSuffix: dnsSuffixOf(region) };
}

/** Adds the provider of the log-archive account, and describes that account. */
export function addArchiveAccount(
  scope: Construct,
  deployment: Deployment,
  archive: CreatedArchive,
  providerSettings: ProviderSettings,
): Account<'archive'> {
  const { account: id, region, deployer, keyAdministrators } = archive;
  return {
    side: 'archive',
    id,
    partition: deployment.partition,
    region,
    dnsSuffix: dnsSuffixOf(region),
    provider: addProvider(scope, deployment, { ...archive, alias: 'archive' }, providerSettings),
    deployer,
    keyAdministrators,
    breakGlass: [],
    minimumTlsVersion: deployment.minimumTlsVersion,
  };
}

type Entrance = Pick<AccountSettings, 'account' | 'region' | 'credentials' | 'deployer'> & { readonly alias: Home };

function addProvider(scope: Construct, deployment: Deployment, to: Entrance, settings: ProviderSettings): AwsProvider {
  const { alias, account, region } = to;
  return new AwsProvider(scope, `aws_${alias}`, {
    alias,
    region,
    // Credentials of another account fail at once instead of building there.
    allowedAccountIds: [account],
    defaultTags: [{ tags: { 's3-private-path': deployment.name, ...deployment.tags } }],
    ...credentialsOf(to),
    ...settings,
  });
}

/** Ambient credentials need no word: the provider finds them in the environment by itself. */
function credentialsOf({ credentials, deployer }: Entrance): ProviderSettings {
  if (credentials === 'ambient') return {};
  if ('profile' in credentials) return { profile: credentials.profile };
  const { externalId, sessionName } = credentials.assumeRole;
  return {
    assumeRole: [
      {
        roleArn: deployer,
        ...(externalId !== undefined && { externalId }),
        ...(sessionName !== undefined && { sessionName }),
      },
    ],
  };
}
