import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
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
    provider: addProvider(scope, deployment, side, providerSettings),
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

function addProvider(scope: Construct, deployment: Deployment, side: Side, settings: ProviderSettings): AwsProvider {
  const { account, region } = deployment[side];
  return new AwsProvider(scope, `aws_${side}`, {
    alias: side,
    region,
    // Credentials of another account fail at once instead of building there.
    allowedAccountIds: [account],
    defaultTags: [{ tags: { 's3-private-path': deployment.name, ...deployment.tags } }],
    ...credentialsOf(deployment[side]),
    ...settings,
  });
}

/** Ambient credentials need no word: the provider finds them in the environment by itself. */
function credentialsOf({ credentials, deployer }: AccountSettings): ProviderSettings {
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
