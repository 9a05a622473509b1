import { iamArn } from '../../../contract/deployment/names';

/** Whoever holds a managed policy that the stack attaches to nobody: people are given it by hand. */
export function holderArn(partition: string, account: string, policyName: string): string {
  return iamArn(partition, account, `role/holder-of/${policyName}`);
}
