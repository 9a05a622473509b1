import { printable } from '../../contract/printable';

/**
 * Text of the log's or a user's as a code span, where Markdown, HTML, links and mentions mean nothing. The two characters
 * that could end a span or a table cell are written as escapes, as `printable` writes what cannot be seen.
 */
export function codeSpan(text: string): string {
  const inert = printable(text).replace(/[`|]/g, (character) => (character === '|' ? '\\x7c' : '\\x60'));
  return `\`${inert === '' ? ' ' : inert}\``;
}

/** A colon after a header aligns its column to the right, as in Markdown's own delimiter row. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header.map((cell) => cell.replace(/:$/, ''))),
    line(header.map((cell) => (cell.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
