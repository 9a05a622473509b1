import { startStage } from './on-stage';
import { differencesFrom, rehearsedWorlds, withPolicies } from './rehearsed-worlds';
import { answersTo } from './same-answer';
import { trinoUnavailable } from './trino';

/**
 * Holds what a rehearsal on a real Trino says against `evaluate`, for each request, and against the local engine, byte for byte:
 * `npx tsx test/e2e/trino/search-rehearsals.ts [statements of six buckets with 400 requests each] [seed]`. Exit code 1 where
 * they differ.
 */
async function search(statements: number, seed: number): Promise<void> {
  const reason = trinoUnavailable();
  if (reason !== undefined) throw new Error(reason);
  let [requests, cells, differing, policies] = [0, 0, 0, 0];
  const tally = new Map<string, number>();
  const { stage, stop } = await startStage();
  try {
    for (const world of rehearsedWorlds(statements, seed)) {
      const { local, trino } = await answersTo(stage, withPolicies(world, stage.folder));
      const isSame = JSON.stringify(trino) === JSON.stringify(local);
      const differences = trino.text === '' ? [`no answer: ${trino.said}`] : differencesFrom(trino.text, world);
      for (const { change } of world.expected) tally.set(change, (tally.get(change) ?? 0) + 1);
      requests += world.expected.length;
      cells += new Set(world.expected.map(({ cell }) => cell)).size;
      policies += Object.keys(world.policies).length;
      differing += differences.length + (isSame ? 0 : 1);
      console.log(
        `${world.name}: ${differences.length} differ from evaluate; ${isSame ? 'as' : 'NOT AS'} the local engine`,
      );
      for (const difference of differences.slice(0, 3)) console.log(`  ${difference}`);
      if (!isSame) console.log(`  ${JSON.stringify({ local, trino }).slice(0, 2_000)}`);
    }
  } finally {
    await stop();
  }
  for (const [change, number] of [...tally].sort()) console.log(`${String(number).padStart(7)} ${change}`);
  console.log(`${requests} requests in ${cells} cells, ${policies} policies, seed ${seed}: ${differing} differ`);
  process.exitCode = differing > 0 ? 1 : 0;
}

void search(Number(process.argv[2] ?? 34), Number(process.argv[3] ?? Date.now() % 2 ** 31));
