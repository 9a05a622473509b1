import type { Trail, Witness } from '../cloudtrail/trail';
import type { LogFile } from '../sources/log-files';
import type { Deliveries } from '../records/deliveries';

/** What of the logs a report is about. */
export interface Selection {
  /** Buckets to keep; empty keeps all. */
  readonly buckets: readonly string[];
  /** Seconds since the epoch; records before are left out. */
  readonly since: number | null;
  /** Seconds since the epoch; records at this second and after are left out. */
  readonly until: number | null;
  /** Whether records of different hours are of different groups. @default false */
  readonly hourly?: boolean;
}

/** Says whether a time, in seconds since the epoch, lies in the window: its first second is in, its last is not. */
export function isInWindow(time: number, { since, until }: Selection): boolean {
  return (since === null || time >= since) && (until === null || time < until);
}

/** Records alike in everything that classification and judgement ask for. */
export interface RequestGroup {
  readonly bucket: string;
  /** As the log has it, `null` for `-`. */
  readonly remoteIp: string | null;
  /** As the log has it, `null` for `-`. */
  readonly requester: string | null;
  readonly operation: string;
  readonly httpStatus: number | null;
  /** What CloudTrail testifies about the path of these requests; `null` where it has no record of them. */
  readonly witness: Witness | null;
  readonly requests: number;
  readonly bytesSent: number;
  /** Seconds since the epoch. */
  readonly firstSeen: number;
  /** Seconds since the epoch. */
  readonly lastSeen: number;
}

/** A line that could not be read, kept with its place. */
export interface Reject {
  readonly file: string;
  /** From 1; 0 where nobody numbers the lines (Athena does not). */
  readonly line: number;
  readonly reason: string;
  /** The line itself. */
  readonly text: string;
}

/** Where a line stands, for people: `file:line`, or the file alone where the lines have no numbers. */
export function placeOf({ file, line }: Pick<Reject, 'file' | 'line'>): string {
  return line === 0 ? file : `${file}:${line}`;
}

/** A file whose end could not be reached; what was read before counts. */
export interface DamagedFile {
  readonly file: string;
  readonly reason: string;
}

/** What became of every line: `lines = blank + records + rejects + duplicates`. */
export interface Coverage {
  readonly files: number;
  readonly lines: number;
  /** All lines that could be read, also those outside the selection. */
  readonly records: number;
  readonly blank: number;
  /** Lines equal in every byte to an earlier one. */
  readonly duplicates: number;
  /** Records that can be read in more than one way. */
  readonly ambiguous: number;
  readonly rejects: number;
  /** Records left out because of their time. */
  readonly outsideWindow: number;
  /** Records, within the selection or not, that CloudTrail has an event of. */
  readonly witnessed: number;
  /** Records left out because of their bucket. */
  readonly otherBuckets: number;
  readonly damaged: readonly DamagedFile[];
}

/** Records of one bucket in one hour. */
export interface BucketHour {
  readonly bucket: string;
  /** Hours since the epoch. */
  readonly hour: number;
  readonly records: number;
}

/** Everything a report needs of the logs. */
export interface Aggregate {
  readonly coverage: Coverage;
  readonly groups: readonly RequestGroup[];
  /** When each bucket had records, within the selection: far fewer than groups by the hour. */
  readonly activity: readonly BucketHour[];
  /** The first rejects, to show. */
  readonly rejects: readonly Reject[];
  /** What the names of the log objects tell, where the engine sees them. */
  readonly deliveries?: Deliveries;
}

/** How far reading has come. */
export interface Progress {
  /** Files read to their end. */
  readonly files: number;
  /** Bytes taken from where the files lie, compressed or not. */
  readonly bytes: number;
  readonly lines: number;
  readonly rejects: number;
}

/** Called often, from many times a second to once for a batch of files. */
export type OnProgress = (progress: Progress) => void;

/** Reads logs, wherever they are and however many, and gives the same answer as every other engine. */
export interface Engine {
  /**
   * Reads all the logs once.
   *
   * @param trail what CloudTrail recorded, to be asked about each record.
   * @throws InputError when a file can not be opened.
   */
  aggregate(
    files: readonly LogFile[],
    selection: Selection,
    trail?: Trail,
    onProgress?: OnProgress,
  ): Promise<Aggregate>;
  /** Gives every reject to `onReject`, in the order of files and lines, and returns what became of every line. */
  rejects(files: readonly LogFile[], onReject: (reject: Reject) => void, onProgress?: OnProgress): Promise<Coverage>;
}
