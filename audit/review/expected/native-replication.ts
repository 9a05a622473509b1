import { bucketArn, type Names, type Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { settingOf } from './buckets';
import type { Expected } from './expected';
import { byDefault, of, type Arguments } from './template';

/** What S3 promises with Replication Time Control, in minutes (S3 User Guide, "Using S3 Replication Time Control"). */
const PROMISED_MINUTES = 15;

/** The replication configuration of each bucket that S3 replicates from. */
export function expectedNativeReplication(deployment: Deployment, names: Names): readonly Expected[] {
  const native = deployment.replication?.native;
  if (native === undefined) return [];
  const directions: readonly (readonly [Side, Side])[] = [
    ['source', 'destination'],
    ...(native.bothDirections ? [['destination', 'source'] as const] : []),
  ];
  return directions.map(([from, to]) => {
    const bucket = { side: from, name: nameOf(from, names), id: from === 'source' ? 'source' : 'data' };
    return settingOf(deployment, bucket)('replication_configuration', {
      role: of(`role/replication/${from}`, 'arn'),
      rule: native.rules.map((rule, i) => ruleOf(rule, native.rules.length - i, to, deployment, names)),
    });
  });
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
    filter: { prefix: rule.prefix === '' ? byDefault('') : rule.prefix },
    delete_marker_replication: { status: rule.deleteMarkers ? 'Enabled' : 'Disabled' },
    source_selection_criteria: {
      sse_kms_encrypted_objects: { status: 'Enabled' },
      ...(bothDirections && { replica_modifications: { status: 'Enabled' } }),
    },
    destination: {
      bucket: bucketArn(deployment.partition, nameOf(to, names)),
      account: deployment[to].account,
      storage_class: byDefault('STANDARD'),
      access_control_translation: { owner: 'Destination' },
      encryption_configuration: { replica_kms_key_id: of(`key/${to}`, 'arn') },
      ...(rule.metrics && {
        metrics: { status: 'Enabled', ...(rule.timeControl && { event_threshold: promised }) },
      }),
      ...(rule.timeControl && { replication_time: { status: 'Enabled', time: promised } }),
    },
  };
}
