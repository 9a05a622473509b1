import { copyRoleArn } from '../../../contract/deployment/sides';
import { regionalArn } from '../../../contract/deployment/names';
import type { LambdaReplicationSettings } from '../../../contract/deployment/replication-settings';
import {
  FROM_INTERNET,
  ON_ITS_OWN,
  accountIntent,
  endpointOf,
  putObject,
  throughEndpoint,
  vpcCidrs,
  mayUseKey,
  usesOfKey,
  type AccountIntent,
  type Deployed,
  type Intended,
  type Need,
  type Needed,
} from './intended';
import { forObjectsOf, keyIs, permission, THROUGH_ENDPOINT, type Permission, type Term } from './permission';

const LIST_SOURCE = ['s3:ListBucket', 's3:ListBucketVersions'];
const READ = ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'];
/** A conditional copy asks by GetObject what is there already. */
const WRITE = ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:GetObject'];
const DECRYPT = ['kms:Decrypt'];
const ENCRYPT = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Who copies what, from where and to where. */
interface Copying extends Pick<LambdaReplicationSettings, 'prefix' | 'inVpc'> {
  readonly principal: string;
  readonly from: AccountIntent;
  readonly to: AccountIntent;
  readonly lists: readonly string[];
  readonly writes: readonly string[];
  /** Account and region of the function, in ARNs. */
  readonly site: Parameters<typeof regionalArn>[0];
  readonly functionArn: string;
}

/** The function copies objects. S3 User Guide, "CopyObject" and "Multipart upload and permissions"; tags go with the object. */
export function lambdaCopyingIntended(
  deployed: Deployed,
  { prefix, deletions, inVpc }: LambdaReplicationSettings,
): Intended {
  const { deployment, names } = deployed;
  const from = accountIntent(deployed, 'source');
  const site = { partition: deployment.partition, region: from.region, id: from.id };
  const copying: Copying = {
    ...{ prefix, inVpc, from, site },
    principal: copyRoleArn(deployment, names.lambda.role),
    to: accountIntent(deployed, 'destination'),
    lists: ['s3:ListBucket', ...(deletions ? ['s3:GetBucketVersioning'] : [])],
    writes: [...WRITE, ...(deletions ? ['s3:DeleteObject'] : [])],
    functionArn: regionalArn(site, 'lambda', `function:${names.lambda.function}`),
  };
  return { permissions: permissionsOf(copying, deployed), needs: needsOf(copying, deployed) };
}

function permissionsOf(copying: Copying, deployed: Deployed): readonly Permission[] {
  const { principal, prefix, inVpc, from, to, lists, writes, functionArn } = copying;
  const terms = inVpc && endpointOf(deployed) ? [THROUGH_ENDPOINT] : [];
  const inSource = { principal, account: from.id };
  const inDestination = { principal, account: to.id };
  return [
    permission({ ...inSource, actions: LIST_SOURCE, resource: from.dataBucketArn, terms }),
    permission({ ...inSource, actions: READ, resource: `${from.dataBucketArn}/${prefix}*`, terms }),
    permission({ ...inDestination, actions: lists, resource: to.dataBucketArn, terms }),
    permission({
      ...inDestination,
      actions: writes,
      resource: `${to.dataBucketArn}/${prefix}*`,
      terms,
      exempt: !inVpc,
    }),
    ...keyPermissions(copying),
    permission({ ...inSource, principal: 'lambda.amazonaws.com', actions: ['sts:AssumeRole'], resource: principal }),
    ...(inVpc ? attaching(principal, from.id, functionArn) : []),
  ];
}

function keyPermissions({ principal, from, to }: Copying): readonly Permission[] {
  // A copy to another region is asked of S3 there, which then reads here.
  const viaEither = keyIs(
    'kms:ViaService',
    [from, to].map(({ region, dnsSuffix }) => `s3.${region}.${dnsSuffix}`),
    ['actual', 'identity', 'boundary', 'grants'],
    'only through S3',
  );
  const reads = { principal, actions: DECRYPT, account: from.id, terms: [viaEither, forObjectsOf(from.dataBucketArn)] };
  return [
    ...(from.key ? [permission({ ...reads, resource: from.key.arn })] : []),
    ...mayUseKey(to, principal, ENCRYPT, [forObjectsOf(to.dataBucketArn)]),
  ];
}

function needsOf(copying: Copying, deployed: Deployed): readonly Need[] {
  const { principal, prefix, inVpc, from, to, lists, writes, site } = copying;
  const endpoint = inVpc ? endpointOf(deployed) : undefined;
  const direct = endpoint ? throughEndpoint(endpoint, vpcCidrs(deployed)) : FROM_INTERNET;
  // The function names the key, so that the copy is under it whatever the bucket's default becomes.
  const underKey = {
    's3:x-amz-server-side-encryption': 'aws:kms',
    ...(to.key && { 's3:x-amz-server-side-encryption-aws-kms-key-id': to.key.arn }),
  };
  const needed: Needed = {
    flow: 'flow-lambda-replication',
    why: 'objects would not be copied',
    principal,
    identity: 'nothing',
  };
  const need = (action: string, resource: string, account: string, context: Need['context'] = direct): Need => ({
    ...needed,
    ...{ action, resource, account, context },
  });
  const interfaceArn = regionalArn(site, 'ec2', 'network-interface/eni-0123456789');
  const read = `${from.dataBucketArn}/${prefix}an-object`;
  const written = `${to.dataBucketArn}/${prefix}an-object`;
  const put = { ...direct, ...underKey, ...putObject(deployed) };
  return [
    ...LIST_SOURCE.map((action) => need(action, from.dataBucketArn, from.id)),
    ...READ.map((action) => need(action, read, from.id)),
    ...lists.map((action) => need(action, to.dataBucketArn, to.id)),
    ...writes.map((action) => need(action, written, to.id, action === 's3:PutObject' ? put : direct)),
    ...[...usesOfKey(from, DECRYPT, read), ...usesOfKey(to, ENCRYPT, written)].map((use) => ({ ...needed, ...use })),
    // Lambda asks for them with the function's role before its code runs, and not through the function's network.
    ...(inVpc ? ATTACH.map((action) => ({ ...need(action, interfaceArn, from.id, ON_ITS_OWN), ...NO_CODE })) : []),
    ...(inVpc ? LOOK_AT_NETWORK.map((action) => ({ ...need(action, '*', from.id, ON_ITS_OWN), ...NO_CODE })) : []),
    {
      ...need('sts:AssumeRole', principal, from.id, { 'aws:SecureTransport': 'true' }),
      principal: 'lambda.amazonaws.com',
    },
  ];
}

/** Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC". */
const ATTACH = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
/** Lambda Developer Guide, "Using source function ARN to control function access behavior": what code asks for carries it. */
const NO_CODE = { lacks: ['lambda:SourceFunctionArn'] };
const LOOK_AT_NETWORK = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

function attaching(principal: string, account: string, functionArn: string): readonly Permission[] {
  const may = (actions: readonly string[], terms: readonly Term[]): Permission =>
    permission({ principal, actions, resource: '*', account, terms });
  return [may(ATTACH, [notByCodeOf(functionArn)]), may(LOOK_AT_NETWORK, [])];
}

/** Lambda itself may, for the function; the code that runs in it may not. */
function notByCodeOf(functionArn: string): Term {
  const key = 'lambda:sourcefunctionarn';
  return {
    says: 'only for Lambda, not for the code of the function',
    layers: ['actual', 'identity'],
    constants: new Map([[key, [functionArn]]]),
    holds: (context) => context.get(key)?.[0] !== functionArn,
  };
}
