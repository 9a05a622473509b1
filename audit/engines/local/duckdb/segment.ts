import {
  DuckDBDataChunk,
  INTEGER,
  UINTEGER,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ACCESS_LOG_FIELDS } from '../../../../contract/access-log-fields';
import { readLines } from '../../../sources/log-lines';
import { FIELDS_BEFORE, readRow, type LineRow, type RowFields } from './line-row';
import type { LogContent } from './log-content';
import { createRowFile, type RowFile } from './row-file';
import { literal } from './sql-text';

/** What a segment has of one log file. */
export interface ContentSummary {
  readonly lines: number;
  readonly blank: number;
  /** Why the end of the file was not reached. */
  readonly damage: string | null;
}

/** The log files a segment holds, by their ids; kept within it. */
export type Manifest = Readonly<Record<string, ContentSummary>>;

/** Key of the manifest among the Parquet file's metadata. */
export const MANIFEST_KEY = 's3_audit_manifest';

const ROWS_OF_CHUNK = 2048;
/** Progress is told after so many lines. */
const LINES_TOLD = 2048;
const STAGED_TYPES = [INTEGER, UINTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR];

/** Columns of a segment beside those of the record. */
const RECORD_COLUMNS = ACCESS_LOG_FIELDS.map(({ column, type, dash }, index) => {
  const text = `f[${index + FIELDS_BEFORE + 1}]`;
  const value = dash === 'absent' ? `nullif(${text}, '-')` : text;
  if (type === 'timestamp') return `make_timestamp(CAST(${value} AS BIGINT) * 1000000) AS ${column}`;
  return `${type === 'integer' ? `CAST(${value} AS BIGINT)` : value} AS ${column}`;
});
const FIRST_EXTRA = ACCESS_LOG_FIELDS.length + FIELDS_BEFORE + 1;

/** Told of one log file: lines, those that cannot be read, and bytes without compression. */
export type OnLines = (read: { readonly lines: number; readonly rejects: number; readonly bytes: number }) => void;

/** Lines on their way into a segment: a Parquet file of the records and rejects of some log files. */
export interface SegmentDraft {
  readonly rows: number;
  /** The log files it holds. */
  readonly contents: ReadonlyMap<string, ContentSummary>;
  /** @param onLines called now and then, with what was read of this log file so far. */
  add(content: LogContent, onLines?: OnLines): Promise<void>;
  /** Writes what was added to a Parquet file and begins anew. */
  write(path: string): Promise<void>;
  /** Gives back what it holds outside of the connection. */
  close(): Promise<void>;
}

/**
 * Prepares a connection to make segments.
 *
 * @param directory for what is on its way; nobody else writes there.
 */
export async function draftSegment(connection: DuckDBConnection, directory: string): Promise<SegmentDraft> {
  await connection.run('CREATE SCHEMA draft; CREATE TABLE draft.content (number INTEGER, content VARCHAR)');
  await connection.run(
    'CREATE TABLE draft.line (number INTEGER, line UINTEGER, digest VARCHAR, fields VARCHAR, reason VARCHAR, text VARCHAR)',
  );
  const beginFile = (): RowFile => createRowFile(join(directory, `rows-${randomUUID()}`));
  let file = beginFile();
  const odd = createOddRows(await connection.createAppender('line', 'draft'));
  let rows = 0;
  let contents = new Map<string, ContentSummary>();
  let changed = new Set<string>();

  async function stage({ file: log }: LogContent, number: number, onLines?: OnLines): Promise<ContentSummary> {
    const count = { lines: 0, blank: 0, rejects: 0, bytes: 0 };
    const { damage } = await readLines(log, (bytes, line, complete) => {
      count.lines++;
      count.bytes += bytes.length + 1;
      const row = readRow(bytes, complete);
      if (row.kind === 'reject') count.rejects++;
      if (row.kind === 'blank') count.blank++;
      else if (!file.add(number, line, row)) odd.add(number, line, row);
      if (count.lines % LINES_TOLD === 0) onLines?.(count);
    });
    onLines?.(count);
    rows += count.lines - count.blank;
    return { lines: count.lines, blank: count.blank, damage: damage ?? null };
  }

  return {
    get rows() {
      return rows;
    },
    get contents() {
      return contents;
    },
    async add(content, onLines) {
      contents.set(content.id, await stage(content, contents.size, onLines));
      if (!(await content.isUnchanged())) changed.add(content.id);
    },
    async write(path) {
      // A file that changed while it was read is not what its id says: it serves this run, and no later one finds it.
      const manifest = Object.fromEntries([...contents].filter(([id]) => !changed.has(id)));
      const numbered = [...contents.keys()].map((id, number) => `(${number}, ${literal(id)})`);
      await connection.run(`INSERT INTO draft.content VALUES ${numbered.join(', ')}`);
      file.flush();
      odd.flush();
      await connection.run(copyStatement(path, manifest, file, file.rows < rows));
      await file.remove();
      await connection.run('TRUNCATE draft.line; TRUNCATE draft.content');
      file = beginFile();
      rows = 0;
      contents = new Map();
      changed = new Set();
    },
    close: () => file.remove(),
  };
}

interface OddRows {
  add(number: number, line: number, row: Exclude<LineRow, { kind: 'blank' }>): void;
  /** Makes all that was added stand in the table. */
  flush(): void;
}

/** Rows that a file of rows does not take, on their way into a table. */
function createOddRows(appender: DuckDBAppender): OddRows {
  let columns: DuckDBValue[][] = STAGED_TYPES.map(() => []);
  const append = (): void => {
    const rows = columns[0]?.length ?? 0;
    if (rows === 0) return;
    const chunk = DuckDBDataChunk.create(STAGED_TYPES, rows);
    chunk.setColumns(columns);
    appender.appendDataChunk(chunk);
    columns = STAGED_TYPES.map(() => []);
  };
  return {
    add(number, line, row) {
      const values =
        row.kind === 'record'
          ? [number, line, row.digest, oddFields(row), null, null]
          : [number, line, null, null, row.reason, row.text];
      for (const [i, value] of values.entries()) columns[i]?.push(value);
      if (columns[0]?.length === ROWS_OF_CHUNK) append();
    },
    flush() {
      append();
      appender.flushSync();
    },
  };
}

/** Fields and further ones, with a line feed between. */
function oddFields({ fields, separator, extra }: RowFields): string {
  return [...fields.split(separator), ...extra].join('\n');
}

function copyStatement(path: string, manifest: Manifest, file: RowFile, hasOdd: boolean): string {
  const odd = `SELECT number, line, reason, text, digest, f[1] = 't' AS ambiguous,
      ${RECORD_COLUMNS.join(', ')}, f[${FIRST_EXTRA}:] AS extra
    FROM (SELECT *, string_split(fields, chr(10)) AS f FROM draft.line)`;
  const parts = [...(file.rows > 0 ? [file.select()] : []), ...(hasOdd || file.rows === 0 ? [odd] : [])];
  return `COPY (
    SELECT content, lines.* EXCLUDE (number) FROM (${parts.join(' UNION ALL ')}) AS lines JOIN draft.content USING (number)
    ${parts.length > 1 ? 'ORDER BY number, line' : ''}
  ) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${MANIFEST_KEY}: ${literal(JSON.stringify(manifest))}})`;
}
