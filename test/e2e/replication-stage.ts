import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { FailureMessage } from '../../modules/lambda-replication/function/failure-queue';
import { createdRecord } from './created-record';
import { startEmulator } from './emulator/emulator';
import { type ReplicationFunction, deployBundle, serveInvoke, startFunction } from './replication-function';

const REGION = 'us-east-1';
const ACCOUNT_A = '111111111111';
const ACCOUNT_B = '222222222222';
export const SOURCE = 'orders-source-111111111111';
export const DESTINATION = 'orders-replica-222222222222';
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT_B}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
/** How many objects are put, copied or looked at together. */
export const AT_ONCE = 16;

export type ReplicationStage = Awaited<ReturnType<typeof openReplicationStage>>;

/** Two accounts of an emulator with a bucket each, a failure queue, a topic of results, and the bundle that is deployed as the function. */
export async function openReplicationStage() {
  const emulator = await startEmulator();
  const bundle = deployBundle();
  const credentialsA = await emulator.credentialsFor(ACCOUNT_A);
  const shared = { region: REGION, endpoint: emulator.endpoint };
  const ofA = { ...shared, credentials: credentialsA };
  const a = { s3: new S3Client(ofA), sqs: new SQSClient(ofA), sns: new SNSClient(ofA), credentials: credentialsA };
  const b = { s3: new S3Client({ ...shared, credentials: await emulator.credentialsFor(ACCOUNT_B) }) };
  for (const [s3, bucket] of [
    [a.s3, SOURCE],
    [b.s3, DESTINATION],
  ] as const) {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  const queueUrl = (await a.sqs.send(new CreateQueueCommand({ QueueName: 'failures' }))).QueueUrl!;
  const resultsUrl = (await a.sqs.send(new CreateQueueCommand({ QueueName: 'results' }))).QueueUrl!;
  const topicArn = (await a.sns.send(new CreateTopicCommand({ Name: 'results' }))).TopicArn!;
  await a.sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT_A}:results`,
    }),
  );

  const functions: ReplicationFunction[] = [];
  const functionWith = async (settings: NodeJS.ProcessEnv = {}): Promise<ReplicationFunction> => {
    const started = await startFunction(bundle.modulePath, {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: a.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: a.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: a.credentials.sessionToken,
      POWERTOOLS_SERVICE_NAME: 'orders-replication',
      SOURCE_BUCKET: SOURCE,
      SOURCE_ACCOUNT_ID: ACCOUNT_A,
      DESTINATION_BUCKET: DESTINATION,
      DESTINATION_ACCOUNT_ID: ACCOUNT_B,
      DESTINATION_KMS_KEY_ARN: KEY_ARN,
      FAILURE_QUEUE_URL: queueUrl,
      RESULT_TOPIC_ARN: topicArn,
      RETRY_BASE_DELAY_MS: '20',
      CONCURRENCY: String(AT_ONCE),
      ...settings,
    });
    functions.push(started);
    return started;
  };

  const runReplay = async (target: ReplicationFunction, options: string[]) => {
    const { endpoint, server } = await serveInvoke(target);
    const child = spawn(
      process.execPath,
      [
        require.resolve('tsx/cli'),
        'modules/lambda-replication/operate/replay.ts',
        ...['--function', 'replication', '--region', REGION],
        ...options,
      ],
      {
        env: {
          PATH: process.env.PATH,
          AWS_ENDPOINT_URL: emulator.endpoint,
          AWS_ENDPOINT_URL_LAMBDA: endpoint,
          AWS_ACCESS_KEY_ID: a.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: a.credentials.secretAccessKey,
          AWS_SESSION_TOKEN: a.credentials.sessionToken,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const ended = once(child, 'exit');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = (await ended) as [number];
    server.close();
    return { stdout, stderr, status };
  };

  /** Puts an object and returns the record S3 would send. */
  const put = async (key: string, content: string | Uint8Array, more: Partial<PutObjectCommandInput> = {}) => {
    const { VersionId, ETag } = await a.s3.send(
      new PutObjectCommand({ Bucket: SOURCE, Key: key, Body: content, ...more }),
    );
    return recordOf('ObjectCreated:Put', key, VersionId, ETag);
  };

  const descriptionOf = async (s3: S3Client, bucket: string, key: string) => {
    const [found, tags] = await Promise.all([
      s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })),
      s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key })),
    ]);
    const { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString } = found;
    return {
      key,
      body: await found.Body!.transformToString(),
      metadata: found.Metadata,
      tags: tags.TagSet!.toSorted((x, y) => x.Key!.localeCompare(y.Key!)),
      headers: { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString },
    };
  };

  const atSource = (key: string) => descriptionOf(a.s3, SOURCE, key);
  const atDestination = (key: string) => descriptionOf(b.s3, DESTINATION, key);

  const isAtDestination = (key: string): Promise<boolean> =>
    b.s3.send(new HeadObjectCommand({ Bucket: DESTINATION, Key: key })).then(
      () => true,
      () => false,
    );

  /** The contents under a key, newest first; a delete marker is null. */
  const historyOf = async (key: string): Promise<(string | null)[]> => {
    const { Versions = [], DeleteMarkers = [] } = await b.s3.send(
      new ListObjectVersionsCommand({ Bucket: DESTINATION, Prefix: key }),
    );
    const marker = DeleteMarkers.some(({ IsLatest }) => IsLatest) ? [null] : [];
    const bodies = Versions.map(async ({ VersionId }) => {
      const version = await b.s3.send(new GetObjectCommand({ Bucket: DESTINATION, Key: key, VersionId }));
      return version.Body!.transformToString();
    });
    return [...marker, ...(await Promise.all(bodies))];
  };

  /** What the failure queue holds, which stays there. */
  const failures = async (): Promise<FailureMessage[]> => {
    const looked: Message[] = [];
    for (;;) {
      const { Messages = [] } = await a.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
      );
      if (Messages.length === 0) break;
      looked.push(...Messages);
    }
    for (const { ReceiptHandle } of looked) {
      await a.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    return looked.map(({ Body }) => JSON.parse(Body!) as FailureMessage);
  };

  const messagesIn = async (url: string): Promise<number> => {
    const { Attributes } = await a.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    return Number(Attributes!.ApproximateNumberOfMessages) + Number(Attributes!.ApproximateNumberOfMessagesNotVisible);
  };

  /** Ends what a test has started. */
  const clear = async (): Promise<void> => {
    await Promise.all(functions.splice(0).map((started) => started.stop()));
    await a.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  };
  const close = async (): Promise<void> => {
    bundle.remove();
    await emulator.stop();
  };
  return {
    ...{ a, b, emulator, queueUrl, resultsUrl, clear, close },
    ...{ functionWith, runReplay, put, atSource, atDestination, isAtDestination, historyOf, failures, messagesIn },
  };
}

let sequence = 0x1000;

/** A record of the source bucket, made now; each later one has a greater sequencer. */
export function recordOf(eventName: string, key: string, versionId: string | undefined, eTag: string | undefined) {
  const { s3, ...record } = createdRecord(SOURCE, key, versionId, eTag);
  const sequencer = (sequence++).toString(16).toUpperCase().padStart(18, '0');
  const object = { ...s3.object, sequencer };
  return { ...record, awsRegion: REGION, eventTime: new Date().toISOString(), eventName, s3: { ...s3, object } };
}
