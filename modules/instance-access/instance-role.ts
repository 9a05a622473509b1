import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
import type { Access } from '../../contract/policy/data-permissions';
import { pathOf, roleArnOf, type Account } from '../account';
import type { DataRole } from '../data-role';
import { policyDocument, type Condition, type Statement } from '../policy/statement';
import { trustService } from '../policy/trust';
import { denyOutsideOwnVpc } from './credential-guard';
import { allowData, allowKey, type DataAccess } from './permissions';

/** Which bucket an `InstanceRole` is for, and what it may do there. */
export interface InstanceRoleProps {
  readonly account: Account;
  readonly roleName: string;
  readonly boundaryName: string;
  readonly access: Access;
  /** Bucket of the other account that instances use. */
  readonly bucketArn: string;
  readonly bucketAccount: Account;
  /** Network path that requests to S3 must take. @default any */
  readonly path?: Condition;
  /** Make the role's credentials worthless outside the VPC of their instance. */
  readonly credentialGuard: boolean;
}

/**
 * A role for EC2 instances, so that none holds access keys, its instance profile, and a permissions boundary that no
 * later policy of the role can pass.
 */
export class InstanceRole extends Construct implements DataRole {
  readonly role: IamRole;
  /** Literal, so that the other account's policies can name the role before AWS made it. */
  readonly roleArn: string;
  readonly usesKeyOf: readonly Side[];
  readonly profile: IamInstanceProfile;
  private readonly viaService: string;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: InstanceRoleProps,
  ) {
    super(scope, id);
    const { account, bucketAccount } = props;
    const { provider } = account;
    this.usesKeyOf = [bucketAccount.side];
    this.roleArn = roleArnOf(account, props.roleName);
    this.viaService = `s3.${bucketAccount.region}.${bucketAccount.dnsSuffix}`;

    this.role = new IamRole(this, id, {
      provider,
      name: props.roleName,
      description: 'EC2 instances that use the data bucket of the other account',
      assumeRolePolicy: trustService(`ec2.${account.dnsSuffix}`),
      permissionsBoundary: account.permissionsBoundary ?? this.addBoundary().arn,
      ...pathOf(account),
    });
    this.profile = new IamInstanceProfile(this, `${id}_profile`, {
      provider,
      name: props.roleName,
      ...pathOf(account),
      role: this.role.name,
    });
  }

  /** The most that instances may ever do, where the owner of the account asks for no boundary of theirs. */
  private addBoundary(): IamPolicy {
    const { account, bucketArn, bucketAccount, boundaryName } = this.props;
    const { provider, partition } = account;
    return new IamPolicy(this, `${this.id}_boundary`, {
      provider,
      name: boundaryName,
      ...pathOf(account),
      description: 'The most that instances may ever do: read and write one bucket through S3',
      policy: policyDocument([
        ...allowData({ sid: 'AllowAtMost', access: 'read-write', bucketArn }),
        allowKey({
          sid: 'AllowAtMostKey',
          access: 'read-write',
          // The key's policy names the role, and the role this boundary: naming the key here would close a circle.
          // The encryption context ties the permission to the bucket all the same.
          keyArn: `arn:${partition}:kms:${bucketAccount.region}:${bucketAccount.id}:key/*`,
          bucketArn,
          viaService: this.viaService,
        }),
      ]),
    });
  }

  bucketStatements(side: Side): readonly Statement[] {
    if (side !== this.props.bucketAccount.side) return [];
    return allowData({ ...this.data(), sid: 'AllowInstanceRole', principal: { AWS: [this.roleArn] } });
  }

  /** Allows the role the data and its key; the other account's bucket and key policies must allow it too. */
  allow(keyArn: string): IamRolePolicy {
    const { account, bucketArn, access, credentialGuard } = this.props;
    return new IamRolePolicy(this, `${this.id}_data`, {
      provider: account.provider,
      name: 'data',
      role: this.role.name,
      policy: policyDocument([
        ...allowData({ ...this.data(), sid: 'AllowData' }),
        allowKey({ sid: 'AllowDataKey', access, keyArn, bucketArn, viaService: this.viaService }),
        ...(credentialGuard ? [denyOutsideOwnVpc] : []),
      ]),
    });
  }

  private data(): Omit<DataAccess, 'sid' | 'principal'> {
    const { access, bucketArn, path } = this.props;
    return { access, bucketArn, ...(path && { condition: path }) };
  }
}
