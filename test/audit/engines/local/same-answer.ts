import type { Aggregate } from '../../../../audit/records/aggregate';
import { hoursOf, type RequestGroup } from '../../../../audit/records/request-group';
import type { Selection } from '../../../../audit/records/selection';
import type { Trail } from '../../../../audit/cloudtrail/trail';
import { createLogReader, type LogReader } from '../../../../audit/engines/local/log-reader';
import type { LogFile } from '../../../../audit/sources/log-files';
import { lineByLine } from './line-by-line';

const EVERYTHING: Selection = { buckets: [], since: null, until: null };

/** Reads files with the scanner and with the simple engine, and expects the same answer in every detail. */
export async function expectSameAnswer(
  files: readonly LogFile[],
  selection = EVERYTHING,
  engine: Pick<LogReader, 'aggregate'> = createLogReader({}),
  trail: () => Trail | undefined = () => undefined,
): Promise<Aggregate> {
  const found = await engine.aggregate(files, selection, trail());
  const expected = await lineByLine.aggregate(files, selection, trail());
  expect(found.coverage).toEqual(expected.coverage);
  expect(found.rejects).toEqual(expected.rejects);
  expect(found.deliveries).toEqual(expected.deliveries);
  expect(sorted(found.groups).map(withHours)).toEqual(sorted(expected.groups).map(withHours));
  expect(inOrder(found.activity)).toEqual(inOrder(expected.activity));
  return found;
}

/** Groups in an order of their own: several threads find them in any. */
function sorted(groups: readonly RequestGroup[]): readonly RequestGroup[] {
  const keyOf = ({
    requests: _requests,
    bytesSent: _bytes,
    firstSeen: _first,
    lastSeen: _last,
    hours: _hours,
    ...key
  }: RequestGroup): string => JSON.stringify(Object.entries(key).sort());
  return [...groups].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Whatever parts the hours were counted in. */
function withHours(group: RequestGroup): unknown {
  return { ...group, hours: hoursOf(group) };
}

function inOrder(activity: Aggregate['activity']): Aggregate['activity'] {
  return [...activity].sort((a, b) => a.hour - b.hour || (a.bucket < b.bucket ? -1 : 1));
}
