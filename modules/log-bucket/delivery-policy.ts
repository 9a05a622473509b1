import type { Statement } from '../policy/statement';

/** The log bucket, and who delivers to it. */
export interface DeliveryPolicyProps {
  /** ARN of the log bucket. */
  readonly arn: string;
  /** Account of the log bucket and of the buckets logged. */
  readonly accountId: string;
  /** ARNs of the buckets whose server access logs arrive here. */
  readonly loggedBuckets: readonly string[];
  readonly accessLogPrefix: string;
  /** Who may change for how long logs are kept: ARNs of principals. */
  readonly keepers: readonly string[];
  /** Trails that deliver here. */
  readonly trails: readonly DeliveringTrail[];
}

/** A trail whose files arrive in a bucket. */
export interface DeliveringTrail {
  /** Account of the trail, which need not be that of the bucket. */
  readonly accountId: string;
  /** Built from its name: the trail is made only after the policy that names it. */
  readonly arn: string;
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
    ...trailDelivery(arn, props.trails),
    onlyServicesWrite(arn),
    ...retention(arn, props.keepers),
  ];
}

/** Evidence is worth what its author is: a log line that a principal of ours wrote proves nothing. */
export function onlyServicesWrite(arn: string): Statement {
  return {
    sid: 'DenyWritesExceptByAwsServices',
    effect: 'Deny',
    principal: '*',
    // By replication, whose role is no service to a policy, lines could be written as well.
    action: ['s3:PutObject', 's3:ReplicateObject'],
    resource: [`${arn}/*`],
    condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
  };
}

/**
 * Nobody deletes what is recorded; lifecycle rules go on, for no bucket policy reaches them (S3 User Guide, "Managing the
 * lifecycle of objects"). Whoever may change these, or the policy, could delete all the same: that is for the keepers alone.
 * Root mends a policy whatever it says.
 */
export function retention(arn: string, keepers: readonly string[]): readonly Statement[] {
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

/**
 * Lets CloudTrail deliver the files of trails, each below its own account.
 *
 * @param prefix what comes before `AWSLogs/`, ending in a slash.
 */
export function trailDelivery(arn: string, trails: readonly DeliveringTrail[], prefix = ''): readonly Statement[] {
  if (trails.length === 0) return [];
  const cloudTrail = { Service: ['cloudtrail.amazonaws.com'] };
  const [only] = trails;
  const arns = trails.map((trail) => trail.arn);
  return [
    {
      sid: 'AllowCloudTrailAclCheck',
      effect: 'Allow',
      principal: cloudTrail,
      action: ['s3:GetBucketAcl'],
      resource: [arn],
      condition: { StringEquals: { 'aws:SourceArn': trails.length === 1 && only ? only.arn : arns } },
    },
    ...trails.map((trail): Statement => ({
      sid: `AllowCloudTrailDelivery${trails.length === 1 ? '' : `Of${trail.accountId}`}`,
      effect: 'Allow',
      principal: cloudTrail,
      action: ['s3:PutObject'],
      resource: [`${arn}/${prefix}AWSLogs/${trail.accountId}/*`],
      condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trail.arn } },
    })),
  ];
}
