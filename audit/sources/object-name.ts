import { resolve } from 'node:path';
import { DAY, HOUR } from '../../contract/time';
import { isS3Location } from '../../contract/s3-location';
import { nameOf } from './file-bytes';
import type { LogFile } from './log-files';

/** What the name of a log object tells. */
export interface ObjectName {
  /** The bucket whose requests it holds; `null` in a flat prefix, where an object may hold those of several. */
  readonly bucket: string | null;
  /** Days since the epoch: the day of delivery, or that of the requests where the log is partitioned by event time. */
  readonly day: number;
  /** When it was delivered, in seconds since the epoch; `null` where the name tells the day of the requests alone. */
  readonly delivered: number | null;
}

/** `[prefix]YYYY-MM-DD-hh-mm-ss-Unique`, and what a collector may have added. */
const NAME = /(?:^|\D)(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)-[0-9A-Za-z]+(?:\.[A-Za-z0-9]+)*$/;
/** `[prefix]account/region/bucket/YYYY/MM/DD`. */
const PLACE = /(?:^|\/)\d{12}\/[a-z]{2}(?:-[a-z]+)+-\d\/([A-Za-z0-9][A-Za-z0-9._-]{1,254})\/(\d{4})\/(\d\d)\/(\d\d)$/;

/**
 * Reads what the names of log objects tell, whether they lie in S3 or in a folder that keeps AWS's layout.
 *
 * Partitioned by event time, hour, minute and second are 00; an object that was delivered at midnight sharp looks the same
 * and is taken for one of these, which claims less. Sources: S3 User Guide, "Amazon S3 server access log format", log object
 * key format; S3 API Reference, PartitionedPrefix.
 *
 * @param directory that relative paths begin at.
 * @returns a function that gives `undefined` for a name that tells nothing, or whose folders tell another day.
 */
export function objectNameReader(directory = process.cwd()): (file: LogFile) => ObjectName | undefined {
  // Neighbouring files are of one folder and one day, and there may be millions of them.
  const placeOf = rememberingLast((folder) => readPlace(directory, folder));
  const dayOf = rememberingLast(readDay);
  return (file) => {
    const name = nameOf(file);
    const nameAt = name.lastIndexOf('/') + 1;
    const [, date = '', hour, minute, second] = NAME.exec(name.slice(nameAt)) ?? [];
    const day = dayOf(date);
    const time = Number(hour) * HOUR + Number(minute) * 60 + Number(second);
    if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
    const place = placeOf(name.slice(0, nameAt));
    if (place !== undefined && place.date !== date) return undefined;
    const isOfRequests = place !== undefined && time === 0;
    return { bucket: place?.bucket ?? null, day, delivered: isOfRequests ? null : day * DAY + time };
  };
}

interface Place {
  readonly bucket: string;
  readonly date: string;
}

function readPlace(directory: string, folder: string): Place | undefined {
  const path = isS3Location(folder) ? folder.slice(0, -1) : resolve(directory, folder);
  const [, bucket, year, month, day] = PLACE.exec(path) ?? [];
  return bucket === undefined ? undefined : { bucket, date: `${year ?? ''}-${month ?? ''}-${day ?? ''}` };
}

/** Days since the epoch; `undefined` for a day that does not exist. */
function readDay(date: string): number | undefined {
  const time = Date.parse(`${date}T00:00:00Z`);
  // Some dates that do not exist are taken for one in the next month.
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(date) ? undefined : time / 1000 / DAY;
}

function rememberingLast<T>(read: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: read(text) };
    return last.value;
  };
}
