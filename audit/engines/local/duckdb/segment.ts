import {
  DuckDBDataChunk,
  INTEGER,
  UINTEGER,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { ACCESS_LOG_FIELDS } from '../../../../contract/access-log-fields';
import { readLines } from '../../../sources/log-lines';
import { FIELDS_BEFORE, readRow } from './line-row';
import type { LogContent } from './log-content';
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
}

/** Prepares a connection to make segments. */
export async function draftSegment(connection: DuckDBConnection): Promise<SegmentDraft> {
  await connection.run('CREATE SCHEMA draft; CREATE TABLE draft.content (number INTEGER, content VARCHAR)');
  await connection.run(
    'CREATE TABLE draft.line (number INTEGER, line UINTEGER, digest VARCHAR, fields VARCHAR, reason VARCHAR, text VARCHAR)',
  );
  let rows = 0;
  let contents = new Map<string, ContentSummary>();
  let changed = new Set<string>();
  return {
    get rows() {
      return rows;
    },
    get contents() {
      return contents;
    },
    async add(content, onLines) {
      await connection.run(`INSERT INTO draft.content VALUES (${contents.size}, ${literal(content.id)})`);
      const staged = await stage(connection, content, contents.size, onLines);
      rows += staged.rows;
      contents.set(content.id, staged.summary);
      if (!(await content.isUnchanged())) changed.add(content.id);
    },
    async write(path) {
      // A file that changed while it was read is not what its id says: it serves this run, and no later one finds it.
      const manifest = Object.fromEntries([...contents].filter(([id]) => !changed.has(id)));
      await connection.run(copyStatement(path, manifest));
      await connection.run('TRUNCATE draft.line; TRUNCATE draft.content');
      rows = 0;
      contents = new Map();
      changed = new Set();
    },
  };
}

async function stage(
  connection: DuckDBConnection,
  { file }: LogContent,
  number: number,
  onLines?: OnLines,
): Promise<{ rows: number; summary: ContentSummary }> {
  const appender = await connection.createAppender('line', 'draft');
  const count = { lines: 0, blank: 0, rows: 0, rejects: 0, bytes: 0 };
  let columns = emptyColumns();
  const { damage } = await readLines(file, (bytes, line, complete) => {
    count.lines++;
    count.bytes += bytes.length + 1;
    const row = readRow(bytes, complete);
    if (row.kind === 'blank') {
      count.blank++;
      return;
    }
    count.rows++;
    if (row.kind === 'reject') count.rejects++;
    const values =
      row.kind === 'record'
        ? [number, line, row.digest, row.fields, null, null]
        : [number, line, null, null, row.reason, row.text];
    values.forEach((value, index) => columns[index]?.push(value));
    if (columns[0]?.length === ROWS_OF_CHUNK) {
      append(appender, columns);
      columns = emptyColumns();
      onLines?.(count);
    }
  });
  onLines?.(count);
  append(appender, columns);
  appender.closeSync();
  return { rows: count.rows, summary: { lines: count.lines, blank: count.blank, damage: damage ?? null } };
}

function emptyColumns(): DuckDBValue[][] {
  return STAGED_TYPES.map(() => []);
}

function append(appender: DuckDBAppender, columns: readonly DuckDBValue[][]): void {
  const rows = columns[0]?.length ?? 0;
  if (rows === 0) return;
  const chunk = DuckDBDataChunk.create(STAGED_TYPES, rows);
  chunk.setColumns(columns);
  appender.appendDataChunk(chunk);
}

function copyStatement(path: string, manifest: Manifest): string {
  return `COPY (
    SELECT content, line, reason, text, digest, f[1] = 't' AS ambiguous,
      ${RECORD_COLUMNS.join(', ')}, f[${FIRST_EXTRA}:] AS extra
    FROM (SELECT *, string_split(fields, chr(10)) AS f FROM draft.line) JOIN draft.content USING (number)
  ) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${MANIFEST_KEY}: ${literal(JSON.stringify(manifest))}})`;
}
