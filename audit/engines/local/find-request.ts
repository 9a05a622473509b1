import { readEvents } from '../../cloudtrail/read-events';
import { Trail } from '../../cloudtrail/trail';
import { unloggedRequests } from '../../cloudtrail/unlogged';
import type { DamagedFile } from '../../records/reject';
import { nameOf } from '../../sources/file-bytes';
import type { LogFile } from '../../sources/log-files';
import { readLines } from '../../sources/log-lines';
import type { FoundEvent, FoundRequest } from '../interface/found-request';
import { RequestLines } from '../interface/request-lines';

/** Where to look. */
export interface RequestSources {
  readonly logs: readonly LogFile[];
  readonly cloudtrail: readonly LogFile[];
}

/**
 * Gathers everything that files of logs and of CloudTrail have about one request.
 *
 * @param requestId as S3 gave it in `x-amz-request-id`.
 * @throws InputError when a file cannot be opened.
 */
export async function findRequest(requestId: string, { logs, cloudtrail }: RequestSources): Promise<FoundRequest> {
  const { damaged: damagedTrail, ...trail } = await eventsOf(requestId, cloudtrail);
  const { damaged, ...lines } = await linesOf(requestId, logs);
  return { ...lines, ...trail, damaged: [...damaged, ...damagedTrail] };
}

async function eventsOf(
  requestId: string,
  files: readonly LogFile[],
): Promise<Pick<FoundRequest, 'events' | 'witnesses' | 'cloudtrailUnreadable' | 'damaged'>> {
  const events: FoundEvent[] = [];
  const trail = new Trail();
  const { unreadable: cloudtrailUnreadable, damaged } = await readEvents(files, (event, { file }) => {
    if (event.kind !== 'request' || event.requestId !== requestId) return;
    events.push({ ...event, file });
    trail.add(event);
  });
  const witnesses = {
    witnessOf: trail.witnessOf.bind(trail),
    unlogged: () => unloggedRequests(trail, { buckets: [] }),
  };
  return { events, witnesses, cloudtrailUnreadable, damaged };
}

async function linesOf(
  requestId: string,
  files: readonly LogFile[],
): Promise<Pick<FoundRequest, 'records' | 'rejects' | 'damaged'>> {
  const lines = new RequestLines(requestId);
  const damaged: DamagedFile[] = [];
  for (const source of files) {
    const file = nameOf(source);
    const { damage } = await readLines(source, (bytes, line, complete) => {
      lines.add({ file, line, bytes, complete });
    });
    if (damage !== undefined) damaged.push({ file, reason: damage });
  }
  return { records: lines.records, rejects: lines.rejects, damaged };
}
