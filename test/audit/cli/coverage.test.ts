import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { expectations } from '../judge/request-group';
import { logLine } from '../log-lines';

const directory = useTemporaryDirectory();

interface Report {
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly coverage: Readonly<Record<'missingDays' | 'gaps' | 'buckets' | 'deliveries' | 'doubts', readonly unknown[]>>;
}

/** Writes an object of the bucket orders: when it was delivered (at midnight: partitioned by event time), and its records. */
function deliver(delivered: string, ...times: readonly string[]): string {
  const [day = '', time = ''] = delivered.replace('Z', '').split('T');
  const name = `${day}-${time.replaceAll(':', '-')}-${delivered.replace(/\D/g, '')}AB`;
  const path = join(directory(), 'logs/222222222222/us-east-1/orders', day.replaceAll('-', '/'), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, times.map((at) => `${logLine({ at })}\n`).join(''));
  return path;
}

const january = (day: number, time: string): string => `2026-01-${String(day).padStart(2, '0')}T${time}Z`;

/** A request at noon of each day, delivered at one o'clock or, where that is not told, by event time. */
function deliverDays(days: readonly number[], delivered = '13:00:00'): void {
  for (const day of days) deliver(january(day, delivered), january(day, '12:00:00'));
}

function verify(...args: readonly string[]): Report & { readonly code: number | null } {
  const expect_ = join(directory(), 'expect.json');
  writeFileSync(expect_, JSON.stringify(expectations));
  const logs = ['--logs', join(directory(), 'logs')];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bin/s3-audit', 'verify', '--expect', expect_, ...logs, '--format', 'json', ...args],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Report), code: status };
}

const WEEK = [5, 6, 7, 8, 9, 10, 11];

test('a quiet bucket with an object on every day passes', () => {
  deliverDays(WEEK);
  expect(verify()).toMatchObject({ code: 0, verdict: 'pass', coverage: { missingDays: [], doubts: [] } });
});

test('a day without objects leaves the verdict unproven, and the reason names bucket and day', () => {
  deliverDays([...WEEK, 12]);
  rmSync(join(directory(), 'logs/222222222222/us-east-1/orders/2026/01/08'), { recursive: true });
  const sentence =
    'no log object of orders is dated 2026-01-08, where 7 of its 7 other days have some: objects may be late, lost or not collected';
  expect(verify()).toMatchObject({
    ...{ code: 3, verdict: 'unproven', reasons: [sentence] },
    coverage: {
      missingDays: [{ bucket: 'orders', from: '2026-01-08', to: '2026-01-08', others: 7, withObjects: 7 }],
      doubts: [sentence],
    },
  });
  expect(verify('--since', '2026-01-09', '--until', '2026-01-12').code).toBe(0);
});

test('so does an object emptied of its lines, and it is named', () => {
  deliverDays(WEEK);
  const path = deliver(january(8, '13:00:00'));
  expect(verify().reasons).toEqual([
    `${path} was read only in part: it is empty, which no log is that S3 delivers`,
    expect.stringContaining('is dated 2026-01-08'),
  ]);
});

test('a window that reaches before the first object is unproven', () => {
  deliverDays(WEEK);
  const { reasons } = verify('--since', '2026-01-02', '--until', '2026-01-11');
  expect(reasons).toEqual([expect.stringContaining('is dated 2026-01-02 to 2026-01-04, where 7 of its 7')]);
});

test('a silence that records and objects tell of is told once', () => {
  for (const day of WEEK) {
    const times = Array.from({ length: 24 }, (_, hour) => january(day, `${String(hour).padStart(2, '0')}:00:00`));
    if (day !== 8) deliver(january(day, '00:00:00'), ...times);
  }
  const { code, reasons, coverage } = verify();
  expect([code, coverage.gaps, coverage.missingDays]).toMatchObject([3, [{ expected: 24 }], [{ from: '2026-01-08' }]]);
  expect(reasons).toEqual([expect.stringContaining('have about 24, and no log object dated 2026-01-08: log objects')]);
});

test('a window whose records may still be on their way is unproven, until a few hours have passed', () => {
  deliverDays(WEEK);
  const window = ['--since', '2026-01-05', '--until', '2026-01-11T12:30:00Z'];
  expect(verify(...window)).toMatchObject({
    ...{ code: 3, verdict: 'unproven' },
    reasons: [
      expect.stringContaining('delivered at 2026-01-11T13:00:00Z, only 30 min after its end, 2026-01-11T12:30:00Z'),
    ],
  });
  deliver(january(11, '18:30:00'), january(11, '18:00:00'));
  expect(verify(...window)).toMatchObject({ code: 0, verdict: 'pass' });
});

test('partitioned by event time, the newest record tells what has come', () => {
  deliverDays(WEEK, '00:00:00');
  const window = ['--since', '2026-01-05', '--until', '2026-01-11'];
  expect(verify(...window)).toMatchObject({ code: 0, coverage: { deliveries: [{ newestDelivery: null }] } });
  rmSync(join(directory(), 'logs/222222222222/us-east-1/orders/2026/01/11'), { recursive: true });
  expect(verify(...window).reasons).toEqual([
    expect.stringContaining('the newest record in the log objects of orders is of 2026-01-10T12:00:00Z, before'),
  ]);
});

test('a record later than the delivery that its object tells is told, and leaves the verdict', () => {
  deliverDays(WEEK);
  const file = deliver(january(9, '14:00:00'), january(9, '12:00:00'), january(9, '17:30:00'));
  expect(verify()).toMatchObject({ code: 0, coverage: { laterThanName: { file, seconds: 12_600 }, doubts: [] } });
});

test('objects that were given twice are named where many lines repeat others', () => {
  for (const day of WEEK) deliver(january(day, '13:00:00'), january(day, '12:00:00'), january(day, '12:30:00'));
  cpSync(join(directory(), 'logs/222222222222'), join(directory(), 'logs/copy/222222222222'), { recursive: true });
  expect(verify()).toMatchObject({
    ...{ code: 3, verdict: 'unproven' },
    reasons: [expect.stringMatching(/^14 of 28 records \(50\.0 %\) repeat.*7 log objects were given more than once/)],
  });
});

test('the report tells the first and last record of each bucket, and how late records were delivered', () => {
  deliver(january(5, '13:00:00'), january(5, '11:30:00'), january(5, '12:00:00'));
  expect(verify().coverage).toMatchObject({
    buckets: [{ bucket: 'orders', records: 2, first: january(5, '11:30:00'), last: january(5, '12:00:00') }],
    deliveries: [{ bucket: 'orders', objects: 1, newestDelivery: january(5, '13:00:00'), longestLagSeconds: 5400 }],
  });
});
