import { surviveBadDays } from './bad-days';

test('of an S3 that fails every twentieth time, killed and resumed, every object is collected once and as it is', async () => {
  const { faults, ...days } = await surviveBadDays(400, 5, 2, 20260105);
  expect(days).toMatchObject({ missing: [], wrong: [], lastCode: 0 });
  expect(faults).toBeGreaterThan(5);
});
