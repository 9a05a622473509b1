import { scanLimitBytes } from '../../../contract/deployment/catalog-settings';
import { archiveOf } from '../../../contract/deployment/archive';
import type { Names, Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { accessLogTable, cloudTrailTable, type LogTable, type TableColumn } from '../../../contract/log-tables';
import { sidesWithKey } from './accounts';
import { ACCESS_LOG_PREFIX } from './buckets';
import type { Expected } from './expected';
import { byDefault, of, ordered, TEXT_FOR_PEOPLE, type Arguments } from './template';

const WHY = 'queries would read other logs, cost more, or leave their results with somebody else';

/** Athena and Glue over the logs of each account. */
export function expectedCatalog(deployment: Deployment, names: Names): readonly Expected[] {
  const { catalog } = deployment;
  if (catalog === undefined) return [];
  return sidesWithKey(deployment).flatMap((side): Expected[] => [
    workgroup(side, names.catalog.workgroup, deployment, names, true),
    // Athena lets a query say where its table goes only where the workgroup does not ("Considerations … for CTAS queries").
    ...(catalog.compactors.length === 0
      ? []
      : [workgroup(side, names.catalog.compactWorkgroup, deployment, names, false)]),
    {
      key: `database/${side}`,
      type: 'aws_glue_catalog_database',
      side,
      knownBy: ['name'],
      why: WHY,
      arguments: {
        name: names.catalog.database,
        description: TEXT_FOR_PEOPLE,
        catalog_id: byDefault(deployment[side].account),
      },
    },
    ...tablesOf(side, deployment, names).map((table) => tableOf(side, table, deployment)),
  ]);
}

function workgroup(side: Side, name: string, deployment: Deployment, names: Names, enforces: boolean): Expected {
  return {
    key: `${name}/${side}`,
    type: 'aws_athena_workgroup',
    side,
    knownBy: ['name'],
    why: WHY,
    arguments: {
      name,
      description: TEXT_FOR_PEOPLE,
      state: byDefault('ENABLED'),
      force_destroy: deployment.removalPolicy === 'destroy' ? true : byDefault(false),
      configuration: {
        enforce_workgroup_configuration: enforces ? byDefault(true) : false,
        publish_cloudwatch_metrics_enabled: byDefault(true),
        requester_pays_enabled: byDefault(false),
        bytes_scanned_cutoff_per_query: deployment.catalog ? scanLimitBytes(deployment.catalog) : 0,
        engine_version: { selected_engine_version: 'Athena engine version 3' },
        result_configuration: {
          output_location: `s3://${names.catalog.resultBucket[side]}/`,
          expected_bucket_owner: deployment[side].account,
          encryption_configuration: { encryption_option: 'SSE_KMS', kms_key_arn: of(`key/${side}`, 'arn') },
        },
      },
    },
  };
}

function tablesOf(side: Side, deployment: Deployment, names: Names): readonly LogTable[] {
  const { account, region, logs, bucket } = deployment[side];
  const location = `s3://${names.logBucket[side]}/`;
  const place = { accounts: [account], regions: [region], since: `NOW-${logs.retentionDays}DAYS` };
  const logged = side === 'destination' ? names.dataBucket : names.sourceBucket;
  const accessLogs = {
    ...place,
    location: location + ACCESS_LOG_PREFIX,
    layout: 'partitioned',
    buckets: [logged],
  } as const;
  return [
    cloudTrailTable(trailFiles(deployment, place, location)),
    ...(bucket === undefined ? [] : [accessLogTable(accessLogs)]),
  ];
}

/** Files of a trail lie beside the access logs, or in the log archive, below its prefix and for as long as it keeps them. */
function trailFiles<T extends { readonly since: string }>(deployment: Deployment, place: T, logs: string) {
  const archive = archiveOf(deployment);
  if (archive === undefined) return { ...place, location: `${logs}AWSLogs/` };
  const { settings, bucketName } = archive;
  return settings.kind === 'create'
    ? { ...place, since: `NOW-${settings.retentionDays}DAYS`, location: `s3://${bucketName}/AWSLogs/` }
    : { ...place, location: `s3://${[bucketName, ...(settings.prefix ? [settings.prefix] : [])].join('/')}/AWSLogs/` };
}

function tableOf(side: Side, table: LogTable, deployment: Deployment): Expected {
  return {
    key: `table/${side}/${table.name}`,
    type: 'aws_glue_catalog_table',
    side,
    knownBy: ['database_name', 'name'],
    why: WHY,
    arguments: {
      name: table.name,
      database_name: of(`database/${side}`, 'name'),
      catalog_id: byDefault(deployment[side].account),
      description: TEXT_FOR_PEOPLE,
      table_type: byDefault('EXTERNAL_TABLE'),
      parameters: table.parameters,
      partition_keys: ordered(table.partitionKeys.map(columnOf)),
      storage_descriptor: {
        location: table.location,
        input_format: table.inputFormat,
        output_format: table.outputFormat,
        ser_de_info: { serialization_library: table.serializationLibrary, parameters: table.serdeParameters },
        columns: ordered(table.columns.map(columnOf)),
      },
    },
  };
}

function columnOf({ name, type }: TableColumn): Arguments {
  return { name, type, comment: TEXT_FOR_PEOPLE };
}
