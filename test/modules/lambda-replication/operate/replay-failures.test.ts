import {
  FunctionFailedError,
  type QueuedMessage,
  type ReplayEffects,
  replayFailures,
} from '../../../../modules/lambda-replication/operate/replay-failures';

const record = (key: string) => ({ eventSource: 'aws:s3', s3: { object: { key } } });

const failure = (key: string): QueuedMessage => ({
  id: `id of ${key}`,
  receipt: `receipt of ${key}`,
  body: JSON.stringify({ version: 1, key, versionId: 'v1', reason: 'denied', record: record(key) }),
});

interface AnyEvent {
  replay: boolean;
  Records: ReturnType<typeof record>[];
}

/** A queue of these messages and a function that fails for keys called bad. */
function queueOf(messages: QueuedMessage[], changes: Partial<ReplayEffects> = {}) {
  const visible = [...messages];
  const removed: string[] = [];
  const released: string[] = [];
  const lines: string[] = [];
  const events: AnyEvent[] = [];
  const effects: ReplayEffects = {
    receive: (most) => Promise.resolve(visible.splice(0, most)),
    invoke: (event) => {
      events.push(event as AnyEvent);
      const records = (event as AnyEvent).Records.map(({ s3 }) =>
        s3.object.key === 'bad' ? { outcome: 'failed', reason: 'denied' } : { outcome: 'copied', bytes: 1 },
      );
      return Promise.resolve({ records });
    },
    remove: ({ id }) => {
      removed.push(id);
      return Promise.resolve();
    },
    release: ({ id }) => {
      released.push(id);
      return Promise.resolve();
    },
    tell: (line) => lines.push(line),
    ...changes,
  };
  return { effects, removed, released, lines, events };
}

const all = { max: Number.MAX_SAFE_INTEGER, dryRun: false };

describe('a replay of the failure queue', () => {
  test('deletes what succeeded and keeps what failed again', async () => {
    const { effects, removed, released, lines, events } = queueOf([failure('good'), failure('bad')]);

    expect(await replayFailures(effects, all)).toEqual({ replayed: 1, kept: 1 });

    expect(events).toEqual([{ replay: true, Records: [record('good'), record('bad')] }]);
    expect(removed).toEqual(['id of good']);
    expect(released).toEqual(['id of bad']);
    expect(lines).toEqual(['copied "good" version v1', 'failed "bad" version v1: denied']);
  });

  test('takes no more than it was allowed to', async () => {
    const { effects, events } = queueOf(Array.from({ length: 30 }, (_, index) => failure(String(index))));
    expect(await replayFailures(effects, { max: 12, dryRun: false })).toEqual({ replayed: 12, kept: 0 });
    expect(events.map(({ Records }) => Records.length)).toEqual([10, 2]);
  });

  test('only tells, in a dry run, what it would do', async () => {
    const { effects, released, lines, events } = queueOf([failure('good')]);
    expect(await replayFailures(effects, { ...all, dryRun: true })).toEqual({ replayed: 0, kept: 1 });
    expect(events).toEqual([]);
    expect(released).toEqual(['id of good']);
    expect(lines).toEqual(['would replay "good" version v1: denied']);
  });

  test.each(['not JSON', '{"version":2}', '{"version":1,"key":null,"versionId":null,"reason":"x","record":{}}'])(
    'keeps a message that is none of ours: %s',
    async (body) => {
      const { effects, released, removed } = queueOf([{ id: 'strange', receipt: 'r', body }, failure('good')]);
      expect(await replayFailures(effects, all)).toEqual({ replayed: 1, kept: 1 });
      expect(removed).toEqual(['id of good']);
      expect(released).toEqual(['strange']);
    },
  );

  test.each([
    ['fails', () => Promise.reject(new FunctionFailedError('out of memory'))],
    ['answers something else', () => Promise.resolve('Hello')],
    ['answers for fewer records', () => Promise.resolve({ records: [] })],
  ])('deletes nothing when the function %s', async (_, invoke) => {
    const { effects, removed, released } = queueOf([failure('good')], { invoke });
    expect(await replayFailures(effects, all)).toEqual({ replayed: 0, kept: 1 });
    expect(removed).toEqual([]);
    expect(released).toEqual(['id of good']);
  });

  test('stops when the function cannot be invoked, and gives back what it took', async () => {
    const denied = new Error('AccessDenied');
    const { effects, removed, released } = queueOf([failure('good')], { invoke: () => Promise.reject(denied) });
    await expect(replayFailures(effects, all)).rejects.toBe(denied);
    expect(removed).toEqual([]);
    expect(released).toEqual(['id of good']);
  });

  test('ends when a message comes round again', async () => {
    const { effects, events } = queueOf([failure('bad'), failure('bad')], {});
    const once = {
      ...effects,
      receive: (() => {
        const turns = [[failure('bad')], [failure('bad')]];
        return () => Promise.resolve(turns.shift() ?? []);
      })(),
    };
    expect(await replayFailures(once, all)).toEqual({ replayed: 0, kept: 1 });
    expect(events).toHaveLength(1);
  });
});
