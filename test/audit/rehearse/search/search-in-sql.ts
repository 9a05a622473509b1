import fc from 'fast-check';
import { rehearsedTwice, together } from './in-sql';
import { recordedWorld } from './recorded-world';

/** Worlds whose requests are rehearsed by one policy. */
const TOGETHER = 10;

/**
 * Holds what a rehearsal in SQL writes against what it writes over files, byte for byte:
 * `npx tsx test/audit/rehearse/search/search-in-sql.ts [worlds of 20 requests] [seed]`. Exit code 1 where they differ.
 */
async function search(count: number, seed: number): Promise<void> {
  const worlds = fc.sample(recordedWorld, { numRuns: count, seed });
  let [requests, differing, rows] = [0, 0, 0];
  for (let at = 0; at < worlds.length; at += TOGETHER) {
    const world = together(worlds.slice(at, at + TOGETHER));
    const { local, sql } = await rehearsedTwice(world);
    requests += world.requests.length;
    rows += (JSON.parse(local) as { changes: readonly unknown[] }).changes.length;
    if (local === sql) continue;
    if (++differing <= 2) console.log(JSON.stringify(world.statements), local, sql);
  }
  console.log(
    `${requests} requests, ${rows} rows, ${Math.ceil(count / TOGETHER)} policies, seed ${seed}: ${differing} differ`,
  );
  process.exitCode = differing > 0 ? 1 : 0;
}

void search(Number(process.argv[2] ?? 2500), Number(process.argv[3] ?? Date.now() % 2 ** 31));
