import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Home } from '../../contract/deployment/names';
import type { Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';
import { lifecycleOf, type RemovalPolicy } from '../removal-policy';
import { keyPolicy } from './key-policy';

/** What an `EncryptionKey` is for, and who may use it. */
export interface EncryptionKeyProps {
  readonly account: Account<Home>;
  /** `alias/…` */
  readonly alias: string;
  /** ARNs of the roles, of either account, that read and write objects encrypted with the key. */
  readonly users: readonly string[];
  /** Statements for services that use the key directly. @default none */
  readonly services?: readonly Statement[];
  /** The roles among the users that this stack makes. */
  readonly usersMadeHere: readonly ITerraformDependable[];
  readonly removalPolicy: RemovalPolicy;
  /** A key that is there already: imported with its policy set, or only referred to. @default a new key */
  readonly existing?: { readonly existing: 'adopted' | 'referenced'; readonly arn: string };
}

/** The customer-managed key of one account: rotated yearly, named by an alias, with the four-part key policy. */
export class EncryptionKey extends Construct {
  readonly arn: string;
  /** The key, where Terraform has it: what is encrypted with it depends on it, so that it goes last. */
  readonly made: readonly ITerraformDependable[];
  /** What the key policy says, or where the key is only referred to, has to say. */
  readonly policy: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { account, existing } = props;
    this.policy = policyDocument([...keyPolicy(account, props.users), ...(props.services ?? [])]);
    if (existing?.existing === 'referenced') {
      this.arn = existing.arn;
      this.made = [];
      return;
    }

    const key = new KmsKey(this, account.side, {
      provider: account.provider,
      description: `Data and logs of account ${account.id}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      // In the key itself, not beside it: a key must not exist for a moment under AWS's default policy.
      policy: this.policy,
      // KMS refuses a policy that names a role which does not exist yet.
      dependsOn: [...props.usersMadeHere],
      ...lifecycleOf(existing ? 'retain' : props.removalPolicy),
    });
    if (existing) key.importFrom(existing.arn.slice(existing.arn.indexOf('/') + 1), account.provider);
    this.arn = key.arn;
    this.made = [key];

    new KmsAlias(this, `${account.side}_alias`, {
      provider: account.provider,
      name: props.alias,
      targetKeyId: key.keyId,
    });
  }
}
