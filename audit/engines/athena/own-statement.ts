import { InputError } from '../../errors/input-error';
import type { Cell } from '../interface/cell';
import type { QueryResult, ResultColumn } from '../interface/query-result';
import { oneStatement, requireReading } from '../interface/reading-statement';
import type { Running } from './client/running';
import type { AthenaConnection } from './client/connection';
import { openResult, type OpenResult, type TextRow } from './client/result-rows';
import { runQuery } from './client/run-query';
import { scanSentence } from './client/scan-cost';
import { bytesText } from '../../output/numbers';
import { trinoCell } from './rows/trino-cell';

/** How a statement for Athena may begin. */
const READING = ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'EXPLAIN'];

/**
 * Takes the one statement that a user wrote for Athena.
 *
 * @returns the statement without a semicolon.
 * @throws InputError when it is more than one, or does more than read.
 */
export function readingStatement(sql: string): string {
  requireReading(sql, READING);
  return oneStatement(sql);
}

/** Says what nobody can tell of a statement beforehand. */
export function warnOf(statement: string, { limits, note }: Pick<Running, 'limits' | 'note'>): void {
  if (limits.maxScan !== undefined) {
    note(
      `what a statement of yours will scan cannot be told beforehand; it is stopped beyond ${bytesText(limits.maxScan)}`,
    );
  }
  if (readsEveryDay(statement)) {
    note('the statement names no day: of partitioned logs it reads, and is billed for, all there are');
  }
}

/**
 * Runs a statement that a user wrote.
 *
 * @param statement as `readingStatement` gives it.
 * @returns the result, whose rows are read as they are asked for.
 * @throws InputError in plain words when it does more than read, or fails.
 */
export async function queryOwnStatement(
  connection: AthenaConnection,
  statement: string,
  running: Running,
): Promise<QueryResult> {
  const { limits, note, onScan } = running;
  warnOf(statement, running);
  const own = { ...connection, ownStatement: true };
  const query = await runQuery(own, statement, limits, { onScan });
  note(scanSentence(query.scannedBytes));
  const result = await openResult(own, query);
  const columns = uniquelyNamed(result.columns.map(({ Name: name = '', Type: type = '' }) => ({ name, type })));
  return { columns, rows: () => cells(result, columns) };
}

/** The tables over a partitioned prefix have a column of this name, and so have their views. */
function readsEveryDay(statement: string): boolean {
  return (
    !/^\s*(show|describe|explain)\b/i.test(statement) && /\bfrom\b/i.test(statement) && !/\bday\b/i.test(statement)
  );
}

async function* cells(
  { columns: described, rows: parts }: OpenResult,
  columns: readonly ResultColumn[],
): AsyncGenerator<readonly Cell[]> {
  const names = described.map(({ Name: name }) => name ?? '');
  let isFirst = true;
  for await (const rows of parts) {
    for (const row of rows) {
      // SHOW and DESCRIBE come without the names.
      const isHead = isFirst && row.length === names.length && row.every((text, i) => text === names[i]);
      isFirst = false;
      if (!isHead) yield valuesOf(row, columns.length).map((text, i) => trinoCell(text, columns[i]?.type ?? ''));
    }
  }
}

/** DESCRIBE gives its columns as one text with tabs. */
function valuesOf(row: TextRow, length: number): TextRow {
  const [text] = row;
  const values = row.length === 1 && length > 1 ? (text ?? '').split('\t').map((part) => part.trim()) : row;
  if (values.length > length) throw new InputError(['the result of the query is malformed: a row is too long']);
  return [...values, ...Array<null>(length - values.length).fill(null)];
}

/** As DuckDB tells columns of one name apart: `a`, `a:1`. */
export function uniquelyNamed(columns: readonly ResultColumn[]): readonly ResultColumn[] {
  const taken = new Set<string>();
  return columns.map(({ name, type }) => {
    let unique = name;
    for (let number = 1; taken.has(unique); number++) unique = `${name}:${number}`;
    taken.add(unique);
    return { name: unique, type };
  });
}
