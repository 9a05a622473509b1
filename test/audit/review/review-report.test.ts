import { judgeReview } from '../../../audit/review/review-report';
import { findingOf, partsOf } from './review-parts';

const waived = { reason: 'known', expires: '2026-12-31' };

describe('the verdict of a review', () => {
  it.each([
    ['passes where nothing was found and everything was reviewed', {}, 'pass'],
    ['fails for an error', { findings: [findingOf()] }, 'fail'],
    ['is unproven for a warning', { findings: [findingOf({ severity: 'warning' })] }, 'unproven'],
    ['passes with a note', { findings: [findingOf({ severity: 'note' })] }, 'pass'],
    ['passes with an error that is waived', { findings: [findingOf({ waiver: waived })] }, 'pass'],
    [
      'is unproven for anything not reviewed',
      { notReviewed: [{ resource: 'aws_iam_role.x', reason: 'unknown', file: 'f' }] },
      'unproven',
    ],
    [
      'fails for an error whatever was not reviewed beside it',
      { findings: [findingOf()], notReviewed: [{ resource: 'aws_iam_role.x', reason: 'unknown', file: 'f' }] },
      'fail',
    ],
  ] as const)('%s', (_what, change, verdict) => {
    expect(judgeReview(partsOf(change)).verdict).toBe(verdict);
  });

  it('says what was proven, and what is waived all the same', () => {
    expect(judgeReview(partsOf({ findings: [findingOf({ waiver: waived })] })).reasons).toEqual([
      'only the endpoint reaches the data',
      '1 finding is waived by deployment.yaml',
    ]);
  });

  it('claims nothing proven where it fails', () => {
    expect(judgeReview(partsOf({ findings: [findingOf()] })).reasons).toEqual([findingOf().what]);
  });
});
