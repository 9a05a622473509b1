import { regionalArn } from '../../../contract/deployment/names';
import type { LambdaReplicationSettings } from '../../../contract/deployment/replication-settings';
import {
  accountIntent,
  ON_ITS_OWN,
  onBehalfOf,
  roleArn,
  GENERATE_DATA_KEYS,
  type AccountIntent,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { keyIs, permission, type Permission } from './permission';

const WRITE_LOG = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const ENCRYPT = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Who reports, and where. */
interface Reporting {
  readonly principal: string;
  readonly home: AccountIntent;
  readonly lambda: LambdaReplicationSettings;
  readonly queues: readonly string[];
  readonly topic: string;
  readonly functionArn: string;
  readonly logGroup: string;
  readonly alarms: string;
}

/** The function writes logs, keeps what failed, and publishes results; alarms publish too. */
export function lambdaReportsIntended(deployed: Deployed, lambda: LambdaReplicationSettings): Intended {
  const { deployment, names, system } = deployed;
  const home = accountIntent(deployed, 'source');
  const at = { partition: deployment.partition, region: home.region, id: home.id };
  const reporting: Reporting = {
    ...{ home, lambda },
    principal: roleArn(deployed, 'source', names.lambda.role),
    queues: [names.lambda.failureQueue, names.lambda.deadLetterQueue].map((name) => regionalArn(at, 'sqs', name)),
    topic: regionalArn(at, 'sns', names.lambda.resultTopic),
    functionArn: regionalArn(at, 'lambda', `function:${names.lambda.function}`),
    logGroup: regionalArn(at, 'logs', `log-group:/aws/lambda/${names.lambda.function}:*`),
    alarms: regionalArn(at, 'cloudwatch', `alarm:${names.lambda.function}*`),
  };
  const hasTopic = system.others.some(({ arn }) => arn === reporting.topic);
  return { permissions: permissionsOf(reporting), needs: needsOf(reporting, hasTopic) };
}

function permissionsOf({ principal, home, lambda, ...reporting }: Reporting): readonly Permission[] {
  const { id: account, key, dataBucketArn } = home;
  const { queues, topic, functionArn, logGroup, alarms } = reporting;
  const layers = ['actual', 'grants'] as const;
  const ofAccount = keyIs('aws:SourceAccount', [account], layers, 'only for its own account');
  const ofBucket = keyIs('aws:SourceArn', [dataBucketArn], layers, 'only for the source bucket');
  const ofAlarms = keyIs('aws:SourceArn', [alarms], layers, 'only for the alarms of the function');
  const viaSns = keyIs('kms:ViaService', [snsOf(home)], ['actual', 'identity', 'boundary'], 'only through SNS');
  const own = { principal, account };
  const ofBuckets = { principal: 's3.amazonaws.com', account };
  const ofCloudWatch = { principal: 'cloudwatch.amazonaws.com', account };
  return [
    ...queues.map((resource) => permission({ ...own, actions: ['sqs:SendMessage'], resource })),
    permission({ ...own, actions: ['sns:Publish'], resource: topic }),
    ...(lambda.tracing ? [permission({ ...own, actions: TRACE, resource: '*' })] : []),
    permission({ ...own, actions: WRITE_LOG, resource: logGroup }),
    permission({
      ...ofBuckets,
      actions: ['lambda:InvokeFunction'],
      resource: functionArn,
      terms: [ofAccount, ofBucket],
    }),
    permission({ ...ofCloudWatch, actions: ['sns:Publish'], resource: topic, terms: [ofAccount, ofAlarms] }),
    ...(key
      ? [
          permission({ ...own, actions: ENCRYPT, resource: key.arn, terms: [viaSns] }),
          permission({
            ...ofCloudWatch,
            actions: ['kms:Decrypt', ...GENERATE_DATA_KEYS],
            resource: key.arn,
            terms: [ofAccount],
          }),
        ]
      : []),
  ];
}

/** @param hasTopic whether the stack has the topic; who is told of results needs it. */
function needsOf({ principal, home, lambda, ...reporting }: Reporting, hasTopic: boolean): readonly Need[] {
  const { id: account, key, dataBucketArn } = home;
  const { queues, topic, functionArn, logGroup, alarms } = reporting;
  const need = (action: string, resource: string, context: Need['context'] = ON_ITS_OWN): Need => ({
    flow: 'flow-lambda-reports',
    why: 'failures would be lost, and nobody would hear of them',
    identity: 'nothing',
    ...{ principal, action, resource, account, context },
  });
  const ofAlarm = (action: string, resource: string): Need => ({
    ...need(action, resource, onBehalfOf(alarms.replace('*', '-errors'), account)),
    principal: 'cloudwatch.amazonaws.com',
  });
  const viaSns = { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'true', 'kms:ViaService': snsOf(home) };
  const underKey = hasTopic && key ? ENCRYPT.map((action) => ({ action, arn: key.arn })) : [];
  return [
    ...queues.map((queue) => need('sqs:SendMessage', queue)),
    ...WRITE_LOG.map((action) => need(action, logGroup.replace('*', 'log-stream:x'))),
    {
      ...need('lambda:InvokeFunction', functionArn, onBehalfOf(dataBucketArn, account)),
      principal: 's3.amazonaws.com',
    },
    ...(lambda.tracing ? TRACE.map((action) => need(action, '*')) : []),
    ...(hasTopic || lambda.resultEmails.length > 0 ? [need('sns:Publish', topic)] : []),
    ...underKey.map(({ action, arn }) => need(action, arn, viaSns)),
    ...(hasTopic ? [ofAlarm('sns:Publish', topic)] : []),
    ...underKey.map(({ action, arn }) => ofAlarm(action, arn)),
  ];
}

/** How KMS names SNS. */
function snsOf({ region, dnsSuffix }: AccountIntent): string {
  return `sns.${region}.${dnsSuffix}`;
}

/** Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray": what a function that is traced sends. */
const TRACE = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
