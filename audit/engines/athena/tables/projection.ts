import { DAY, dayFolder } from '../../../../contract/time';
import { isoTime } from '../../../access-log/log-time';
import { daysRead, type BoundedSelection } from '../sql/aggregate-query';

/** Properties of a table in the catalog. */
export type TableProperties = Readonly<Record<string, string | undefined>>;

const RELATIVE = /^NOW(?:([+-])(\d+)(DAY|WEEK|MONTH|YEAR)S?)?$/;
const ABSOLUTE = /^\d{4}\/\d{2}\/\d{2}$/;
const UNIT_DAYS: Readonly<Record<string, number>> = { DAY: 1, WEEK: 7, MONTH: 28, YEAR: 365 };

/**
 * Says what of a window a table does not see, a sentence each: partitions outside of its projection are read as if they held
 * nothing, and a window without records must not come of that (Athena User Guide, "Set up partition projection").
 *
 * @param now seconds since the epoch.
 * @param what the table is for, to name it.
 */
export function uncoveredBy(
  properties: TableProperties,
  selection: BoundedSelection,
  now: number,
  what: string,
): readonly string[] {
  return [...daysUncovered(properties, selection, now, what), ...bucketsUncovered(properties, selection, what)];
}

function daysUncovered(
  properties: TableProperties,
  selection: BoundedSelection,
  now: number,
  what: string,
): readonly string[] {
  const range = properties['projection.day.range'];
  if (range === undefined) return [];
  const [from = '', to = ''] = range.split(',').map((end) => end.trim());
  const [first, last] = [dayOf(from, now), dayOf(to, now)];
  if (first === undefined || last === undefined) return [`${what}: its days, ${range}, cannot be read`];
  const { first: firstRead, last: lastRead } = daysRead(selection);
  // Nothing is delivered into days that have not come.
  const lastThereIs = min(lastRead, dayFolder(now));
  if (first <= firstRead && last >= lastThereIs) return [];
  const asked = `${isoTime(selection.since)} to ${isoTime(selection.until)} needs the days ${firstRead} to ${lastThereIs}`;
  return [
    `${what} sees the days ${first} to ${last} alone, and ${asked}; let the window begin later, or make the table with an earlier --from`,
  ];
}

function bucketsUncovered(properties: TableProperties, { buckets }: BoundedSelection, what: string): readonly string[] {
  const values = properties['projection.log_bucket.values'];
  if (values === undefined) return [];
  const seen = values.split(',').map((value) => value.trim());
  return buckets
    .filter((bucket) => !seen.includes(bucket))
    .map(
      (bucket) =>
        `${what} does not see the logs of bucket ${bucket}, but of ${seen.join(', ')}; make it with --bucket ${bucket}`,
    );
}

/** A day of a range, `2026/01/05`; a month is taken for its shortest, which claims less. */
function dayOf(end: string, now: number): string | undefined {
  if (ABSOLUTE.test(end)) return end;
  const [matched, sign = '+', count = '0', unit = 'DAY'] = RELATIVE.exec(end.replaceAll(' ', '').toUpperCase()) ?? [];
  if (matched === undefined) return undefined;
  return dayFolder(now + (sign === '-' ? -1 : 1) * Number(count) * (UNIT_DAYS[unit] ?? 1) * DAY);
}

const min = (a: string, b: string): string => (a < b ? a : b);
