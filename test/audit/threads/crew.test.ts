import { join } from 'node:path';
import { workWithCrew } from '../../../audit/threads/crew';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();

const crewOf = (orders: readonly unknown[], onResult: (result: unknown) => void): Promise<unknown> =>
  workWithCrew({
    program: 'trail-worker.js',
    size: 2,
    task: null,
    limits: {},
    orders: orders[Symbol.iterator](),
    onResult,
  });

test('a crew without orders ends, each thread with its last words', async () => {
  await expect(crewOf([], () => undefined)).resolves.toEqual([null, null]);
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
