import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readEvents } from '../../../audit/cloudtrail/read-events';
import { Trail } from '../../../audit/cloudtrail/trail';
import { readByCrew } from '../../../audit/cloudtrail/trail-crew';
import { InputError } from '../../../audit/errors/input-error';
import type { Selection } from '../../../audit/records/selection';
import type { LogFile } from '../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../temporary-directory';
import { cloudTrailRecord } from './cloudtrail-record';

const directory = useTemporaryDirectory();
const FILES = 50;
const REQUESTS = 40;

/** Requests that come again in other files, sometimes otherwise than before. */
function writeTrail(): void {
  for (let i = 0; i < FILES; i++) {
    const records = Array.from({ length: REQUESTS }, (_, n) =>
      cloudTrailRecord({
        requestID: `R${(i * 7 + n * n) % 500}`,
        sourceIPAddress: n % 11 === 0 ? 'AWS Internal' : `10.20.3.${(i + n) % 4}`,
        eventTime: `2026-01-05T00:${String(i).padStart(2, '0')}:${String(n).padStart(2, '0')}Z`,
        ...(n % 13 === 0 && { vpcEndpointId: undefined }),
        ...(n % 17 === 0 && { requestID: undefined }),
      }),
    );
    writeFileSync(
      join(directory(), `${String(i).padStart(3, '0')}.json.gz`),
      gzipSync(JSON.stringify({ Records: records })),
    );
  }
  writeFileSync(join(directory(), '020-damaged.json.gz'), gzipSync('{"Records": []}').subarray(0, 20));
}

const files = (): LogFile[] =>
  readdirSync(directory())
    .sort()
    .map((name) => ({ kind: 'file', path: join(directory(), name) }));

test.each([1, 2, 3])('%i threads make the trail that one makes, in every detail', async (threads) => {
  writeTrail();
  const [alone, together] = [new Trail(), new Trail()];
  const expected = await readEvents(files(), (event) => {
    if (event.kind === 'request') alone.add(event);
  });
  const told: number[] = [];
  const coverage = await readByCrew(together, files(), threads, ({ files: read }) => told.push(read));
  expect(coverage).toEqual(expected);
  expect(coverage).toMatchObject({ files: FILES + 1, damaged: [{ file: join(directory(), '020-damaged.json.gz') }] });
  expect(coverage.unreadable).toBeGreaterThan(0);
  expect([...together.unlogged()]).toEqual([...alone.unlogged()]);
  expect(together.events).toBe(alone.events);
  expect(told.at(-1)).toBe(FILES + 1);
});

test('a file that cannot be opened ends all threads with its name', async () => {
  writeTrail();
  const missing = { kind: 'file', path: join(directory(), 'missing.json') } as const;
  const reading = readByCrew(new Trail(), [...files(), missing], 2);
  await expect(reading).rejects.toThrow(InputError);
  await expect(reading).rejects.toThrow('missing.json: no such file or directory');
});

test('a file may hold more denials than a call takes arguments', async () => {
  const denials = Array.from({ length: 200_000 }, () => ({
    eventSource: 's3.amazonaws.com',
    eventTime: '2026-01-05T00:00:00Z',
    eventCategory: 'NetworkActivity',
    errorCode: 'VpceAccessDenied',
    vpcEndpointId: 'vpce-1',
  }));
  const path = join(directory(), 'denials.json');
  writeFileSync(path, JSON.stringify({ Records: denials }));
  const trail = new Trail();
  await readByCrew(trail, [{ kind: 'file', path }], 2);
  expect(trail.denials).toHaveLength(denials.length);
});

const NOBODY = { buckets: [], since: null, until: null };

test.each([1, 2])(
  '%i threads tell each change of configuration, though it says what one before said',
  async (threads) => {
    const times = Array.from({ length: 12 }, (_, i) => `2026-01-05T00:00:${String(i).padStart(2, '0')}Z`);
    const changes = times.map((eventTime) => cloudTrailRecord({ eventTime, eventName: 'PutBucketPolicy' }));
    for (let i = 0; i < times.length; i += 2) {
      const records = [...changes.slice(i, i + 2), cloudTrailRecord({ eventTime: times[i] })];
      // The second is not of the form that is read without being parsed.
      const text = JSON.stringify(i % 4 === 0 ? { Records: records } : records);
      writeFileSync(join(directory(), `${String(i).padStart(2, '0')}.json`), text);
    }
    const timesTold = async (selection: Selection): Promise<readonly number[]> => {
      const trail = new Trail(selection);
      await readByCrew(trail, files(), threads);
      return trail.changes.map(({ time }) => time);
    };
    const seconds = times.map((time) => Date.parse(time) / 1000);
    expect(await timesTold({ ...NOBODY, hourly: true })).toEqual(seconds);
    const [since = 0, until = 0] = [seconds[3], seconds[9]];
    expect(await timesTold({ ...NOBODY, since, until, hourly: true })).toEqual(seconds.slice(3, 9));
    expect(await timesTold(NOBODY)).toEqual([]);
  },
);
