import { isDeepStrictEqual } from 'node:util';
import { chanceFrom } from '../../../samples/random';
import { plainReading, strictReading } from './both-readers';
import { hostileTrail } from './hostile-trails';

/**
 * Holds the reader of plain CloudTrail files against the strict one: `npx tsx test/audit/cloudtrail/plain-search.ts [events] [seed]`.
 * Exit code 1 where they differ.
 */
function search(events: number, seed: number): void {
  const chance = chanceFrom(seed);
  const read = plainReading();
  const tally = { files: 0, plain: 0, records: 0, parsed: 0 };
  while (tally.records < events) {
    const bytes = hostileTrail(chance, 60);
    const plain = read(bytes);
    tally.files++;
    if (plain === undefined) continue;
    const strict = strictReading(bytes);
    tally.plain++;
    tally.records += typeof strict === 'string' ? 0 : strict.parsed;
    tally.parsed += plain.parsed;
    if (typeof strict !== 'string' && isDeepStrictEqual({ ...plain, parsed: strict.parsed }, strict)) continue;
    console.log(JSON.stringify({ bytes: bytes.toString('latin1'), plain, strict }, undefined, 1));
    process.exitCode = 1;
    return;
  }
  const { files, plain, records, parsed } = tally;
  console.log(
    `${files} files, ${plain} of them plain, with ${records} records, ${parsed} of them parsed; seed ${seed}: no difference`,
  );
}

search(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? Date.now() % 2 ** 31));
