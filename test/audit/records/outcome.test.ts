import { exposureOf, outcomeOf } from '../../../audit/records/outcome';

test.each([
  [200, 'allowed', 3],
  [206, 'allowed', 3],
  [304, 'allowed', 3],
  [null, 'unknown', 2],
  [404, 'failed', 1],
  [409, 'failed', 1],
  [412, 'failed', 1],
  [416, 'failed', 1],
  [401, 'denied', 0],
  [403, 'denied', 0],
  [307, 'failed', 0],
  [400, 'failed', 0],
  [500, 'failed', 0],
] as const)('status %s is %s, exposure %i', (status, outcome, exposure) => {
  expect([outcomeOf(status), exposureOf(status)]).toEqual([outcome, exposure]);
});
