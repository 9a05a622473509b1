import { killCompactions } from './killed-compactions';

test('a compaction that is killed and run again as it says leaves each day once and whole, and calls none complete before', async () => {
  expect(await killCompactions(4, 20260105)).toMatchObject({ completed: 4, wrong: 0 });
});
