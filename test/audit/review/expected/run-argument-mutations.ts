import { globSync } from 'tinyglobby';
import { synthesized } from '../synthesized-stack';
import { argumentMutations, isCaught } from './argument-mutations';

/* npx tsx test/audit/review/expected/run-argument-mutations.ts: every mutation of every example; names the survivors. */

let all = 0;
let survivors = 0;
for (const file of ['deployment.yaml', ...globSync('examples/*.yaml').sort()]) {
  const { deployment, json } = synthesized(file, false);
  const mutations = argumentMutations(json);
  const passed = mutations.filter((mutation) => !isCaught(json, deployment, mutation));
  for (const { name } of passed) console.log(`SURVIVES ${file}: ${name}`);
  console.log(`${file}: ${mutations.length} mutations, ${passed.length} survivors`);
  all += mutations.length;
  survivors += passed.length;
}
console.log(`${all} mutations, ${survivors} survivors`);
