import { StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { failureOf, isFatal, type AwsFailure } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from './connection';
import { callFailureSentence } from './failures';

/** Tries to start a query that Athena throttles, each after a longer wait: about three minutes of patience. */
const STARTS = 40;
/** Tries that end in a broken connection, each of which may hang long, or that somebody waits for who has pressed Ctrl-C. */
const PATIENCE = 5;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

const PERHAPS_STARTED =
  "whether Athena started the query is unknown, since its answer was lost; look for it in the Athena console and stop it, it may run on up to the workgroup's limit";

/** Nobody can tell whether the query runs. */
export class UnknownStart extends InputError {}

/**
 * Starts a query once, however often the call has to be repeated: the token makes every further try the same query, so that
 * none can leave a second one behind, and a try after a lost answer finds the first (Athena API Reference,
 * "StartQueryExecution", ClientRequestToken).
 *
 * @param token names the query: a call with the token of an earlier one starts nothing and finds that query.
 * @param interruption nothing is started after it; what may have been started already is still asked for, to be stopped.
 * @returns the id of the query.
 * @throws InputError when it is not started; {@link UnknownStart} when nobody can tell.
 */
export async function startQuery(
  connection: AthenaConnection,
  sql: string,
  token: string,
  interruption: AbortSignal,
): Promise<string> {
  const { athena, database, workgroup, results } = connection;
  const command = new StartQueryExecutionCommand({
    QueryString: sql,
    QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
    WorkGroup: workgroup,
    ClientRequestToken: token,
    ...(results !== undefined && { ResultConfiguration: { OutputLocation: results } }),
    // A result of an hour ago says nothing of the last hour.
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
  });
  const interrupted = aborted(interruption);
  let mayRun = false;
  let patience = PATIENCE;
  for (let attempt = 1; ; attempt++) {
    try {
      const { QueryExecutionId: id } = await athena.send(command);
      if (id === undefined) throw new Error('Athena gave the query no id');
      return id;
    } catch (error) {
      const failure = failureOf(error, { action: '', resource: '', who: '' });
      mayRun ||= losesAnswer(failure, error);
      if (failure.kind === 'network' || interruption.aborted) patience--;
      const isLast = attempt === STARTS || patience === 0 || !isPassing(failure);
      if (isLast || (interruption.aborted && !mayRun)) {
        const sentence = callFailureSentence(error, 'StartQueryExecution', connection);
        throw mayRun ? new UnknownStart([sentence, PERHAPS_STARTED]) : new InputError([sentence]);
      }
      const waited = connection.wait(waitAfter(attempt));
      await (mayRun ? waited : Promise.race([waited, interrupted]));
      if (interruption.aborted && !mayRun) throw new InputError(['interrupted before the query was started']);
    }
  }
}

/** Doubled each time, and never the same for two of us. */
export function waitAfter(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 10)) * (0.75 + Math.random() / 2);
}

/** A machine that Athena cannot be reached from need not be waited for; a connection that broke may. */
function isPassing(failure: AwsFailure): boolean {
  return failure.kind === 'busy' || (failure.kind === 'network' && !isFatal(failure));
}

/** Says whether Athena may have started the query though it said so to nobody. */
function losesAnswer(failure: AwsFailure, error: unknown): boolean {
  if (/throttl|TooManyRequests|RequestLimit|SlowDown/i.test(failure.code)) return false;
  if (isPassing(failure)) return true;
  // The SDK repeats calls by itself after a passing failure, and tells of the last one only.
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly attempts?: number } };
  return failure.kind !== 'network' && (metadata?.attempts ?? 1) > 1;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
