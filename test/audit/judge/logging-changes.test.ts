import { findLoggingChanges, loggingChangeSentence, type LoggingChange } from '../../../audit/judge/logging-changes';
import type { BucketHour } from '../../../audit/records/aggregate';
import type { RequestGroup } from '../../../audit/records/request-group';
import { group } from './request-group';

const MIDNIGHT = Date.UTC(2026, 0, 5) / 1000;
const HOUR = 3600;
const DEPLOYER = 'arn:aws:sts::222222222222:assumed-role/terraform-deployer/ci';

/** Logging set at an hour of the day, and perhaps again at another, as one group of requests tells it. */
const change = (from: number, to = from, more: Partial<RequestGroup> = {}): RequestGroup =>
  group({
    ...{ operation: 'REST.PUT.LOGGING_STATUS', requester: DEPLOYER, requests: from === to ? 1 : 2 },
    ...{ firstSeen: MIDNIGHT + from * HOUR, lastSeen: MIDNIGHT + to * HOUR },
    ...more,
  });

/** Hours of the day with records. */
const records = (...hours: readonly number[]): readonly BucketHour[] =>
  hours.map((hour) => ({ bucket: 'orders', hour: MIDNIGHT / HOUR + hour, records: 3 }));

const hoursOf = (found: readonly LoggingChange[]): readonly (readonly (number | null)[])[] =>
  found.map(({ time, until }) => [time, until].map((moment) => (moment === null ? null : (moment - MIDNIGHT) / HOUR)));

test.each<[string, readonly RequestGroup[], readonly BucketHour[], readonly (readonly (number | null)[])[]]>([
  ['without a change nothing is in doubt', [group()], records(1), []],
  ['records go on for more than an hour after it', [change(8)], records(7, 9), []],
  ['no record follows', [change(8)], records(7), [[8, null]]],
  ['records follow only while it takes effect', [change(8.5)], records(7, 8, 9), [[8.5, null]]],
  ['changed and changed back, nothing is recorded between', [change(8), change(12)], records(7, 12, 13), [[8, 12]]],
  ['the same, where one group tells both', [change(8, 12)], records(7, 12, 13), [[8, 12]]],
  ['records lie between, and after', [change(8, 12)], records(7, 10, 13), []],
  ['an hour that the second change lies in shows nothing', [change(8, 11.5)], records(11, 13), [[8, 11.5]]],
  ['moments of further changes between are not told', [change(8, 12, { requests: 3 })], records(10, 13), [[8, 12]]],
  ['CloudTrail alone tells of it', [change(8, 8, { operation: 'CloudTrail.PutBucketLogging' })], [], [[8, null]]],
  ['it was refused', [change(8, 8, { httpStatus: 403, errorCode: 'AccessDenied' })], [], []],
  ['its answer is not told', [change(8, 8, { httpStatus: null })], [], [[8, null]]],
  ['another bucket has records', [change(8, 8, { bucket: 'other' })], records(10), [[8, null]]],
])('%s', (_what, groups, activity, doubted) => {
  expect(hoursOf(findLoggingChanges(groups, activity))).toEqual(doubted);
});

test('the sentence says who changed it, when, and until when nothing is known', () => {
  const said = findLoggingChanges([change(8, 12)], records(7, 13)).map(loggingChangeSentence);
  expect(said).toEqual([
    `logging of orders was changed at 2026-01-05T08:00:00Z by ${DEPLOYER}, and no record of an hour later or more before ` +
      '2026-01-05T12:00:00Z, when it was changed again, shows that requests were still logged',
  ]);
});
