import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a printable text takes. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Text filled with spaces to a width. */
export function paddedTo(width: number, text: string, toTheRight: boolean): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return toTheRight ? `${spaces}${text}` : `${text}${spaces}`;
}

/**
 * Text in lines of at most a width: broken at spaces, and in words that are longer than a line behind the characters that part
 * ARNs and addresses, else anywhere.
 */
export function wrapped(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((whole) => piecesOf(whole, width))) {
    const line = lines.at(-1);
    const joined = line === undefined ? word.text : `${line}${word.continues ? '' : ' '}${word.text}`;
    if (line !== undefined && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(word.text);
  }
  return lines;
}

interface Piece {
  readonly text: string;
  /** It goes on the word before it. */
  readonly continues: boolean;
}

/** Where a long word is broken, the better places first. */
const PARTS = [/[^/:,;]*[/:,;]?/gu, /[^._=-]*[._=-]?/gu];

function piecesOf(word: string, width: number): readonly Piece[] {
  if (widthOf(word) <= width) return [{ text: word, continues: false }];
  let parts: readonly string[] = [word];
  for (const pattern of PARTS) {
    parts = parts.flatMap((part) => (widthOf(part) <= width ? [part] : (part.match(pattern) ?? [])));
  }
  const short = parts.flatMap((part) => (widthOf(part) <= width ? [part] : slicesOf(part, width)));
  return short.filter((text) => text !== '').map((text, i) => ({ text, continues: i > 0 }));
}

function slicesOf(text: string, width: number): readonly string[] {
  const slices = [''];
  for (const character of text) {
    const grown = `${slices.at(-1) ?? ''}${character}`;
    if (widthOf(grown) <= width || slices.at(-1) === '') slices[slices.length - 1] = grown;
    else slices.push(character);
  }
  return slices;
}

/** Sentences in lines of at most a width, what goes on indented by so many spaces. */
export function paragraph(text: string, width: number | undefined, indent = 0): string {
  if (width === undefined) return `${' '.repeat(indent)}${text}`;
  return wrapped(text, Math.max(20, width - indent - 2))
    .map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${line}`)
    .join('\n');
}
