import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { regionalArn } from '../../contract/deployment/names';
import { roleSettings, type Account } from '../account';
import { policyDocument } from '../policy/statement';
import { trustServiceFor } from '../policy/trust';

/** The bucket whose objects were there before, and the role that replicates them. */
export interface BatchReplicationProps {
  readonly account: Account;
  readonly roleName: string;
  readonly bucketArn: string;
}

/**
 * The role by which S3 Batch Operations have the rules of a bucket replicate what was there before, or failed
 * (S3 User Guide, "Configuring an IAM role for S3 Batch Replication"). S3 makes the list of objects and keeps it to itself,
 * so that the role reads and writes no object; replicas are written by the replication role.
 */
export class BatchReplication extends Construct {
  readonly roleArn: string;

  constructor(scope: Construct, id: string, { account, roleName, bucketArn }: BatchReplicationProps) {
    super(scope, id);
    const { provider } = account;
    const role = new IamRole(this, id, {
      provider,
      name: roleName,
      ...roleSettings(account),
      description: 'S3 Batch Replication of existing objects',
      assumeRolePolicy: trustServiceFor(
        'batchoperations.s3.amazonaws.com',
        regionalArn(account, 's3', 'job/*'),
        account.id,
      ),
    });
    new IamRolePolicy(this, `${id}_permissions`, {
      provider,
      name: 'replicate-existing',
      role: role.name,
      policy: policyDocument([
        {
          sid: 'AllowReplicatingExistingObjects',
          effect: 'Allow',
          action: ['s3:InitiateReplication'],
          resource: [`${bucketArn}/*`],
        },
        {
          sid: 'AllowListingByInventory',
          effect: 'Allow',
          action: ['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'],
          resource: [bucketArn],
        },
      ]),
    });
    this.roleArn = role.arn;
  }
}
