import type { DuckDBConnection } from '@duckdb/node-api';
import { rm, stat } from 'node:fs/promises';
import { MIXED_LINE_ENDS } from '../../../sources/file-bytes';
import { areMixed } from '../scanner/scan-batch';
import type { LogContent } from './log-content';
import { selectRows } from './read-row-files';
import type { PartRows, RowsReport } from './rows/row-scanner';
import { draftPath, keepSegment, MANIFEST_KEY, type CachedContent, type ContentSummary } from './segment-cache';
import { loadingError } from './sql-error';
import { literal } from './sql-text';
import { byPlace } from '../scanner/parts';

/** A segment is written of the logs that bring it to so many rows. */
const ROWS_OF_SEGMENT = 500_000;
/** Rows that DuckDB holds at once to compress them: with more it takes more memory, and longer where there is little. */
const MOST_ROWS_OF_GROUP = 10_240;
/** No fewer, which it takes at a time. */
const FEWEST_ROWS_OF_GROUP = 2048;
/** Bytes of the rows that it holds at once: a quarter of what it has for loading (../../../memory.ts). */
const BYTES_OF_GROUP = 32_000_000;

/** Where segments go. */
export interface SegmentPlaces {
  readonly place: string;
  /** Where they go once that place takes no more, which is told. */
  readonly spare: string;
  readonly onLost: (place: string, error: unknown) => void;
}

/** Makes segments of files of rows: Parquet files with the records and rejects of some logs each. */
export interface SegmentMaker {
  /** Takes a file of rows, and gives when there is room for more of them. */
  add(report: RowsReport): Promise<void>;
  /** Gives when nothing is being written, whether that worked or not. */
  settled(): Promise<void>;
  /** Writes what is left; gives the logs by their ids, each with its segment. */
  end(): Promise<ReadonlyMap<string, CachedContent>>;
}

/**
 * Prepares a connection to make segments.
 *
 * @param contents the logs that the parts are of, in the order of their numbers.
 */
export async function createSegmentMaker(
  connection: DuckDBConnection,
  contents: readonly LogContent[],
  places: SegmentPlaces,
): Promise<SegmentMaker> {
  await connection.run(
    'CREATE SCHEMA draft; CREATE TABLE draft.part (number INTEGER, content VARCHAR, lines_before UBIGINT)',
  );
  const made = new Map<string, CachedContent>();
  let { place } = places;
  /** Of logs that were read in part so far. */
  const begun = new Map<number, readonly RowsReport[]>();
  let whole: RowsReport[] = [];
  let writing = Promise.resolve();

  async function copy(from: string, how: string): Promise<string> {
    const draft = draftPath(place);
    try {
      await connection.run(`${from} ${literal(draft)} ${how}`);
      return await keepSegment(draft, place);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Where the place takes no more, what is left serves this run alone. */
  async function keep(from: string, how: string): Promise<string> {
    try {
      return await copy(from, how);
    } catch (error) {
      if (place === places.spare || loadingError(error) === undefined) throw error;
      places.onLost(place, error);
      place = places.spare;
      return copy(from, how);
    }
  }

  async function write(reports: readonly RowsReport[]): Promise<void> {
    const parts = reports.flatMap((report) => report.parts).sort(byPlace);
    const read = contentsOf(parts, contents);
    const summaries = read.map(({ content, parts: of }) => [content.id, summaryOf(of)] as const);
    // A file that changed while it was read is not what its id says: it serves this run, and no later one finds it.
    const unchanged = await Promise.all(read.map(({ content }) => content.isUnchanged()));
    const manifest = Object.fromEntries(summaries.filter((_, i) => unchanged[i]));
    const numbered = read.flatMap(({ content, parts: of }) => placedParts(content.id, of));
    await connection.run(`TRUNCATE draft.part; INSERT INTO draft.part VALUES ${numbered.join(', ')}`);
    const segment = await keep(
      `COPY (
        SELECT content, CAST(line + lines_before AS UINTEGER) AS line, lines.* EXCLUDE (number, line)
        FROM (${selectOf(reports)}) AS lines JOIN draft.part USING (number)
      ) TO`,
      `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${await rowsOfGroup(reports)},
        KV_METADATA {${MANIFEST_KEY}: ${literal(JSON.stringify(manifest))}})`,
    );
    await Promise.all(reports.map(({ path }) => rm(path)));
    for (const [id, summary] of summaries) made.set(id, { segment, summary });
  }

  /** Gives when what was begun before is written. */
  function begin(): Promise<void> {
    const before = writing;
    const reports = whole;
    whole = [];
    writing = before.then(() => write(reports));
    // Whoever waits for it next is told; until then nobody does.
    writing.catch(() => undefined);
    return before;
  }

  return {
    async add(report) {
      const index = report.parts[0]?.part.index ?? NaN;
      const reports = [...(begun.get(index) ?? []), report];
      begun.set(index, reports);
      if (!areWhole(reports)) return;
      begun.delete(index);
      whole.push(...reports);
      if (whole.reduce((sum, { rows }) => sum + rows, 0) >= ROWS_OF_SEGMENT) await begin();
    },
    settled: () => writing.catch(() => undefined),
    async end() {
      if (whole.length > 0) await begin();
      await writing;
      return made;
    },
  };
}

/** Says whether no part of any log is missing. */
function areWhole(reports: readonly RowsReport[]): boolean {
  const parts = reports.flatMap((report) => report.parts).sort(byPlace);
  return (
    parts.every(({ part }, i) => part.from === 0 || part.from === parts[i - 1]?.part.to) &&
    parts.at(-1)?.part.to === null
  );
}

interface ReadContent {
  readonly content: LogContent;
  readonly parts: readonly PartRows[];
}

function contentsOf(parts: readonly PartRows[], contents: readonly LogContent[]): readonly ReadContent[] {
  const byIndex = new Map<number, PartRows[]>();
  for (const part of parts) byIndex.set(part.part.index, [...(byIndex.get(part.part.index) ?? []), part]);
  return [...byIndex].flatMap(([index, of]) => {
    const content = contents[index];
    return content === undefined ? [] : [{ content, parts: of }];
  });
}

/** The numbers of parts, each with its log and the lines before it there. */
function placedParts(id: string, parts: readonly PartRows[]): readonly string[] {
  let before = 0;
  return parts.map(({ number, lines }) => {
    const placed = `(${number}, ${literal(id)}, ${before})`;
    before += lines;
    return placed;
  });
}

function summaryOf(parts: readonly PartRows[]): ContentSummary {
  const sum = (value: (part: PartRows) => number): number => parts.reduce((total, part) => total + value(part), 0);
  const lines = sum((part) => part.lines);
  const isMixed = areMixed({ lines, returns: sum(({ returns }) => returns) });
  const damage = parts.find((part) => part.damage !== undefined)?.damage ?? (isMixed ? MIXED_LINE_ENDS : null);
  return { lines, blank: sum(({ blank }) => blank), damage };
}

/** How many rows DuckDB is to hold at once: fewer of long lines, whose keys and user agents may have kilobytes each. */
async function rowsOfGroup(reports: readonly RowsReport[]): Promise<number> {
  const sizes = await Promise.all(reports.map(async ({ path }) => (await stat(path)).size));
  const bytes = sizes.reduce((a, b) => a + b, 0);
  const rows = reports.reduce((sum, report) => sum + report.rows, 0);
  const fitting = Math.floor((BYTES_OF_GROUP * rows) / Math.max(1, bytes));
  return Math.max(FEWEST_ROWS_OF_GROUP, Math.min(fitting, MOST_ROWS_OF_GROUP));
}

/** In the order of the logs. */
function selectOf(reports: readonly RowsReport[]): string {
  const first = ({ parts }: RowsReport): number => parts[0]?.number ?? NaN;
  const paths = [...reports].sort((a, b) => first(a) - first(b)).map(({ path }) => path);
  return selectRows(paths, Math.max(...reports.map(({ longest }) => longest)));
}
