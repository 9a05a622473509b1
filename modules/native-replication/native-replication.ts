import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import {
  S3BucketReplicationConfigurationA,
  type S3BucketReplicationConfigurationRule,
  type S3BucketReplicationConfigurationRuleFilter,
} from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
import type { NativeReplicationSettings } from '../../contract/deployment/replication-settings';
import { roleArnOf, roleSettings, type Account } from '../account';
import type { DataBucket } from '../data-bucket/data-bucket';
import type { CopyEnds, ReplicaEnd } from '../data-bucket/replica-end';
import type { DataRole } from '../data-role';
import { policyDocument, type Statement } from '../policy/statement';
import { trustServiceFor } from '../policy/trust';
import { allowReplicas, replicationPolicy, type ReplicationPath } from './replication-policy';

/** From which bucket to which a `NativeReplication` goes, and by which rules. */
export interface NativeReplicationProps extends ReplicationPath {
  readonly from: Account;
  readonly roleName: string;
  readonly rules: NativeReplicationSettings['rules'];
  /** Carry later changes of a replica's tags on, as both directions need to stay alike. */
  readonly replicaModifications: boolean;
}

/** What S3 promises with Replication Time Control, and measures with its metrics. */
const TIME_CONTROL_MINUTES = 15;

/** Replication by S3 itself from a bucket of one account to a bucket of the other, across regions or within one. */
export class NativeReplication extends Construct implements DataRole {
  readonly role: IamRole;
  readonly roleArn: string;
  readonly usesKeyOf: readonly Side[];

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: NativeReplicationProps,
  ) {
    super(scope, id);
    const { from, to, roleName, fromBucketArn } = props;
    this.usesKeyOf = [from.side, to.side];
    this.roleArn = roleArnOf(from, roleName);
    this.role = new IamRole(this, id, {
      provider: from.provider,
      name: roleName,
      ...roleSettings(from),
      description: `S3 replication from account ${from.id} to account ${to.id}`,
      // S3 User Guide, "Setting up permissions for live replication", trusts S3 without any condition.
      assumeRolePolicy: trustServiceFor('s3.amazonaws.com', fromBucketArn, from.id),
    });
  }

  bucketStatements(side: Side): readonly Statement[] {
    const { to, toBucketArn, fromHasLock } = this.props;
    return side === to.side ? [{ ...allowReplicas(toBucketArn, fromHasLock), principal: { AWS: [this.roleArn] } }] : [];
  }

  /** Adds the rules to the bucket, once all that they need is there: S3 checks little of it, and says nothing later. */
  start({ from, to }: CopyEnds): void {
    const { provider } = this.props.from;
    const permissions = new IamRolePolicy(this, `${this.id}_permissions`, {
      provider,
      name: 'replicate',
      role: this.role.name,
      policy: policyDocument(replicationPolicy(this.props, { from: from.keyArn, to: to.keyArn })),
    });
    from.bucket.chain.append(
      (after) =>
        new S3BucketReplicationConfigurationA(this, `${this.id}_rules`, {
          provider,
          bucket: from.bucket.bucketName,
          role: this.role.arn,
          rule: this.props.rules.map((rule, index) => this.ruleOf(rule, index, to)),
          dependsOn: [
            after, // one change of a bucket at a time
            from.bucket.versioning, // S3 refuses rules between buckets without versions
            ...(to.bucket ? readyForReplicas(to.bucket) : []),
            permissions, // and until the role may do its work
          ],
        }),
    );
  }

  private ruleOf(
    rule: NativeReplicationProps['rules'][number],
    index: number,
    to: ReplicaEnd,
  ): S3BucketReplicationConfigurationRule {
    const { rules, to: toAccount, toBucketArn, replicaModifications } = this.props;
    const minutes = { minutes: TIME_CONTROL_MINUTES };
    return {
      id: rule.name,
      status: 'Enabled',
      // The highest number wins: the first rule of the list.
      priority: rules.length - index,
      filter: filterOf(rule),
      deleteMarkerReplication: { status: rule.deleteMarkers ? 'Enabled' : 'Disabled' },
      sourceSelectionCriteria: {
        sseKmsEncryptedObjects: { status: 'Enabled' },
        ...(replicaModifications && { replicaModifications: { status: 'Enabled' } }),
      },
      destination: {
        bucket: toBucketArn,
        ...(rule.storageClass && { storageClass: rule.storageClass }),
        account: toAccount.id,
        accessControlTranslation: { owner: 'Destination' },
        encryptionConfiguration: { replicaKmsKeyId: to.keyArn },
        ...(rule.metrics && {
          metrics: { status: 'Enabled', ...(rule.timeControl && { eventThreshold: minutes }) },
        }),
        ...(rule.timeControl && { replicationTime: { status: 'Enabled', time: minutes } }),
      },
    };
  }
}

function readyForReplicas({ versioning, chain, policy }: DataBucket): readonly ITerraformDependable[] {
  return [
    versioning,
    chain.end, // a lock that comes later does not hold the replicas before it
    policy, // replicas are refused, silently, until the other account allows them
  ];
}

/** S3 API Reference, "ReplicationRuleFilter": one condition stands by itself, more stand in And. */
function filterOf({
  prefix,
  tags,
}: NativeReplicationProps['rules'][number]): S3BucketReplicationConfigurationRuleFilter {
  const [first, ...more] = Object.entries(tags).map(([key, value]) => ({ key, value }));
  if (first === undefined) return { prefix };
  return prefix === '' && more.length === 0 ? { tag: first } : { and: { ...(prefix !== '' && { prefix }), tags } };
}
