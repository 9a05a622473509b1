import { answerOf, type FailOn } from '../../../audit/rehearse/answer';
import type { Change, Rehearsed } from '../../../audit/rehearse/rehearsal';
import { answerText } from '../../../audit/rehearse/report';
import { groupOf, recorded } from './recorded';

const COVERAGE = {
  ...{ files: 1, lines: 5, records: 5, blank: 0, duplicates: 0, rejects: 0, otherBuckets: 0, outsideWindow: 0 },
  ...{ unlogged: 0, unrehearsed: 0, trailUnreadable: 0, damaged: [] },
};

function rehearsedAs(change: Change): Rehearsed {
  return {
    group: groupOf(recorded({ requester: 'someone' }), { requests: 5 }),
    ...{ change, then: 'passed', why: ['because'], by: [], keep: null },
  };
}

const answered = (changes: readonly Change[], failOn: readonly FailOn[]): ReturnType<typeof answerOf> =>
  answerOf(changes.map(rehearsedAs), COVERAGE, failOn);

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
    expect(answerText({ ...answer, rehearsed: [rehearsedAs(change)], coverage: COVERAGE })).not.toContain('NOBODY');
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
  expect(answerOf([rehearsedAs('unchanged')], unread, ['denied']).reasons.join()).toContain(
    '2 lines could not be read',
  );
  expect(answerOf([rehearsedAs('unchanged')], unread, ['undecided']).exitCode).toBe(3);
});
