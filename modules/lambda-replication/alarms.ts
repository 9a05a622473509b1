import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Account } from '../account';

/** What is watched, by name, and the topic that is told. */
export interface AlarmsProps {
  readonly account: Account;
  readonly functionName: string;
  readonly failureQueue: string;
  readonly deadLetterQueue: string;
  readonly topicArn: string;
}

interface Alarm {
  readonly id: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: 'Maximum' | 'Sum';
  readonly dimensions: Readonly<Record<string, string>>;
  /** The alarm rings above it. */
  readonly threshold: number;
}

/** A failure that nobody has replayed within this time (seconds) is one that nobody has seen. */
const OLDEST_FAILURE = 60 * 60;

/** Tells the topic when the function fails or is throttled, and when failures wait. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { account, functionName, topicArn } = props;
    for (const alarm of alarmsOf(props)) {
      new CloudwatchMetricAlarm(this, `replicate_${alarm.id}`, {
        provider: account.provider,
        alarmName: `${functionName}-${alarm.id.replaceAll('_', '-')}`,
        alarmDescription: alarm.description,
        namespace: alarm.namespace,
        metricName: alarm.metric,
        dimensions: alarm.dimensions,
        statistic: alarm.statistic,
        comparisonOperator: 'GreaterThanThreshold',
        threshold: alarm.threshold,
        period: 300,
        evaluationPeriods: 1,
        // No invocation and no message is no trouble.
        treatMissingData: 'notBreaching',
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
    }
  }
}

function alarmsOf({ functionName, failureQueue, deadLetterQueue }: AlarmsProps): readonly Alarm[] {
  const ofFunction = { namespace: 'AWS/Lambda', statistic: 'Sum', dimensions: { FunctionName: functionName } } as const;
  const ofQueue = (queue: string) =>
    ({ namespace: 'AWS/SQS', statistic: 'Maximum', dimensions: { QueueName: queue } }) as const;
  return [
    { id: 'errors', description: 'Invocations failed', ...ofFunction, metric: 'Errors', threshold: 0 },
    { id: 'throttles', description: 'Invocations were throttled', ...ofFunction, metric: 'Throttles', threshold: 0 },
    {
      id: 'failure_age',
      description: 'Objects that could not be copied wait for a replay',
      ...ofQueue(failureQueue),
      metric: 'ApproximateAgeOfOldestMessage',
      threshold: OLDEST_FAILURE,
    },
    {
      id: 'dead_letters',
      description: 'Events that the function could not even report as failed',
      ...ofQueue(deadLetterQueue),
      metric: 'ApproximateNumberOfMessagesVisible',
      threshold: 0,
    },
  ];
}
