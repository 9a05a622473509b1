import { regionalArn } from '../../contract/deployment/names';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';

export interface ReaderPolicyProps {
  readonly account: Account;
  readonly workgroup: string;
  readonly database: string;
  readonly logBucketArn: string;
  readonly resultBucketArn: string;
  readonly keyArn: string;
}

/** What an auditor needs to query the logs of one account, or to collect them: read the logs, write query results. */
export function readerPolicy(props: ReaderPolicyProps): readonly Statement[] {
  const { account, workgroup, database, logBucketArn, resultBucketArn, keyArn } = props;
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
      resource: [
        regionalArn(account, 'glue', 'catalog'),
        regionalArn(account, 'glue', `database/${database}`),
        regionalArn(account, 'glue', `table/${database}/*`),
      ],
    },
    {
      sid: 'AllowFindingFiles',
      effect: 'Allow',
      action: ['s3:GetBucketLocation', 's3:ListBucket'],
      resource: [logBucketArn, resultBucketArn],
    },
    { sid: 'AllowReadingLogs', effect: 'Allow', action: ['s3:GetObject'], resource: [`${logBucketArn}/*`] },
    {
      sid: 'AllowResults',
      effect: 'Allow',
      action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      resource: [`${resultBucketArn}/*`],
    },
    {
      sid: 'AllowKeyThroughS3',
      effect: 'Allow',
      // CloudTrail's files are under the key, and so are the results.
      action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resource: [keyArn],
      condition: { StringEquals: { 'kms:ViaService': `s3.${account.region}.${account.dnsSuffix}` } },
    },
  ];
}
