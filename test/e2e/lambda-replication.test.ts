import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { mapConcurrently } from '../../modules/lambda-replication/function/concurrency';
import { awkwardKeys } from './awkward-keys';
import { emulatorUnavailable } from './emulator/emulator';
import {
  AT_ONCE,
  DESTINATION,
  KEY_ARN,
  SOURCE,
  openReplicationStage,
  recordOf,
  type ReplicationStage,
} from './replication-stage';

const MIB = 1024 ** 2;

const unavailable = emulatorUnavailable();
if (unavailable) console.warn(`Skipped: the Lambda handler against the emulator, because ${unavailable}.`);
const describeOrSkip = unavailable ? describe.skip : describe;

describeOrSkip('replication by Lambda from account A to account B, the deployed bundle against the emulator', () => {
  let stage: ReplicationStage;

  beforeAll(async () => {
    stage = await openReplicationStage();
  });

  afterEach(() => stage.clear());

  afterAll(() => stage.close());

  test('200 objects with awkward keys arrive with the same content, versions, tags and metadata', async () => {
    const keys = awkwardKeys(200, 'a');
    expect(new Set(keys).size).toBe(200);
    const replicate = await stage.functionWith();
    const firsts = await mapConcurrently([...keys.entries()], AT_ONCE, ([index, key]) =>
      stage.put(key, `first ${index}`, object(index)),
    );
    const reports = await Promise.all(inEventsOf(50, firsts).map((event) => replicate.invoke(event)));
    expect(reports.flatMap(({ records }) => records.filter(({ outcome }) => outcome !== 'copied'))).toEqual([]);

    const renewed = keys.filter((_, index) => index % 4 === 0);
    const seconds = await mapConcurrently([...renewed.entries()], AT_ONCE, ([index, key]) =>
      stage.put(key, `second ${index}`, object(index + 1)),
    );
    await Promise.all(inEventsOf(50, seconds).map((event) => replicate.invoke(event)));

    await mapConcurrently(keys, AT_ONCE, async (key) => {
      expect(await stage.atDestination(key)).toEqual(await stage.atSource(key));
    });
    await mapConcurrently([...renewed.entries()], AT_ONCE, async ([index, key]) => {
      expect(await stage.historyOf(key)).toEqual([`second ${index}`, `first ${index * 4}`]);
    });
    expect(await stage.messagesIn(stage.queueUrl)).toBe(0);
    const replica = await stage.b.s3.send(new HeadObjectCommand({ Bucket: DESTINATION, Key: keys[0]! }));
    expect(replica).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN, BucketKeyEnabled: true });
    expect(await stage.messagesIn(stage.resultsUrl)).toBe(5);
    expect(metricsIn(replicate.output(), 'ObjectsCopied')).toBe(250);
  });

  test('with one request in five failing, each object is at the destination or in the failure queue, and replay empties it', async () => {
    const keys = awkwardKeys(200, 'b');
    const replicate = await stage.functionWith({ MAX_ATTEMPTS: '2', REQUEST_TIMEOUT_MS: '1000' });
    const records = await mapConcurrently([...keys.entries()], AT_ONCE, ([index, key]) =>
      stage.put(key, `content ${index}`, object(index)),
    );
    const kinds = ['throttle', 'internal', 'missing', 'conflict', 'late-error', 'timeout', 'lost'] as const;
    await stage.emulator.injectFaults({ rate: 0.2, kinds, seed: 7, stallSeconds: 1.5 });
    const reports = await mapConcurrently(inEventsOf(20, records), 4, (event) => replicate.invoke(event));
    const injected = await stage.emulator.injectedFaults();
    await stage.emulator.injectFaults({ rate: 0, kinds: [], seed: 1, stallSeconds: 0 });
    expect(Object.keys(injected).sort()).toEqual([...kinds].sort());

    const queued = new Set((await stage.failures()).map(({ key }) => key));
    expect(queued.size).toBe(reports.reduce((sum, { failed }) => sum + failed, 0));
    expect(queued.size).toBeGreaterThan(0);
    const arrived = await mapConcurrently(keys, AT_ONCE, stage.isAtDestination);
    expect(keys.filter((key, index) => !arrived[index] && !queued.has(key))).toEqual([]);
    await mapConcurrently(
      keys.filter((_, index) => arrived[index]),
      AT_ONCE,
      async (key) => {
        expect(await stage.atDestination(key)).toEqual(await stage.atSource(key));
      },
    );

    const replay = await stage.runReplay(replicate, ['--queue', stage.queueUrl]);
    expect(replay).toMatchObject({ stderr: '', status: 0 });
    expect(replay.stdout).toContain(`${queued.size} replayed, 0 kept in the queue`);
    expect(await stage.messagesIn(stage.queueUrl)).toBe(0);
    await mapConcurrently(keys, AT_ONCE, async (key) => {
      expect(await stage.atDestination(key)).toEqual(await stage.atSource(key));
    });
  });

  test('an object above the threshold is copied in parts, with its metadata, headers, tags and checksum algorithm', async () => {
    const replicate = await stage.functionWith({
      MULTIPART_THRESHOLD_BYTES: String(5 * MIB),
      PART_SIZE_BYTES: `${5 * MIB}`,
    });
    const key = 'large + 100% größer.bin';
    const content = Buffer.alloc(12 * MIB, 'abcdefghi');
    const record = await stage.put(key, content, {
      ...object(1),
      ContentDisposition: 'attachment; filename="large.bin"',
      ContentLanguage: 'de',
      ContentEncoding: 'identity',
      Expires: new Date('2030-01-01T00:00:00Z'),
      ChecksumAlgorithm: 'SHA256',
    });

    expect(await replicate.invoke({ Records: [record] })).toMatchObject({ copied: 1, failed: 0 });

    expect(await stage.atDestination(key)).toEqual(await stage.atSource(key));
    const replica = await stage.b.s3.send(
      new HeadObjectCommand({ Bucket: DESTINATION, Key: key, ChecksumMode: 'ENABLED' }),
    );
    expect(replica.ETag).toMatch(/-3"$/);
    expect(replica).toMatchObject({ SSEKMSKeyId: KEY_ARN, ChecksumSHA256: expect.any(String) as string });
    const open = await stage.b.s3.send(new ListMultipartUploadsCommand({ Bucket: DESTINATION }));
    expect(open.Uploads ?? []).toEqual([]);
  });

  test('events in the wrong order, or twice, leave the newest version at the destination', async () => {
    const replicate = await stage.functionWith();
    const versions = [
      await stage.put('reordered', 'one'),
      await stage.put('reordered', 'two'),
      await stage.put('reordered', 'three'),
    ];
    const [one, two, three] = versions;

    for (const record of [three, one, two, one, three]) await replicate.invoke({ Records: [record] });

    expect(new Set(await stage.historyOf('reordered'))).toEqual(new Set(['three']));
  });

  test('many events of one key at once leave the newest version at the destination', async () => {
    const functionsOfIt = await Promise.all([stage.functionWith(), stage.functionWith(), stage.functionWith()]);
    const records: unknown[] = [];
    for (let index = 0; index < 12; index++) records.push(await stage.put('contended', `version ${index}`));
    const events = [...records, ...records].map((record) => ({ Records: [record] }));

    const reports = await Promise.all(events.map((event, index) => functionsOfIt[index % 3]!.invoke(event)));

    expect(reports.every(({ failed }) => failed === 0)).toBe(true);
    expect((await stage.historyOf('contended'))[0]).toBe('version 11');
  });

  test('a deletion is not replicated unless it is asked for, and then as a delete marker', async () => {
    const keep = await stage.functionWith();
    const follow = await stage.functionWith({ REPLICATE_DELETIONS: 'true' });
    const created = await stage.put('deleted', 'content');
    await keep.invoke({ Records: [created] });
    const { VersionId } = await stage.a.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'deleted' }));
    const deleted = recordOf('ObjectRemoved:DeleteMarkerCreated', 'deleted', VersionId, undefined);

    expect(await keep.invoke({ Records: [deleted] })).toMatchObject({ skipped: 1 });
    expect(await stage.historyOf('deleted')).toEqual(['content']);
    expect(await follow.invoke({ Records: [deleted] })).toMatchObject({ deleted: 1 });
    expect(await stage.historyOf('deleted')).toEqual([null, 'content']);
    expect(await follow.invoke({ Records: [created, deleted] })).toMatchObject({ skipped: 2 });
    expect(await stage.historyOf('deleted')).toEqual([null, 'content']);
  });

  test('an object deleted at the source before its event came is still copied where deletions are not replicated', async () => {
    const replicate = await stage.functionWith();
    await replicate.invoke({ Records: [await stage.put('deleted-early', 'one')] });
    const second = await stage.put('deleted-early', 'two');
    await stage.a.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: 'deleted-early' }));

    expect(await replicate.invoke({ Records: [second] })).toMatchObject({ copied: 1 });
    expect(await stage.historyOf('deleted-early')).toEqual(['two', 'one']);
  });

  test('where overwriting is prevented, the first version stays', async () => {
    const replicate = await stage.functionWith({ PREVENT_OVERWRITE: 'true' });
    await replicate.invoke({ Records: [await stage.put('written once', 'first')] });

    expect(await replicate.invoke({ Records: [await stage.put('written once', 'second')] })).toMatchObject({
      skipped: 1,
    });
    expect(await stage.historyOf('written once')).toEqual(['first']);
  });

  test('a record that cannot be read does not stop the others, and is kept for a human', async () => {
    const replicate = await stage.functionWith();
    const good = await stage.put('good', 'content');

    expect(await replicate.invoke({ Records: [{ eventVersion: '3.0' }, good] })).toMatchObject({
      copied: 1,
      failed: 1,
    });

    expect(await stage.failures()).toMatchObject([{ key: null, record: { eventVersion: '3.0' } }]);
    const replay = await stage.runReplay(replicate, ['--queue', stage.queueUrl]);
    expect(replay).toMatchObject({ status: 1 });
    expect(replay.stdout).toContain('0 replayed, 1 kept in the queue');
  });

  test('when the failure queue is out of reach too, the invocation fails and Lambda keeps the event', async () => {
    const replicate = await stage.functionWith({ FAILURE_QUEUE_URL: `${stage.queueUrl}-gone` });

    await expect(replicate.invoke({ Records: [{ eventVersion: '3.0' }] })).rejects.toThrow(/^FailureQueueError: 1 /);
  });

  test('the event that S3 sends to try a notification is ignored', async () => {
    const replicate = await stage.functionWith();
    const before = await stage.messagesIn(stage.resultsUrl);

    const report = await replicate.invoke({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: SOURCE });

    expect(report).toEqual({ copied: 0, deleted: 0, skipped: 0, failed: 0, records: [] });
    expect(await stage.messagesIn(stage.resultsUrl)).toBe(before);
  });

  test('the function does not start with a wrong environment, and names every fault', async () => {
    await expect(stage.functionWith({ DESTINATION_BUCKET: SOURCE, PREVENT_OVERWRITE: 'yes' })).rejects.toThrow(
      /PREVENT_OVERWRITE must be true or false/,
    );
  });
});

/** Headers, metadata and tags, different for each. */
const object = (index: number): Partial<PutObjectCommandInput> => ({
  ContentType: index % 2 === 0 ? 'text/plain; charset=utf-8' : 'application/json',
  CacheControl: `max-age=${index}`,
  Metadata: { index: String(index), origin: 'point of sale' },
  Tagging: `class=${index % 3}&note=${encodeURIComponent('a b+c/d')}`,
});

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
