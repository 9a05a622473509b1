import type { TrailCoverage } from '../../../audit/cloudtrail/read-events';
import { trailDoubts, trailRemarks, type TrailReading } from '../../../audit/judge/trail-doubts';
import { judge, type Finding } from '../../../audit/judge/report';
import { expectations, group } from './request-group';

const findings = (...changes: readonly Parameters<typeof group>[0][]): readonly Finding[] =>
  judge(
    changes.map((change) => group(change)),
    expectations,
    undefined,
  ).findings;
const PASS = findings({ remoteIp: '10.20.3.4', requests: 3 });
const reading = (coverage: Partial<TrailCoverage>, change: Partial<TrailReading> = {}): TrailReading => ({
  coverage: { files: 1, events: 0, others: 0, unreadable: 0, damaged: [], ...coverage },
  ...{ testified: 0, denials: [], digestDoubts: [], ...change },
});
const NONE = { rejects: 0, maxRejects: 0 };

describe('CloudTrail that has an event of none of the requests that got through is doubted', () => {
  test.each([
    ['it is empty', {}],
    ['it holds events of other services', { others: 7 }],
    ['it holds requests to other buckets, or of another time', { events: 7 }],
    ['it holds digests alone', { passedOver: { 'digest files': 2 } }],
  ])('where %s', (_why, coverage) => {
    expect(trailDoubts(reading(coverage), PASS, NONE)).toEqual([
      expect.stringMatching(
        /^CloudTrail was given and has an event of none of the 3 requests to orders that got through/,
      ),
    ]);
  });

  test('but not where Insight events are all there is, which is said beside the pass', () => {
    const insights = reading({ passedOver: { 'Insight events': 2 } });
    expect(trailDoubts(insights, PASS, NONE)).toEqual([]);
    expect(trailRemarks(insights, PASS)).toEqual([
      expect.stringMatching(/^CloudTrail was given and holds Insight events alone/),
    ]);
    const mixed = reading({ others: 1, passedOver: { 'Insight events': 2 } });
    expect(trailDoubts(mixed, PASS, NONE)).toHaveLength(1);
    expect(trailRemarks(mixed, PASS)).toEqual([]);
  });

  test('nor where it has an event of one, or nothing got through that it would have an event of', () => {
    expect(trailDoubts(reading({ events: 1 }, { testified: 1 }), PASS, NONE)).toEqual([]);
    expect(trailDoubts(reading({}), findings({ remoteIp: '52.200.1.2', httpStatus: 403 }), NONE)).toEqual([]);
    expect(trailDoubts(undefined, PASS, NONE)).toEqual([]);
  });
});

test('records that cannot be read are tolerated with the lines, so many together', () => {
  const trail = reading({ unreadable: 2 }, { testified: 1 });
  expect(trailDoubts(trail, PASS, { rejects: 1, maxRejects: 2 })).toEqual([
    '2 CloudTrail records could not be read; see s3-audit rejects --cloudtrail',
  ]);
  expect(trailDoubts(trail, PASS, { rejects: 1, maxRejects: 3 })).toEqual([]);
});

test('what digests say is told', () => {
  expect(trailDoubts(reading({}, { testified: 1, digestDoubts: ['a file is missing'] }), PASS, NONE)).toEqual([
    'a file is missing',
  ]);
});
