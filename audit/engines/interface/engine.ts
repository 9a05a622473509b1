import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import type { EndpointDenial } from '../../cloudtrail/events';
import type { DigestKeys } from '../../cloudtrail/digest-chain';
import type { TrailCoverage } from '../../cloudtrail/read-events';
import type { Aggregate, Coverage } from '../../records/aggregate';
import type { ShowProgress } from '../../records/progress';
import type { OnRow, RecordGrouping } from '../../records/record-grouping';
import type { DamagedFile, Reject } from '../../records/reject';
import type { RequestGroup } from '../../records/request-group';
import type { Selection } from '../../records/selection';
import type { DigestByThreads } from '../../sources/file-digest';
import type { LogFile, ReadS3 } from '../../sources/log-files';
import type { LostObjects } from '../../sources/lost-objects';
import type { Repeated } from '../../sources/repeated-objects';
import type { FoundRequest } from './found-request';
import type { OpenQuery } from './query-result';

/**
 * Answers what is asked of logs, wherever they are read: here, or by a service over its tables. Every engine gives the same
 * answers. All methods throw InputError where there is no complete answer.
 */
export interface Engine {
  /**
   * Everything a report needs. The logs are read once, CloudTrail with them where the engine was opened with it.
   *
   * @param onIdle called by an engine that reads files, as soon as a processor may have nothing to read any more, and again where
   * reading begins anew.
   */
  aggregate(selection: Selection, onIdle?: (files: FilesOfEngine) => void): Promise<LogReading>;
  /**
   * Reads the logs for a rehearsal.
   *
   * @param selection of the buckets that are rehearsed, one at least.
   * @param grouping how far records must be told apart.
   * @param begin gives what receives the records of the selection, and the requests that CloudTrail alone tells of. An engine
   * that has to read from the beginning again asks for another one, and what the one before received is void.
   */
  recorded(selection: Selection, grouping: RecordGrouping, begin: () => OnRow): Promise<RecordedReading>;
  /**
   * Gives every line that cannot be read to `onReject`, in the order of files and lines where the engine knows it, and then
   * every record of CloudTrail where the engine was opened with it.
   *
   * @returns the files that could not be read to their ends.
   */
  rejects(selection: Selection, onReject: (reject: Reject) => void): Promise<readonly DamagedFile[]>;
  /** Everything that logs and CloudTrail have about one request; `requestId` as S3 gave it in `x-amz-request-id`. */
  request(requestId: string, selection: Selection): Promise<FoundRequest>;
  /** Runs one statement of the user's, which may read the tables and do nothing else. */
  query(sql: string): Promise<OpenQuery>;
}

/** The files that an engine reads. */
export interface FilesOfEngine {
  readonly logs: readonly LogFile[];
  readonly cloudtrail: readonly LogFile[];
  /** Threads that read some of them, and may digest them all. */
  readonly byThreads?: DigestByThreads | undefined;
}

/** What an engine found for a report, and how it came by it. */
export interface LogReading {
  /** What was read; an engine may bound the window that was asked for. */
  readonly selection: Selection;
  readonly logged: Aggregate;
  /** Requests that only CloudTrail tells of. */
  readonly unlogged: readonly RequestGroup[];
  /** CloudTrail, where it was asked. */
  readonly trail?: {
    readonly coverage: TrailCoverage;
    readonly denials: readonly EndpointDenial[];
    /** Changes of configuration within the window, where the selection asks for hours and the engine reads all events. */
    readonly changes?: readonly ConfigurationChange[];
    /** Why not all of its files may be there as CloudTrail wrote them, by their digests. */
    readonly digestDoubts?: readonly string[];
  };
  /** When the logs were listed where S3 delivers them, in seconds since the epoch; `null` for copies. */
  readonly listed: number | null;
  /** Objects that `collect` copied and that are no longer as they were, `null` without any. */
  readonly lostObjects?: LostObjects | null;
  /** Log objects whose size in S3 the engine cannot tell, so that an end cut off would not be noticed. */
  readonly unmeasured?: number;
  /** Looks for log objects that were given more than once; worth its time where many lines repeat others. */
  readonly repeatedObjects: () => Repeated | null;
}

/** What an engine found for a rehearsal. */
export interface RecordedReading extends Pick<LogReading, 'unmeasured'> {
  /** Requests that CloudTrail alone tells of, of which it does not tell what was asked: no row was given of them. */
  readonly unlogged: readonly RequestGroup[];
  readonly coverage: Coverage;
  /** What the policies of endpoints denied, as CloudTrail tells: whose bucket it was for is not told. */
  readonly denials: readonly EndpointDenial[];
  /** Of CloudTrail, where it was asked. */
  readonly trail?: TrailCoverage;
  /** Changes of configuration within the window, where the engine reads all events. */
  readonly changes?: readonly ConfigurationChange[];
}

/** What an engine needs of the program that asks it. */
export interface EngineHost {
  /** Tells the user something that is no result: what is read, what it costs. */
  readonly note: (sentence: string) => void;
  readonly showProgress: ShowProgress;
  /** Registers what is to be done on Ctrl-C; the function it returns takes that back. */
  readonly onInterruption: (undo: () => unknown) => () => void;
  /** Reads `s3://` locations; `since`, in seconds since the epoch, leaves out what was delivered on an earlier day. */
  readonly readS3: (since: number | null) => ReadS3;
  /** Asks AWS for the public keys that CloudTrail signed its digests with, within a window (seconds since the epoch). */
  readonly digestKeys: (since: number | null, until: number | null) => Promise<DigestKeys>;
}

/**
 * Makes an engine of the options of a command.
 *
 * @throws InputError for options that contradict each other or are missing.
 */
export type OpenEngine<Options> = (options: Options, host: EngineHost) => Engine;
