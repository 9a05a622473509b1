import { killQueries } from './killed-queries';

test('queries that are killed while they load logs change no later answer', async () => {
  const { afterwards, undisturbed } = await killQueries(3, 20260105);
  expect(undisturbed).toMatch(/^0\n\{/);
  expect(JSON.parse(undisturbed.slice(2))).toMatchObject({ rows: Array.from({ length: 6 }, () => ({ n: 1500 })) });
  expect(afterwards).toBe(undisturbed);
});
