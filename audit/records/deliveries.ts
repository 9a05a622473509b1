import type { LogFile } from '../sources/log-files';
import { nameOf } from '../sources/file-bytes';
import { objectNameReader, type ObjectName } from '../sources/object-name';

/** What the names of log objects tell, held against the records in them. Times are seconds since the epoch. */
export interface Deliveries {
  /** Objects whose names tell their day, by the bucket of their folder. */
  readonly sources: readonly SourceDelivery[];
  /** Files whose names tell nothing. */
  readonly otherFiles: number;
  /** Last record in those, `null` without any. */
  readonly lastOfOthers: number | null;
  /** The object whose records are the furthest beyond what its name allows. */
  readonly beyond: BeyondName | null;
}

/** The log objects of one bucket. Objects without a line count, but tell nothing else. */
export interface SourceDelivery {
  /** `null` for a flat prefix, whose objects may be of any bucket. */
  readonly bucket: string | null;
  readonly objects: number;
  /** Days since the epoch that the objects are dated, ascending. */
  readonly days: readonly number[];
  /** When the newest object was delivered; `null` where names tell days of requests alone. */
  readonly newestDelivery: number | null;
  /** Last record in the objects, whatever its bucket. */
  readonly newestRecord: number | null;
  /** Longest time from a record to its delivery, in seconds. */
  readonly longestLag: number | null;
}

/** An object with a record that is later than its delivery, or than the day of its requests. */
export interface BeyondName {
  readonly file: string;
  /** Seconds from the last moment that the name allows to the record. */
  readonly seconds: number;
}

/** What was found in a file, or in a part of it. */
export interface FileContent {
  readonly lines: number;
  /** First and last record; not finite without any. */
  readonly first: number;
  readonly last: number;
  /** Whether this is the end of the file. */
  readonly isEnd: boolean;
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

const DAY = 86_400;

/** Makes an empty book. The order in which it is filled does not matter. */
export function createDeliveryBook(): DeliveryBook {
  const nameIn = objectNameReader();
  const sources = new Map<string | null, Source>();
  let otherFiles = 0;
  let lastOfOthers = -Infinity;
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

  function addObject(file: LogFile, name: ObjectName, { lines, first, last, isEnd }: FileContent): void {
    const source = sourceOf(name.bucket);
    if (isEnd) source.objects++;
    if (lines === 0) return;
    source.days.add(name.day);
    source.newestRecord = Math.max(source.newestRecord, last);
    if (name.delivered !== null) {
      source.newestDelivery = Math.max(source.newestDelivery, name.delivered);
      source.longestLag = Math.max(source.longestLag, name.delivered - first);
    }
    const allowed = name.delivered ?? (name.day + 1) * DAY - 1;
    if (last > allowed) beyond = further(beyond, { file: nameOf(file), seconds: last - allowed });
  }

  return {
    add(file, content) {
      const name = nameIn(file);
      if (name !== undefined) {
        addObject(file, name, content);
        return true;
      }
      if (content.isEnd) otherFiles++;
      lastOfOthers = Math.max(lastOfOthers, content.last);
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
      lastOfOthers = Math.max(lastOfOthers, found.lastOfOthers ?? -Infinity);
      if (found.beyond !== null) beyond = further(beyond, found.beyond);
    },
    all: () => ({
      sources: [...sources].map(([bucket, source]) => told(bucket, source)).sort(byBucket),
      ...{ otherFiles, lastOfOthers: finite(lastOfOthers), beyond },
    }),
  };
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

/** The worse of two; of equals the one whose name comes first, so that threads can not change a report. */
function further(a: BeyondName | null, b: BeyondName): BeyondName {
  if (a === null || b.seconds > a.seconds) return b;
  return b.seconds === a.seconds && b.file < a.file ? b : a;
}

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

function byBucket(a: SourceDelivery, b: SourceDelivery): number {
  return (a.bucket ?? '') < (b.bucket ?? '') ? -1 : 1;
}
