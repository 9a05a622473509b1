import { bucketArn, regionalArn, type Names } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isBuilt } from '../../../contract/deployment/sides';
import { expecting, type Expected } from './expected';
import { logGroup } from './flow-logs';
import { expectedAlarm, expectedTopic } from './reports';
import { egress } from './instance';
import { privateSubnetIds, securityGroup } from './network';
import { byDefault, derived, free, of, read, such, TEXT_FOR_PEOPLE, type Arguments } from './template';

const WHY = 'objects would not be copied, be copied elsewhere, or fail without anybody noticing';
const expect = expecting(WHY);

type Settings = NonNullable<NonNullable<Deployment['replication']>['lambda']>;

/** The function that replicates, what tells it of objects, and what tells people of its failures. */
export function expectedLambdaReplication(deployment: Deployment, names: Names): readonly Expected[] {
  const settings = deployment.replication?.lambda;
  if (settings === undefined || !isBuilt(deployment, 'source')) return [];
  const vpc = settings.inVpc ? deployment.privateAccess?.vpc : undefined;
  return [
    ...(vpc === undefined
      ? []
      : [securityGroup('replicate', names.lambda.function, vpc), egress('replicate', { cidr_ipv4: '0.0.0.0/0' })]),
    ...queue('failures', names.lambda.failureQueue),
    ...queue('dead-letters', names.lambda.deadLetterQueue),
    ...expectedTopic({
      id: 'topic',
      side: 'source',
      name: names.lambda.resultTopic,
      emails: settings.resultEmails,
      why: WHY,
    }),
    expect(
      'logs/replicate',
      'aws_cloudwatch_log_group',
      logGroup(`/aws/lambda/${names.lambda.function}`, settings.logRetentionDays, settings.logEncryption),
      ['name'],
    ),
    expectedFunction(settings, deployment, names),
    expect('permission/replicate', 'aws_lambda_permission', {
      statement_id: free('the name of a statement; of two with one name the later is refused'),
      action: 'lambda:InvokeFunction',
      function_name: of('function', 'function_name', 'arn'),
      principal: 's3.amazonaws.com',
      source_arn: bucketArn(deployment.partition, names.sourceBucket),
      source_account: deployment.source.account,
    }),
    ...expectedAlarms(names),
  ];
}

/** Fourteen days, the longest that SQS keeps a message (SQS Developer Guide, "Amazon SQS message quotas"). */
const LONGEST_RETENTION = 1_209_600;

function queue(id: string, name: string): readonly Expected[] {
  return [
    expect(
      `queue/${id}`,
      'aws_sqs_queue',
      {
        name,
        message_retention_seconds: LONGEST_RETENTION,
        sqs_managed_sse_enabled: true,
        fifo_queue: byDefault(false),
      },
      ['name'],
    ),
    expect(
      `queue-policy/${id}`,
      'aws_sqs_queue_policy',
      { queue_url: of(`queue/${id}`, 'url'), policy: read('every goal that asks who reaches a queue') },
      ['queue_url'],
    ),
  ];
}

/** The longest run of a function, in seconds (Lambda Developer Guide, "Configure Lambda function timeout"). */
const LONGEST_RUN = 900;

function expectedFunction(settings: Settings, deployment: Deployment, names: Names): Expected {
  const { source, destination, partition } = deployment;
  const site = { partition, region: source.region, id: source.account };
  const vpc = settings.inVpc ? deployment.privateAccess?.vpc : undefined;
  const { function: name, deadLetterQueue } = names.lambda;
  return expect(
    'function',
    'aws_lambda_function',
    {
      function_name: name,
      description: TEXT_FOR_PEOPLE,
      role: of('role/replicate', 'arn'),
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      package_type: byDefault('Zip'),
      publish: byDefault(false),
      filename: such('an archive in the folder of the stack', isBeside),
      source_code_hash: derived('the hash of that archive', ({ stack, attribute }) => {
        const file = attribute('function', 'filename');
        const hash = typeof file === 'string' ? stack.hashOf(file) : undefined;
        // Where the archive is not beside the stack, Terraform has nothing to upload either.
        return hash ?? such('a hash', (value) => typeof value === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(value));
      }),
      timeout: LONGEST_RUN,
      memory_size: 512,
      environment: {
        variables: {
          SOURCE_BUCKET: names.sourceBucket,
          SOURCE_ACCOUNT_ID: source.account,
          DESTINATION_BUCKET: names.dataBucket,
          DESTINATION_ACCOUNT_ID: destination.account,
          DESTINATION_REGION: destination.region,
          DESTINATION_KMS_KEY_ARN: of('key/destination', 'arn'),
          FAILURE_QUEUE_URL: of('queue/failures', 'url'),
          RESULT_TOPIC_ARN: of('topic', 'arn'),
          PREVENT_OVERWRITE: String(destination.bucket.preventOverwrite),
          REPLICATE_DELETIONS: String(settings.deletions),
          POWERTOOLS_SERVICE_NAME: name,
        },
      },
      tracing_config: { mode: settings.tracing ? 'Active' : byDefault('PassThrough') },
      dead_letter_config: { target_arn: regionalArn(site, 'sqs', deadLetterQueue) },
      ...(vpc && {
        vpc_config: {
          subnet_ids: privateSubnetIds(vpc),
          security_group_ids: [of('group/replicate', 'id')],
          ipv6_allowed_for_dual_stack: byDefault(false),
        },
      }),
    },
    ['function_name'],
  );
}

/**
 * A path below the folder of the stack, and not out of it, by the one name under which its hash is known: no `.`, no `..`,
 * nothing empty or hidden on the way.
 */
function isBeside(value: unknown): boolean {
  return typeof value === 'string' && value.endsWith('.zip') && value.split('/').every((name) => PLAIN_NAME.test(name));
}

const PLAIN_NAME = /^[\w-][\w.-]*$/;

/** What a failure may wait for a person, in seconds. */
const OLDEST_FAILURE = 3600;

function expectedAlarms({ lambda }: Names): readonly Expected[] {
  const ofFunction = { namespace: 'AWS/Lambda', statistic: 'Sum', dimensions: { FunctionName: lambda.function } };
  const ofQueue = (name: string) => ({
    namespace: 'AWS/SQS',
    statistic: 'Maximum',
    dimensions: { QueueName: name },
  });
  const alarms: Readonly<Record<string, Arguments>> = {
    errors: { ...ofFunction, metric_name: 'Errors', threshold: 0 },
    throttles: { ...ofFunction, metric_name: 'Throttles', threshold: 0 },
    'failure-age': {
      ...ofQueue(lambda.failureQueue),
      metric_name: 'ApproximateAgeOfOldestMessage',
      threshold: OLDEST_FAILURE,
    },
    'dead-letters': {
      ...ofQueue(lambda.deadLetterQueue),
      metric_name: 'ApproximateNumberOfMessagesVisible',
      threshold: 0,
    },
  };
  return Object.entries(alarms).map(([id, alarm]) =>
    expectedAlarm({ id, side: 'source', name: `${lambda.function}-${id}`, topic: 'topic', why: WHY }, alarm),
  );
}
