import { bucketArn, SIDES, type Side } from '../../../contract/deployment/names';
import { sidesWithLogs } from '../expected/accounts';
import {
  accountIntent,
  FROM_INTERNET,
  roleArn,
  throughS3,
  NOTHING,
  together,
  mayUseKey,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { meantBy } from './people';
import { permission } from './permission';

/** Auditors read the logs of each account through a role, as files or by Athena, and nothing else. */
export function logReadersIntended(deployed: Deployed): Intended {
  if (deployed.deployment.catalog === undefined) return NOTHING;
  const parts = SIDES.map((side) => ofAccount(deployed, side));
  return together(parts);
}

const ATHENA = [
  'BatchGetQueryExecution',
  'GetQueryExecution',
  'GetQueryResults',
  'GetWorkGroup',
  'ListQueryExecutions',
  'StartQueryExecution',
  'StopQueryExecution',
];
const GLUE = ['GetDatabase', 'GetPartition', 'GetPartitions', 'GetTable', 'GetTables'];
const RESULTS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'];
const KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];
const FIND = ['s3:GetBucketLocation', 's3:ListBucket'];

/** Writes tables and their files: Athena User Guide, "Create tables from query results (CTAS)". */
const TABLES = ['CreateTable', 'DeleteTable', 'UpdateTable'];
const WRITE = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'];

function ofAccount(deployed: Deployed, side: Side): Intended {
  const { catalog } = deployed.names;
  const { readers = [], compactors = [] } = deployed.deployment.catalog ?? {};
  const both = [
    inRole(deployed, side, { role: catalog.readerRole, workgroup: catalog.workgroup, people: readers, writes: false }),
    inRole(deployed, side, {
      role: catalog.compactorRole,
      workgroup: catalog.compactWorkgroup,
      people: compactors,
      writes: true,
    }),
  ];
  return together(both);
}

interface CatalogRole {
  readonly role: string;
  readonly workgroup: string;
  readonly people: readonly string[];
  /** Whether it writes logs as Parquet. */
  readonly writes: boolean;
}

function inRole(deployed: Deployed, side: Side, { role, workgroup, people, writes }: CatalogRole): Intended {
  const { deployment, names, system } = deployed;
  const at = accountIntent(deployed, side);
  const { id: account, region, key } = at;
  const { catalog, logBucket } = names;
  const log = bucketArn(deployment.partition, logBucket[side]);
  const results = bucketArn(deployment.partition, catalog.resultBucket[side]);
  const compact = bucketArn(deployment.partition, catalog.compactBucket[side]);
  const isCompacted = system.buckets.some(({ arn }) => arn === compact);
  const principal = roleArn(deployed, side, role);
  if (!system.roles.some(({ arn }) => arn === principal)) return NOTHING;
  const meant = people.map((reader) => meantBy(reader, deployment.partition));
  const ofAthena = (name: string): string => `arn:${deployment.partition}:athena:${region}:${account}:${name}`;
  const [group, source] = [ofAthena(`workgroup/${workgroup}`), ofAthena('datacatalog/AwsDataCatalog')];
  const queries = ATHENA.map((name) => `athena:${name}`);
  const tables = [...GLUE, ...(writes ? TABLES : [])].map((name) => `glue:${name}`);
  // What is asked of a table is asked of its database and of the catalog as well (AWS Glue Developer Guide, "Catalog ARNs").
  const glueOf = (table: string): readonly string[] =>
    ['catalog', `database/${catalog.database}`, `table/${catalog.database}/${table}`].map(
      (resource) => `arn:${deployment.partition}:glue:${region}:${account}:${resource}`,
    );
  const logs = sidesWithLogs(deployment).includes(side) ? [log] : [];
  const found = isCompacted ? [...logs, results, compact] : [...logs, results];
  const encrypted = found.flatMap((bucket) => [bucket, `${bucket}/an-object`]);
  const need = (action: string, resource: string, from = principal): Need => ({
    flow: 'flow-log-readers',
    why: 'the logs could not be read by those who audit',
    principal: from,
    identity: 'everything',
    action,
    resource,
    account,
    context: FROM_INTERNET,
  });
  return {
    permissions: [
      permission({ principal, actions: queries, resource: group, account }),
      permission({ principal, actions: ['athena:GetTableMetadata'], resource: source, account }),
      ...glueOf('*').map((resource) => permission({ principal, actions: tables, resource, account })),
      ...found.map((resource) => permission({ principal, actions: FIND, resource, account })),
      ...found.map((arn) => permission({ principal, actions: ['s3:GetObject'], resource: `${arn}/*`, account })),
      ...(writes ? [permission({ principal, actions: WRITE, resource: `${compact}/*`, account })] : []),
      permission({ principal, actions: RESULTS, resource: `${results}/*`, account }),
      ...mayUseKey(at, principal, KEY),
      ...meant
        .flatMap(({ principals }) => principals)
        .map((reader) => permission({ principal: reader, actions: ['sts:AssumeRole'], resource: principal, account })),
    ],
    needs: [
      ...found.flatMap((resource) => FIND.map((action) => need(action, resource))),
      ...logs.map((arn) => need('s3:GetObject', `${arn}/s3-access/an-object`)),
      ...(isCompacted ? [need('s3:GetObject', `${compact}/a-day`)] : []),
      ...(writes ? WRITE.map((action) => need(action, `${compact}/a-day`)) : []),
      ...queries.map((action) => need(action, group)),
      need('athena:GetTableMetadata', source),
      ...glueOf('a-table').flatMap((resource) => tables.map((action) => need(action, resource))),
      ...(key
        ? encrypted.flatMap((arn) => KEY.map((action) => ({ ...need(action, key.arn), context: throughS3(at, arn) })))
        : []),
      ...RESULTS.map((action) => need(action, `${results}/a-result`)),
      ...meant.flatMap(({ examples }) => examples).map((reader) => need('sts:AssumeRole', principal, reader)),
    ],
  };
}
