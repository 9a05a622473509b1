import fc from 'fast-check';
import { expectedChange, judgeWorld } from './judge-world';
import { recordedWorld } from './recorded-world';

/**
 * Holds what a rehearsal says of recorded requests against `evaluate`, one request at a time:
 * `npx tsx test/audit/rehearse/search/search.ts [worlds of 20 requests] [seed]`. Exit code 1 where they differ.
 */
function search(count: number, seed: number): void {
  const tally = new Map<string, number>();
  let requests = 0;
  let differing = 0;
  for (const world of fc.sample(recordedWorld, { numRuns: count, seed })) {
    const { differences, isGrouped } = judgeWorld(world);
    for (const request of world.requests) {
      const key = `${request.outcome.padEnd(8)} ${expectedChange(world, request)}`;
      tally.set(key, (tally.get(key) ?? 0) + 1);
    }
    requests += world.requests.length;
    differing += differences.length + (isGrouped ? 0 : 1);
    const [first] = differences;
    if (first !== undefined && differing <= 3)
      console.log(JSON.stringify({ ...first, policy: world.statements, ofPoint: world.pointStatements }, undefined, 1));
    if (!isGrouped) console.log(`grouped, these come to something else: ${JSON.stringify(world)}`);
  }
  for (const [key, number] of [...tally].sort()) console.log(`${String(number).padStart(7)} ${key}`);
  console.log(`${requests} requests in ${count} worlds, seed ${seed}: ${differing} differ`);
  process.exitCode = differing > 0 ? 1 : 0;
}

search(Number(process.argv[2] ?? 2500), Number(process.argv[3] ?? Date.now() % 2 ** 31));
