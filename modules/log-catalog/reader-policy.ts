import { dnsSuffixOf } from '../../contract/partition';
import { regionalArn } from '../../contract/deployment/names';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';

/** Files of the trail in another account. */
export interface ArchivePlace {
  readonly bucketArn: string;
  /** The files of trails in it, as a pattern of ARNs. */
  readonly filesArn: string;
  readonly keyArn: string;
  readonly region: string;
}

/** The logs that a reader reads, and by which workgroup. */
export interface ReaderPolicyProps {
  readonly account: Account;
  readonly workgroup: string;
  readonly database: string;
  /** Log bucket of the account. @default none */
  readonly logBucketArn?: string;
  /** @default none */
  readonly archive?: ArchivePlace;
  readonly resultBucketArn: string;
  readonly keyArn: string;
  /** Bucket of logs that were written as Parquet. @default none */
  readonly compactBucketArn?: string;
}

/** What an auditor needs to query the logs of one account, or to collect them: read the logs, write query results. */
export function readerPolicy(props: ReaderPolicyProps): readonly Statement[] {
  return [...allowQueries(props), ...allowFiles(props), ...allowKeys(props)];
}

/** The tables of the database; Glue asks for the catalog and the database as well (AWS Glue Developer Guide, "Catalog ARNs"). */
function tablesOf({ account, database }: ReaderPolicyProps): readonly string[] {
  return ['catalog', `database/${database}`, `table/${database}/*`].map((name) => regionalArn(account, 'glue', name));
}

function allowQueries(props: ReaderPolicyProps): readonly Statement[] {
  const { account, workgroup } = props;
  return [
    {
      sid: 'AllowQueries',
      effect: 'Allow',
      action: [
        'athena:BatchGetQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetWorkGroup',
        'athena:ListQueryExecutions',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      resource: [regionalArn(account, 'athena', `workgroup/${workgroup}`)],
    },
    {
      // What s3-audit asks of a table before a query: its partitions, to estimate the scan, and whether it is as it should be.
      // Athena's name for the Glue catalog (Service Authorization Reference, "Actions for Amazon Athena": data catalog).
      sid: 'AllowDescribingTables',
      effect: 'Allow',
      action: ['athena:GetTableMetadata'],
      resource: [regionalArn(account, 'athena', 'datacatalog/AwsDataCatalog')],
    },
    {
      sid: 'AllowReadingTables',
      effect: 'Allow',
      action: ['glue:GetDatabase', 'glue:GetPartition', 'glue:GetPartitions', 'glue:GetTable', 'glue:GetTables'],
      resource: tablesOf(props),
    },
  ];
}

function allowFiles(props: ReaderPolicyProps): readonly Statement[] {
  const { logBucketArn, archive, resultBucketArn, compactBucketArn } = props;
  const own = logBucketArn === undefined ? [] : [logBucketArn];
  const compact = compactBucketArn === undefined ? [] : [compactBucketArn];
  return [
    {
      sid: 'AllowFindingFiles',
      effect: 'Allow',
      action: ['s3:GetBucketLocation', 's3:ListBucket'],
      resource: [...own, ...(archive ? [archive.bucketArn] : []), resultBucketArn, ...compact],
    },
    {
      sid: 'AllowReadingLogs',
      effect: 'Allow',
      action: ['s3:GetObject'],
      resource: [...[...own, ...compact].map((arn) => `${arn}/*`), ...(archive ? [archive.filesArn] : [])],
    },
    {
      sid: 'AllowResults',
      effect: 'Allow',
      action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      resource: [`${resultBucketArn}/*`],
    },
  ];
}

function allowKeys({ account, archive, keyArn }: ReaderPolicyProps): readonly Statement[] {
  return [
    {
      sid: 'AllowKeyThroughS3',
      effect: 'Allow',
      // CloudTrail's files are under the key, and so are the results.
      action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resource: [keyArn],
      condition: { StringEquals: { 'kms:ViaService': `s3.${account.region}.${account.dnsSuffix}` } },
    },
    ...(archive === undefined
      ? []
      : [
          {
            sid: 'AllowDecryptingArchive',
            effect: 'Allow',
            action: ['kms:Decrypt'],
            resource: [archive.keyArn],
            condition: { StringEquals: { 'kms:ViaService': `s3.${archive.region}.${dnsSuffixOf(archive.region)}` } },
          } as const,
        ]),
  ];
}

/**
 * What writing logs as Parquet needs beside reading them: the place, and tables of the database (Athena User Guide, "Create
 * tables from query results (CTAS)" and "Access to databases and tables in the AWS Glue Data Catalog").
 */
export function compactorPolicy(
  props: ReaderPolicyProps & { readonly compactBucketArn: string },
): readonly Statement[] {
  return [
    ...readerPolicy(props),
    {
      sid: 'AllowTables',
      effect: 'Allow',
      action: ['glue:CreateTable', 'glue:DeleteTable', 'glue:UpdateTable'],
      resource: tablesOf(props),
    },
    {
      sid: 'AllowWritingParquet',
      effect: 'Allow',
      action: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'],
      resource: [`${props.compactBucketArn}/*`],
    },
  ];
}

/** Nobody but the role that compacts writes there: a line that somebody else put there proves nothing. */
export function denyWritesExceptBy(roleArn: string, bucketArn: string): Statement {
  return {
    sid: 'DenyWritesExceptByCompactor',
    effect: 'Deny',
    principal: '*',
    action: ['s3:PutObject', 's3:ReplicateObject'],
    resource: [`${bucketArn}/*`],
    condition: { ArnNotLikeIfExists: { 'aws:PrincipalArn': roleArn } },
  };
}
