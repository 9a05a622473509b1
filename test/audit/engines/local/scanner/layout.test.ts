import { readFileSync } from 'node:fs';
import * as layout from '../../../../../audit/engines/local/scanner/layout';

const SCANNER = 'audit/engines/local/scanner';
const text = readFileSync(`${SCANNER}/layout.ts`, 'utf8');
const statements = text
  .replace(/\/\*\*.*?\*\//gs, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'));

test('the layout holds nothing but whole numbers that TypeScript and AssemblyScript read alike', () => {
  const LITERAL = /^export const [A-Z_]+ = (?:0|[1-9][0-9]*|0x[0-9a-f]+);$/;
  expect(statements.filter((statement) => !LITERAL.test(statement))).toEqual([]);
  expect(Object.keys(layout)).toHaveLength(statements.length);
  // AssemblyScript makes an i32 of them, and an i64 of whatever is larger.
  expect(Object.entries(layout).filter(([, value]) => !(value < 2 ** 31))).toEqual([]);
});

test.each([
  ['groups.ts', 'wasm/groups.ts'],
  ['groups.ts', 'wasm/group-hours.ts'],
  ['program.ts', 'wasm/memory.ts'],
  ['scanner.ts', 'wasm/scan.ts'],
  ['record-classes.ts', 'wasm/recorded-key.ts'],
  ['recorded-groups.ts', 'wasm/samples.ts'],
  ['pattern-rows.ts', 'wasm/pattern-walk.ts'],
])('%s and %s take what they must agree about from the layout, and say none of it again', (typescript, assembly) => {
  for (const [file, from] of [
    [typescript, './layout'],
    [assembly, '../layout'],
  ] as const) {
    const source = readFileSync(`${SCANNER}/${file}`, 'utf8');
    expect(source).toContain(`from '${from}'`);
    expect(Object.keys(layout).filter((name) => new RegExp(`\\bconst ${name}\\b`).test(source))).toEqual([]);
  }
});

const { NEXT_GROUP, KEY_LENGTH, REQUESTS, BYTES_SENT, FIRST_SEEN, LAST_SEEN, KEY_HASH, KEY } = layout;
const { HOUR_OF_BUCKET, REQUESTS_BEFORE, SAMPLE, TESTIMONY_IN_KEY, HOUR_IN_KEY, TEXT_IN_KEY } = layout;

test.each([
  [
    'group',
    [
      ...[NEXT_GROUP, KEY_LENGTH].map((at) => ({ at, size: 4 })),
      ...[REQUESTS, BYTES_SENT, FIRST_SEEN, LAST_SEEN].map((at) => ({ at, size: 8 })),
      ...[KEY_HASH, HOUR_OF_BUCKET, REQUESTS_BEFORE, SAMPLE].map((at) => ({ at, size: 4 })),
      { at: layout.LATEST_HOUR_FIRST_SEEN, size: 8 },
    ],
    KEY,
  ],
  [
    'what was found',
    [layout.FOUND_GROUP, layout.FOUND_HOURS, layout.FOUND_GROUPS].map((at) => ({ at, size: 4 })),
    layout.FOUND,
  ],
  [
    'page of hours',
    [
      ...[layout.NEXT_PAGE, layout.HOURS_COUNT, 8, 12].map((at) => ({ at, size: 4 })),
      ...Array.from({ length: layout.HOURS_OF_PAGE }, (_, i) => layout.FIRST_HOUR + i * layout.HOUR_ENTRY).map(
        (at) => ({
          at,
          size: layout.HOUR_ENTRY,
        }),
      ),
    ],
    layout.HOURS_PAGE,
  ],
  [
    'hour',
    [
      ...[layout.HOUR_GROUP, layout.HOUR_REQUESTS].map((at) => ({ at, size: 4 })),
      ...[layout.HOUR_FIRST_SEEN, layout.HOUR_LAST_SEEN].map((at) => ({ at, size: 8 })),
    ],
    layout.HOUR_ENTRY,
  ],
  [
    'sample',
    [layout.SAMPLE_ROOM, layout.ORDER_LENGTH, layout.LINE_LENGTH].map((at) => ({ at, size: 4 })),
    layout.ORDER_IN_SAMPLE,
  ],
  [
    'division',
    [0, layout.FIRST_PART, layout.PARTS_END, layout.ANSWER_BYTES].map((at) => ({ at, size: 4 })),
    layout.DIVISION,
  ],
  [
    'part of a division',
    [layout.OFFSETS, layout.FIRST_ROW, layout.PART_ANSWER_BYTES].map((at) => ({ at, size: 4 })),
    layout.PART,
  ],
  [
    'grouping',
    [
      ...Array.from({ length: 7 }, (_, i) => ({ at: i * layout.DIVISION, size: layout.DIVISION })),
      { at: layout.CUTS, size: 8 },
    ],
    layout.CUT_TIMES,
  ],
  ['key', [0, TESTIMONY_IN_KEY, HOUR_IN_KEY].map((at) => ({ at, size: 4 })), TEXT_IN_KEY],
])('fields of a %s lie one behind the other', (_name, fields, end) => {
  expect([...fields.map(({ at }) => at), end]).toEqual([0, ...fields.map(({ at, size }) => at + size)]);
});

test('no two marks share a bit, and a status fits beside them', () => {
  const { STATUS, OUTSIDE, HOUR, EVENT_INSIDE, AMBIGUOUS, OTHER_BUCKET } = layout;
  const bits = [STATUS, OUTSIDE, HOUR, EVENT_INSIDE, AMBIGUOUS, OTHER_BUCKET];
  expect(bits.reduce((all, bit) => all + bit)).toBe(bits.reduce((all, bit) => all | bit));
  expect(STATUS).toBeGreaterThanOrEqual(599);
});
