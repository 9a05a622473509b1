import { printable } from '../../contract/printable';
import { painted, type Layout } from './layout';
import { grouped } from './numbers';
import { paddedTo, paragraph, widthOf, wrapped } from './text-width';

/** A column of a table for a terminal. */
export interface TextColumn {
  readonly head: string;
  /** Numbers stand to the right; what is whole (an address, a time, one word) is never broken; other text may be wrapped. */
  readonly kind?: 'number' | 'whole' | 'text';
  /** Text is not wrapped to fewer columns than these. */
  readonly least?: number;
  /** Left out first where a terminal is too narrow: the highest number. A column without one always stays. */
  readonly spare?: number;
  /** Its cells are words that have colours. */
  readonly coloured?: boolean;
}

/** Longest text of a cell, in characters: S3 allows keys of 1,024 bytes, which a log may write percent-encoded twice. */
export const LONGEST_CELL = 8 * 1024;
const GAP = 2;
/** Narrower than this, wrapped text can not be read. */
const NARROWEST_TEXT = 14;

/**
 * Aligned columns; every cell made printable, and of a longer one its beginning and its length shown. A table that is wider than the terminal wraps text, then leaves columns out, and
 * says which.
 *
 * @param header a string is a column of text that stays.
 */
export function columns(
  header: readonly (string | TextColumn)[],
  rows: readonly (readonly string[])[],
  { width = Infinity, colour = false }: Partial<Layout> = {},
): string {
  const all = header.map((column): TextColumn => (typeof column === 'string' ? { head: column } : column));
  const texts = rows.map((row) => row.map(cellText));
  const natural = all.map(({ head }, i) =>
    texts.reduce((most, row) => Math.max(most, widthOf(row[i] ?? '')), widthOf(head)),
  );
  const kept = fittingColumns(all, natural, width);
  const widths = widthsOf(kept, all, natural, width);
  const cells = (row: readonly string[]): string[] => kept.map((index) => row[index] ?? '');
  const shown = kept.map((index) => all[index] ?? { head: '' });
  const lines = [
    ...linesOf(
      cells(all.map(({ head }) => head)),
      shown.map((column) => ({ ...column, coloured: false })),
      widths,
      colour,
    ),
    ...texts.flatMap((row) => linesOf(cells(row), shown, widths, colour)),
  ];
  const dropped = all.filter((_, i) => !kept.includes(i)).map(({ head }) => head);
  if (dropped.length > 0) lines.push(paragraph(`(too narrow for ${dropped.join(', ')}: --wide shows all)`, width));
  return lines.join('\n');
}

/** A head is wrapped like its text, its words whole where they are no longer than a narrow column. */
function leastOf({ head, kind = 'text', least = NARROWEST_TEXT }: TextColumn, natural: number): number {
  const longestWord = Math.max(...head.split(' ').map(widthOf));
  return kind === 'text' ? Math.min(natural, Math.max(least, Math.min(longestWord, NARROWEST_TEXT))) : natural;
}

/** Indexes of the columns that the width has room for. */
function fittingColumns(all: readonly TextColumn[], natural: readonly number[], width: number): readonly number[] {
  let kept = all.map((_, i) => i);
  const needed = (): number =>
    kept.reduce((sum, i) => sum + leastOf(all[i] ?? { head: '' }, natural[i] ?? 0) + GAP, -GAP);
  const spareOf = (i: number): number => all[i]?.spare ?? 0;
  while (needed() > width && kept.some((i) => spareOf(i) > 0)) {
    const most = Math.max(...kept.map(spareOf));
    kept = kept.filter((i) => spareOf(i) !== most);
  }
  return kept;
}

/** Widths that fill the terminal: room that is left goes to the text that lacks it, in equal parts. */
function widthsOf(
  kept: readonly number[],
  all: readonly TextColumn[],
  natural: readonly number[],
  width: number,
): readonly number[] {
  const widest = kept.map((i) => natural[i] ?? 0);
  const least = kept.map((i) => leastOf(all[i] ?? { head: '' }, natural[i] ?? 0));
  const total = (level: number): number =>
    widest.reduce((sum, most, i) => sum + Math.min(most, Math.max(least[i] ?? 0, level)) + GAP, -GAP);
  if (total(Infinity) <= width) return widest;
  let level = 0;
  while (total(level + 1) <= width) level++;
  return widest.map((most, i) => Math.min(most, Math.max(least[i] ?? 0, level)));
}

/** A row as one line, or as many as its longest cell takes. */
function linesOf(
  cells: readonly string[],
  shown: readonly TextColumn[],
  widths: readonly number[],
  colour: boolean,
): readonly string[] {
  const parts = cells.map((cell, i) => wrapped(cell, widths[i] ?? Infinity));
  const height = Math.max(1, ...parts.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    shown
      .map(({ kind, coloured }, i) => {
        const padded = paddedTo(widths[i] ?? 0, parts[i]?.[line] ?? '', kind === 'number');
        return coloured === true ? painted(cells[i] ?? '', padded, colour) : padded;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function cellText(text: string): string {
  if (text.length <= LONGEST_CELL) return printable(text);
  return `${printable(text.slice(0, LONGEST_CELL))}… (${grouped(text.length)} characters)`;
}
