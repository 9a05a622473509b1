import { isObject } from '../../contract/json-object';
import { requireMemory } from '../memory';
import { grouped } from '../output/numbers';
import type { RecordedRow } from '../records/record-grouping';
import type { RequestGroup } from '../records/request-group';
import type { LogFile } from '../sources/log-files';
import { readEvents } from './read-events';
import { detailOf, jointDetail, type RequestDetail } from './request-detail';
import { keyOf } from './request-key';
import type { Trail, UnloggedRequest } from './trail';
import { groupOfUnlogged } from './unlogged';
import { unloggedRows } from './unlogged-rows';

/** How often it is looked at whether further requests fit. */
const EVERY_SO_MANY = 2 ** 12;

interface Found {
  readonly detail: RequestDetail;
  readonly requestId: string;
}

interface Wanted {
  readonly request: UnloggedRequest;
  readonly group: RequestGroup;
  /** By their texts: a copy from another trail says nothing new. */
  readonly details: Map<string, Found>;
}

/**
 * Reads the requests that CloudTrail alone tells of, as a rehearsal needs them: the files once more, for what no other answer
 * asks of events.
 *
 * @param files those that the trail was read from, which can be read again.
 * @param onRow receives each of them, in the order of the trail.
 * @returns those of which no row could be made.
 * @throws InputError when a file cannot be opened, or the requests do not fit into memory.
 */
export async function readUnlogged(
  files: readonly LogFile[],
  trail: Trail,
  buckets: readonly string[],
  onRow: (row: RecordedRow) => void,
): Promise<readonly RequestGroup[]> {
  const wanted = new Map<string, Wanted>();
  const others: RequestGroup[] = [];
  for (const request of trail.unlogged()) {
    const group = groupOfUnlogged(request, buckets);
    if (group === undefined) continue;
    // Nobody knows whether a line tells of it.
    if (!request.joinable) others.push(group);
    else wanted.set(request.key, { request, group, details: new Map() });
    if (wanted.size % EVERY_SO_MANY === 0)
      requireMemory(`${grouped(wanted.size)} requests that CloudTrail alone tells of: rehearse a shorter time`);
  }
  if (wanted.size === 0) return others;
  await readEvents(files, (event, { record }) => {
    if (event.kind !== 'request' || !isObject(record)) return;
    const found = wanted.get(keyOf(event.requestId, event.hostId).toString('latin1'));
    if (found === undefined) return;
    const detail = detailOf(record);
    found.details.set(JSON.stringify(detail), { detail, requestId: event.requestId });
  });
  for (const { request, group, details } of wanted.values()) {
    const rows = rowsOf(request, [...details.values()], buckets);
    rows.forEach(onRow);
    if (rows.length === 0) others.push(group);
  }
  return others;
}

/** The order in which its events were read plays no part. */
function rowsOf(
  { told, first, last }: UnloggedRequest,
  found: readonly Found[],
  buckets: readonly string[],
): readonly RecordedRow[] {
  const [one, ...more] = found;
  if (one === undefined) return [];
  const detail = jointDetail([one.detail, ...more.map((other) => other.detail)]);
  return unloggedRows({ told, first, last, detail, requestId: one.requestId }, buckets);
}
