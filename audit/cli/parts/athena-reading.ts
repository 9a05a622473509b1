import { CLOUDTRAIL_TABLE } from '../../../contract/log-tables';
import { isoTime } from '../../access-log/log-time';
import { queryAggregate, queryRejects, queryRequest, type Running } from '../../engines/athena/athena-engine';
import { daysRead, type BoundedSelection, type QueriedTables } from '../../engines/athena/sql/aggregate-query';
import type { AthenaConnection } from '../../engines/athena/client/connection';
import type { Reject } from '../../records/reject';
import type { Selection } from '../../records/selection';
import { InputError } from '../../errors/input-error';
import type { FoundRequest } from '../../request/known-request';
import type { AthenaEngineOptions } from './athena-options';
import { connectFor, note, runningOf } from './athena-running';
import type { ReadLogs } from './log-reading';

/** Days before the end of the window that are read where no beginning is asked for. */
const DEFAULT_DAYS = 7;
const DAY = 86_400;

type Options = AthenaEngineOptions & { readonly logs?: readonly string[]; readonly cloudtrail?: readonly string[] };

/**
 * Reads logs by Athena: `--engine athena`.
 *
 * @throws InputError for options that contradict each other, and when there is no complete result.
 */
export async function readWithAthena(options: Options, asked: Selection): Promise<ReadLogs> {
  const { connection, tables, selection, running } = arrange(options, asked);
  const { aggregate, unlogged, denials, trail } = await queryAggregate(connection, tables, selection, running);
  return {
    selection,
    logged: aggregate,
    unlogged,
    ...(tables.cloudTrail && { trail: { coverage: trail, denials } }),
  };
}

/** Gives every line that can not be read: `rejects --engine athena`. */
export async function rejectsWithAthena(
  options: Options,
  asked: Selection,
  onReject: (reject: Reject) => void,
): Promise<void> {
  const { connection, tables, selection, running } = arrange(options, asked);
  await queryRejects(connection, tables, selection, running, onReject);
}

/** Gives everything that the log objects of the window have about one request: `request --engine athena`. */
export async function findRequestWithAthena(
  options: Options,
  asked: Selection,
  requestId: string,
): Promise<FoundRequest> {
  const { connection, tables, selection, running } = arrange(options, asked);
  const { first, last } = daysRead(selection);
  if (tables.layout !== 'simple') note(`the log folders of ${first} to ${last} are read`);
  return queryRequest(connection, tables, selection, running, requestId);
}

function arrange(
  options: Options,
  asked: Selection,
): {
  connection: AthenaConnection;
  tables: QueriedTables;
  selection: BoundedSelection;
  running: Running;
} {
  const { table, cloudtrailTable, layout } = options;
  const connection = connectFor(options);
  const { database } = connection;
  const trail = cloudtrailTable === true ? CLOUDTRAIL_TABLE : cloudtrailTable;
  return {
    connection,
    tables: {
      accessLog: { database, table },
      layout,
      ...(trail !== undefined && { cloudTrail: { database, table: trail } }),
    },
    selection: bounded(asked, layout),
    running: runningOf(options),
  };
}

/** A query without a window would read all logs there are, so there always is one; its end is the last full second. */
function bounded(asked: Selection, layout: QueriedTables['layout']): BoundedSelection {
  const until = asked.until ?? Math.floor(Date.now() / 1000);
  const since = asked.since ?? until - DEFAULT_DAYS * DAY;
  if (since >= until) throw new InputError(['--since must be before --until, and not in the future']);
  if (asked.since === null) note(`no --since: records from ${isoTime(since)} on, ${DEFAULT_DAYS} days`);
  if (layout === 'simple') note('the table has no partitions: every query reads all logs ever delivered');
  return { ...asked, since, until };
}
