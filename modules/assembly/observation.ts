import type { CloudtrailAdvancedEventSelector } from '@cdktf/provider-aws/lib/cloudtrail';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { recordedSides, sidesWithLogBucket, trailArnIn } from '../../contract/deployment/archive';
import type { Account } from '../account';
import { configurationChanges, endpointRequests, objectRequests } from '../cloud-trail/event-selectors';
import { Trail } from '../cloud-trail/trail';
import type { DataBucket } from '../data-bucket/data-bucket';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { LogBucket, type LogPlace } from '../log-bucket/log-bucket';
import type { BuiltArchive } from './add-archive';
import type { Site } from './site';

/** The account that records, and what it has. */
export interface ObservationProps {
  readonly site: Site;
  readonly account: Account;
  /** Key of the account. @default none, where nothing is stored there */
  readonly key?: EncryptionKey;
  /** The data bucket of the account. @default none */
  readonly bucket?: DataBucket;
  /** Where the trail delivers, if not in the account. */
  readonly archive?: BuiltArchive;
  /** Routes of the endpoint in the account. @default none */
  readonly endpointRoutes?: readonly ITerraformDependable[];
}

/**
 * What one account records of the data: server access logs of its bucket, and a trail of configuration changes, of the
 * requests to the bucket, and of what its endpoint lets through or denies, which no other log has.
 */
export class Observation extends Construct {
  readonly logs: LogPlace | undefined;

  constructor(scope: Construct, id: string, props: ObservationProps) {
    super(scope, id);
    const { site, account, key, bucket, archive, endpointRoutes } = props;
    const { side } = account;
    const { accessLogs } = site.deployment.observation;
    const hasLogs = sidesWithLogBucket(site.deployment).includes(side);
    this.logs = hasLogs ? (accessLogs === 'existing' ? this.existing(props) : this.made(props)) : undefined;
    if (this.logs) bucket?.logAccessTo(this.logs);
    const logs = archive?.logs ?? this.logs;
    const keyArn = archive?.keyArn ?? key?.arn;
    if (!recordedSides(site.deployment).includes(side) || logs === undefined || keyArn === undefined) return;
    const events: readonly CloudtrailAdvancedEventSelector[] = [
      configurationChanges,
      ...(bucket ? [objectRequests([bucket.arn])] : []),
      ...(endpointRoutes ? [endpointRequests] : []),
    ];
    new Trail(this, `${side}_trail`, {
      account,
      trailName: site.names.trail[side],
      logs,
      keyArn,
      events,
      after: endpointRoutes ?? [], // what was routed before belongs to the building, not to the evidence
    });
  }
  /** Its policy is its owner's: it lets S3, and a trail of ours, deliver. */
  private existing({ site, account }: ObservationProps): LogPlace {
    return { bucketName: site.names.logBucket[account.side] };
  }

  private made({ site, account, key, bucket, archive }: ObservationProps): LogPlace {
    const { observation, removalPolicy, [account.side]: settings } = site.deployment;
    if (key === undefined) throw new Error(`what is stored on the ${account.side} side has a key`);
    return new LogBucket(this, `${account.side}_logs`, {
      account,
      bucketName: site.names.logBucket[account.side],
      loggedBuckets: bucket ? [bucket.arn] : [],
      ...(observation.trail === 'create' && !archive && { trailArn: trailArnIn(site.deployment, account.side) }),
      retentionDays: settings.logs.retentionDays,
      key,
      removalPolicy,
    });
  }
}
