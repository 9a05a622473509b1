import type { Coverage } from '../../../audit/records/aggregate';
import type { Completeness } from '../../../audit/judge/completeness';
import { gapSentence } from '../../../audit/judge/gaps';
import { judge } from '../../../audit/judge/report';
import { verdictOf, type Demands } from '../../../audit/judge/verdict';
import { NOTHING_MISSING } from './nothing-missing';
import { expectations, group, THROUGH_ENDPOINT, witness } from './request-group';

const COVERAGE: Coverage = {
  files: 1,
  lines: 1,
  records: 1,
  blank: 0,
  duplicates: 0,
  ambiguous: 0,
  rejects: 0,
  outsideWindow: 0,
  otherBuckets: 0,
  witnessed: 0,
  damaged: [],
};
const DEMANDS: Demands = { requireProof: false, maxRejects: 0, buckets: ['orders'] };

const verdict = (
  groups: Parameters<typeof judge>[0],
  coverage: Partial<Coverage> = {},
  demands: Partial<Demands> = {},
  missing: Partial<Completeness> = {},
): ReturnType<typeof verdictOf> =>
  verdictOf(
    judge(groups, expectations, undefined).findings,
    { coverage: { ...COVERAGE, ...coverage }, completeness: { ...NOTHING_MISSING, ...missing } },
    { ...DEMANDS, ...demands },
  );

const violation = group({ remoteIp: '52.198.48.49' });

test('passes when every request came from an expected address, and says that this is no proof', () => {
  expect(verdict([group()])).toEqual({ verdict: 'pass', reasons: [expect.stringMatching(/consistent.*not proof/)] });
});

test('passes with blocked attempts: the perimeter held', () => {
  expect(verdict([group(), group({ remoteIp: '52.198.48.49', httpStatus: 403 })]).verdict).toBe('pass');
});

test('fails for one violation, and names who, whence and when', () => {
  const { verdict: result, reasons } = verdict([group(), violation]);
  expect(result).toBe('fail');
  expect(reasons).toEqual([
    '2026-01-05T08:00:00Z: 1 request to orders from 52.198.48.49 (public) by arn:aws:sts::111111111111:assumed-role/reader/i-0abc got through',
  ]);
});

test('fails for a violation whatever else is in doubt, and tells the doubts too', () => {
  const { verdict: result, reasons } = verdict([violation], { rejects: 2 });
  expect(result).toBe('fail');
  expect(reasons).toHaveLength(2);
});

test('fails where CloudTrail calls a success what the log calls a denial', () => {
  const denied = { remoteIp: '52.198.48.49', httpStatus: 403 };
  expect(verdict([group(), group({ ...denied, witness: witness({ path: 'address' }) })]).verdict).toBe('fail');
  expect(
    verdict([group(), group({ ...denied, witness: witness({ path: 'address' }, { errorCode: 'AccessDenied' }) })])
      .verdict,
  ).toBe('pass');
});

describe('is unproven', () => {
  test('where CloudTrail alone tells of the bucket', () => {
    const unlogged = group({ operation: 'CloudTrail.GetObject', witness: witness(THROUGH_ENDPOINT) });
    const { verdict: result, reasons } = verdict([unlogged]);
    expect([result, reasons]).toEqual(['unproven', [expect.stringMatching(/^no record of orders in the window/)]]);
  });

  test('without a record in the window', () => {
    expect(verdict([])).toMatchObject({
      verdict: 'unproven',
      reasons: [/no record of orders/].map((r) => expect.stringMatching(r) as string),
    });
  });

  test('when one of several buckets has no record', () => {
    expect(verdict([group()], {}, { buckets: ['orders', 'invoices'] })).toMatchObject({
      verdict: 'unproven',
      reasons: [expect.stringMatching(/no record of invoices/)],
    });
  });

  test('with a line that could not be read', () => {
    expect(verdict([group()], { rejects: 1 }).verdict).toBe('unproven');
  });

  test('with a file that was read only in part', () => {
    expect(verdict([group()], { damaged: [{ file: 'a.gz', reason: 'damaged gzip' }] })).toMatchObject({
      verdict: 'unproven',
      reasons: [expect.stringMatching(/a\.gz was read only in part/)],
    });
  });

  test('with a silence that other days do not explain', () => {
    const gap = { bucket: 'orders', from: 0, until: 3600, expected: 12 };
    expect(verdict([group()], {}, {}, { gaps: [gap] })).toMatchObject({
      verdict: 'unproven',
      reasons: [gapSentence(gap)],
    });
  });

  test('when proof is required and the logs are only consistent', () => {
    expect(verdict([group()], {}, { requireProof: true }).verdict).toBe('unproven');
  });
});

test('so many rejects are tolerated as --max-rejects says, and it is said', () => {
  expect(verdict([group()], { rejects: 3 }, { maxRejects: 3 })).toMatchObject({
    verdict: 'pass',
    reasons: [expect.any(String), expect.stringMatching(/3 lines could not be read; --max-rejects 3 tolerates/)],
  });
  expect(verdict([group()], { rejects: 4 }, { maxRejects: 3 }).verdict).toBe('unproven');
});

test('records of CloudTrail are tolerated as lines are, and called what they are', () => {
  const trail = { coverage: { files: 1, events: 1, others: 0, unreadable: 2, damaged: [] }, unlogged: 0, testified: 1, denials: [], digestDoubts: [] }; // prettier-ignore
  const { findings } = judge([group({ witness: witness(THROUGH_ENDPOINT) })], expectations, undefined);
  const { reasons } = verdictOf(
    findings,
    { coverage: COVERAGE, completeness: NOTHING_MISSING, trail },
    { ...DEMANDS, maxRejects: 2 },
  );
  expect(reasons).toContain('2 CloudTrail records could not be read; --max-rejects 2 tolerates that');
});

test('who asks for proof needs none of what was refused', () => {
  const refused = group({ remoteIp: '52.198.48.49', httpStatus: 403, errorCode: 'AccessDenied' });
  const proven = group({ witness: witness(THROUGH_ENDPOINT) });
  expect(verdict([proven, refused], {}, { requireProof: true }).verdict).toBe('pass');
});

test('an anonymous line that reads both ways is a doubt, and nothing is said to have got through', () => {
  const otherAnswer = { httpStatus: 403, errorCode: 'AccessDenied' };
  const { verdict: result, reasons } = verdict([
    group(),
    group({ remoteIp: '52.198.48.49', requester: null, otherAnswer }),
  ]);
  expect(result).toBe('unproven');
  expect(reasons).toEqual([expect.stringMatching(/by anonymous may have been answered or refused/)]);
  expect(reasons.join()).not.toContain('got through');
});

test('proof is not spoken of where CloudTrail gave none', () => {
  const denied = group({ remoteIp: '52.198.48.49', httpStatus: 403 });
  expect(verdict([denied])).toMatchObject({
    verdict: 'pass',
    reasons: ['nothing but exempt, blocked or harmless requests: no request shows that the endpoint is used'],
  });
});

test('a caller of whom CloudTrail tells the account alone is called by it', () => {
  const foreign = group({ remoteIp: '52.198.48.49', requester: '333333333333' });
  expect(verdict([foreign]).reasons[0]).toContain('by account 333333333333 got through');
});

test('proof can be asked for where S3 expires objects', () => {
  const lifecycle = { remoteIp: null, requester: 'AmazonS3', operation: 'S3.EXPIRE.OBJECT', httpStatus: null };
  const proven = group({ witness: witness(THROUGH_ENDPOINT) });
  const { verdict: result, reasons } = verdict([proven, group(lifecycle)], {}, { requireProof: true });
  expect([result, reasons]).toEqual(['pass', [expect.stringMatching(/is proven .* S3's own doing/)]]);
});
