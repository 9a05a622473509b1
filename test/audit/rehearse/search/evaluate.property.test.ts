import fc from 'fast-check';
import { expectedChange, judgeWorld } from './judge-world';
import { recordedWorld } from './recorded-world';

// The long search is `npx tsx test/audit/rehearse/search/search.ts`; this is a part of it with a seed.
test('a rehearsal says of every request what evaluate says of it alone, and of groups what it says of each', () => {
  const changes = new Set<string>();
  for (const world of fc.sample(recordedWorld, { numRuns: 40, seed: 17 })) {
    expect(judgeWorld(world)).toEqual({ differences: [], isGrouped: true });
    for (const request of world.requests) changes.add(expectedChange(world, request));
  }
  expect([...changes].sort()).toEqual(['unchanged', 'undecided', 'would-be-allowed', 'would-be-denied']);
});
