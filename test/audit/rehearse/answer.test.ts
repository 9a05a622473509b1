import { answerOf, type FailOn } from '../../../audit/rehearse/answer';
import type { Change, Rehearsed } from '../../../audit/rehearse/rehearsal';
import { answerText } from '../../../audit/rehearse/report';
import { recorded } from './recorded';

const COVERAGE = {
  ...{ files: 1, lines: 5, records: 5, blank: 0, duplicates: 0, rejects: 0, otherBuckets: 0, outsideWindow: 0 },
  ...{ unlogged: 0, unrehearsed: 0, trailUnreadable: 0, damaged: [] },
};

function groupOf(change: Change): Rehearsed {
  return {
    group: {
      recorded: recorded({ requester: 'someone' }),
      answer: { httpStatus: 200, errorCode: null },
      ...{ requests: 5, bytesSent: 1, firstSeen: 0, lastSeen: 1, requestId: 'R', remoteIps: new Set(['10.20.3.4']) },
    },
    ...{ change, then: 'passed', why: ['because'], by: [], keep: null },
  };
}

const answered = (changes: readonly Change[], failOn: readonly FailOn[]): ReturnType<typeof answerOf> =>
  answerOf(changes.map(groupOf), COVERAGE, failOn);

test.each([
  ['would-be-denied', ['allowed', 'undecided'], 'that got through would be denied'],
  ['would-be-allowed', ['denied', 'undecided'], 'that were refused would be allowed'],
] as const)(
  '%s that does not count is told, and nothing says that nobody loses or gains access',
  (change, failOn, told) => {
    const answer = answered([change, 'unchanged'], failOn);
    expect(answer).toEqual({
      exitCode: 0,
      reasons: [`5 requests ${told}: someone (does not count: --fail-on)`],
    });
    expect(answerText({ ...answer, rehearsed: [groupOf(change)], coverage: COVERAGE })).not.toContain('NOBODY');
  },
);

test('what is undecided and does not count is told beside', () => {
  const { exitCode, reasons } = answered(['undecided'], ['denied', 'allowed']);
  expect([exitCode, reasons]).toEqual([
    0,
    [
      expect.stringContaining('nobody who got through'),
      '5 requests are undecided: someone (does not count: --fail-on)',
    ],
  ]);
});

test('lines that could not be read are told, whether they count or not', () => {
  const unread = { ...COVERAGE, rejects: 2 };
  expect(answerOf([groupOf('unchanged')], unread, ['denied']).reasons.join()).toContain('2 lines could not be read');
  expect(answerOf([groupOf('unchanged')], unread, ['undecided']).exitCode).toBe(3);
});
