import { GetQueryExecutionCommand, StopQueryExecutionCommand, type QueryExecution } from '@aws-sdk/client-athena';
import { randomUUID } from 'node:crypto';
import { failureOf } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from './connection';
import { callFailureSentence, queryFailureSentence } from './failures';
import { bytesText } from '../../../output/numbers';
import { startQuery, UnknownStart, waitAfter } from './start-query';
import { isOfSize, UntoldSize } from './untold-size';

/** Athena takes no longer query (Athena User Guide, "Service Quotas", "Query string length"). */
const LONGEST_QUERY_BYTES = 262_144;

/** Times in a row that asking for the state may fail for a passing reason. */
const PASSING_FAILURES = 20;

/** What a query may take. */
export interface QueryLimits {
  /** The query is stopped when it has scanned more bytes. */
  readonly maxScan?: number;
  /** The query is stopped after so many seconds. */
  readonly timeout: number;
}

/** How a query is told from others, and who is told of it. */
export interface QueryRun {
  /** ClientRequestToken, of 32 to 128 characters; one of its own unless given. A query of this token is waited for, not begun again. */
  readonly token?: string;
  /** Told how many bytes were scanned so far. */
  readonly onScan?: ((bytes: number) => void) | undefined;
}

/** A query that succeeded. */
export interface FinishedQuery {
  readonly id: string;
  readonly scannedBytes: number;
  /** `s3://…` of the result file; `undefined` where the workgroup manages results itself. */
  readonly resultFile: string | undefined;
}

/**
 * Runs a query to its end. Whatever else happens, the query does not keep running: it is stopped on every failure, on
 * Ctrl-C, beyond the limits, and when nobody can tell any more how it goes.
 *
 * @throws InputError saying in plain words why there is no result.
 */
export async function runQuery(
  connection: AthenaConnection,
  sql: string,
  limits: QueryLimits,
  { token = randomUUID(), onScan = () => undefined }: QueryRun = {},
): Promise<FinishedQuery> {
  const bytes = Buffer.byteLength(sql);
  if (bytes > LONGEST_QUERY_BYTES) {
    throw new InputError([
      `the query would be ${bytes} bytes long, and Athena takes ${LONGEST_QUERY_BYTES}; name fewer buckets at once`,
    ]);
  }
  const interruption = new AbortController();
  const running = startQuery(connection, sql, token, interruption.signal);
  const forget = connection.onInterruption(async () => {
    interruption.abort();
    await stop(connection, running);
  });
  try {
    return await follow(connection, await running, limits, onScan);
  } catch (error) {
    if (error instanceof EndedQuery || error instanceof UntoldSize) throw error;
    const left = await stop(connection, running).then(
      () => [],
      (failure: unknown) => (failure === error ? [] : [NOT_STOPPED]),
    );
    if (!(error instanceof InputError)) throw error;
    throw left.length === 0 ? error : new InputError([...error.problems, ...left]);
  } finally {
    forget();
  }
}

/** The query is over without a result; there is nothing to stop. */
export class EndedQuery extends InputError {}

const NOT_STOPPED =
  "the query could not be stopped and may run on, up to the workgroup's limit; stop it in the Athena console";

async function follow(
  connection: AthenaConnection,
  id: string,
  limits: QueryLimits,
  onScan: (bytes: number) => void,
): Promise<FinishedQuery> {
  let waited = 0;
  let failures = 0;
  for (let poll = 1; ; poll++) {
    const execution = await stateOf(connection, id).catch((error: unknown) => {
      if (!isPassing(error) || ++failures > PASSING_FAILURES) {
        throw new InputError([callFailureSentence(error, 'GetQueryExecution', connection)]);
      }
      return undefined;
    });
    if (execution !== undefined) {
      failures = 0;
      const finished = finishedOf(connection, id, execution);
      const scanned = execution.Statistics?.DataScannedInBytes ?? 0;
      onScan(scanned);
      if (finished !== undefined) return finished;
      if (limits.maxScan !== undefined && scanned > limits.maxScan) {
        throw new InputError([
          `stopped: the query had scanned ${bytesText(scanned)}, more than --max-scan ${bytesText(limits.maxScan)}; what was scanned is billed`,
        ]);
      }
    }
    if (waited > limits.timeout * 1000) {
      throw new InputError([`stopped: the query took longer than --query-timeout ${limits.timeout} seconds`]);
    }
    const pause = waitAfter(poll);
    await connection.wait(pause);
    waited += pause;
  }
}

async function stateOf({ athena }: AthenaConnection, id: string): Promise<QueryExecution> {
  const { QueryExecution: execution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
  if (execution === undefined) throw new Error('Athena does not know the query');
  return execution;
}

/** @returns `undefined` while the query runs. @throws InputError when it ended without a result. */
function finishedOf(connection: AthenaConnection, id: string, execution: QueryExecution): FinishedQuery | undefined {
  const { Status: status, Statistics: statistics, ResultConfiguration: result } = execution;
  const reason = status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? '';
  switch (status?.State) {
    case 'SUCCEEDED':
      return { id, scannedBytes: statistics?.DataScannedInBytes ?? 0, resultFile: result?.OutputLocation };
    case 'FAILED':
      throw new (isOfSize(reason) ? UntoldSize : EndedQuery)([queryFailureSentence(reason, connection)]);
    case 'CANCELLED':
      throw new EndedQuery([
        /limit/i.test(reason)
          ? queryFailureSentence(reason, connection)
          : `the query was cancelled by somebody else${reason === '' ? '' : ` (Athena says: ${reason})`}; what was scanned is billed`,
      ]);
    default:
      return undefined;
  }
}

/**
 * Stops a query that was started or is being started.
 *
 * @throws InputError when it may run on.
 */
async function stop({ athena }: AthenaConnection, running: Promise<string>): Promise<void> {
  const id = await running.catch((error: unknown) => {
    if (error instanceof UnknownStart) throw error;
    return undefined;
  });
  if (id === undefined) return;
  await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => {
    throw new InputError([NOT_STOPPED]);
  });
}

/** While a query runs, even a machine without a network is waited for. */
function isPassing(error: unknown): boolean {
  const { kind } = failureOf(error, { action: '', resource: '', who: '' });
  return kind === 'busy' || kind === 'network';
}
