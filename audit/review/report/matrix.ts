import type { MatrixCell } from '../review-types';

/** The matrix as a reader wants it: who × what on which resource, one column for each network path. */
export interface MatrixTable {
  readonly paths: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** So many combinations of who, what and on which resource are denied on every path, and have no row. */
  readonly denied: number;
}

/** Who does what on which resource, with a cell for each network path. */
export interface MatrixRow {
  readonly who: string;
  readonly what: string;
  readonly on: string;
  readonly cells: readonly string[];
}

/** Words of the cells; an empty cell means that the question does not arise. */
const WORDS: Readonly<Record<MatrixCell['result'], string>> = { allow: 'yes', deny: 'no', sometimes: 'on condition' };

/**
 * Turns the cells into rows, in the order in which they come. What is denied on every path is only counted; actions, and
 * then resources, for which one principal gets the same answers share a row.
 */
export function matrixTable(cells: readonly MatrixCell[]): MatrixTable {
  const paths = [...new Set(cells.map(({ from }) => from))];
  const byQuestion = new Map<string, { row: Omit<MatrixRow, 'cells'>; byPath: Map<string, string> }>();
  for (const { principal, actions, resource, from, result } of cells) {
    const key = JSON.stringify([principal, actions, resource]);
    const known = byQuestion.get(key);
    const question = known ?? {
      row: { who: principal, what: actions, on: resource },
      byPath: new Map<string, string>(),
    };
    question.byPath.set(from, WORDS[result]);
    byQuestion.set(key, question);
  }
  const all = [...byQuestion.values()].map(({ row, byPath }): MatrixRow => ({
    ...row,
    cells: paths.map((path) => byPath.get(path) ?? ''),
  }));
  const open = all.filter((row) => row.cells.some((cell) => cell === WORDS.allow || cell === WORDS.sometimes));
  return { paths, rows: merged(merged(open, 'what'), 'on'), denied: all.length - open.length };
}

/** Rows that differ in one column only become one, with the texts of that column side by side. */
function merged(rows: readonly MatrixRow[], column: 'what' | 'on'): readonly MatrixRow[] {
  const groups = new Map<string, MatrixRow>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, [column]: '' });
    const first = groups.get(key);
    groups.set(key, first === undefined ? row : { ...first, [column]: `${first[column]}, ${row[column]}` });
  }
  return [...groups.values()];
}

/** What the table leaves out. */
export function deniedSentence({ denied }: MatrixTable): string {
  if (denied === 0) return '';
  return `${denied.toLocaleString('en-US')} more combinations of who, what and on which resource are denied on every path`;
}
