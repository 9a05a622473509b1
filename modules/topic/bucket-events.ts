import type { S3BucketNotificationTopic } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import type { ITerraformDependable } from 'cdktf';

/** What a bucket tells to topics, and what must be there before it may. */
export interface BucketEvents {
  readonly topic: readonly S3BucketNotificationTopic[];
  readonly after: readonly ITerraformDependable[];
}

export const NO_EVENTS: BucketEvents = { topic: [], after: [] };
