import type { RequestEvent } from '../../cloudtrail/events';
import type { Trail } from '../../cloudtrail/trail';
import type { DamagedFile, Reject } from '../../records/reject';
import type { RequestGroup } from '../../records/request-group';
import type { FoundRecord } from './request-lines';

/** An event of the request, with the file it stands in. */
export type FoundEvent = RequestEvent & { readonly file: string };

/** What the events of the request testify, read as the engine that found them reads several of one request. */
export interface Witnesses {
  /** What they say about a record, which is logged then. */
  readonly witnessOf: Trail['witnessOf'];
  /** Requests that no record asked about so far tells of. */
  readonly unlogged: () => readonly RequestGroup[];
}

/** What an engine found of the request. */
export interface FoundRequest {
  readonly records: readonly FoundRecord[];
  readonly events: readonly FoundEvent[];
  readonly witnesses: Witnesses;
  /** Lines that name the request and could not be read. */
  readonly rejects: readonly Reject[];
  /** Files that were read only in part: they may have had more. */
  readonly damaged: readonly DamagedFile[];
  /** Events, of whatever request, that could not be read: the request's may be among them. */
  readonly cloudtrailUnreadable: number;
}
