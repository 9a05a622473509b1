import type { MatrixCell } from '../review-types';

/** The matrix as a reader wants it: who × what on which resource, one column for each network path. */
export interface MatrixTable {
  readonly paths: readonly string[];
  readonly rows: readonly {
    readonly head: readonly [who: string, what: string, on: string];
    readonly cells: readonly string[];
  }[];
}

/** Words of the cells; no cell means that the question does not arise. */
const WORDS: Readonly<Record<MatrixCell['result'], string>> = { allow: 'yes', deny: 'no', sometimes: 'on condition' };

/** Turns the cells into rows, in the order in which they come. */
export function matrixTable(cells: readonly MatrixCell[]): MatrixTable {
  const paths = [...new Set(cells.map(({ from }) => from))];
  const rows = new Map<string, { head: readonly [string, string, string]; byPath: Map<string, string> }>();
  for (const { principal, actions, resource, from, result } of cells) {
    const key = JSON.stringify([principal, actions, resource]);
    const row = rows.get(key) ?? { head: [principal, actions, resource] as const, byPath: new Map<string, string>() };
    row.byPath.set(from, WORDS[result]);
    rows.set(key, row);
  }
  return {
    paths,
    rows: [...rows.values()].map(({ head, byPath }) => ({
      head,
      cells: paths.map((path) => byPath.get(path) ?? ''),
    })),
  };
}
