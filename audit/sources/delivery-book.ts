import { DAY } from '../../contract/time';
import type { LogFile } from './log-files';
import { nameOf } from './file-bytes';
import { type ObjectName, objectNameReader } from './object-name';
import type { BeyondName, Deliveries, SourceDelivery } from '../records/deliveries';

/** What was found in a file; in all of it, since a part alone does not tell whether it fills its day. */
export interface FileContent {
  /** First and last record; not finite without any. */
  readonly first: number;
  readonly last: number;
  /** Records that are told nowhere else so far, and those that repeat an earlier one. */
  readonly fresh: number;
  readonly repeated: number;
}

/** Gathers deliveries, file by file or from others who gathered them. */
export interface DeliveryBook {
  /** Says whether the file is named as a log object. */
  add(file: LogFile, content: FileContent): boolean;
  merge(found: Deliveries): void;
  /** Everything gathered so far. */
  all(): Deliveries;
}

interface Source {
  objects: number;
  readonly days: Set<number>;
  newestDelivery: number;
  newestRecord: number;
  longestLag: number;
}

/** Seconds by which the clocks of those who write names and records may differ. */
const CLOCKS_DIFFER = 5 * 60;

/** Makes an empty book. The order in which it is filled does not matter. */
export function createDeliveryBook(): DeliveryBook {
  const nameIn = objectNameReader();
  const sources = new Map<string | null, Source>();
  let otherFiles = 0;
  let beyond: BeyondName | null = null;

  function sourceOf(bucket: string | null): Source {
    let source = sources.get(bucket);
    if (source === undefined) {
      source = {
        ...{ objects: 0, days: new Set() },
        ...{ newestDelivery: -Infinity, newestRecord: -Infinity, longestLag: -Infinity },
      };
      sources.set(bucket, source);
    }
    return source;
  }

  function addObject(file: LogFile, name: ObjectName, content: FileContent): void {
    const source = sourceOf(name.bucket);
    const { first, last } = content;
    source.objects++;
    if (!Number.isFinite(first)) return;
    if (fillsItsDay(name, content)) source.days.add(name.day);
    const allowed = name.delivered ?? (name.day + 1) * DAY - 1;
    source.newestRecord = Math.max(source.newestRecord, Math.min(last, allowed));
    if (name.delivered !== null) {
      source.newestDelivery = Math.max(source.newestDelivery, name.delivered);
      source.longestLag = Math.max(source.longestLag, name.delivered - first);
    }
    if (last > allowed) beyond = further(beyond, { file: nameOf(file), seconds: last - allowed });
  }

  return {
    add(file, content) {
      const name = nameIn(file);
      if (name !== undefined) {
        addObject(file, name, content);
        return true;
      }
      otherFiles++;
      return false;
    },
    merge(found) {
      for (const { bucket, objects, days, newestDelivery, newestRecord, longestLag } of found.sources) {
        const source = sourceOf(bucket);
        source.objects += objects;
        for (const day of days) source.days.add(day);
        source.newestDelivery = Math.max(source.newestDelivery, newestDelivery ?? -Infinity);
        source.newestRecord = Math.max(source.newestRecord, newestRecord ?? -Infinity);
        source.longestLag = Math.max(source.longestLag, longestLag ?? -Infinity);
      }
      otherFiles += found.otherFiles;
      if (found.beyond !== null) beyond = further(beyond, found.beyond);
    },
    all: () => ({
      sources: [...sources].map(([bucket, source]) => told(bucket, source)).sort(byBucket),
      ...{ otherFiles, beyond },
    }),
  };
}

/**
 * Says whether an object can be what S3 delivered for the day in its name. A copy in the place of another cannot: its
 * records are of other days, or later than the delivery; of one that was delivered the day before, most of them stand
 * elsewhere. Where two copies are read at once, each may be the first with some of the records, but not both with most.
 */
function fillsItsDay({ day, delivered }: ObjectName, { first, last, fresh, repeated }: FileContent): boolean {
  const [start, end] = [day * DAY, (day + 1) * DAY];
  if (delivered === null) return last >= start && first < end;
  // Delivery is most often within hours of the request, and never before it.
  if (first > delivered + CLOCKS_DIFFER) return false;
  return last >= start || (last >= start - DAY && fresh > repeated);
}

function told(bucket: string | null, source: Source): SourceDelivery {
  return {
    bucket,
    objects: source.objects,
    days: [...source.days].sort((a, b) => a - b),
    newestDelivery: finite(source.newestDelivery),
    newestRecord: finite(source.newestRecord),
    longestLag: finite(source.longestLag),
  };
}

/** The worse of two; of equals the one whose name comes first, so that threads cannot change a report. */
function further(a: BeyondName | null, b: BeyondName): BeyondName {
  if (a === null || b.seconds > a.seconds) return b;
  return b.seconds === a.seconds && b.file < a.file ? b : a;
}

function byBucket(a: SourceDelivery, b: SourceDelivery): number {
  return (a.bucket ?? '') < (b.bucket ?? '') ? -1 : 1;
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
