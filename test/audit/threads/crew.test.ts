import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT_OF_MEMORY, THREAD_ENDED, workWithCrew, type CarryOut, type CrewPlan } from '../../../audit/threads/crew';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();

const crewOf = (
  orders: readonly unknown[],
  onResult: (result: unknown) => void,
  change: Partial<Pick<CrewPlan<unknown, unknown>, 'limits' | 'here' | 'onIdle'>> = {},
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

describe('threads that have no more orders', () => {
  /** What a crew does beside its orders. */
  async function further(
    crew: readonly unknown[],
    begin: (carryOut: CarryOut<unknown, unknown>) => Promise<void>,
    onResult: () => void = () => undefined,
  ): Promise<{ readonly crew: unknown; readonly further: unknown }> {
    let begun: Promise<void> | undefined;
    const work = crewOf(crew, onResult, {
      onIdle: (carryOut) => {
        begun = begin(carryOut);
        begun.catch(() => undefined);
      },
    });
    const told = (promise: Promise<unknown> | undefined) =>
      promise?.catch((error: unknown) => (error as Error).message) ?? 'never begun';
    return { crew: await told(work), further: await told(begun) };
  }
  const missing = { kind: 'file', path: '/missing/file' };

  test('carry out others, each once, beside those that still work', async () => {
    const results: unknown[] = [];
    const others = Array.from({ length: 9 }, () => []);
    const begin = (carryOut: CarryOut<unknown, unknown>) =>
      carryOut(others, (result, order) => (results[order] = result), undefined);
    await expect(further([[], [], []], begin)).resolves.toEqual({ crew: [null, null], further: undefined });
    expect(Object.keys(results)).toHaveLength(9);
  });

  test('have nothing to carry out where nobody has anything', async () => {
    const begin = (carryOut: CarryOut<unknown, unknown>) => carryOut([], () => undefined, undefined);
    await expect(further([[]], begin)).resolves.toEqual({ crew: [null, null], further: undefined });
  });

  test('tell what fails there to those who asked for it, and to nobody else', async () => {
    const begin = (carryOut: CarryOut<unknown, unknown>) => carryOut([[], [missing], []], () => undefined, undefined);
    await expect(further([[]], begin)).resolves.toEqual({
      crew: [null, null],
      further: '/missing/file: no such file or directory',
    });
  });

  test('are ended by a signal, and where the crew itself fails', async () => {
    const ended = new AbortController();
    const begin = (carryOut: CarryOut<unknown, unknown>) => {
      const begun = carryOut([[], [], []], () => undefined, ended.signal);
      ended.abort(new Error('enough'));
      return begun;
    };
    await expect(further([[]], begin)).resolves.toEqual({ crew: [null, null], further: 'enough' });
    const waiting = (carryOut: CarryOut<unknown, unknown>) =>
      carryOut(
        Array.from({ length: 5000 }, () => []),
        () => undefined,
        undefined,
      );
    const problem = '/missing/file: no such file or directory';
    await expect(further([[missing]], waiting)).resolves.toEqual({ crew: problem, further: problem });
  });
});
