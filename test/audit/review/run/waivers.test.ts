import { applyWaivers } from '../../../../audit/review/run/waivers';
import type { Waiver } from '../../../../contract/deployment/review-settings';
import { findingOf } from '../review-parts';

const finding = findingOf();
const waiver: Waiver = {
  rule: finding.rule,
  resource: finding.resource,
  reason: 'until the migration',
  expires: '2026-03-31',
};
const apply = (today: string, change: Partial<Waiver> = {}) =>
  applyWaivers([finding], [{ ...waiver, ...change }], today, 'deployment.yaml');

describe('a waiver', () => {
  it('marks the finding on its last day still, and hides nothing', () => {
    expect(apply('2026-03-31')).toEqual([
      { ...finding, waiver: { reason: 'until the migration', expires: '2026-03-31' } },
    ]);
  });

  it('is a finding itself after its last day, and waives nothing', () => {
    expect(apply('2026-04-01')).toEqual([
      finding,
      expect.objectContaining({
        rule: 'waiver-expired',
        severity: 'error',
        resource: finding.resource,
        file: 'deployment.yaml',
      }),
    ]);
  });

  it.each([
    ['another rule', { rule: 'nobody-else' }],
    ['another resource', { resource: 'aws_s3_bucket_policy.other' }],
  ])('of %s is unused, and a note says so', (_what, change) => {
    expect(apply('2026-01-01', change)).toEqual([
      finding,
      expect.objectContaining({ rule: 'waiver-unused', severity: 'note', waiver: null }),
    ]);
  });
});
