import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Progress } from '../../../../audit/records/progress';
import type { Reject } from '../../../../audit/records/reject';
import type { Aggregate } from '../../../../audit/records/aggregate';
import { hoursOf, type RequestGroup } from '../../../../audit/records/request-group';
import type { Selection } from '../../../../audit/records/selection';
import { isoTime } from '../../../../audit/access-log/log-time';
import { createLogReader, logReader } from '../../../../audit/engines/local/log-reader';
import type { LogFile } from '../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';
import { lineByLine } from './line-by-line';
import { expectSameAnswer } from './same-answer';

const directory = useTemporaryDirectory();
const EVERYTHING: Selection = { buckets: [], since: null, until: null };

const fileOf = (name: string, bytes: string | Buffer): LogFile & { kind: 'file' } => {
  const path = join(directory(), name);
  writeFileSync(path, bytes);
  return { kind: 'file', path };
};
const aggregate = async (lines: readonly string[], selection = EVERYTHING): Promise<Aggregate> =>
  logReader.aggregate([fileOf('log', lines.join('\n'))], selection);

test('every line is accounted for: lines = blank + records + rejects + duplicates', async () => {
  const twice = logLine();
  const { coverage } = await aggregate([twice, '', logLine(), twice, 'garbage', ' ', logLine({ bucket: 'other' })]);
  expect(coverage).toMatchObject({ files: 1, lines: 7, blank: 2, records: 3, duplicates: 1, rejects: 1 });
});

test.each([
  ['', 0, 0],
  ['\n', 1, 1],
  ['\n\n', 2, 2],
  ['x', 1, 0],
  ['x\n', 1, 0],
  ['\nx', 2, 1],
  ['x\n\n', 2, 1],
])('%j has %i lines, %i of them blank', async (text, lines, blank) => {
  const { coverage } = await logReader.aggregate([fileOf('log', text)], EVERYTHING);
  expect(coverage).toMatchObject({ lines, blank, rejects: lines - blank });
});

test('two records in one line, their line feed lost, are no record of the first', async () => {
  const torn = logLine({ remoteIp: '52.198.48.49' }).split(' ');
  for (let words = 4; words <= torn.length; words++) {
    const { coverage, groups } = await aggregate([`${logLine()} ${torn.slice(0, words).join(' ')}`]);
    expect([words, coverage.rejects, groups]).toEqual([words, 1, []]);
  }
});

test('records alike in bucket, address, requester, operation and status are one group', async () => {
  const { groups } = await aggregate([
    logLine({ at: '2026-01-05T08:00:09Z', bytesSent: 5 }),
    logLine({ at: '2026-01-05T08:00:01Z', bytesSent: 7 }),
    logLine({ httpStatus: 403 }),
  ]);
  expect(groups).toHaveLength(2);
  expect(groups[0]).toMatchObject({
    requests: 2,
    bytesSent: 12,
    firstSeen: Date.parse('2026-01-05T08:00:01Z') / 1000,
    lastSeen: Date.parse('2026-01-05T08:00:09Z') / 1000,
  });
});

test('a copy writes two rows under one request ID, and both count', async () => {
  const rows = ['REST.COPY.OBJECT_GET', 'REST.COPY.OBJECT'].map((operation) =>
    logLine({ operation, requestId: 'AAAA' }),
  );
  expect((await aggregate(rows)).coverage).toMatchObject({ records: 2, duplicates: 0 });
});

test('a line delivered again in another file, compressed, is a duplicate', async () => {
  const line = logLine();
  const files = [fileOf('first', `${line}\n`), fileOf('second.gz', gzipSync(`${line}\n`))];
  expect((await logReader.aggregate(files, EVERYTHING)).coverage).toMatchObject({
    files: 2,
    records: 1,
    duplicates: 1,
  });
});

test('an ambiguous line is counted and kept by its worst reading', async () => {
  const forged = logLine({ httpStatus: 200, requestUri: 'GET /a?" 403 AccessDenied 1 - 5 - "-" "ua" - HTTP/1.1' });
  const { coverage, groups } = await aggregate([forged]);
  expect(coverage).toMatchObject({ records: 1, ambiguous: 1 });
  expect(groups).toMatchObject([{ httpStatus: 200 }]);
});

test('the window takes its first second and leaves its last', async () => {
  const times = ['2026-01-05T07:59:59Z', '2026-01-05T08:00:00Z', '2026-01-05T08:59:59Z', '2026-01-05T09:00:00Z'];
  const { coverage, groups } = await aggregate(
    times.map((at) => logLine({ at })),
    { buckets: [], since: Date.parse(times[1]!) / 1000, until: Date.parse(times[3]!) / 1000 },
  );
  expect(groups).toMatchObject([{ requests: 2 }]);
  expect(coverage).toMatchObject({ records: 4, outsideWindow: 2 });
});

describe('the hours of a group', () => {
  const seen = (group: RequestGroup): unknown =>
    hoursOf(group).map(({ requests, firstSeen, lastSeen }) => [requests, ...[firstSeen, lastSeen].map(isoTime)]);
  const hourly = { ...EVERYTHING, hourly: true };
  const times = ['2026-01-05T09:00:00Z', '2026-01-05T08:00:00Z', '2026-01-05T08:59:59Z'];
  const hours = [
    [2, '2026-01-05T08:00:00Z', '2026-01-05T08:59:59Z'],
    [1, '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'],
  ];

  test('are told in the order of time where that is asked for, however its lines were read', async () => {
    const ordinary = times.map((at) => logLine({ at }));
    const requester = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1';
    const exact = times.map((at) => logLine({ at, requester }));
    const { groups } = await aggregate([...ordinary, ...exact], hourly);
    expect(groups.map((group) => [group.requests, seen(group)])).toEqual([
      [3, hours],
      [3, hours],
    ]);
    const plain = (await aggregate([...ordinary, ...exact])).groups;
    expect(plain.map((group) => [group.requests, group.hours])).toEqual([
      [3, undefined],
      [3, undefined],
    ]);
  });

  test('are those of the window, and of every way a Host header says the same', async () => {
    const lines = times.flatMap((at) => ['a.example', 'vpce.example'].map((hostHeader) => logLine({ at, hostHeader })));
    const since = Date.parse('2026-01-05T08:00:01Z') / 1000;
    const { groups } = await aggregate(lines, { ...hourly, since });
    expect(groups.map((group) => seen(group))).toEqual([
      [
        [2, '2026-01-05T08:59:59Z', '2026-01-05T08:59:59Z'],
        [2, '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'],
      ],
    ]);
  });

  test('are one before 1970', async () => {
    const lines = ['05/Jan/1960', '06/Jan/1961'].map((day) => logLine().replace('05/Jan/2026', day));
    const { groups } = await aggregate(lines, hourly);
    expect(groups.map(hoursOf)).toMatchObject([[{ requests: 2 }]]);
  });
});

test('records of other buckets are left out and counted', async () => {
  const { coverage, groups } = await aggregate([logLine(), logLine({ bucket: 'other' })], {
    ...EVERYTHING,
    buckets: ['orders'],
  });
  expect(groups).toMatchObject([{ bucket: 'orders' }]);
  expect(coverage).toMatchObject({ records: 2, otherBuckets: 1 });
});

test('a damaged file is named, and what could be read of it counts', async () => {
  const bytes = gzipSync(Array.from({ length: 5000 }, () => `${logLine()}\n`).join(''));
  const { coverage } = await logReader.aggregate([fileOf('cut.gz', bytes.subarray(0, bytes.length / 2))], EVERYTHING);
  expect(coverage.damaged).toEqual([
    { file: join(directory(), 'cut.gz'), reason: expect.stringMatching(/^damaged gzip/) as string },
  ]);
  expect(coverage.records).toBeGreaterThan(0);
});

const EMPTY = 'it is empty, which no log is that S3 delivers';
const BLANK = 'it holds blank lines alone, which no log does that S3 delivers';

test.each([
  ['a file named .gz', 'log.gz', '', 'it is empty, which no gzip file is'],
  ['a log object', '2026-01-05-10-11-12-A', '', EMPTY],
  ['a log object, compressed,', '2026-01-05-10-11-12-A.gz', gzipSync(''), EMPTY],
  ['a log of any name', 'log', '', EMPTY],
  ['a log object of a line feed', '2026-01-05-10-11-12-A', '\n', BLANK],
  ['a log of blanks', 'log', ' \t \n\n', BLANK],
])('%s that holds no record is damaged', async (_what, name, bytes, reason) => {
  const { coverage } = await expectSameAnswer([fileOf(name, bytes), fileOf('other', `${logLine()}\n`)]);
  expect(coverage).toMatchObject({ records: 1, damaged: [{ file: join(directory(), name), reason }] });
});

test('a log whose last line has no line feed was cut, whatever can be read of it', async () => {
  const line = logLine();
  for (const [name, bytes] of [
    ['plain', `${line}\n${line.slice(0, -3)}`],
    ['packed.gz', gzipSync(`${line}\n${line.slice(0, -3)}`)],
  ] as const) {
    const { coverage } = await expectSameAnswer([fileOf(name, bytes)]);
    const reason = 'it ends within a line: its end was cut off';
    expect(coverage).toMatchObject({ lines: 2, damaged: [{ file: join(directory(), name), reason }] });
  }
});

test.each([
  ['line ends that differ between its parts', (line: string) => `${line}\r\n`.repeat(9) + `${line}\n`.repeat(9)],
  ['blank lines alone', () => '\r\n'.repeat(5000)],
])('a file that is read in parts is judged as a whole: %s', async (_what, textOf) => {
  const file = fileOf('log', textOf(logLine()));
  const { coverage } = await expectSameAnswer([file], undefined, createLogReader({ cut: 1000 }));
  expect(coverage.damaged).toHaveLength(1);
});

test('rejects keep file, line number, reason and text, and are not deduplicated', async () => {
  const rejects: Reject[] = [];
  const coverage = await logReader.rejects(
    [fileOf('log', `${logLine()}\nbad caf\u00e9\nbad caf\u00e9\n`)],
    (reject) => {
      rejects.push(reject);
    },
  );
  expect(coverage.rejects).toBe(2);
  expect(rejects[1]).toEqual({
    file: join(directory(), 'log'),
    line: 3,
    reason: 'does not begin with bucket owner, bucket and [time]',
    text: 'bad caf\u00e9',
  });
});

test('the records of each bucket are counted by the hour, those left out excepted', async () => {
  const twice = logLine({ at: '2026-01-05T08:59:59Z' });
  const lines = [
    ...['2026-01-05T08:00:00Z', '2026-01-05T09:00:00Z', '2026-01-05T09:30:00Z'].map((at) => logLine({ at })),
    ...[twice, twice, logLine({ at: '2026-01-05T09:10:00Z', httpStatus: 403 }), logLine({ bucket: 'other' })],
    logLine({ at: '2026-01-05T10:00:00Z' }),
  ];
  const until = Date.parse('2026-01-05T10:00:00Z') / 1000;
  const { activity } = await aggregate(lines, { buckets: ['orders'], since: null, until });
  const hour = Date.parse('2026-01-05T08:00:00Z') / 3_600_000;
  expect(activity).toEqual([
    { bucket: 'orders', hour, records: 2 },
    { bucket: 'orders', hour: hour + 1, records: 3 },
  ]);
});

describe('the same answer as line by line', () => {
  const mebibytes = (n: number, text: string): string =>
    text.repeat(Math.ceil((n * 1024 * 1024) / text.length)).slice(0, n * 1024 * 1024);
  const ordinary = (count: number): string => Array.from({ length: count }, () => `${logLine()}\n`).join('');

  test.each([
    ['an empty file', ''],
    ['nothing but a byte order mark', '\u00ef\u00bb\u00bf'],
    ['a byte order mark and a line feed', '\u00ef\u00bb\u00bf\n'],
    ['half a byte order mark', '\u00ef\u00bb'],
    ['a byte order mark in the middle', `${logLine()}\n\u00ef\u00bb\u00bf${logLine()}\n`],
    ['a line of 3 MiB among others', `${ordinary(3)}${logLine({ requestUri: mebibytes(3, 'x') })}\n${ordinary(3)}`],
    ['a line of 16 MiB, the longest that is read', `${mebibytes(16, 'y')}\n${ordinary(2)}`],
    ['a longer line, shown by its beginning', `${ordinary(2)}${mebibytes(17, 'z')}\n${ordinary(2)}`],
    ['a longer line without an end', `${ordinary(2)}${mebibytes(17, 'z')}`],
    ['more spaces than the skeleton of a line has room for', `${logLine({ userAgent: 'x '.repeat(5000) })}\n`],
    ['a line that ends where the bytes read at once do', `${mebibytes(0.5, 'a').slice(1)}\n${ordinary(3)}`],
  ])('%s', async (_what, text) => {
    await expectSameAnswer([fileOf('log', Buffer.from(text, 'latin1'))]);
  });

  test.each([0.1, 0.5, 0.9, 0.999])('or more, of a compressed file cut at %d of its length', async (share) => {
    const bytes = gzipSync(ordinary(20_000));
    const files = [fileOf('cut.gz', bytes.subarray(0, bytes.length * share))];
    const { coverage } = await logReader.aggregate(files, EVERYTHING);
    const least = await lineByLine.aggregate(files, EVERYTHING);
    expect(coverage.damaged).toEqual(least.coverage.damaged);
    expect(coverage.records).toBeGreaterThanOrEqual(least.coverage.records);
    expect(coverage.records).toBeLessThan(20_000);
  });

  test('bytes after the last member of a compressed file', async () => {
    const bytes = Buffer.concat([gzipSync(ordinary(5000)), gzipSync(ordinary(5000)), Buffer.from(logLine())]);
    const { coverage } = await expectSameAnswer([fileOf('log.gz', bytes)]);
    expect(coverage.damaged).toHaveLength(1);
  });

  test('files cut into parts and read by three threads', async () => {
    const hostile = `${'\n'.repeat(700)}garbage\n${mebibytes(0.01, 'x')}\n${ordinary(40)}${logLine()}`;
    const files = [hostile, ordinary(30), `bad\n${hostile}`].map((text, i) => fileOf(`log-${i}`, text));
    for (const cut of [100, 1000, 4321]) {
      const { rejects } = await expectSameAnswer(
        files,
        EVERYTHING,
        createLogReader({ threads: 3, worthThreads: 0, cut }),
      );
      expect(rejects).toHaveLength(5);
    }
  });
});

test('a file that cannot be opened is named, by threads too, and they end', async () => {
  const files: LogFile[] = [fileOf('log', `${logLine()}\n`), { kind: 'file', path: join(directory(), 'missing') }];
  for (const threads of [1, 2]) {
    await expect(createLogReader({ threads, worthThreads: 0 }).aggregate(files, EVERYTHING)).rejects.toThrow(
      /missing: no such file or directory$/,
    );
  }
});

test('progress tells of files, bytes, lines and rejects', async () => {
  const texts = [`${logLine()}\nbad\n`, `${logLine()}\n`];
  const files = texts.map((text, i) => fileOf(`log-${i}`, text));
  for (const threads of [1, 2]) {
    const seen: Progress[] = [];
    const engine = createLogReader({ threads, worthThreads: 0 });
    await engine.aggregate(files, EVERYTHING, undefined, (progress) => seen.push(progress));
    expect(seen.at(-1)).toEqual({ files: 2, bytes: texts.join('').length, lines: 3, rejects: 1 });
  }
});

test.each([1, 2])('of %i threads it is told that one may be idle, before all is put together', async (threads) => {
  const files = ['a', 'b'].map((name) => fileOf(name, `${logLine()}\n`));
  const told: string[] = [];
  const reading = createLogReader({ threads, worthThreads: 0 }).aggregate(files, EVERYTHING, undefined, undefined, () =>
    told.push('idle'),
  );
  await reading.then(() => told.push('read'));
  expect(told).toEqual(['idle', 'read']);
});

describe('logs whose lines and groups do not fit into memory', () => {
  const memory = 21 * 1024 * 1024;
  const long = 'r'.repeat(3000);
  const lines = Array.from({ length: 6000 }, (_, i) => logLine({ requestId: `R${i}`, requester: `${long}${i}` }));
  const text = [...lines, 'bad', '', ...lines.slice(0, 100), 'worse', ''].join('\n');

  test.each([1, 2])('are read share by share with %i threads, with the same answer', async (threads) => {
    const engine = createLogReader({ threads, worthThreads: 0, cut: 1024 * 1024, memory });
    const half = text.indexOf('\n', text.length / 2) + 1;
    const files = [fileOf('a.gz', gzipSync(text)), fileOf('b', text.slice(0, half)), fileOf('c', text.slice(half))];
    const { coverage } = await expectSameAnswer(files, EVERYTHING, engine);
    expect(coverage).toMatchObject({ records: 6000, duplicates: 6200, rejects: 4, blank: 2 });
  });

  test('tell each reject once', async () => {
    const rejects: Reject[] = [];
    const engine = createLogReader({ memory });
    await engine.rejects([fileOf('a', text)], (reject) => rejects.push(reject));
    expect(rejects.map(({ line }) => line)).toEqual([6001, 6103]);
  });

  test('are refused where a file changes between one reading and the next', async () => {
    const files = [fileOf('a', text), fileOf('b', `${logLine()}\n`)];
    let most = 0;
    const reading = createLogReader({ memory }).aggregate(files, EVERYTHING, undefined, ({ lines: read }) => {
      // A new reading begins: lose what the one before has met.
      if (read < most) fileOf('a', `${logLine()}\n`);
      most = Math.max(most, read);
    });
    await expect(reading).rejects.toThrow(/^--logs: files changed while they were read/);
  });

  test('are refused where they can be read only once', async () => {
    const pipe = join(directory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `exec cat '${fileOf('a', text).path}' > '${pipe}'`]);
    try {
      const reading = createLogReader({ memory }).aggregate([{ kind: 'file', path: pipe }], EVERYTHING);
      await expect(reading).rejects.toThrow(/^--logs: more different lines than memory can hold; read them from files/);
    } finally {
      writer.kill();
    }
  });
});

test('a copy of most of the day before fills no day, also where it is read in parts of which one is new', async () => {
  const folder = join(directory(), '222222222222', 'us-east-1', 'orders', '2026', '01');
  const written = (day: string, lines: readonly string[]): LogFile => {
    mkdirSync(join(folder, day), { recursive: true });
    const path = join(folder, day, `2026-01-${day}-23-10-00-6D5FDAF32CD2B5BC`);
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    return { kind: 'file', path };
  };
  const lines = Array.from({ length: 40 }, (_, i) => logLine({ at: `2026-01-05T20:00:${10 + i}Z` }));
  const files = [written('05', lines.slice(0, 30)), written('06', lines)];
  const reader = createLogReader({ threads: 1, cut: 4000 });
  const { deliveries } = await expectSameAnswer(files, undefined, reader);
  expect(deliveries?.sources.map(({ objects, days }) => [objects, days.length])).toEqual([[2, 1]]);
});
