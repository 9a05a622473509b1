import { ACTIONS } from './actions';
import { BEYOND_THE_BUCKET } from './beyond-the-bucket';
import { CALLERS } from './callers';
import { CONDITIONS } from './conditions';
import { changeOf } from './scenario';

// Each answer was worked out by the documentation before the rehearsal was asked.
test.each(
  [...CALLERS, ...CONDITIONS, ...ACTIONS, ...BEYOND_THE_BUCKET].map((one) => [one.what, one.change, one] as const),
)('%s: %s', (_what, change, scenario) => {
  expect(changeOf(scenario)).toMatchObject({ change });
});
