import type { EndpointDenial } from '../../cloudtrail/events';
import type { TrailCoverage } from '../../cloudtrail/read-events';
import type { Aggregate } from '../../records/aggregate';
import type { RequestGroup } from '../../records/request-group';
import type { Selection } from '../../records/selection';
import type { Repeated } from '../../sources/repeated-objects';

/** What an engine found, whichever it was. */
export interface ReadLogs {
  /** What was read; Athena bounds the window that was asked for. */
  readonly selection: Selection;
  readonly logged: Aggregate;
  /** Requests that only CloudTrail tells of. */
  readonly unlogged: readonly RequestGroup[];
  /** CloudTrail, where it was asked. */
  readonly trail?: { readonly coverage: TrailCoverage; readonly denials: readonly EndpointDenial[] };
}

/** What an engine found, and how it came by it. */
export interface LogReading extends ReadLogs {
  /** When the logs were listed where S3 delivers them, in seconds since the epoch; `null` for copies. */
  readonly listed: number | null;
  /** Log objects that were given more than once, looked for where many lines repeat others. */
  readonly repeatedObjects: Repeated | null;
}
