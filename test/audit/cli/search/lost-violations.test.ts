import { searchOne } from './lost-violations';

// `npx tsx test/audit/cli/search/lost-violations.ts 5000` searches on.
test('of a hundred and twenty worlds that lost their only violation none passes', async () => {
  for (let seed = 1; seed <= 120; seed++) {
    const outcome = await searchOne(seed);
    expect(outcome).toMatchObject({ before: 'fail' });
    expect(outcome).not.toMatchObject({ after: 'pass' });
  }
});
