import type { CloudtrailAdvancedEventSelector } from '@cdktf/provider-aws/lib/cloudtrail';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Account } from '../account';
import { configurationChanges, endpointRequests, objectRequests } from '../cloud-trail/event-selectors';
import { Trail } from '../cloud-trail/trail';
import type { DataBucket } from '../data-bucket/data-bucket';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { LogBucket } from '../log-bucket/log-bucket';
import { trailArnOf, type Site } from './site';

export interface ObservationProps {
  readonly site: Site;
  readonly account: Account;
  readonly key: EncryptionKey;
  /** The data bucket of the account. @default none */
  readonly bucket?: DataBucket;
  /** Routes of the endpoint in the account. @default none */
  readonly endpointRoutes?: readonly ITerraformDependable[];
}

/**
 * What one account records of the data: server access logs of its bucket, and a trail of configuration changes, of the
 * requests to the bucket, and of what its endpoint lets through or denies, which no other log has.
 */
export class Observation extends Construct {
  readonly logs: LogBucket;

  constructor(scope: Construct, id: string, { site, account, key, bucket, endpointRoutes }: ObservationProps) {
    super(scope, id);
    const { side } = account;
    this.logs = new LogBucket(this, `${side}_logs`, {
      account,
      bucketName: site.names.logBucket[side],
      loggedBuckets: bucket ? [bucket.arn] : [],
      trailArn: trailArnOf(site, account),
      retentionDays: site.deployment[side].logs.retentionDays,
      key,
      removalPolicy: site.deployment.removalPolicy,
    });
    bucket?.logAccessTo(this.logs);
    const events: readonly CloudtrailAdvancedEventSelector[] = [
      configurationChanges,
      ...(bucket ? [objectRequests([bucket.arn])] : []),
      ...(endpointRoutes ? [endpointRequests] : []),
    ];
    new Trail(this, `${side}_trail`, {
      account,
      trailName: site.names.trail[side],
      logs: this.logs,
      keyArn: key.arn,
      events,
      after: endpointRoutes ?? [], // what was routed before belongs to the building, not to the evidence
    });
  }
}
