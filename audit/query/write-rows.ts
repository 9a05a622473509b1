import { printable } from '../../contract/printable';
import { csvText } from '../output/csv';
import { jsonText } from '../output/json';
import type { Layout } from '../output/layout';
import { columns as alignedColumns, type TextColumn } from '../output/table';
import { jsonOf, plainOf, type Cell } from '../engines/interface/cell';
import type { QueryResult } from '../engines/interface/query-result';

type Rows = AsyncIterable<readonly Cell[]>;

const ROWS_OF_PART = 1024;
/** Types of numbers, as DuckDB and Athena call them. */
const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER|FLOAT|REAL|DOUBLE|DECIMAL.*)$/i;

/**
 * The first rows of a result.
 *
 * @param limit rows to give; `Infinity` gives all.
 * @param onMore called when rows were left out.
 */
export function firstRows(result: QueryResult, limit: number, onMore: () => void): QueryResult {
  return { ...result, rows: () => limited(result.rows(), limit, onMore) };
}

async function* limited(rows: Rows, limit: number, onMore: () => void): AsyncGenerator<readonly Cell[]> {
  let given = 0;
  for await (const row of rows) {
    if (given++ === limit) {
      onMore();
      return;
    }
    yield row;
  }
}

/** JSON of any length: a row at a time. */
export async function* jsonRows({ columns, rows, unread = [] }: QueryResult): AsyncGenerator<string> {
  yield `{\n  "columns": ${indented(columns, '  ')},\n  "rows": [`;
  let separator = '';
  for await (const row of rows()) {
    // A prototype would take a column named __proto__ for itself.
    const named = Object.fromEntries(columns.map(({ name }, index) => [name, jsonOf(row[index] ?? null)]));
    yield `${separator}\n    ${indented(named, '    ')}`;
    separator = ',';
  }
  yield `${separator === '' ? '' : '\n  '}],\n  "unread": ${indented(unread, '  ')}\n}\n`;
}

function indented(value: unknown, indent: string): string {
  return jsonText(value).trimEnd().replaceAll('\n', `\n${indent}`);
}

/** CSV of any length; it has no place for what could not be read. */
export async function* csvRows({ columns, rows }: QueryResult): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  yield csvText([], names);
  for await (const part of parts(rows())) {
    yield csvText(
      part.map((row) => row.map(plainOf)),
      names,
      false,
    );
  }
}

async function* parts(rows: Rows): AsyncGenerator<readonly (readonly Cell[])[]> {
  let part: (readonly Cell[])[] = [];
  for await (const row of rows) {
    part.push(row);
    if (part.length === ROWS_OF_PART) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}

/** A table, written when all of its rows are known. */
export async function* tableRows({ columns, rows, unread = [] }: QueryResult, layout: Layout): AsyncGenerator<string> {
  const texts: string[][] = [];
  for await (const row of rows()) texts.push(row.map((cell) => String(plainOf(cell) ?? '-')));
  // The plan of EXPLAIN is drawn over several lines.
  if (texts.some((row) => row.some((text) => text.includes('\n')))) {
    yield texts.map((row) => `${row.map(printableLines).join('\n')}\n`).join('');
    yield unreadLines(unread);
    return;
  }
  const header = columns.map(({ name, type }): TextColumn => ({
    head: printable(name),
    kind: NUMBER.test(type) ? 'number' : 'text',
  }));
  yield `${alignedColumns(header, texts, layout)}\n`;
  yield unreadLines(unread);
}

function unreadLines(unread: readonly string[]): string {
  return unread.length === 0 ? '' : `\nNot all could be read:\n${unread.map((sentence) => `  ${sentence}\n`).join('')}`;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
