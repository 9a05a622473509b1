import fc from 'fast-check';
import { codeSpan, markdownTable } from '../../../audit/output/markdown';
import { COMMENT_LENGTH, withinLimit } from '../../../audit/output/markdown-limit';

const REST = '--format json has all';
const table = (rows: number, cell = 'x'): string =>
  markdownTable(
    ['a', 'b:'],
    Array.from({ length: rows }, (_, i) => [codeSpan(cell), String(i)]),
  );

test('what fits stays as it is', () => {
  const text = `# Title\n\n${table(3)}\n`;
  expect(withinLimit(text)).toBe(text);
});

test('of a table that is too long the last rows are left out, and it is said how many', () => {
  const text = withinLimit(`# Title\n\n${table(20_000)}\n\nthe end\n`);
  const rows = text.split('\n').filter((line) => line.startsWith('| `x`')).length;
  expect(text.length).toBeLessThanOrEqual(COMMENT_LENGTH);
  expect(rows).toBeGreaterThan(4000);
  expect(text).toContain(`\n\n${20_000 - rows} further lines were left out here: ${REST}\n\nthe end\n`);
});

test('a short table stays whole beside a long one', () => {
  const text = withinLimit(`${table(50, 'short')}\n\n${table(20_000)}\n\n${table(60, 'too')}\n`);
  const rows = (cell: string): number => text.split('\n').filter((line) => line.startsWith(`| \`${cell}\``)).length;
  expect([rows('short'), rows('too')]).toEqual([50, 60]);
});

test('details that a table stands in are closed', () => {
  expect(withinLimit(`<details>\n\n${table(20_000)}\n\n</details>\n`)).toMatch(/\n<\/details>\n$/);
});

test('nothing of any shape is longer than the limit, and every table keeps its head', () => {
  const cell = fc.string({ maxLength: 300 }).map(codeSpan);
  const part = fc.oneof(
    fc.array(fc.tuple(cell, cell), { maxLength: 12 }).map((rows) => markdownTable(['a', 'b:'], rows)),
    fc.array(cell, { maxLength: 12 }).map((items) => items.map((item) => `- ${item}`).join('\n')),
    cell,
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.integer({ min: 400, max: 3000 }), (parts, limit) => {
      const text = withinLimit(parts.join('\n\n'), limit);
      expect(text.length).toBeLessThanOrEqual(limit);
      const lines = text.split('\n');
      lines.forEach((line, i) => {
        if (line.startsWith('| `')) expect(lines[i - 1]).toMatch(/^\|/);
      });
    }),
  );
});
