import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceLimits } from 'node:worker_threads';
import { OUT_OF_MEMORY, THREAD_ENDED, workWithCrew } from '../../../audit/threads/crew';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();

const crewOf = (
  orders: readonly unknown[],
  onResult: (result: unknown) => void,
  change: { limits?: ResourceLimits; here?: (order: unknown) => Promise<unknown> } = {},
): Promise<unknown> =>
  workWithCrew({
    program: 'trail-worker.js',
    size: 2,
    task: null,
    limits: {},
    orders: orders[Symbol.iterator](),
    onResult,
    ...change,
  });

test('a crew without orders ends, each thread with its last words', async () => {
  await expect(crewOf([], () => undefined)).resolves.toEqual([null, null]);
});

test('a thread that runs out of memory is told in a sentence', async () => {
  const many = join(directory(), 'many.json');
  writeFileSync(many, `[${'{},'.repeat(500_000)}{}]`);
  const tight = { limits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } };
  await expect(crewOf([[{ kind: 'file', path: many }]], () => undefined, tight)).rejects.toThrow(OUT_OF_MEMORY);
});

test('a thread that is ended before its work is done is told in a sentence', async () => {
  const ended = workWithCrew({
    program: '../../test/audit/threads/ending-thread.cjs',
    size: 2,
    task: null,
    limits: {},
    orders: [[], []][Symbol.iterator](),
    onResult: () => undefined,
  });
  await expect(ended).rejects.toThrow(THREAD_ENDED);
});

test('what fails where a result is taken ends the crew, and not the process', async () => {
  const missing = { kind: 'file', path: join(directory(), 'missing') };
  await expect(
    crewOf([[], [], [], []], () => {
      throw new RangeError('too many');
    }),
  ).rejects.toThrow('too many');
  await expect(crewOf([[], [missing]], () => undefined)).rejects.toThrow('missing: no such file or directory');
});

test('the calling thread carries out orders too, each is carried out once, and what fails there ends the crew', async () => {
  const results: unknown[] = [];
  const here = (order: unknown): Promise<unknown> => Promise.resolve({ here: order });
  const orders = Array.from({ length: 50 }, () => []);
  await expect(crewOf(orders, (result) => results.push(result), { here })).resolves.toEqual([null, null]);
  expect(results).toHaveLength(50);
  expect(results).toContainEqual({ here: [] });
  const failing = (): Promise<unknown> => Promise.reject(new RangeError('here'));
  await expect(crewOf(orders, () => undefined, { here: failing })).rejects.toThrow('here');
});
