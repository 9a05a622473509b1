import { bucketArn, SIDES, type Side } from '../../../contract/deployment/names';
import { accountIntent, FROM_INTERNET, roleArn, type Deployed, type Intended, type Need } from './intended';
import { permission, viaS3 } from './permission';

/** Auditors read the logs of each account through a role, as files or by Athena, and nothing else. */
export function logReadersIntended(deployed: Deployed): Intended {
  if (deployed.deployment.catalog === undefined) return { permissions: [], needs: [] };
  const parts = SIDES.map((side) => ofAccount(deployed, side));
  return { permissions: parts.flatMap(({ permissions }) => permissions), needs: parts.flatMap(({ needs }) => needs) };
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
const FIND = ['s3:GetBucketLocation', 's3:ListBucket'];

function ofAccount(deployed: Deployed, side: Side): Intended {
  const { deployment, names, system } = deployed;
  const { id: account, region, dnsSuffix, key } = accountIntent(deployed, side);
  const { catalog, logBucket } = names;
  const log = bucketArn(deployment.partition, logBucket[side]);
  const results = bucketArn(deployment.partition, catalog.resultBucket[side]);
  const principal = roleArn(deployed, side, catalog.readerRole);
  if (!system.roles.some(({ arn }) => arn === principal)) return { permissions: [], needs: [] };
  const glue = `arn:${deployment.partition}:glue:${region}:${account}:`;
  const athena = `arn:${deployment.partition}:athena:${region}:${account}:`;
  const readers = deployment.catalog?.readers ?? [];
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
      permission({
        principal,
        actions: ATHENA.map((name) => `athena:${name}`),
        resource: `${athena}workgroup/${catalog.workgroup}`,
        account,
      }),
      permission({
        principal,
        actions: ['athena:GetTableMetadata'],
        resource: `${athena}datacatalog/AwsDataCatalog`,
        account,
      }),
      ...['catalog', `database/${catalog.database}`, `table/${catalog.database}/*`].map((resource) =>
        permission({ principal, actions: GLUE.map((name) => `glue:${name}`), resource: glue + resource, account }),
      ),
      ...[log, results].map((resource) => permission({ principal, actions: FIND, resource, account })),
      permission({ principal, actions: ['s3:GetObject'], resource: `${log}/*`, account }),
      permission({ principal, actions: RESULTS, resource: `${results}/*`, account }),
      ...(key
        ? [
            permission({
              principal,
              actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
              resource: key.arn,
              account,
              terms: [viaS3(region, dnsSuffix)],
            }),
          ]
        : []),
      ...readers.map((reader) =>
        permission({ principal: reader, actions: ['sts:AssumeRole'], resource: principal, account }),
      ),
    ],
    needs: [
      ...FIND.map((action) => need(action, log)),
      need('s3:GetObject', `${log}/s3-access/an-object`),
      ...RESULTS.map((action) => need(action, `${results}/a-result`)),
      ...readers.map((reader) => need('sts:AssumeRole', principal, reader)),
    ],
  };
}
