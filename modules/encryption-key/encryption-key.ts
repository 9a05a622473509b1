import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';
import { lifecycleOf, type RemovalPolicy } from '../removal-policy';
import { keyPolicy } from './key-policy';

export interface EncryptionKeyProps {
  readonly account: Account;
  /** `alias/…` */
  readonly alias: string;
  /** ARNs of the roles, of either account, that read and write objects encrypted with the key. */
  readonly users: readonly string[];
  /** Statements for services that use the key directly. @default none */
  readonly services?: readonly Statement[];
  /** The roles among the users that this stack makes. */
  readonly usersMadeHere: readonly ITerraformDependable[];
  readonly removalPolicy: RemovalPolicy;
}

/** The customer-managed key of one account: rotated yearly, named by an alias, with the four-part key policy. */
export class EncryptionKey extends Construct {
  readonly arn: string;
  /** What is encrypted with it depends on it: it goes last. */
  readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { account } = props;

    this.key = new KmsKey(this, account.side, {
      provider: account.provider,
      description: `Data and logs of account ${account.id}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      // In the key itself, not beside it: a key must not exist for a moment under AWS's default policy.
      policy: policyDocument([...keyPolicy(account, props.users), ...(props.services ?? [])]),
      // KMS refuses a policy that names a role which does not exist yet.
      dependsOn: [...props.usersMadeHere],
      ...lifecycleOf(props.removalPolicy),
    });
    this.arn = this.key.arn;

    new KmsAlias(this, `${account.side}_alias`, {
      provider: account.provider,
      name: props.alias,
      targetKeyId: this.key.keyId,
    });
  }
}
