import { setImmediate as turn } from 'node:timers/promises';
import { runAll } from '../../../audit/collect/run-all';

test('does every task and all that they lead to, never more at once than allowed', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await runAll([1000], 4, async (task) => {
    most = Math.max(most, ++underWay);
    await turn();
    underWay--;
    done.push(task);
    return task >= 1000 ? Array.from({ length: 20 }, (_, index) => index) : [];
  });
  expect(done.sort((a, b) => a - b)).toEqual([...Array.from({ length: 20 }, (_, index) => index), 1000]);
  expect(most).toBe(4);
});

test('what a task leads to is done before the tasks that wait, so that few wait', async () => {
  const done: string[] = [];
  await runAll(['page 2', 'page 1'], 1, (task) => {
    done.push(task);
    return Promise.resolve(task.startsWith('page') ? [`object of ${task}`] : []);
  });
  expect(done).toEqual(['page 1', 'object of page 1', 'page 2', 'object of page 2']);
});

test('ends with the first error after what is under way has ended', async () => {
  const ended: number[] = [];
  const run = async (task: number): Promise<number[]> => {
    if (task === 3) throw new Error('disk full');
    await turn();
    ended.push(task);
    return [];
  };
  await expect(runAll([1, 2, 3], 2, run)).rejects.toThrow('disk full');
  expect(ended).toEqual([2]);
});

test('begins nothing more once told to stop', async () => {
  const begun: number[] = [];
  await runAll(
    [1, 2, 3],
    1,
    (task) => Promise.resolve(begun.push(task) ? [] : []),
    () => begun.length === 1,
  );
  expect(begun).toEqual([3]);
});
