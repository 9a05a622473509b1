import { chanceFrom } from '../../../../../samples/random';
import { compareKeys } from './record-key-difference';
import { groupingOf, recordedLine } from './recorded-lines';

const GROUPINGS = process.env.CI === 'true' ? 200 : 40;
const LINES = 200;
const SECONDS = [1_767_600_000, 1_767_600_001, 1_767_600_002, 1_767_600_003] as const;

test('WebAssembly tells records apart as the parser does, whatever policies ask, and keeps the first of each group', () => {
  const chance = chanceFrom(17);
  const total = { groups: 0, records: 0, left: 0 };
  for (let i = 0; i < GROUPINGS; i++) {
    const lines = Array.from({ length: LINES }, () =>
      recordedLine(chance, new Date(1000 * chance.pick(SECONDS)).toISOString()),
    );
    const selection = chance.pick([
      { buckets: ['orders', 'data'], since: null, until: null },
      { buckets: ['orders'], since: SECONDS[1], until: SECONDS[3] },
    ]);
    const { difference, ...counts } = compareKeys([...new Set(lines)], groupingOf(chance, SECONDS), selection);
    expect(difference).toBeUndefined();
    total.groups += counts.groups;
    total.records += counts.records;
    total.left += counts.left;
  }
  expect(total.records).toBeGreaterThan((GROUPINGS * LINES) / 2);
  expect(total.groups).toBeGreaterThan(total.records / 20);
  expect(total.groups).toBeLessThan(total.records);
  // Keys that are no UTF-8 once they are decoded, and the like.
  expect(total.left).toBeLessThan(total.records / 4);
}, 120_000);
