import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { Side } from '../contract/deployment/names';
import type { Statement } from './policy/statement';

/** A role that a deployment makes and that touches data: what keys and buckets of both accounts must grant it. */
export interface DataRole {
  readonly role: IamRole;
  /** Literal, so that the policies of either account can name the role. */
  readonly roleArn: string;
  /** Accounts whose key it reads or writes objects with. */
  readonly usesKeyOf: readonly Side[];
  /** Statements for the policy of the bucket of an account. */
  readonly bucketStatements: (side: Side) => readonly Statement[];
}
