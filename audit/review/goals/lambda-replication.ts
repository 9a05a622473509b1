import { copyRoleArn } from '../../../contract/deployment/sides';
import { regionalArn } from '../../../contract/deployment/names';
import type { LambdaReplicationSettings } from '../../../contract/deployment/replication-settings';
import {
  FROM_INTERNET,
  ON_ITS_OWN,
  accountIntent,
  endpointOf,
  onBehalfOf,
  putObject,
  roleArn,
  throughEndpoint,
  throughS3,
  vpcCidr,
  type AccountIntent,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { meantBy } from './people';
import {
  addressIn,
  forObjectsOf,
  keyIs,
  permission,
  THROUGH_ENDPOINT,
  viaS3,
  type Permission,
  type Term,
} from './permission';

/** A function in the source account copies objects to the destination, reports, and keeps what failed. */
export function lambdaReplicationIntended(deployed: Deployed): Intended {
  const lambda = deployed.deployment.replication?.lambda;
  if (lambda === undefined) return { permissions: [], needs: [] };
  const parts = [copying(deployed, lambda), reporting(deployed, lambda), operating(deployed, lambda)];
  return { permissions: parts.flatMap(({ permissions }) => permissions), needs: parts.flatMap(({ needs }) => needs) };
}

const READ = ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'];
/** A conditional copy asks by GetObject what is there already. */
const WRITE = ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:GetObject'];

/** S3 User Guide, "CopyObject" and "Multipart upload and permissions"; tags go with the object. */
function copying(deployed: Deployed, { prefix, deletions, inVpc }: LambdaReplicationSettings): Intended {
  const from = accountIntent(deployed, 'source');
  const to = accountIntent(deployed, 'destination');
  const principal = copyRoleArn(deployed.deployment, deployed.names.lambda.role);
  const site = { partition: deployed.deployment.partition, region: from.region, id: from.id };
  const functionArn = regionalArn(site, 'lambda', `function:${deployed.names.lambda.function}`);
  const network = inVpc && endpointOf(deployed) ? [THROUGH_ENDPOINT] : [];
  const endpoint = inVpc ? endpointOf(deployed) : undefined;
  const direct = endpoint ? throughEndpoint(endpoint, vpcCidr(deployed)) : FROM_INTERNET;
  // The function names the key, so that the copy is under it whatever the bucket's default becomes.
  const underKey = {
    's3:x-amz-server-side-encryption': 'aws:kms',
    ...(to.key && { 's3:x-amz-server-side-encryption-aws-kms-key-id': to.key.arn }),
  };
  const listTo = ['s3:ListBucket', ...(deletions ? ['s3:GetBucketVersioning'] : [])];
  const writes = [...WRITE, ...(deletions ? ['s3:DeleteObject'] : [])];
  const need = (action: string, resource: string, account: string, context: Need['context'] = direct): Need => ({
    flow: 'flow-lambda-replication',
    why: 'objects would not be copied',
    principal,
    identity: 'nothing',
    action,
    resource,
    account,
    context,
  });
  const keyNeeds = ({ key, ...side }: AccountIntent, actions: readonly string[], object: string): Need[] =>
    key
      ? actions.flatMap((action) =>
          [side.dataBucketArn, object].map((arn) => need(action, key.arn, side.id, throughS3(side, arn))),
        )
      : [];
  const interfaceArn = regionalArn(site, 'ec2', 'network-interface/eni-0123456789');
  const read = `${from.dataBucketArn}/${prefix}an-object`;
  const written = `${to.dataBucketArn}/${prefix}an-object`;
  // A copy to another region is asked of S3 there, which then reads here.
  const viaEither = keyIs(
    'kms:ViaService',
    [from, to].map(({ region, dnsSuffix }) => `s3.${region}.${dnsSuffix}`),
    ['actual', 'identity', 'boundary', 'grants'],
    'only through S3',
  );
  return {
    permissions: [
      permission({
        principal,
        actions: ['s3:ListBucket', 's3:ListBucketVersions'],
        resource: from.dataBucketArn,
        account: from.id,
        terms: network,
      }),
      permission({
        principal,
        actions: READ,
        resource: `${from.dataBucketArn}/${prefix}*`,
        account: from.id,
        terms: network,
      }),
      permission({ principal, actions: listTo, resource: to.dataBucketArn, account: to.id, terms: network }),
      permission({
        principal,
        actions: writes,
        resource: `${to.dataBucketArn}/${prefix}*`,
        account: to.id,
        terms: network,
        exempt: !inVpc,
      }),
      ...(from.key
        ? [
            permission({
              principal,
              actions: ['kms:Decrypt'],
              resource: from.key.arn,
              account: from.id,
              terms: [viaEither, forObjectsOf(from.dataBucketArn)],
            }),
          ]
        : []),
      ...(to.key
        ? [
            permission({
              principal,
              actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
              resource: to.key.arn,
              account: to.id,
              terms: [viaS3(to.region, to.dnsSuffix), forObjectsOf(to.dataBucketArn)],
            }),
          ]
        : []),
      permission({
        principal: 'lambda.amazonaws.com',
        actions: ['sts:AssumeRole'],
        resource: principal,
        account: from.id,
      }),
      ...(inVpc ? attaching(principal, from.id, functionArn) : []),
    ],
    needs: [
      ...['s3:ListBucket', 's3:ListBucketVersions'].map((action) => need(action, from.dataBucketArn, from.id)),
      ...READ.map((action) => need(action, read, from.id)),
      ...listTo.map((action) => need(action, to.dataBucketArn, to.id)),
      ...writes.map((action) =>
        need(
          action,
          written,
          to.id,
          action === 's3:PutObject' ? { ...direct, ...underKey, ...putObject(deployed) } : direct,
        ),
      ),
      ...keyNeeds(from, ['kms:Decrypt'], read),
      ...keyNeeds(to, ['kms:Decrypt', 'kms:GenerateDataKey'], written),
      // Lambda asks for them with the function's role before its code runs, and not through the function's network.
      ...(inVpc
        ? [
            ...ATTACH.map((action) => need(action, interfaceArn, from.id, ON_ITS_OWN)),
            ...LOOK_AT_NETWORK.map((action) => need(action, '*', from.id, ON_ITS_OWN)),
          ]
        : []),
      {
        ...need('sts:AssumeRole', principal, from.id, { 'aws:SecureTransport': 'true' }),
        principal: 'lambda.amazonaws.com',
      },
    ],
  };
}

/** Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC". */
const ATTACH = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
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

function reporting(deployed: Deployed, lambda: LambdaReplicationSettings): Intended {
  const { deployment, names } = deployed;
  const { id, region, dnsSuffix, key, dataBucketArn } = accountIntent(deployed, 'source');
  const at = { partition: deployment.partition, region, id };
  const principal = roleArn(deployed, 'source', names.lambda.role);
  const [failures, deadLetters] = [names.lambda.failureQueue, names.lambda.deadLetterQueue].map((name) =>
    regionalArn(at, 'sqs', name),
  );
  const topic = regionalArn(at, 'sns', names.lambda.resultTopic);
  const functionArn = regionalArn(at, 'lambda', `function:${names.lambda.function}`);
  const logGroup = regionalArn(at, 'logs', `log-group:/aws/lambda/${names.lambda.function}:*`);
  const alarms = regionalArn(at, 'cloudwatch', `alarm:${names.lambda.function}*`);
  const layers = ['actual', 'grants'] as const;
  const ofAccount = keyIs('aws:SourceAccount', [id], layers, 'only for its own account');
  const ofBucket = keyIs('aws:SourceArn', [dataBucketArn], layers, 'only for the source bucket');
  const ofAlarms = keyIs('aws:SourceArn', [alarms], layers, 'only for the alarms of the function');
  const viaSns = keyIs(
    'kms:ViaService',
    [`sns.${region}.${dnsSuffix}`],
    ['actual', 'identity', 'boundary'],
    'only through SNS',
  );
  const secure = { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' };
  const need = (action: string, resource: string, context: Need['context'] = secure): Need => ({
    flow: 'flow-lambda-reports',
    why: 'failures would be lost, and nobody would hear of them',
    principal,
    identity: 'nothing',
    action,
    resource,
    account: id,
    context,
  });
  const ofAlarm = (action: string, resource: string): Need => ({
    ...need(action, resource, onBehalfOf(alarms.replace('*', '-errors'), id)),
    principal: 'cloudwatch.amazonaws.com',
  });
  const hasTopic = deployed.system.others.some(({ arn }) => arn === topic);
  const viaSnsContext = {
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'true',
    'kms:ViaService': `sns.${region}.${dnsSuffix}`,
  };
  return {
    permissions: [
      permission({ principal, actions: ['sqs:SendMessage'], resource: failures ?? '', account: id }),
      permission({ principal, actions: ['sqs:SendMessage'], resource: deadLetters ?? '', account: id }),
      permission({ principal, actions: ['sns:Publish'], resource: topic, account: id }),
      ...(lambda.tracing ? [permission({ principal, actions: TRACE, resource: '*', account: id })] : []),
      permission({
        principal,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resource: logGroup,
        account: id,
      }),
      permission({
        principal: 's3.amazonaws.com',
        actions: ['lambda:InvokeFunction'],
        resource: functionArn,
        account: id,
        terms: [ofAccount, ofBucket],
      }),
      permission({
        principal: 'cloudwatch.amazonaws.com',
        actions: ['sns:Publish'],
        resource: topic,
        account: id,
        terms: [ofAccount, ofAlarms],
      }),
      ...(key
        ? [
            permission({
              principal,
              actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
              resource: key.arn,
              account: id,
              terms: [viaSns],
            }),
            permission({
              principal: 'cloudwatch.amazonaws.com',
              actions: ['kms:Decrypt', ...GENERATE],
              resource: key.arn,
              account: id,
              terms: [ofAccount],
            }),
          ]
        : []),
    ],
    needs: [
      ...[failures, deadLetters].map((queue) => need('sqs:SendMessage', queue ?? '')),
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
        need(action, logGroup.replace('*', 'log-stream:x')),
      ),
      { ...need('lambda:InvokeFunction', functionArn, onBehalfOf(dataBucketArn, id)), principal: 's3.amazonaws.com' },
      ...(lambda.tracing ? TRACE.map((action) => need(action, '*')) : []),
      ...(hasTopic || lambda.resultEmails.length > 0 ? [need('sns:Publish', topic)] : []),
      ...(hasTopic && key
        ? ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => need(action, key.arn, viaSnsContext))
        : []),
      ...(hasTopic ? [ofAlarm('sns:Publish', topic)] : []),
      ...(hasTopic && key ? ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ofAlarm(action, key.arn)) : []),
    ],
  };
}

/** Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray": what a function that is traced sends. */
const TRACE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

const GENERATE = [
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
];

/** Operators enter from their own addresses, users with MFA, replay failures, and see what arrived. */
function operating(deployed: Deployed, { operators }: LambdaReplicationSettings): Intended {
  if (operators === undefined) return { permissions: [], needs: [] };
  const { deployment, names } = deployed;
  const from = accountIntent(deployed, 'source');
  const to = accountIntent(deployed, 'destination');
  const at = { partition: deployment.partition, region: from.region, id: from.id };
  const here = roleArn(deployed, 'source', names.operatorRole);
  const there = roleArn(deployed, 'destination', names.operatorRole);
  const address = (operators.sourceCidrs[0] ?? '').replace(/\/.*$/, '');
  const fromTheirs = { ...FROM_INTERNET, 'aws:SourceIp': address };
  const addresses = addressIn(operators.sourceCidrs, ['actual', 'identity'], "only from the operators' addresses");
  const mfa = keyIs('aws:MultiFactorAuthPresent', ['true'], ['actual'], 'only with MFA');
  const functionArn = regionalArn(at, 'lambda', `function:${names.lambda.function}`);
  const queue = regionalArn(at, 'sqs', names.lambda.failureQueue);
  const logGroup = regionalArn(at, 'logs', `log-group:/aws/lambda/${names.lambda.function}`);
  const take = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (name) => `sqs:${name}`,
  );
  // A query that is started and cannot be read tells nothing.
  const logs = ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetQueryResults', 'logs:StartQuery'];
  const arrivals = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'];
  const terms = [addresses];
  const people = operators.users.map((user) => meantBy(user, deployment.partition));
  const entrances = [
    { resource: here, account: from.id },
    { resource: there, account: to.id },
  ];
  const need = (
    principal: string,
    action: string,
    resource: string,
    account: string,
    context: Need['context'] = fromTheirs,
  ): Need => ({
    flow: 'flow-operators',
    why: 'what failed could not be replayed',
    principal,
    identity: 'everything',
    action,
    resource,
    account,
    context,
  });
  return {
    permissions: [
      permission({
        principal: here,
        actions: ['lambda:InvokeFunction'],
        resource: functionArn,
        account: from.id,
        terms,
      }),
      permission({ principal: here, actions: take, resource: queue, account: from.id, terms }),
      permission({ principal: here, actions: logs, resource: `${logGroup}*`, account: from.id, terms }),
      permission({ principal: there, actions: arrivals, resource: to.dataBucketArn, account: to.id, terms }),
      ...people.flatMap(({ principals, byPermissionSet }) =>
        principals.flatMap((principal) =>
          entrances.map((entrance) =>
            permission({
              ...entrance,
              principal,
              actions: ['sts:AssumeRole'],
              terms: byPermissionSet ? [addresses] : [mfa, addresses],
            }),
          ),
        ),
      ),
    ],
    needs: [
      need(here, 'lambda:InvokeFunction', functionArn, from.id),
      ...take.map((action) => need(here, action, queue, from.id)),
      ...logs.map((action) => need(here, action, logGroup, from.id)),
      ...arrivals.map((action) => need(there, action, to.dataBucketArn, to.id)),
      ...people.flatMap(({ examples, byPermissionSet }) =>
        examples.flatMap((person) =>
          entrances.map(({ resource, account }) =>
            need(person, 'sts:AssumeRole', resource, account, {
              ...fromTheirs,
              ...(!byPermissionSet && { 'aws:MultiFactorAuthPresent': 'true' }),
            }),
          ),
        ),
      ),
    ],
  };
}
