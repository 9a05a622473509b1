import fc from 'fast-check';
import { rehearsedTwice, together } from './in-sql';
import { recordedWorld } from './recorded-world';

jest.setTimeout(120_000);

// The long search is `npx tsx test/audit/rehearse/search/search-in-sql.ts`; this is a part of it with a seed.
test('a rehearsal in SQL is that of the local engine, byte for byte', async () => {
  const changes = new Set<unknown>();
  let alone = 0;
  const worlds = fc.sample(recordedWorld, { numRuns: 60, seed: 18 });
  for (let at = 0; at < worlds.length; at += 4) {
    const { local, sql } = await rehearsedTwice(together(worlds.slice(at, at + 4)));
    expect(sql).toBe(local);
    const { changes: told } = JSON.parse(local) as {
      changes: readonly { change: string; operation: string; requests: number }[];
    };
    for (const { change, operation, requests } of told) {
      changes.add(change);
      if (operation.startsWith('CloudTrail.')) alone += requests;
    }
  }
  expect([...changes].sort()).toEqual(['unchanged', 'undecided', 'would-be-allowed', 'would-be-denied']);
  expect(alone).toBeGreaterThan(50);
});
