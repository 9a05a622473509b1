import { chanceFrom } from '../../../../../samples/random';
import { hostileLine } from './hostile-lines';
import { compareReadings } from './line-difference';

/** Holds the scanner against the parser: `npx tsx test/audit/engines/local/scanner/search.ts [LINES] [SEED]`. */
const [lines = '4000000', seed = '1'] = process.argv.slice(2);
const LINES_AT_ONCE = 2000;

const chance = chanceFrom(Number(seed));
const total = { lines: 0, records: 0, ambiguous: 0, left: 0 };
while (total.lines < Number(lines)) {
  // Different from each other, since a line counts once.
  const batch = [...new Set(Array.from({ length: LINES_AT_ONCE }, () => hostileLine(chance)))];
  const { difference, ...counts } = compareReadings(batch);
  if (difference !== undefined) {
    console.log(difference);
    process.exit(1);
  }
  total.lines += counts.lines;
  total.records += counts.records;
  total.ambiguous += counts.ambiguous;
  total.left += counts.left;
}
console.log(
  `${total.lines} lines, ${total.records} records, ${total.ambiguous} of them ambiguous, ${total.left} left to the parser: no difference`,
);
