import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { detouredWorld, judgeWorld, verifyWorld, type World } from './judge-world';

/** Each of so many worlds is given to the command line too. */
const BY_COMMAND = 500;

/**
 * Looks for a request that goes round the endpoint, and passes: `npx tsx test/audit/worlds/search.ts [worlds] [seed]`.
 * Prints how many worlds of each kind of detour were judged, and what; exit code 1 where one passed.
 */
async function search(count: number, seed: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-worlds-'));
  const tally = new Map<string, number>();
  const passed: World[] = [];
  let verified = 0;
  for (const [i, world] of fc.sample(detouredWorld, { numRuns: count, seed }).entries()) {
    const { verdict } = await judgeWorld(world, folder);
    if (i % BY_COMMAND === 0) {
      verified++;
      const code = verifyWorld(world, folder);
      if (code !== 1 && code !== 3) passed.push({ ...world, name: `${world.name}: exit code ${String(code)}` });
    }
    const key = `${verdict.padEnd(8)} ${world.name}`;
    tally.set(key, (tally.get(key) ?? 0) + 1);
    if (verdict === 'pass') passed.push(world);
  }
  rmSync(folder, { recursive: true });
  for (const [key, worlds] of [...tally].sort()) console.log(`${String(worlds).padStart(6)} ${key}`);
  for (const world of passed.slice(0, 3)) console.log(JSON.stringify(world, undefined, 1));
  console.log(`${count} worlds, ${verified} of them through the command line, seed ${seed}: ${passed.length} passed`);
  process.exitCode = passed.length > 0 ? 1 : 0;
}

void search(Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? Date.now() % 2 ** 31));
