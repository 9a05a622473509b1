import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
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
import { mapConcurrently } from '../../modules/lambda-replication/function/concurrency';
import type { FailureMessage } from '../../modules/lambda-replication/function/failure-queue';
import { awkwardKeys } from './awkward-keys';
import { type Credentials, type Emulator, emulatorUnavailable, startEmulator } from './emulator/emulator';
import { type ReplicationFunction, deployBundle, serveInvoke, startFunction } from './replication-function';

const REGION = 'us-east-1';
const ACCOUNT_A = '111111111111';
const ACCOUNT_B = '222222222222';
const SOURCE = 'orders-source-111111111111';
const DESTINATION = 'orders-replica-222222222222';
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT_B}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const MIB = 1024 ** 2;
const AT_ONCE = 16;

const unavailable = emulatorUnavailable();
if (unavailable) console.warn(`Skipped: the Lambda handler against the emulator, because ${unavailable}.`);
const describeOrSkip = unavailable ? describe.skip : describe;

describeOrSkip('replication by Lambda from account A to account B, the deployed bundle against the emulator', () => {
  let emulator: Emulator;
  let bundle: ReturnType<typeof deployBundle>;
  let a: { s3: S3Client; sqs: SQSClient; sns: SNSClient; credentials: Credentials };
  let b: { s3: S3Client };
  let queueUrl: string;
  let resultsUrl: string;
  let topicArn: string;
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

  beforeAll(async () => {
    emulator = await startEmulator();
    bundle = deployBundle();
    const credentialsA = await emulator.credentialsFor(ACCOUNT_A);
    const shared = { region: REGION, endpoint: emulator.endpoint };
    const ofA = { ...shared, credentials: credentialsA };
    a = { s3: new S3Client(ofA), sqs: new SQSClient(ofA), sns: new SNSClient(ofA), credentials: credentialsA };
    b = { s3: new S3Client({ ...shared, credentials: await emulator.credentialsFor(ACCOUNT_B) }) };
    for (const [s3, bucket] of [
      [a.s3, SOURCE],
      [b.s3, DESTINATION],
    ] as const) {
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
    queueUrl = (await a.sqs.send(new CreateQueueCommand({ QueueName: 'failures' }))).QueueUrl!;
    resultsUrl = (await a.sqs.send(new CreateQueueCommand({ QueueName: 'results' }))).QueueUrl!;
    topicArn = (await a.sns.send(new CreateTopicCommand({ Name: 'results' }))).TopicArn!;
    await a.sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT_A}:results`,
      }),
    );
  });

  afterEach(async () => {
    await Promise.all(functions.splice(0).map((started) => started.stop()));
    await a.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  });

  afterAll(async () => {
    bundle.remove();
    await emulator.stop();
  });

  /** Puts an object and returns the record S3 would send. */
  const put = async (key: string, content: string | Uint8Array, more: Partial<PutObjectCommandInput> = {}) => {
    const { VersionId, ETag } = await a.s3.send(
      new PutObjectCommand({ Bucket: SOURCE, Key: key, Body: content, ...more }),
    );
    return recordOf('ObjectCreated:Put', key, VersionId, ETag);
  };

  const object = (index: number): Partial<PutObjectCommandInput> => ({
    ContentType: index % 2 === 0 ? 'text/plain; charset=utf-8' : 'application/json',
    CacheControl: `max-age=${index}`,
    Metadata: { index: String(index), origin: 'point of sale' },
    Tagging: `class=${index % 3}&note=${encodeURIComponent('a b+c/d')}`,
  });

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

  test('200 objects with awkward keys arrive with the same content, versions, tags and metadata', async () => {
    const keys = awkwardKeys(200, 'a');
    expect(new Set(keys).size).toBe(200);
    const replicate = await functionWith();
    const firsts = await mapConcurrently([...keys.entries()], AT_ONCE, ([index, key]) =>
      put(key, `first ${index}`, object(index)),
    );
    const reports = await Promise.all(inEventsOf(50, firsts).map((event) => replicate.invoke(event)));
    expect(reports.flatMap(({ records }) => records.filter(({ outcome }) => outcome !== 'copied'))).toEqual([]);

    const renewed = keys.filter((_, index) => index % 4 === 0);
    const seconds = await mapConcurrently([...renewed.entries()], AT_ONCE, ([index, key]) =>
      put(key, `second ${index}`, object(index + 1)),
    );
    await Promise.all(inEventsOf(50, seconds).map((event) => replicate.invoke(event)));

    await mapConcurrently(keys, AT_ONCE, async (key) => {
      expect(await atDestination(key)).toEqual(await atSource(key));
    });
    await mapConcurrently([...renewed.entries()], AT_ONCE, async ([index, key]) => {
      expect(await historyOf(key)).toEqual([`second ${index}`, `first ${index * 4}`]);
    });
    expect(await messagesIn(queueUrl)).toBe(0);
    const replica = await b.s3.send(new HeadObjectCommand({ Bucket: DESTINATION, Key: keys[0]! }));
    expect(replica).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN, BucketKeyEnabled: true });
    expect(await messagesIn(resultsUrl)).toBe(5);
    expect(metricsIn(replicate.output(), 'ObjectsCopied')).toBe(250);
  });

  test('with one request in five failing, each object is at the destination or in the failure queue, and replay empties it', async () => {
    const keys = awkwardKeys(200, 'b');
    const replicate = await functionWith({ MAX_ATTEMPTS: '2', REQUEST_TIMEOUT_MS: '1000' });
    const records = await mapConcurrently([...keys.entries()], AT_ONCE, ([index, key]) =>
      put(key, `content ${index}`, object(index)),
    );
    const kinds = ['throttle', 'internal', 'missing', 'conflict', 'late-error', 'timeout', 'lost'] as const;
    await emulator.injectFaults({ rate: 0.2, kinds, seed: 7, stallSeconds: 1.5 });
    const reports = await mapConcurrently(inEventsOf(20, records), 4, (event) => replicate.invoke(event));
    const injected = await emulator.injectedFaults();
    await emulator.injectFaults({ rate: 0, kinds: [], seed: 1, stallSeconds: 0 });
    expect(Object.keys(injected).sort()).toEqual([...kinds].sort());

    const queued = new Set((await failures()).map(({ key }) => key));
    expect(queued.size).toBe(reports.reduce((sum, { failed }) => sum + failed, 0));
    expect(queued.size).toBeGreaterThan(0);
    const arrived = await mapConcurrently(keys, AT_ONCE, isAtDestination);
    expect(keys.filter((key, index) => !arrived[index] && !queued.has(key))).toEqual([]);
    await mapConcurrently(
      keys.filter((_, index) => arrived[index]),
      AT_ONCE,
      async (key) => {
        expect(await atDestination(key)).toEqual(await atSource(key));
      },
    );

    const replay = await runReplay(replicate, ['--queue', queueUrl]);
    expect(replay).toMatchObject({ stderr: '', status: 0 });
    expect(replay.stdout).toContain(`${queued.size} replayed, 0 kept in the queue`);
    expect(await messagesIn(queueUrl)).toBe(0);
    await mapConcurrently(keys, AT_ONCE, async (key) => {
      expect(await atDestination(key)).toEqual(await atSource(key));
    });
  });

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

  test('an object above the threshold is copied in parts, with its metadata, headers, tags and checksum algorithm', async () => {
    const replicate = await functionWith({ MULTIPART_THRESHOLD_BYTES: String(5 * MIB), PART_SIZE_BYTES: `${5 * MIB}` });
    const key = 'large + 100% größer.bin';
    const content = Buffer.alloc(12 * MIB, 'abcdefghi');
    const record = await put(key, content, {
      ...object(1),
      ContentDisposition: 'attachment; filename="large.bin"',
      ContentLanguage: 'de',
      ContentEncoding: 'identity',
      Expires: new Date('2030-01-01T00:00:00Z'),
      ChecksumAlgorithm: 'SHA256',
    });

    expect(await replicate.invoke({ Records: [record] })).toMatchObject({ copied: 1, failed: 0 });

    expect(await atDestination(key)).toEqual(await atSource(key));
    const replica = await b.s3.send(new HeadObjectCommand({ Bucket: DESTINATION, Key: key, ChecksumMode: 'ENABLED' }));
    expect(replica.ETag).toMatch(/-3"$/);
    expect(replica).toMatchObject({ SSEKMSKeyId: KEY_ARN, ChecksumSHA256: expect.any(String) as string });
    const open = await b.s3.send(new ListMultipartUploadsCommand({ Bucket: DESTINATION }));
    expect(open.Uploads ?? []).toEqual([]);
  });

  test('events in the wrong order, or twice, leave the newest version at the destination', async () => {
    const replicate = await functionWith();
    const versions = [await put('reordered', 'one'), await put('reordered', 'two'), await put('reordered', 'three')];
    const [one, two, three] = versions;

    for (const record of [three, one, two, one, three]) await replicate.invoke({ Records: [record] });

    expect(new Set(await historyOf('reordered'))).toEqual(new Set(['three']));
  });

  test('many events of one key at once leave the newest version at the destination', async () => {
    const functionsOfIt = await Promise.all([functionWith(), functionWith(), functionWith()]);
    const records: unknown[] = [];
    for (let index = 0; index < 12; index++) records.push(await put('contended', `version ${index}`));
    const events = [...records, ...records].map((record) => ({ Records: [record] }));

    const reports = await Promise.all(events.map((event, index) => functionsOfIt[index % 3]!.invoke(event)));

    expect(reports.every(({ failed }) => failed === 0)).toBe(true);
    expect((await historyOf('contended'))[0]).toBe('version 11');
  });

  test('a deletion is not replicated unless it is asked for, and then as a delete marker', async () => {
    const keep = await functionWith();
    const follow = await functionWith({ REPLICATE_DELETIONS: 'true' });
    const created = await put('deleted', 'content');
    await keep.invoke({ Records: [created] });
    const { VersionId } = await a.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'deleted' }));
    const deleted = recordOf('ObjectRemoved:DeleteMarkerCreated', 'deleted', VersionId, undefined);

    expect(await keep.invoke({ Records: [deleted] })).toMatchObject({ skipped: 1 });
    expect(await historyOf('deleted')).toEqual(['content']);
    expect(await follow.invoke({ Records: [deleted] })).toMatchObject({ deleted: 1 });
    expect(await historyOf('deleted')).toEqual([null, 'content']);
    expect(await follow.invoke({ Records: [created, deleted] })).toMatchObject({ skipped: 2 });
    expect(await historyOf('deleted')).toEqual([null, 'content']);
  });

  test('an object deleted at the source before its event came is still copied where deletions are not replicated', async () => {
    const replicate = await functionWith();
    await replicate.invoke({ Records: [await put('deleted-early', 'one')] });
    const second = await put('deleted-early', 'two');
    await a.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'deleted-early' }));

    expect(await replicate.invoke({ Records: [second] })).toMatchObject({ copied: 1 });
    expect(await historyOf('deleted-early')).toEqual(['two', 'one']);
  });

  test('where overwriting is prevented, the first version stays', async () => {
    const replicate = await functionWith({ PREVENT_OVERWRITE: 'true' });
    await replicate.invoke({ Records: [await put('written once', 'first')] });

    expect(await replicate.invoke({ Records: [await put('written once', 'second')] })).toMatchObject({ skipped: 1 });
    expect(await historyOf('written once')).toEqual(['first']);
  });

  test('a record that cannot be read does not stop the others, and is kept for a human', async () => {
    const replicate = await functionWith();
    const good = await put('good', 'content');

    expect(await replicate.invoke({ Records: [{ eventVersion: '3.0' }, good] })).toMatchObject({
      copied: 1,
      failed: 1,
    });

    expect(await failures()).toMatchObject([{ key: null, record: { eventVersion: '3.0' } }]);
    const replay = await runReplay(replicate, ['--queue', queueUrl]);
    expect(replay).toMatchObject({ status: 1 });
    expect(replay.stdout).toContain('0 replayed, 1 kept in the queue');
  });

  test('when the failure queue is out of reach too, the invocation fails and Lambda keeps the event', async () => {
    const replicate = await functionWith({ FAILURE_QUEUE_URL: `${queueUrl}-gone` });

    await expect(replicate.invoke({ Records: [{ eventVersion: '3.0' }] })).rejects.toThrow(/^FailureQueueError: 1 /);
  });

  test('the event that S3 sends to try a notification is ignored', async () => {
    const replicate = await functionWith();
    const before = await messagesIn(resultsUrl);

    const report = await replicate.invoke({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: SOURCE });

    expect(report).toEqual({ copied: 0, deleted: 0, skipped: 0, failed: 0, records: [] });
    expect(await messagesIn(resultsUrl)).toBe(before);
  });

  test('the function does not start with a wrong environment, and names every fault', async () => {
    await expect(functionWith({ DESTINATION_BUCKET: SOURCE, PREVENT_OVERWRITE: 'yes' })).rejects.toThrow(
      /PREVENT_OVERWRITE must be true or false/,
    );
  });
});

let sequence = 0x1000;

/** A record as S3 sends it: the key form-encoded, the ETag without quotes. */
function recordOf(eventName: string, key: string, versionId: string | undefined, eTag: string | undefined) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: REGION,
    eventTime: new Date().toISOString(),
    eventName,
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: SOURCE, arn: `arn:aws:s3:::${SOURCE}` },
      object: {
        key: new URLSearchParams({ key }).toString().slice('key='.length),
        versionId,
        eTag: eTag?.replaceAll('"', ''),
        sequencer: (sequence++).toString(16).toUpperCase().padStart(18, '0'),
      },
    },
  };
}

function inEventsOf<T>(count: number, records: readonly T[]): { Records: T[] }[] {
  const events = Math.ceil(records.length / count);
  return Array.from({ length: events }, (_, index) => ({ Records: records.slice(index * count, (index + 1) * count) }));
}

/** The sum of a metric over all that the function has emitted. */
function metricsIn(output: string, name: string): number {
  const emitted = output.split('\n').filter((line) => line.includes('"CloudWatchMetrics"'));
  // Invocations share one process here, so that a metric may hold several values.
  const values = emitted.flatMap(
    (line) => (JSON.parse(line) as Record<string, number | number[] | undefined>)[name] ?? [],
  );
  return values.reduce((sum, value) => sum + value, 0);
}
