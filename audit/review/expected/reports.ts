import type { Names, Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { builtSides } from '../../../contract/deployment/sides';
import { settingOf } from './buckets';
import type { Expected } from './expected';
import { byDefault, free, of, read, TEXT_FOR_PEOPLE, type Arguments, type Template } from './template';

interface Topic {
  /** Its key, and `<id>-policy` that of its policy. */
  readonly id: string;
  readonly side: Side;
  readonly name: string;
  readonly emails: readonly string[];
  readonly why: string;
}

/** A topic under the key of its account, with its policy and subscribers. */
export function expectedTopic({ id, side, name, emails, why }: Topic): readonly Expected[] {
  const arn = of(id, 'arn');
  const base = { side, why };
  return [
    {
      ...base,
      key: id,
      type: 'aws_sns_topic',
      knownBy: ['name'],
      arguments: {
        name,
        kms_master_key_id: of(`key/${side}`, 'arn', 'key_id'),
        display_name: TEXT_FOR_PEOPLE,
        fifo_topic: byDefault(false),
      },
    },
    {
      ...base,
      key: `${id}-policy`,
      type: 'aws_sns_topic_policy',
      knownBy: ['arn'],
      arguments: { arn, policy: read('every goal that asks who reaches a topic') },
    },
    ...emails.map((endpoint) => ({
      ...base,
      key: `subscription/${id}/${endpoint}`,
      type: 'aws_sns_topic_subscription',
      knownBy: ['topic_arn', 'endpoint'],
      arguments: { topic_arn: arn, protocol: 'email', endpoint },
    })),
  ];
}

interface Alarm {
  readonly id: string;
  readonly side: Side;
  readonly name: string;
  /** Key of the topic that it tells, when it rings and when it is over. */
  readonly topic: string;
  readonly why: string;
}

/** An alarm that rings above a threshold within five minutes, and for which silence is no trouble. */
export function expectedAlarm({ id, side, name, topic, why }: Alarm, what: Arguments): Expected {
  return {
    key: `alarm/${name}/${id}`,
    type: 'aws_cloudwatch_metric_alarm',
    side,
    knownBy: ['alarm_name'],
    why,
    arguments: {
      alarm_name: name,
      alarm_description: TEXT_FOR_PEOPLE,
      actions_enabled: byDefault(true),
      comparison_operator: 'GreaterThanThreshold',
      period: 300,
      evaluation_periods: 1,
      datapoints_to_alarm: byDefault(1),
      treat_missing_data: 'notBreaching',
      alarm_actions: [of(topic, 'arn')],
      ok_actions: [of(topic, 'arn')],
      ...what,
    },
  };
}

/** What each bucket tells, and whom: it has one configuration of notifications. */
export function expectedNotifications(deployment: Deployment, names: Names): readonly Expected[] {
  return builtSides(deployment).flatMap((side) => {
    const told = { ...toFunction(side, deployment), ...toTopic(side, deployment) };
    if (Object.keys(told).length === 0) return [];
    const [name, id] = side === 'source' ? [names.sourceBucket, 'source'] : [names.dataBucket, 'data'];
    return [settingOf(deployment, { side, name, id })('notification', { eventbridge: byDefault(false), ...told })];
  });
}

function toFunction(side: Side, { replication }: Deployment): Arguments {
  const lambda = side === 'source' ? replication?.lambda : undefined;
  if (lambda === undefined) return {};
  return {
    lambda_function: [
      {
        id: free('the name of a notification'),
        lambda_function_arn: of('function', 'arn'),
        events: ['s3:ObjectCreated:*', ...(lambda.deletions ? ['s3:ObjectRemoved:DeleteMarkerCreated'] : [])],
        filter_prefix: lambda.prefix === '' ? byDefault('') : lambda.prefix,
        filter_suffix: byDefault(''),
      },
    ],
  };
}

/** S3 User Guide, "Supported event types for SQS, SNS, and Lambda", replication; thresholds are those of time control. */
function toTopic(side: Side, { replication }: Deployment): Arguments {
  const native = replication?.native;
  if (native === undefined || (side === 'destination' && !native.bothDirections)) return {};
  const late = native.rules.some(({ timeControl }) => timeControl);
  const events: readonly Template[] = [
    's3:Replication:OperationFailedReplication',
    's3:Replication:OperationNotTracked',
    ...(late ? ['s3:Replication:OperationMissedThreshold', 's3:Replication:OperationReplicatedAfterThreshold'] : []),
  ];
  return {
    topic: [
      {
        id: free('the name of a notification'),
        topic_arn: of(`replication-topic/${side}`, 'arn'),
        events,
        filter_prefix: byDefault(''),
        filter_suffix: byDefault(''),
      },
    ],
  };
}
