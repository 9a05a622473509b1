import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { identify } from '../../../../../audit/engines/local/duckdb/log-content';
import { logLine } from '../../../log-lines';
import { rowsOf, useTables } from './opened-tables';

const { directory, fileOf, open } = useTables();

const cache = (): string => join(directory(), 'cache');
const segments = (): readonly string[] =>
  readdirSync(cache(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const onlySegment = (): string => {
  const [segment, ...others] = segments();
  if (segment === undefined || others.length > 0) throw new Error('expected one segment');
  return segment;
};

const EVERYTHING = [
  'SELECT * FROM access_log ORDER BY file, line',
  'SELECT * FROM rejects ORDER BY file, line',
  'SELECT * FROM duplicates ORDER BY file, line',
];

test('a second run reads nothing anew and gives the same rows, rejects and notes', async () => {
  const line = logLine();
  const logs = [
    fileOf('a', `${line}\n\nno record \u001b[31m\n${line}\n`),
    fileOf('b.gz', gzipSync(`${logLine({ userAgent: 'a "b" c' })}\n${line}\n`)),
    fileOf('cut.gz', gzipSync(Array.from({ length: 3000 }, () => `${logLine()}\n`).join('')).subarray(0, 9000)),
  ];
  const first = await open({ logs, cache: cache() });
  const second = await open({ logs, cache: cache() });
  expect([first.cached, second.cached]).toEqual([0, 3]);
  expect([second.notes, second.unread]).toEqual([first.notes, first.unread]);
  expect([...first.notes, ...first.unread]).toHaveLength(3);
  for (const sql of EVERYTHING) expect(await rowsOf(second, sql)).toEqual(await rowsOf(first, sql));
  onlySegment();
});

test('a further file is read, the others are not', async () => {
  const a = fileOf('a', `${logLine()}\n`);
  await open({ logs: [a], cache: cache() });
  const tables = await open({ logs: [a, fileOf('b', logLine())], cache: cache() });
  expect(tables.cached).toBe(1);
  expect(await rowsOf(tables, 'SELECT count(*) FROM access_log')).toEqual([[2n]]);
});

test('a file is known by its bytes: its name and place are those of this run', async () => {
  const text = `${logLine()}\nno record`;
  await open({ logs: [fileOf('old/a', text)], cache: cache() });
  const moved = fileOf('new/b', text);
  const tables = await open({ logs: [moved], cache: cache() });
  expect(tables.cached).toBe(1);
  expect(await rowsOf(tables, 'SELECT file FROM access_log UNION ALL SELECT file FROM rejects')).toEqual([
    [moved.path],
    [moved.path],
  ]);
});

test('a changed byte makes another file, whatever its time says', async () => {
  const log = fileOf('a', logLine({ httpStatus: 200 }));
  const { atime, mtime } = statSync(log.path);
  await open({ logs: [log], cache: cache() });
  writeFileSync(log.path, readFileSync(log.path, 'utf8').replace(' 200 ', ' 403 '));
  utimesSync(log.path, atime, mtime);
  const tables = await open({ logs: [log], cache: cache() });
  expect(await rowsOf(tables, 'SELECT http_status FROM access_log')).toEqual([[403n]]);
});

describe('a damaged segment is made anew, and that is told', () => {
  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['of another kind', () => Buffer.from('no Parquet')],
    [
      'with one bit flipped in its data',
      (bytes: Buffer) => {
        const flipped = Buffer.from(bytes);
        flipped[40] = (flipped[40] ?? 0) ^ 1;
        return flipped;
      },
    ],
  ])('%s', async (_how, damage) => {
    const log = fileOf('a', `${logLine()}\nno record`);
    await open({ logs: [log], cache: cache() });
    const segment = onlySegment();
    writeFileSync(segment, damage(readFileSync(segment)));
    const tables = await open({ logs: [log], cache: cache() });
    expect(tables.cached).toBe(0);
    expect(tables.notes[0]).toMatch(/^cache: .*\.parquet was damaged and is made anew: /);
    expect(await rowsOf(tables, 'SELECT (SELECT count(*) FROM access_log), (SELECT count(*) FROM rejects)')).toEqual([
      [1n, 1n],
    ]);
    expect((await open({ logs: [log], cache: cache() })).cached).toBe(1);
  });
});

test('a draft that a killed run left is not read, and removed after a day', async () => {
  const log = fileOf('a', `${logLine()}\n`);
  await open({ logs: [log], cache: cache() });
  const draft = join(onlySegment(), '..', 'draft-00000000-0000-0000-0000-000000000000.parquet');
  writeFileSync(draft, 'half');
  expect((await open({ logs: [log], cache: cache() })).notes).toEqual([]);
  expect(segments()).toContain(draft);
  utimesSync(draft, 0, 0);
  await open({ logs: [log], cache: cache() });
  expect(segments()).not.toContain(draft);
});

test('two runs at once serve both and count nothing twice', async () => {
  const logs = [fileOf('a', `${logLine()}\n`)];
  await Promise.all([open({ logs, cache: cache() }), open({ logs, cache: cache() })]);
  const tables = await open({ logs, cache: cache() });
  expect(await rowsOf(tables, 'SELECT count(*), (SELECT count(*) FROM duplicates) FROM access_log')).toEqual([
    [1n, 0n],
  ]);
});

test('a file that grows after it was identified is not what it was', async () => {
  const log = fileOf('a', `${logLine()}\n`);
  const content = await identify(log);
  expect(await content.isUnchanged()).toBe(true);
  appendFileSync(log.path, `\n${logLine()}`);
  expect(await content.isUnchanged()).toBe(false);
  expect((await identify(log)).id).not.toBe(content.id);
});

test('standard input is never found in the cache', async () => {
  expect((await identify({ kind: 'stdin' })).id).not.toBe((await identify({ kind: 'stdin' })).id);
});

test('what comes through a pipe is read, though only once', async () => {
  const path = join(directory(), 'pipe');
  execFileSync('mkfifo', [path]);
  spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', fileOf('a', `${logLine()}\n`).path, path]);
  const tables = await open({ logs: [{ kind: 'file', path }], cache: cache() });
  expect(await rowsOf(tables, 'SELECT count(*) FROM access_log')).toEqual([[1n]]);
});

test('a place that cannot be used is told, and the query runs without', async () => {
  const tables = await open({ logs: [fileOf('a', `${logLine()}\n`)], cache: fileOf('file', '').path });
  expect(tables.notes).toEqual([expect.stringMatching(/^cache: .* cannot be used: /)]);
  expect(await rowsOf(tables, 'SELECT count(*) FROM access_log')).toEqual([[1n]]);
});

test('a place that takes no more is told, and what was read serves this run', async () => {
  const logs = [fileOf('a', `${logLine()}\n`)];
  await open({ logs, cache: cache() });
  const place = join(onlySegment(), '..');
  rmSync(place, { recursive: true });
  // A directory that vanishes once it was opened: nothing can be written there, whoever asks.
  symlinkSync('/proc/self', place);
  const tables = await open({ logs, cache: cache() });
  expect(tables.notes).toEqual([expect.stringMatching(/^cache: .* cannot be used: /)]);
  expect(await rowsOf(tables, 'SELECT count(*) FROM access_log')).toEqual([[1n]]);
});

test('only its reader may enter the cache', async () => {
  await open({ logs: [fileOf('a', `${logLine()}\n`)], cache: cache() });
  expect(statSync(cache()).mode & 0o077).toBe(0);
  chmodSync(cache(), 0o700);
});
