import { closeSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ACCESS_LOG_FIELDS } from '../../../../contract/access-log-fields';
import { FIELDS_BEFORE, SEPARATOR, type LineRow, type RowFields } from './line-row';
import { literal, literals } from './sql-text';

/** Stands in for no value. */
const NOTHING = '-';
const FIELDS = FIELDS_BEFORE + ACCESS_LOG_FIELDS.length;
/** Every field is one that rejects have not. */
const NO_FIELDS = Array.from({ length: FIELDS + 1 }, () => NOTHING).join(SEPARATOR);
const CONTROL = /\p{Cc}/u;
/** DuckDB takes lines of 2 MB; a character of text may have three bytes. */
const LONGEST = 256 * 1024;
const FLUSH = 1024 * 1024;

const COLUMNS = [
  ['number', 'INTEGER'],
  ['line', 'UINTEGER'],
  ...['reason', 'text', 'digest', 'ambiguous'].map((name) => [name, 'VARCHAR'] as const),
  ...ACCESS_LOG_FIELDS.map(({ column, type }) => [column, type === 'string' ? 'VARCHAR' : 'BIGINT'] as const),
  ['extra', 'VARCHAR'],
] as const;

/** A file of rows as text, from which DuckDB reads them at a small part of what it takes to hand them over one by one. */
export interface RowFile {
  readonly rows: number;
  /**
   * Writes a row.
   *
   * @param number of its log file. @param line number of its line there.
   * @returns false of a row that could be read otherwise than it was written: nothing is written then.
   */
  add(number: number, line: number, row: Exclude<LineRow, { kind: 'blank' }>): boolean;
  /** A SELECT of the rows, as a segment has them but with the log file's number for its id. */
  select(): string;
  /** Writes what waits. */
  flush(): void;
  /** Closes and removes the file. */
  remove(): Promise<void>;
}

/** Begins a file of rows. */
export function createRowFile(path: string): RowFile {
  const descriptor = openSync(path, 'wx', 0o600);
  let pending: string[] = [];
  let length = 0;
  let rows = 0;
  const flush = (): void => {
    const bytes = Buffer.from(pending.join(''));
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    pending = [];
    length = 0;
  };
  return {
    get rows() {
      return rows;
    },
    add(number, line, row) {
      const cells = row.kind === 'record' ? recordCells(row.digest, row) : rejectCells(row.reason, row.text);
      if (cells === undefined) return false;
      const text = `${number}${SEPARATOR}${line}${SEPARATOR}${cells}\n`;
      rows++;
      length += text.length;
      pending.push(text);
      if (length > FLUSH) flush();
      return true;
    },
    flush,
    select: () => selectFrom(path),
    async remove() {
      closeSync(descriptor);
      await rm(path, { force: true });
    },
  };
}

function recordCells(digest: string, { fields, separator, extra }: RowFields): string | undefined {
  if (separator !== SEPARATOR || fields.length > LONGEST || extra.some((word) => word.includes(' '))) return undefined;
  // What is no absence must not look like one.
  const further = extra.length === 0 ? NOTHING : ` ${extra.join(' ')}`;
  return `${NOTHING}${SEPARATOR}${NOTHING}${SEPARATOR}${digest}${SEPARATOR}${fields}${SEPARATOR}${further}`;
}

function rejectCells(reason: string, text: string): string | undefined {
  if (text.length > LONGEST || CONTROL.test(text) || text === NOTHING) return undefined;
  return `${reason}${SEPARATOR}${text}${SEPARATOR}${NOTHING}${SEPARATOR}${NO_FIELDS}`;
}

function selectFrom(path: string): string {
  const fields = ACCESS_LOG_FIELDS.map(({ column, type, dash }) => {
    if (type === 'timestamp') return `make_timestamp(${column} * 1000000) AS ${column}`;
    return dash === 'itself' ? `CASE WHEN reason IS NULL THEN ${column} END AS ${column}` : column;
  });
  const always = ACCESS_LOG_FIELDS.flatMap(({ column, type, dash }) =>
    dash === 'itself' && type === 'string' ? [column] : [],
  );
  const columns = COLUMNS.map(([name, type]) => `${literal(name)}: ${literal(type)}`).join(', ');
  return `SELECT number, line, reason, text, digest, ambiguous = 't' AS ambiguous, ${fields.join(', ')},
      CASE WHEN reason IS NULL THEN coalesce(string_split(extra, ' ')[2:], []) END AS extra
    FROM read_csv(${literal(path)}, auto_detect = false, header = false, delim = chr(1), quote = '', escape = '',
      nullstr = ${literal(NOTHING)}, force_not_null = ${literals(always)}, columns = {${columns}})`;
}
