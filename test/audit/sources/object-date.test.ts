import { dayOf, isInDays, skipTo } from '../../../audit/sources/object-date';

test.each([
  ['a partitioned access log', 's3-access/2/us-east-1/b/2026/01/05/2026-01-07-00-00-00-AB', '2026-01-05'],
  ['a day of a partitioned prefix', 's3-access/2/us-east-1/b/2026/01/05/', '2026-01-05'],
  ['a CloudTrail file', 'AWSLogs/2/CloudTrail/us-east-1/2026/01/05/2_CloudTrail_us-east-1_x.json.gz', '2026-01-05'],
  ['a flat access log', 'logs-2026-01-05-23-59-59-AB', '2026-01-05'],
  ['a flat access log at the top', '2026-01-05-23-59-59-AB', '2026-01-05'],
  ['a day that does not exist', 'x/2026/02/30/y', undefined],
  ['a month only', 'x/2026/02/', undefined],
  ['a bucket named like a year', 'x/2026/2026/01/', undefined],
  ['a name with no date', 'x/y', undefined],
])('%s is dated', (_what, key, day) => {
  expect(dayOf(key)).toBe(day);
});

test('an object whose day is not known is never left out', () => {
  expect(isInDays(undefined, { since: '2026-01-01', until: '2026-01-02' })).toBe(true);
  expect(
    ['2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03'].map((day) =>
      isInDays(day, { since: '2026-01-01', until: '2026-01-02' }),
    ),
  ).toEqual([false, true, true, false]);
});

describe('a flat prefix is listed from the window on', () => {
  const days = { since: '2026-02-03', until: undefined };
  const name = (day: string): string => `logs/${day}-00-00-00-AB`;

  test.each([
    ['an earlier year is passed over to its end', 'logs/', name('2024-03-01'), 'logs/2024.'],
    ['earlier days of the year are passed over', 'logs/', name('2026-01-01'), 'logs/2026-02-03'],
    ['within the window nothing is', 'logs/', name('2026-02-03'), undefined],
    ['nor behind a name without date', 'logs/', 'logs/readme', undefined],
    ['nor in a folder', 'logs/', 'logs/x/2024-03-01-00-00-00-AB', undefined],
  ])('%s', (_what, prefix, last, start) => {
    expect(skipTo(prefix, last, days)).toBe(start);
  });

  test('what is passed over is dated before the window', () => {
    const start = skipTo('logs/', name('2024-03-01'), days)!;
    expect(name('2024-12-31') < start && name('2025-01-01') > start).toBe(true);
    expect('logs/202500000000/' > start).toBe(true);
  });
});
