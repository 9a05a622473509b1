import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzz } from './fuzz';
import { TARGETS } from './targets';

const RUNS = Number(process.env.FUZZ_RUNS ?? '150');
const SEED = Number(process.env.SEED ?? '20260105');
const found = readdirSync(join(__dirname, 'found')).filter((name) => !name.startsWith('.'));

test.each(TARGETS)('$name: nothing that is fed to it makes it do what it never may', async (target) => {
  const { runs, finds } = await fuzz(target, { seed: SEED, guided: false, more: (made) => made < RUNS });
  expect(finds.map(({ input, error }) => [input.toString('latin1').slice(0, 500), String(error)])).toEqual([]);
  expect(runs).toBe(RUNS);
});

test.each(['', ...found].slice(found.length > 0 ? 1 : 0))('what was found once stays mended %s', async (name) => {
  const target = TARGETS.find((one) => name.startsWith(one.name.replaceAll(' ', '-')));
  await target?.run(readFileSync(join(__dirname, 'found', name)));
});
