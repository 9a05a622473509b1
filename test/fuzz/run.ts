import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzz } from './fuzz';
import { TARGETS } from './targets';

/*
 * npx tsx test/fuzz/run.ts [seconds] [seed] [target]
 *
 * Fuzzes each target for so long, guided by coverage. A find is written to test/fuzz/found/TARGET-HASH, where fuzz.test.ts
 * tries it from then on.
 */

const [seconds = '60', seed = '1', only] = process.argv.slice(2);

void (async () => {
  for (const target of TARGETS.filter(({ name }) => only === undefined || name === only)) {
    const end = performance.now() + Number(seconds) * 1000;
    const { runs, reaching, finds } = await fuzz(target, {
      seed: Number(seed),
      guided: true,
      more: () => performance.now() < end,
    });
    console.log(`${target.name}: ${runs} inputs, ${reaching} reached further, ${finds.length} finds`);
    for (const { input, error } of finds) {
      const name = `${target.name.replaceAll(' ', '-')}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`;
      writeFileSync(join(__dirname, 'found', name), input);
      console.log(`  ${name}: ${String(error).slice(0, 300)}`);
      process.exitCode = 1;
    }
  }
})();
