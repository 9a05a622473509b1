import { mapConcurrently } from '../../../../modules/lambda-replication/function/concurrency';

describe('work on many items', () => {
  test('goes side by side up to the limit, and keeps the order of results', async () => {
    let underWay = 0;
    let most = 0;
    const results = await mapConcurrently([5, 4, 3, 2, 1], 2, async (item) => {
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      underWay--;
      return item * 10;
    });
    expect(results).toEqual([50, 40, 30, 20, 10]);
    expect(most).toBe(2);
  });

  test('starts nothing new after a failure, and fails when all under way has ended', async () => {
    const started: number[] = [];
    const work = (item: number): Promise<void> => {
      started.push(item);
      return item === 1 ? Promise.reject(new Error('one')) : Promise.resolve();
    };
    await expect(mapConcurrently([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('one');
    expect(started.length).toBeLessThan(6);
  });
});
