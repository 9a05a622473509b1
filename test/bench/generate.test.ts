import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Aggregate } from '../../audit/records/aggregate';
import { createLogReader } from '../../audit/engines/local/log-reader';
import type { LogFile } from '../../audit/sources/log-files';
import { generate, type CorpusPlan } from '../../bench/generate';
import type { GroundTruth, TrueGroup } from '../../bench/ground-truth';
import { coarseGroups } from '../audit/engines/local/coarse-groups';
import { MIXTURES, type MixtureName } from '../../bench/mixtures';
import { slowPathOf } from '../../bench/slow-path';
import { useTemporaryDirectory } from '../temporary-directory';

const directory = useTemporaryDirectory();
const EVERYTHING = { buckets: [], since: null, until: null };

async function read(threads: number): Promise<Aggregate> {
  const files = readdirSync(directory()).map((name): LogFile => ({ kind: 'file', path: join(directory(), name) }));
  return createLogReader({ threads, worthThreads: 0, cut: 512 * 1024 }).aggregate(files, EVERYTHING);
}

function expectTruth(
  { coverage, groups }: Aggregate,
  { seed, bytes, groups: trueGroups, ...counts }: GroundTruth,
  // A hostile corpus ends in the middle of a line.
  damaged = 1,
): void {
  expect([seed, bytes]).not.toContain(0);
  expect({ ...coverage, damaged: coverage.damaged.length }).toEqual({
    ...{ ...counts, witnessed: 0, otherBuckets: 0, outsideWindow: 0, damaged },
  });
  const [found, written] = [coarseGroups(groups), trueGroups].map((list) => new Set(list.map(text))) as [
    Set<string>,
    Set<string>,
  ];
  expect([...found].filter((group) => !written.has(group)).slice(0, 3)).toEqual([]);
  expect([...written].filter((group) => !found.has(group)).slice(0, 3)).toEqual([]);
}

const text = (group: TrueGroup): string => JSON.stringify(Object.entries(group).sort());

const plan = (change: Partial<CorpusPlan>): CorpusPlan => ({
  directory: directory(),
  ...{ seed: 7, files: 1, lines: 50_000, gzip: false, mixture: 'hostile' },
  ...change,
});

describe.each([1, 2])('with %i threads the engine finds exactly what was written', (threads) => {
  test.each([
    ['in one file', { files: 1 }],
    ['in 300 files', { files: 300 }],
    ['in 40 compressed files', { files: 40, gzip: true }],
    ['in one compressed file', { files: 1, gzip: true }],
  ] as const)('%s', async (_where, change) => {
    const truth = generate(plan(change));
    expectTruth(await read(threads), truth);
  });
});

const names = Object.keys(MIXTURES) as readonly MixtureName[];

test.each(names.filter((name) => name !== 'hostile'))(
  'the engine finds exactly what was written of the traffic "%s", nearly all of it in WebAssembly',
  async (mixture) => {
    const truth = generate(plan({ mixture, lines: 3000 }));
    expectTruth(await read(1), truth, 0);
    const paths = readdirSync(directory()).map((name) => join(directory(), name));
    expect(slowPathOf(paths).records).toBeLessThan(0.005);
  },
);

test('a corpus is the same for the same seed, and holds every kind of line', () => {
  const first = generate(plan({ lines: 5000 }));
  expect(generate(plan({ lines: 5000 }))).toEqual(first);
  expect(generate(plan({ lines: 5000, seed: 8 })).bytes).not.toBe(first.bytes);
  for (const count of [first.blank, first.duplicates, first.ambiguous, first.rejects])
    expect(count).toBeGreaterThan(50);
});
