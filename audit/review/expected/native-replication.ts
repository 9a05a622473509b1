import { bucketArn, type Names, type Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isBuilt } from '../../../contract/deployment/sides';
import { settingOf } from './buckets';
import type { Expected } from './expected';
import { expectedAlarm, expectedTopic } from './reports';
import { byDefault, of, type Arguments } from './template';

/** What S3 promises with Replication Time Control, in minutes (S3 User Guide, "Using S3 Replication Time Control"). */
const PROMISED_MINUTES = 15;

const WHY = 'objects would not be replicated, and nobody would hear of it';

/** The replication configuration of each bucket that S3 replicates from, and what tells of its failures. */
export function expectedNativeReplication(deployment: Deployment, names: Names): readonly Expected[] {
  const native = deployment.replication?.native;
  if (native === undefined) return [];
  const directions: readonly (readonly [Side, Side])[] = [
    ['source', 'destination'],
    ...(native.bothDirections ? [['destination', 'source'] as const] : []),
  ];
  const ours = directions.filter(([from]) => isBuilt(deployment, from));
  return ours.flatMap(([from, to]) => {
    const bucket = { side: from, name: nameOf(from, names), id: from === 'source' ? 'source' : 'data' };
    const id = `replication-topic/${from}`;
    return [
      settingOf(deployment, bucket)('replication_configuration', {
        role: of(`role/replication/${from}`, 'arn'),
        rule: native.rules.map((rule, i) => ruleOf(rule, native.rules.length - i, to, deployment, names)),
      }),
      ...expectedTopic({
        id,
        side: from,
        name: names.replicationTopic[from],
        emails: native.failureEmails,
        why: WHY,
      }),
      ...native.rules
        .filter(({ metrics }) => metrics)
        .flatMap(({ name }) => alarmsOf(name, [from, to], deployment, names)),
    ];
  });
}

/** S3 User Guide, "Using S3 Replication metrics": failures are measured in the region of the source, latency in that of the replicas. */
function alarmsOf(
  rule: string,
  [from, to]: readonly [Side, Side],
  deployment: Deployment,
  names: Names,
): readonly Expected[] {
  const alarm = (id: string, metric: string, statistic: string, threshold: number) =>
    expectedAlarm(
      {
        id,
        side: from,
        name: `${names.replicationTopic[from]}-${rule}-${id}`,
        topic: `replication-topic/${from}`,
        why: WHY,
      },
      {
        namespace: 'AWS/S3',
        metric_name: metric,
        statistic,
        threshold,
        dimensions: { SourceBucket: nameOf(from, names), DestinationBucket: nameOf(to, names), RuleId: rule },
      },
    );
  return [
    alarm('failed', 'OperationsFailedReplication', 'Sum', 0),
    ...(deployment[from].region === deployment[to].region
      ? [alarm('late', 'ReplicationLatency', 'Maximum', PROMISED_MINUTES * 60)]
      : []),
  ];
}

function nameOf(side: Side, names: Names): string {
  return side === 'source' ? names.sourceBucket : names.dataBucket;
}

type Rule = NonNullable<NonNullable<Deployment['replication']>['native']>['rules'][number];

/** @param priority the highest number wins: the first rule of the file. */
function ruleOf(rule: Rule, priority: number, to: Side, deployment: Deployment, names: Names): Arguments {
  const bothDirections = deployment.replication?.native?.bothDirections === true;
  const promised = { minutes: PROMISED_MINUTES };
  return {
    id: rule.name,
    status: 'Enabled',
    priority,
    filter: filterOf(rule),
    delete_marker_replication: { status: rule.deleteMarkers ? 'Enabled' : 'Disabled' },
    source_selection_criteria: {
      sse_kms_encrypted_objects: { status: 'Enabled' },
      ...(bothDirections && { replica_modifications: { status: 'Enabled' } }),
    },
    destination: {
      bucket: bucketArn(deployment.partition, nameOf(to, names)),
      account: deployment[to].account,
      // Without a word S3 keeps that of the object.
      ...(rule.storageClass && { storage_class: rule.storageClass }),
      access_control_translation: { owner: 'Destination' },
      encryption_configuration: { replica_kms_key_id: of(`key/${to}`, 'arn') },
      ...(rule.metrics && {
        metrics: { status: 'Enabled', ...(rule.timeControl && { event_threshold: promised }) },
      }),
      ...(rule.timeControl && { replication_time: { status: 'Enabled', time: promised } }),
    },
  };
}

/** One condition stands by itself, more stand in And (S3 API Reference, "ReplicationRuleFilter"). */
function filterOf({ prefix, tags }: Rule): Arguments {
  const [first, ...more] = Object.entries(tags).map(([key, value]) => ({ key, value }));
  if (first === undefined) return { prefix: prefix === '' ? byDefault('') : prefix };
  if (prefix === '' && more.length === 0) return { tag: first };
  return { and: { prefix: prefix === '' ? byDefault('') : prefix, tags } };
}
