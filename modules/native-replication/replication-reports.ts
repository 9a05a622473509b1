import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { Construct } from 'constructs';
import type { NativeReplicationSettings } from '../../contract/deployment/replication-settings';
import type { Account, Place } from '../account';
import type { DataBucket } from '../data-bucket/data-bucket';
import type { BucketEvents } from '../topic/bucket-events';
import { ResultTopic } from '../topic/result-topic';

/** The direction that is reported on, and where to. */
export interface ReplicationReportsProps {
  readonly from: Account;
  readonly to: Place;
  readonly topicName: string;
  readonly settings: NativeReplicationSettings;
}

/** The bucket that replicates, the name of the one that it replicates to, and the key of the messages. */
export interface ReportedBucket {
  readonly bucket: DataBucket;
  readonly keyArn: string;
  readonly replicaBucket: string;
}

/** A latency beyond what Replication Time Control promises, in seconds. */
const LATE = 15 * 60;

/**
 * Says what S3 did not replicate: each object by an event, and each rule with metrics by alarms. Without it a replica that
 * never arrives is known to nobody (S3 User Guide, "Receiving replication failure events with Amazon S3 Event Notifications"
 * and "Using S3 Replication metrics").
 */
export class ReplicationReports extends Construct {
  readonly events: BucketEvents;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: ReplicationReportsProps,
    private readonly reported: ReportedBucket,
  ) {
    super(scope, id);
    const { from: account, topicName, settings } = props;
    const topic = new ResultTopic(this, `${id}_topic`, {
      account,
      topicName,
      keyArn: reported.keyArn,
      alarmPrefix: topicName,
      bucketArn: reported.bucket.arn,
      emails: settings.failureEmails,
    });
    this.events = {
      topic: [{ topicArn: topic.arn, events: eventsOf(settings) }],
      after: [topic.policy], // S3 tries to publish before it takes the notification
    };
    settings.rules
      .filter(({ metrics }) => metrics)
      .forEach((rule) => {
        this.addAlarms(rule.name, topic.arn);
      });
  }

  /** Tells the topic, for a bucket that tells nobody else. */
  notify(): void {
    const { bucket } = this.reported;
    bucket.chain.append(
      (after) =>
        new S3BucketNotification(this, `${this.id}_notification`, {
          provider: this.props.from.provider,
          bucket: bucket.bucketName,
          topic: [...this.events.topic],
          dependsOn: [
            after, // one change of a bucket at a time
            ...this.events.after,
          ],
        }),
    );
  }

  private addAlarms(rule: string, topicArn: string): void {
    const { from, to, topicName } = this.props;
    const { bucket, replicaBucket } = this.reported;
    const alarm = (id: string, description: string, metricName: string, statistic: string, threshold: number) =>
      new CloudwatchMetricAlarm(this, `${this.id}_${rule}_${id}`, {
        provider: from.provider,
        alarmName: `${topicName}-${rule}-${id}`,
        alarmDescription: description,
        namespace: 'AWS/S3',
        metricName,
        dimensions: { SourceBucket: bucket.bucketName, DestinationBucket: replicaBucket, RuleId: rule },
        statistic,
        comparisonOperator: 'GreaterThanThreshold',
        threshold,
        period: 300,
        evaluationPeriods: 1,
        // No replication is no trouble.
        treatMissingData: 'notBreaching',
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    alarm('failed', 'S3 could not replicate objects', 'OperationsFailedReplication', 'Sum', 0);
    // Latency is measured in the region of the replicas, and an alarm sees its own region only.
    if (from.region === to.region) alarm('late', 'Replicas are late', 'ReplicationLatency', 'Maximum', LATE);
  }
}

function eventsOf({ rules }: NativeReplicationSettings): string[] {
  const kinds = [
    'OperationFailedReplication',
    'OperationNotTracked',
    ...(rules.some(({ timeControl }) => timeControl)
      ? ['OperationMissedThreshold', 'OperationReplicatedAfterThreshold']
      : []),
  ];
  return kinds.map((kind) => `s3:Replication:${kind}`);
}
