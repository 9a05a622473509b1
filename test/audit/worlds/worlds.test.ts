import fc from 'fast-check';
import { useTemporaryDirectory } from '../../temporary-directory';
import { detouredWorld, honestWorld, judgeWorld, verifyWorld } from './judge-world';

const folder = useTemporaryDirectory();
jest.setTimeout(120_000);

test('honest traffic passes, however it is written down', async () => {
  await fc.assert(
    fc.asyncProperty(honestWorld, async (world) => {
      // Rows that only the access log has are no proof; all else passes.
      expect(await judgeWorld({ ...world, requireProof: false }, folder())).toMatchObject({ verdict: 'pass' });
    }),
    { numRuns: 200 },
  );
});

test('no world passes in which one request goes round the endpoint (search.ts looks at more of them)', async () => {
  await fc.assert(
    fc.asyncProperty(detouredWorld, async (world) => {
      expect((await judgeWorld(world, folder())).verdict).not.toBe('pass');
    }),
    { numRuns: 1000, seed: 13 },
  );
});

test('nor do they by the command line', () => {
  const codes = fc.sample(detouredWorld, { numRuns: 5, seed: 13 }).map((world) => verifyWorld(world, folder()));
  expect(codes.filter((code) => code !== 1 && code !== 3)).toEqual([]);
});
