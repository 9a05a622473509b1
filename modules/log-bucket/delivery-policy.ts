import type { Statement } from '../policy/statement';

export interface DeliveryPolicyProps {
  /** ARN of the log bucket. */
  readonly arn: string;
  /** Account of the log bucket, of the buckets logged and of the trail. */
  readonly accountId: string;
  /** ARNs of the buckets whose server access logs arrive here. */
  readonly loggedBuckets: readonly string[];
  readonly accessLogPrefix: string;
  /** Who may change for how long logs are kept: ARNs of principals. */
  readonly keepers: readonly string[];
  /** ARN of the trail, built from its name. @default no trail delivers here */
  readonly trailArn?: string;
}

/**
 * Who may write to a log bucket: S3 for the buckets logged, CloudTrail for the trail, nobody else
 * (S3 User Guide, "Enabling Amazon S3 server access logging"; CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail").
 */
export function deliveryPolicy(props: DeliveryPolicyProps): readonly Statement[] {
  const { arn, accountId } = props;
  const accessLogs: Statement = {
    sid: 'AllowAccessLogDelivery',
    effect: 'Allow',
    principal: { Service: ['logging.s3.amazonaws.com'] },
    action: ['s3:PutObject'],
    resource: [`${arn}/${props.accessLogPrefix}*`],
    condition: {
      ArnLike: { 'aws:SourceArn': props.loggedBuckets },
      StringEquals: { 'aws:SourceAccount': accountId },
    },
  };
  return [
    ...(props.loggedBuckets.length === 0 ? [] : [accessLogs]),
    ...(props.trailArn === undefined ? [] : trailDelivery(arn, accountId, props.trailArn)),
    {
      sid: 'DenyWritesExceptByAwsServices',
      effect: 'Deny',
      principal: '*',
      // By replication, whose role is no service to a policy, lines could be written as well.
      action: ['s3:PutObject', 's3:ReplicateObject'],
      resource: [`${arn}/*`],
      // Evidence is worth what its author is: a log line that a principal of ours wrote proves nothing.
      condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
    },
    ...retention(arn, props.keepers),
  ];
}

/**
 * Nobody deletes what is recorded; lifecycle rules go on, for no bucket policy reaches them (S3 User Guide, "Managing the
 * lifecycle of objects"). Whoever may change these, or the policy, could delete all the same: that is for the keepers alone.
 * Root mends a policy whatever it says.
 */
function retention(arn: string, keepers: readonly string[]): readonly Statement[] {
  return [
    {
      sid: 'DenyDeletion',
      effect: 'Deny',
      principal: '*',
      action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:ReplicateDelete'],
      resource: [`${arn}/*`],
    },
    {
      sid: 'DenyShorterRetention',
      effect: 'Deny',
      principal: '*',
      action: [
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:PutBucketPolicy',
        's3:PutBucketVersioning',
        's3:PutLifecycleConfiguration',
      ],
      resource: [arn],
      condition: { ArnNotLikeIfExists: { 'aws:PrincipalArn': keepers } },
    },
  ];
}

function trailDelivery(arn: string, accountId: string, trailArn: string): readonly Statement[] {
  const cloudTrail = { Service: ['cloudtrail.amazonaws.com'] };
  const ofTrail = { 'aws:SourceArn': trailArn };
  return [
    {
      sid: 'AllowCloudTrailAclCheck',
      effect: 'Allow',
      principal: cloudTrail,
      action: ['s3:GetBucketAcl'],
      resource: [arn],
      condition: { StringEquals: ofTrail },
    },
    {
      sid: 'AllowCloudTrailDelivery',
      effect: 'Allow',
      principal: cloudTrail,
      action: ['s3:PutObject'],
      resource: [`${arn}/AWSLogs/${accountId}/*`],
      condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...ofTrail } },
    },
  ];
}
