import { uncoveredBy } from '../../../../../audit/engines/athena/tables/projection';

const NOW = Date.parse('2026-02-01T12:00:00Z') / 1000;
const seconds = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;
const window = (since: string, until: string, buckets: readonly string[] = []) => ({
  ...{ buckets, since: seconds(since), until: seconds(until) },
});
const days = (range: string) => ({ 'projection.day.range': range });

describe('a window that a table does not see', () => {
  it.each([
    ['begins before the first day', days('2026/01/05,NOW+1DAY'), window('2026-01-04', '2026-01-06')],
    ['begins before so many days ago', days('NOW-10DAYS,NOW+1DAY'), window('2026-01-21', '2026-01-23')],
    ['begins before so many days ago, in small letters', days('now-10days, now'), window('2026-01-21', '2026-01-23')],
    ['ends after the last day', days('2026/01/01,2026/01/06'), window('2026-01-05', '2026-01-07')],
    ['needs the days of late delivery', days('2026/01/01,2026/01/07'), window('2026-01-05', '2026-01-07')],
    ['has days that nobody can read', days('yesterday,NOW'), window('2026-01-31', '2026-02-01')],
  ])('is told of where it %s', (_what, properties, selection) => {
    expect(uncoveredBy(properties, selection, NOW, 'table t')).toEqual([expect.stringMatching(/^table t/)]);
  });

  it('is told of for each bucket that the table does not enumerate', () => {
    const properties = { ...days('NOW-365DAYS,NOW+1DAY'), 'projection.log_bucket.values': 'orders,archive' };
    expect(
      uncoveredBy(properties, window('2026-01-05', '2026-01-06', ['orders', 'audit', 'x']), NOW, 'table t'),
    ).toEqual([expect.stringContaining('bucket audit'), expect.stringContaining('bucket x')]);
  });

  it.each([
    ['all its days are projected', days('2026/01/05,NOW+1DAY'), window('2026-01-05', '2026-01-06')],
    ['its last days have not come', days('NOW-365DAYS,NOW'), window('2026-01-31', '2026-02-02')],
    ['the table has no partitions', {}, window('2020-01-01', '2026-01-06', ['orders'])],
  ])('is none where %s', (_what, properties, selection) => {
    expect(uncoveredBy(properties, selection, NOW, 'table t')).toEqual([]);
  });
});
