import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import { iamArn, type Side } from '../contract/deployment/names';
import type { Deployment } from '../contract/deployment/schema';
import { dnsSuffixOf } from '../contract/partition';

/** One of the two AWS accounts, as constructs need it. */
export interface Account {
  readonly side: Side;
  readonly id: string;
  readonly partition: string;
  readonly region: string;
  /** DNS suffix of the partition: `amazonaws.com` or `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
  readonly provider: AwsProvider;
  /** ARNs of IAM principals that exist already. */
  readonly deployer: string;
  readonly keyAdministrators: readonly string[];
  readonly breakGlass: readonly string[];
}

/** Adds the provider of one account, by alias, and describes that account. */
export function addAccount(scope: Construct, deployment: Deployment, side: Side): Account {
  const { partition } = deployment;
  const { account: id, region, deployer, keyAdministrators, breakGlass } = deployment[side];
  return {
    side,
    id,
    partition,
    region,
    dnsSuffix: dnsSuffixOf(region),
    provider: addProvider(scope, deployment, side),
    deployer,
    keyAdministrators,
    breakGlass,
  };
}

/** ARN of the account itself: as a principal it stands for whatever the account's own IAM policies allow. */
export function rootArn({ partition, id }: Pick<Account, 'partition' | 'id'>): string {
  return iamArn(partition, id, 'root');
}

function addProvider(scope: Construct, deployment: Deployment, side: Side): AwsProvider {
  const { account, region, deployer, assumeDeployer } = deployment[side];
  const { emulator } = deployment;
  return new AwsProvider(scope, `aws_${side}`, {
    alias: side,
    region,
    // Credentials of another account fail at once instead of building there.
    allowedAccountIds: [account],
    defaultTags: [{ tags: { 's3-private-path': deployment.name, ...deployment.tags } }],
    ...(assumeDeployer || emulator !== undefined ? { assumeRole: [{ roleArn: deployer }] } : {}),
    ...(emulator === undefined ? {} : emulatorSettings(emulator.endpoint)),
  });
}

const SERVICES = [
  'athena',
  'cloudtrail',
  'cloudwatch',
  'ec2',
  'glue',
  'iam',
  'kms',
  'lambda',
  'logs',
  's3',
  'sns',
  'sqs',
  'sts',
] as const;

/** An emulator tells accounts apart by the role assumed, and takes any credentials. */
function emulatorSettings(endpoint: string) {
  return {
    accessKey: 'emulator',
    secretKey: 'emulator',
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
    s3UsePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: 'true',
    skipRegionValidation: true,
  };
}
