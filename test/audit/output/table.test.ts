import fc from 'fast-check';
import stringWidth from 'string-width';
import { getBorderCharacters, table } from 'table';
import { columns, type TextColumn } from '../../../audit/output/table';
import { wrapped } from '../../../audit/output/text-width';

const IPV6 = '2600:1f18:1234:5600:aaaa:bbbb:cccc:dddd';
const HEADER: readonly TextColumn[] = [
  { head: 'ADDRESS', kind: 'whole' },
  { head: 'WHO' },
  { head: 'N', kind: 'number', spare: 1 },
  { head: 'SEEN', kind: 'whole', spare: 2 },
];
const ROW = [
  IPV6,
  'arn:aws:sts::111111111111:assumed-role/orders-instance/i-0c4d9e21f7a8b3605',
  '12',
  '2026-01-08T10:04:26Z',
];

test('a table that fits is a line for each row, numbers to the right', () => {
  expect(
    columns(HEADER, [
      ['10.0.0.1', 'me', '7', 'now'],
      ['10.0.0.22', 'you', '12', ''],
    ]),
  ).toBe(['ADDRESS    WHO   N  SEEN', '10.0.0.1   me    7  now', '10.0.0.22  you  12'].join('\n'));
});

test('text is wrapped before anything is left out, and addresses stay whole', () => {
  const text = columns(HEADER, [ROW], { width: 120 });
  expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  expect(text).toContain(IPV6);
  expect(text).toContain('2026-01-08T10:04:26Z');
  expect(text).not.toContain('--wide');
});

test('a narrow terminal loses what matters least, and is told what', () => {
  const text = columns(HEADER, [ROW], { width: 62 });
  expect(text.split('\n').filter((line) => line.length > 62)).toEqual([]);
  expect(text).toContain(IPV6);
  expect(text.split('\n').at(-1)).toBe('(too narrow for SEEN: --wide shows all)');
});

test('wide characters count twice, marks that combine not at all', () => {
  const [, row] = columns(['A', 'B'], [['報告', 'x']]).split('\n');
  expect(row).toBe('報告  x');
  expect(columns(['ABC', 'B'], [['e\u0301', 'x']]).split('\n')[1]).toBe('e\u0301    x');
});

test('wrapped text is the same text in lines that fit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (text, width) => {
      const lines = wrapped(text, width);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a table that fits is what the package "table" makes of it', () => {
  const cell = fc
    .string({ unit: fc.constantFrom(...Array.from('abc 0./é報')), maxLength: 12 })
    .map((text) => text.trim());
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const theirs = table([['A', 'BB', 'N'], ...rows], {
        border: getBorderCharacters('void'),
        columnDefault: { paddingLeft: 0, paddingRight: 2 },
        columns: { 2: { alignment: 'right' } },
        drawHorizontalLine: () => false,
      });
      const ours = columns(['A', 'BB', { head: 'N', kind: 'number' }], rows);
      expect(ours.split('\n')).toEqual(
        theirs
          .split('\n')
          .map((line) => line.trimEnd())
          .slice(0, rows.length + 1),
      );
    }),
  );
});
