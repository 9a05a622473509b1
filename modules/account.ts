import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { iamArn, type Side, type Home } from '../contract/deployment/names';

/** Where an AWS account is, one of the two sides or the log archive: all that must be known of it to name what is in it. */
export interface Place<At extends Home = Side> {
  readonly side: At;
  readonly id: string;
  readonly partition: string;
  readonly region: string;
  /** DNS suffix of the partition: `amazonaws.com` or `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
}

/** An AWS account, as constructs that build in it need it. */
export interface Account<At extends Home = Side> extends Place<At> {
  readonly provider: AwsProvider;
  /** ARNs of IAM principals that exist already. */
  readonly deployer: string;
  readonly keyAdministrators: readonly string[];
  readonly breakGlass: readonly string[];
  /** Oldest version of TLS in which its buckets are spoken to: `1.2` or `1.3`. @default 1.2 */
  readonly minimumTlsVersion?: string;
  /** Path of roles, policies and instance profiles. @default / */
  readonly iamPath?: string;
  /** ARN of the managed policy that is the permissions boundary of every role. @default the role of instances alone has one */
  readonly permissionsBoundary?: string;
}

/** ARN of a role that is made in the account. */
export function roleArnOf({ partition, id, iamPath = '/' }: Account, name: string): string {
  return iamArn(partition, id, `role${iamPath}${name}`);
}

/** Where IAM keeps what is made in the account. */
export function pathOf({ iamPath = '/' }: Account): { readonly path?: string } {
  return iamPath === '/' ? {} : { path: iamPath };
}

/** What every role that is made in the account has: its path, and what its owner lets roles do at most. */
export function roleSettings(account: Account): { readonly path?: string; readonly permissionsBoundary?: string } {
  const { permissionsBoundary } = account;
  return { ...pathOf(account), ...(permissionsBoundary !== undefined && { permissionsBoundary }) };
}

/** ARN of the account itself: as a principal it stands for whatever the account's own IAM policies allow. */
export function rootArn({ partition, id }: Pick<Place, 'partition' | 'id'>): string {
  return iamArn(partition, id, 'root');
}
