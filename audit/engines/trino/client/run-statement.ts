import { InputError } from '../../../errors/input-error';
import { bytesText } from '../../../output/numbers';
import type { QueryLimits } from '../../athena/client/run-query';
import { readAnswer, type Answer, type TrinoColumn } from './answer';
import type { TrinoConnection } from './connection';
import { trinoFailure } from './failures';
import { callTrino } from './http';

/** Some rows of a result, as they come: text, `null` for SQL's NULL. */
export interface TrinoPage {
  readonly columns: readonly TrinoColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Runs a statement and gives its rows as they come. Whatever else happens, the query does not keep running: it is cancelled
 * on Ctrl-C, beyond the limits, on every failure, and when nobody wants more rows.
 *
 * @param onScan told how many bytes were read so far.
 * @throws InputError saying in plain words why there is no result.
 */
export async function* runStatement(
  connection: TrinoConnection,
  sql: string,
  limits: QueryLimits,
  onScan: (bytes: number) => void = () => undefined,
): AsyncGenerator<TrinoPage> {
  const end = performance.now() + limits.timeout * 1000;
  const interruption = new AbortController();
  let next: string | undefined;
  const cancel = async (): Promise<void> => {
    const path = next;
    next = undefined;
    if (path !== undefined) await callTrino(connection, { method: 'DELETE', path });
  };
  const forget = connection.onInterruption(async () => {
    interruption.abort();
    await cancel();
  });
  const ask = async (method: 'POST' | 'GET', path: string, body?: string): Promise<Answer> => {
    const call = { method, path, interruption: interruption.signal, ...(body !== undefined && { body }) };
    const answer = readAnswer(await callTrino(connection, call), connection);
    next = answer.next;
    // What was asked for when Ctrl-C came is known only now.
    if (interruption.signal.aborted) await cancel();
    return answer;
  };
  try {
    let answer = await ask('POST', '/v1/statement', sql);
    let columns: readonly TrinoColumn[] = [];
    for (;;) {
      if (answer.error !== undefined) throw trinoFailure(answer.error, connection);
      if (interruption.signal.aborted) throw new InputError(['interrupted']);
      const { read } = answer;
      onScan(read);
      if (limits.maxScan !== undefined && read > limits.maxScan) {
        throw new InputError([
          `stopped: the query had read ${bytesText(read)}, more than --max-scan ${bytesText(limits.maxScan)}`,
        ]);
      }
      if (performance.now() > end) {
        throw new InputError([`stopped: the query took longer than --query-timeout ${limits.timeout} seconds`]);
      }
      columns = answer.columns ?? columns;
      yield { columns, rows: checked(columns, answer, connection) };
      if (next === undefined) return;
      answer = await ask('GET', next);
    }
  } finally {
    forget();
    // It failed, or nobody wants more rows; that it may run on for a while is no news beside that.
    await cancel().catch(() => undefined);
  }
}

/** Rows belong to columns, which come with them or before; SQL may have none. */
function checked(columns: readonly TrinoColumn[], { rows }: Answer, { origin }: TrinoConnection): Answer['rows'] {
  if (columns.length === 0 || rows.every(({ length }) => length === columns.length)) return rows;
  throw new InputError([`${origin} is no Trino: its answer has rows that do not fit its columns`]);
}
