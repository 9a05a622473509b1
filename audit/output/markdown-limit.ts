/** The longest body that GitHub takes of an issue or pull request comment, in characters. */
export const COMMENT_LENGTH = 65_536;

/** A line of a list or a table that can be left out without breaking what is around it. */
const ITEM = /^(\||- )/;
const TABLE_HEAD = /^\|(?: -+:? \|)+$/;
/** Room for what says how much was left out, in each place and at the end. */
const NOTE_LENGTH = 120;

interface Block {
  readonly lines: readonly string[];
  /** Rows or items, of which the last can be left out. */
  readonly cuttable: boolean;
}

/**
 * Markdown of ours within a limit: of tables and lists that are too long, the last rows are left out, and it is said how many.
 * What is short stays whole.
 *
 * @param limit in characters.
 */
export function withinLimit(markdown: string, limit = COMMENT_LENGTH): string {
  if (markdown.length <= limit) return markdown;
  const blocks = blocksOf(markdown);
  const lengths = blocks.filter(({ cuttable }) => cuttable).map(lengthOf);
  const fixed = blocks.reduce((sum, block) => sum + (block.cuttable ? NOTE_LENGTH : lengthOf(block)), 0);
  const level = levelOf(lengths, limit - fixed);
  const cut = blocks.flatMap((block) => (block.cuttable ? cutTo(level, block) : block.lines)).join('\n');
  return cut.length <= limit ? cut : cutAnywhere(cut, limit);
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: { lines: string[]; cuttable: boolean }[] = [];
  const lines = markdown.split('\n');
  lines.forEach((line, i) => {
    const isHead = TABLE_HEAD.test(line) || TABLE_HEAD.test(lines[i + 1] ?? '');
    const cuttable = ITEM.test(line) && !isHead;
    const last = blocks.at(-1);
    if (last?.cuttable === cuttable) last.lines.push(line);
    else blocks.push({ lines: [line], cuttable });
  });
  return blocks;
}

function lengthOf({ lines }: Block): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/** The length that every block may have for all of them to fit: short ones leave their room to the others. */
function levelOf(lengths: readonly number[], room: number): number {
  let left = room;
  let level = 0;
  [...lengths]
    .sort((a, b) => a - b)
    .forEach((length, i, { length: all }) => {
      level = Math.max(0, left / (all - i));
      left -= Math.min(length, level);
    });
  return level;
}

function cutTo(level: number, { lines }: Block): readonly string[] {
  let length = 0;
  const fits = lines.findIndex((line) => (length += line.length + 1) > level);
  if (fits < 0) return lines;
  const left = lines.length - fits;
  return [
    ...lines.slice(0, fits),
    '',
    `${left} further ${left === 1 ? 'line was' : 'lines were'} left out here: --format json has all`,
  ];
}

/** The last resort, for text that is too long outside of tables and lists. */
function cutAnywhere(text: string, limit: number): string {
  const lines: string[] = [];
  let length = NOTE_LENGTH;
  for (const line of text.split('\n')) {
    length += line.length + 1;
    if (length > limit) break;
    lines.push(line);
  }
  return [...lines, '', 'The rest was left out.', ''].join('\n');
}
