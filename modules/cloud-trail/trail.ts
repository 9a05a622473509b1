import { Cloudtrail, type CloudtrailAdvancedEventSelector } from '@cdktf/provider-aws/lib/cloudtrail';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import type { DeliveringTrail } from '../log-bucket/delivery-policy';
import type { LogPlace } from '../log-bucket/log-bucket';
import type { Statement } from '../policy/statement';

/** What a `Trail` records, and where to. */
export interface TrailProps {
  readonly account: Account;
  readonly trailName: string;
  readonly logs: LogPlace;
  readonly keyArn: string;
  readonly events: readonly CloudtrailAdvancedEventSelector[];
  /** What the trail records and should not miss the first moments of. @default none */
  readonly after?: readonly ITerraformDependable[];
}

/** A trail of one region whose files are signed, so that a file changed or removed later shows. */
export class Trail extends Construct {
  constructor(scope: Construct, id: string, props: TrailProps) {
    super(scope, id);
    new Cloudtrail(this, id, {
      provider: props.account.provider,
      name: props.trailName,
      s3BucketName: props.logs.bucketName,
      ...(props.logs.prefix !== undefined && { s3KeyPrefix: props.logs.prefix }),
      kmsKeyId: props.keyArn,
      enableLogFileValidation: true,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      advancedEventSelector: [...props.events],
      dependsOn: [
        ...(props.logs.policy ? [props.logs.policy] : []), // InsufficientS3BucketPolicyException: CloudTrail checks that it may deliver
        ...(props.after ?? []),
      ],
    });
  }
}

/**
 * Lets CloudTrail encrypt the files of trails, each in the name of that trail alone (CloudTrail User Guide, "Configure AWS KMS
 * key policies for CloudTrail").
 */
export function trailsMayUseKey(trails: readonly DeliveringTrail[]): readonly Statement[] {
  if (trails.length === 0) return [];
  const cloudTrail = { Service: ['cloudtrail.amazonaws.com'] };
  const [first, ...more] = trails.map(({ arn }) => arn);
  return [
    ...trails.map(({ accountId, arn }): Statement => ({
      sid: `AllowCloudTrailToEncrypt${trails.length === 1 ? '' : `Of${accountId}`}`,
      effect: 'Allow',
      principal: cloudTrail,
      action: ['kms:GenerateDataKey*'],
      resource: ['*'],
      condition: { StringEquals: { 'aws:SourceArn': arn, 'kms:EncryptionContext:aws:cloudtrail:arn': arn } },
    })),
    {
      sid: 'AllowCloudTrailToDescribeKey',
      effect: 'Allow',
      principal: cloudTrail,
      action: ['kms:DescribeKey'],
      resource: ['*'],
      condition: {
        StringEquals: { 'aws:SourceArn': more.length === 0 && first ? first : trails.map(({ arn }) => arn) },
      },
    },
  ];
}
