import { chanceFrom } from '../../../../../samples/random';
import { hostileLine } from './hostile-lines';
import { compareReadings } from './line-difference';

/** The full number of the issue in CI; enough to notice at a developer's desk. search.ts takes millions. */
const LINES = process.env.CI === 'true' ? 100_000 : 10_000;
const LINES_AT_ONCE = 2000;

test('WebAssembly reads each field of each line as the parser does, and leaves few records to it', () => {
  const chance = chanceFrom(18);
  const total = { records: 0, ambiguous: 0, left: 0 };
  for (let lines = 0; lines < LINES; lines += LINES_AT_ONCE) {
    const batch = [...new Set(Array.from({ length: LINES_AT_ONCE }, () => hostileLine(chance)))];
    const { difference, ...counts } = compareReadings(batch);
    expect(difference).toBeUndefined();
    total.records += counts.records;
    total.ambiguous += counts.ambiguous;
    total.left += counts.left;
  }
  expect(total.records).toBeGreaterThan(LINES / 4);
  expect(total.ambiguous).toBeGreaterThan(LINES / 20);
  expect(total.left).toBeLessThan(total.records / 10);
}, 120_000);
