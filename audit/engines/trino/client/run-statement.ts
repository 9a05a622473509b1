import { InputError } from '../../../errors/input-error';
import { bytesText } from '../../../output/numbers';
import type { QueryLimits } from '../../athena/client/run-query';
import type { TrinoConnection } from './connection';
import { trinoFailure, type TrinoError } from './failures';
import { callTrino } from './http';

/** A column of a result. */
export interface TrinoColumn {
  readonly name: string;
  readonly type: string;
}

/** Some rows of a result, as they come: text, `null` for SQL's NULL. */
export interface TrinoPage {
  readonly columns: readonly TrinoColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** An answer of Trino's (Trino documentation, "Trino client REST API"). */
interface Answer {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats?: { readonly physicalInputBytes?: number };
  readonly error?: TrinoError;
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
    const answer = answerOf(await callTrino(connection, call), connection);
    next = answer.nextUri === undefined ? undefined : pathOf(answer.nextUri);
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
      const read = answer.stats?.physicalInputBytes ?? 0;
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
      yield { columns, rows: (answer.data ?? []).map((row) => row.map(textOf)) };
      if (next === undefined) return;
      answer = await ask('GET', next);
    }
  } finally {
    forget();
    // It failed, or nobody wants more rows; that it may run on for a while is no news beside that.
    await cancel().catch(() => undefined);
  }
}

/** Where a text begins or ends, what is escaped in one, and numbers. */
const QUOTE_OR_NUMBER = /"|\\.|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Puts whole numbers that JavaScript would round into texts. */
function withExactNumbers(json: string): string {
  let inText = false;
  return json.replace(QUOTE_OR_NUMBER, (token) => {
    if (token === '"') inText = !inText;
    return !inText && /^-?\d{16,}$/.test(token) ? `"${token}"` : token;
  });
}

function answerOf(body: string, { origin }: TrinoConnection): Answer {
  try {
    return JSON.parse(withExactNumbers(body)) as Answer;
  } catch {
    throw new InputError([`${origin} is no Trino: its answer is no JSON`]);
  }
}

/** The server may name itself otherwise than we reach it, behind a proxy; and nobody else is told who asks. */
function pathOf(uri: string): string {
  const { pathname, search } = new URL(uri, 'http://trino.invalid');
  return pathname + search;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
