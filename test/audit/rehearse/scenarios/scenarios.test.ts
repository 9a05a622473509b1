import { ACTIONS } from './actions';
import { BEYOND_THE_BUCKET } from './beyond-the-bucket';
import { CALLERS } from './callers';
import { CONDITIONS } from './conditions';
import { CONTEXT } from './context';
import { KEYS } from './keys';
import { OPERATIONS } from './operations';
import { PRINCIPALS } from './principals';
import { changeOf } from './scenario';

// Each answer was worked out by the documentation before the rehearsal was asked.
test.each(
  [...CALLERS, ...PRINCIPALS, ...CONDITIONS, ...CONTEXT, ...ACTIONS, ...OPERATIONS, ...KEYS, ...BEYOND_THE_BUCKET].map(
    (one) => [one.what, one.change, one] as const,
  ),
)('%s: %s', (_what, change, scenario) => {
  expect(changeOf(scenario)).toMatchObject({ change });
});
