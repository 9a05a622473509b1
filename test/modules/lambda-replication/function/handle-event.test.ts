import type { ObjectEvent } from '../../../../modules/lambda-replication/function/event-records';
import type { FailureMessage } from '../../../../modules/lambda-replication/function/failure-queue';
import {
  type Effects,
  FailureQueueError,
  handleEvent,
} from '../../../../modules/lambda-replication/function/handle-event';
import type { Outcome } from '../../../../modules/lambda-replication/function/replication';
import type { Report } from '../../../../modules/lambda-replication/function/report';

const record = (key: string, sequencer: string) => ({
  eventSource: 'aws:s3',
  eventVersion: '2.1',
  eventName: 'ObjectCreated:Put',
  eventTime: '2026-01-05T00:00:03.123Z',
  s3: { bucket: { name: 'orders-source' }, object: { key, versionId: `v${sequencer}`, sequencer } },
});

/** Replication that copies every key but those called bad. */
function effectsOf(changes: Partial<Effects> = {}) {
  const replicated: string[] = [];
  const queued: FailureMessage[] = [];
  const published: Report[] = [];
  const effects: Effects = {
    concurrency: 4,
    replicate: ({ key, versionId }: ObjectEvent): Promise<Outcome> => {
      replicated.push(`${key} ${versionId}`);
      if (key === 'thrown') return Promise.reject(new Error('unforeseen'));
      return Promise.resolve(
        key === 'bad' ? { outcome: 'failed', reason: 'denied', attempts: 3 } : { outcome: 'copied', bytes: 1 },
      );
    },
    sendFailure: (message) => {
      queued.push(message);
      return Promise.resolve();
    },
    publishResult: (report) => {
      published.push(report);
      return Promise.resolve();
    },
    observe: () => undefined,
    count: () => undefined,
    resultNotPublished: () => undefined,
    now: () => new Date('2026-01-05T00:01:00Z'),
    ...changes,
  };
  return { effects, replicated, queued, published };
}

describe('an event', () => {
  test('is handled to its end, whatever becomes of single records', async () => {
    const { effects, queued, published } = effectsOf();
    const event = { Records: [record('bad', '01'), null, record('thrown', '01'), record('good', '01')] };

    const report = await handleEvent(event, effects);

    expect(report).toMatchObject({ copied: 1, failed: 3, skipped: 0, deleted: 0 });
    expect(report.records.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['bad', 'failed'],
      [null, 'failed'],
      ['thrown', 'failed'],
      ['good', 'copied'],
    ]);
    expect(queued.map(({ key }) => key)).toEqual(['bad', null, 'thrown']);
    expect(published).toEqual([report]);
  });

  test('leaves in the failure queue all that a replay needs', async () => {
    const { effects, queued } = effectsOf();
    await handleEvent({ Records: [record('bad', '0A')] }, effects);
    expect(queued).toEqual([
      {
        version: 1,
        bucket: 'orders-source',
        key: 'bad',
        versionId: 'v0A',
        sequencer: '0A',
        eventName: 'ObjectCreated:Put',
        eventTime: '2026-01-05T00:00:03.123Z',
        reason: 'denied',
        attempts: 3,
        failedAt: '2026-01-05T00:01:00.000Z',
        record: record('bad', '0A'),
      },
    ]);
  });

  test('brings the records of one key in the order of their sequencers', async () => {
    const { effects, replicated } = effectsOf();
    await handleEvent({ Records: [record('k', '0B'), record('k', '0A'), record('k', '0A01')] }, effects);
    expect(replicated).toEqual(['k v0A', 'k v0A01', 'k v0B']);
  });

  test('whose failures cannot be queued fails as a whole, so that Lambda keeps it', async () => {
    const { effects } = effectsOf({ sendFailure: () => Promise.reject(new Error('queue gone')) });
    const handled = handleEvent({ Records: [record('bad', '01'), record('good', '01')] }, effects);
    await expect(handled).rejects.toBeInstanceOf(FailureQueueError);
    await expect(handled).rejects.toThrow('1 failures could not be queued; the first: Error: queue gone');
  });

  test('does not fail for want of a result message', async () => {
    const resultNotPublished = jest.fn();
    const gone = new Error('topic gone');
    const { effects } = effectsOf({ publishResult: () => Promise.reject(gone), resultNotPublished });
    await expect(handleEvent({ Records: [record('good', '01')] }, effects)).resolves.toMatchObject({ copied: 1 });
    expect(resultNotPublished).toHaveBeenCalledWith(gone);
  });

  test('that is a replay reports its failures and does not queue them again', async () => {
    const { effects, queued } = effectsOf();
    const report = await handleEvent({ replay: true, Records: [record('bad', '01')] }, effects);
    expect(report).toMatchObject({ failed: 1 });
    expect(queued).toEqual([]);
  });

  test('without records, as S3 sends to try a notification, says nothing', async () => {
    const { effects, published } = effectsOf();
    await expect(handleEvent({ Event: 's3:TestEvent' }, effects)).resolves.toMatchObject({ records: [] });
    expect(published).toEqual([]);
  });
});
