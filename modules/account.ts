import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { iamArn, type Side } from '../contract/deployment/names';

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
  /** Oldest version of TLS in which its buckets are spoken to: `1.2` or `1.3`. */
  readonly minimumTlsVersion: string;
}

/** ARN of the account itself: as a principal it stands for whatever the account's own IAM policies allow. */
export function rootArn({ partition, id }: Pick<Account, 'partition' | 'id'>): string {
  return iamArn(partition, id, 'root');
}
