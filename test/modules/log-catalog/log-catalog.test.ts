import { accessLogTable } from '../../../contract/log-tables';
import { deploymentOf, synthesize } from '../synthesized';

const stack = synthesize(deploymentOf('examples/everything.yaml'));

interface Table {
  readonly parameters: Record<string, string>;
  readonly partition_keys: { name: string }[];
  readonly storage_descriptor: {
    readonly location: string;
    readonly columns: { name: string; type: string }[];
    readonly ser_de_info: { readonly parameters: Record<string, string> };
  };
}

const table = (address: string) => stack.resource(`aws_glue_catalog_table.${address}`) as unknown as Table;
const logs = 'arn:aws:s3:::everything-logs-222222222222';

test.each(['source', 'destination'])('each account has its database, its tables and its workgroup: %s', (side) => {
  for (const address of [
    `aws_glue_catalog_database.${side}_audit`,
    `aws_glue_catalog_table.${side}_access_logs`,
    `aws_glue_catalog_table.${side}_cloudtrail`,
    `aws_athena_workgroup.${side}_workgroup`,
    `aws_s3_bucket.${side}_results`,
    `aws_iam_role.${side}_audit_reader`,
  ]) {
    expect(stack.resource(address).provider).toBe(`aws.${side}`);
  }
});

test('the columns and their expression come from the one definition of the record', () => {
  const { storage_descriptor } = table('destination_access_logs');
  const defined = accessLogTable({
    location: 's3://everything-logs-222222222222/s3-access/',
    layout: 'partitioned',
    accounts: ['222222222222'],
    regions: ['us-east-1'],
    buckets: ['everything-data-222222222222'],
    since: 'NOW-400DAYS',
  });
  expect(storage_descriptor.columns.map(({ name }) => name)).toEqual(defined.columns.map(({ name }) => name));
  expect(storage_descriptor.ser_de_info.parameters).toEqual(defined.serdeParameters);
  expect(storage_descriptor.location).toBe(defined.location);
});

test('partitions are projected, in Athena’s own variables', () => {
  const { parameters } = table('destination_access_logs');
  expect(parameters).toMatchObject({
    'projection.enabled': 'true',
    'projection.log_bucket.values': 'everything-data-222222222222',
    'projection.day.range': 'NOW-400DAYS,NOW+1DAY',
    // Terraform makes one $ of the two.
    'storage.location.template':
      's3://everything-logs-222222222222/s3-access/$${log_account}/$${log_region}/$${log_bucket}/$${day}/',
  });
});

test('queries are limited and encrypted, and nobody sets that aside', () => {
  expect(stack.resource('aws_athena_workgroup.destination_workgroup').configuration).toMatchObject({
    enforce_workgroup_configuration: true,
    bytes_scanned_cutoff_per_query: 50_000_000_000,
    result_configuration: {
      output_location: 's3://everything-query-results-222222222222/',
      expected_bucket_owner: '222222222222',
      encryption_configuration: { encryption_option: 'SSE_KMS', kms_key_arn: '${aws_kms_key.destination.arn}' },
    },
  });
});

test('results expire, and the workgroup waits for their bucket to be closed', () => {
  expect(stack.resource('aws_s3_bucket_lifecycle_configuration.destination_results_lifecycle').rule).toMatchObject([
    { expiration: [{ days: 7 }] },
  ]);
  expect(stack.dependsOn('aws_athena_workgroup.destination_workgroup')).toEqual([
    'aws_s3_bucket_lifecycle_configuration.destination_results_lifecycle',
  ]);
});

describe('the audit reader', () => {
  const policy = 'aws_iam_role_policy.destination_audit_reader_permissions';

  test('is whom the settings name', () => {
    expect(stack.statements('aws_iam_role.destination_audit_reader', 'assume_role_policy')[0]?.Principal).toEqual({
      AWS: ['arn:aws:iam::222222222222:role/auditor'],
    });
  });

  test('reads the logs and never writes them', () => {
    expect(stack.statement(policy, 'AllowReadingLogs')).toMatchObject({
      Action: ['s3:GetObject'],
      Resource: [`${logs}/*`, `arn:aws:s3:::everything-compact-logs-222222222222/*`],
    });
    const writing = stack.statements(policy).filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(writing.flatMap(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::everything-query-results-222222222222/*',
    ]);
  });

  test('queries in the workgroup, over the tables of the deployment', () => {
    expect(stack.statement(policy, 'AllowQueries').Resource).toEqual([
      'arn:aws:athena:us-east-1:222222222222:workgroup/everything-audit',
    ]);
    expect(stack.statement(policy, 'AllowDescribingTables')).toMatchObject({
      Action: ['athena:GetTableMetadata'],
      Resource: ['arn:aws:athena:us-east-1:222222222222:datacatalog/AwsDataCatalog'],
    });
    expect(stack.statement(policy, 'AllowReadingTables').Resource).toEqual([
      'arn:aws:glue:us-east-1:222222222222:catalog',
      'arn:aws:glue:us-east-1:222222222222:database/everything_audit',
      'arn:aws:glue:us-east-1:222222222222:table/everything_audit/*',
    ]);
  });
});

describe('writing logs as Parquet', () => {
  const compact = 'arn:aws:s3:::everything-compact-logs-222222222222';

  test('has a workgroup that lets the query say where its table goes, and limits it all the same', () => {
    expect(stack.resource('aws_athena_workgroup.destination_compact_workgroup').configuration).toMatchObject({
      enforce_workgroup_configuration: false,
      bytes_scanned_cutoff_per_query: 50_000_000_000,
    });
  });

  test('has a place of its own, kept as long as the logs, where nobody else writes', () => {
    expect(
      stack.resource('aws_s3_bucket_lifecycle_configuration.destination_compact_logs_lifecycle').rule,
    ).toMatchObject([{ expiration: [{ days: 400 }] }]);
    expect(
      stack.statement('aws_s3_bucket_policy.destination_compact_logs_policy', 'DenyWritesExceptByCompactor'),
    ).toMatchObject({
      Effect: 'Deny',
      Resource: [`${compact}/*`],
      Condition: {
        ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/everything-audit-compactor' },
      },
    });
  });

  test('is done by a role that reads logs, writes there, and makes tables; readers read there', () => {
    const role = 'aws_iam_role_policy.destination_audit_compactor_permissions';
    expect(stack.statement(role, 'AllowWritingParquet').Resource).toEqual([`${compact}/*`]);
    expect(stack.statement(role, 'AllowReadingLogs').Resource).toEqual([`${logs}/*`, `${compact}/*`]);
    expect(stack.statement(role, 'AllowQueries').Resource).toEqual([
      'arn:aws:athena:us-east-1:222222222222:workgroup/everything-audit-compact',
    ]);
    const reader = 'aws_iam_role_policy.destination_audit_reader_permissions';
    expect(stack.statement(reader, 'AllowReadingLogs').Resource).toEqual([`${logs}/*`, `${compact}/*`]);
    expect(stack.statements(reader).flatMap(({ Action }) => Action)).not.toContain('glue:CreateTable');
  });

  test('is not there unless somebody may do it', () => {
    const without = synthesize(
      deploymentOf('examples/everything.yaml', (d) => ({ ...d, catalog: { ...d.catalog!, compactors: [] } })),
    );
    expect(without.addresses.filter((address) => address.includes('compact'))).toEqual([]);
  });
});
