import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { Side } from '../contract/deployment/names';
import type { Statement } from './policy/statement';

/** A role that touches data: what keys and buckets of both accounts must grant it. */
export interface DataRole {
  /** Absent where the role is made elsewhere. */
  readonly role?: IamRole;
  /** Literal, so that the policies of either account can name the role. */
  readonly roleArn: string;
  /** Accounts whose key it reads or writes objects with, as one of the users of that key. */
  readonly usesKeyOf: readonly Side[];
  /** Statements of its own for the policy of the key of an account. @default none */
  readonly keyStatements?: (side: Side) => readonly Statement[];
  /** Statements for the policy of the bucket of an account. */
  readonly bucketStatements: (side: Side) => readonly Statement[];
}
