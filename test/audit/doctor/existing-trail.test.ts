import type { GetTrailStatusCommandOutput, Trail } from '@aws-sdk/client-cloudtrail';
import { checkExistingTrails } from '../../../audit/doctor/existing-trail';
import { managementCoverage, type Selectors } from '../../../audit/doctor/trail-coverage';
import type { TrailState } from '../../../audit/doctor/trails';
import type { Live } from '../../../audit/doctor/live';

const ARN = 'arn:aws:s3:::orders';
const DATA: Selectors = {
  basic: [],
  advanced: [
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ],
    },
    { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
  ],
};
const GOOD: Trail = {
  LogFileValidationEnabled: true,
  IsMultiRegionTrail: true,
  IsOrganizationTrail: true,
  KmsKeyId: 'arn:aws:kms:us-east-1:222222222222:key/0a1b',
};
const STATUS: GetTrailStatusCommandOutput = {
  $metadata: {},
  IsLogging: true,
  LatestDeliveryTime: new Date('2026-01-05T12:00:00Z'),
};
const trail = (
  settings: Trail = {},
  status: Partial<GetTrailStatusCommandOutput> = {},
  more: Partial<TrailState> = {},
) =>
  ({
    name: 'all',
    settings: { ...GOOD, ...settings },
    status: { readable: true, value: { ...STATUS, ...status } },
    isLogging: { readable: true, value: true },
    deliveryError: status.LatestDeliveryError,
    selectors: { readable: true, value: DATA },
    ...more,
  }) satisfies TrailState;
const results = (...trails: readonly TrailState[]) => checked({ readable: true, value: trails });
const checked = (trails: Live<readonly TrailState[]>) =>
  Object.fromEntries(checkExistingTrails('orders', ARN, trails).map(({ check, result }) => [check, result]));

const EACH = ['trail-delivery', 'trail-digests', 'trail-regions', 'trail-encryption', 'trail-organization'];
const all = (names: readonly string[], result: string) => Object.fromEntries(names.map((name) => [name, result]));

test('a trail of the organization that does all that is expected of it', () => {
  expect(results(trail())).toEqual(all([...EACH, 'management-events'], 'ok'));
});

test.each<[string, TrailState, Record<string, string>]>([
  ['digests are off', trail({ LogFileValidationEnabled: false }), { 'trail-digests': 'wrong' }],
  [
    'AWS does not say that there are digests',
    trail({ LogFileValidationEnabled: undefined }),
    { 'trail-digests': 'wrong' },
  ],
  ['digests do not arrive', trail({}, { LatestDigestDeliveryError: 'AccessDenied' }), { 'trail-digests': 'wrong' }],
  ['one region alone', trail({ IsMultiRegionTrail: false, HomeRegion: 'us-east-1' }), { 'trail-regions': 'wrong' }],
  ['no key', trail({ KmsKeyId: undefined }), { 'trail-encryption': 'wrong' }],
  ['an account of its own', trail({ IsOrganizationTrail: false }), { 'trail-organization': 'not-applicable' }],
  [
    'files do not arrive',
    trail({}, { LatestDeliveryError: 'NoSuchBucket' }),
    { 'trail-delivery': 'wrong', 'management-events': 'wrong' },
  ],
  ['nothing arrived yet', trail({}, { LatestDeliveryTime: undefined }), { 'trail-delivery': 'unreadable' }],
  [
    'its status may not be read',
    trail({}, {}, { status: { readable: false, reason: 'denied' }, isLogging: { readable: false, reason: 'denied' } }),
    all([...EACH, 'management-events'], 'unreadable'),
  ],
  [
    'its selectors may not be read',
    trail({}, {}, { selectors: { readable: false, reason: 'denied' } }),
    all([...EACH, 'management-events'], 'unreadable'),
  ],
  [
    'it is stopped',
    trail({}, {}, { isLogging: { readable: true, value: false } }),
    { ...all(EACH, 'not-applicable'), 'management-events': 'wrong' },
  ],
])('%s', (_, state, changed) => {
  expect(results(state)).toEqual({ ...all([...EACH, 'management-events'], 'ok'), ...changed });
});

test('of several trails the worst counts, and one that hides may be the one that matters', () => {
  expect(results(trail(), trail({ IsMultiRegionTrail: false }))).toMatchObject({ 'trail-regions': 'wrong' });
  const hidden = trail({}, {}, { selectors: { readable: false, reason: 'denied' } });
  expect(results(trail(), hidden)).toEqual({ ...all(EACH, 'unreadable'), 'management-events': 'ok' });
});

test('trails that may not be listed leave all open', () => {
  expect(checked({ readable: false, reason: 'denied' })).toEqual(all([...EACH, 'management-events'], 'unreadable'));
});

describe('management events are recorded', () => {
  const advanced = (...fields: readonly object[]): Selectors => ({
    basic: [],
    advanced: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...fields] as never }],
  });
  test.each<[string, Selectors, boolean]>([
    ['all of them', advanced(), true],
    ['those that write', advanced({ Field: 'readOnly', Equals: ['false'] }), true],
    ['those that read', advanced({ Field: 'readOnly', Equals: ['true'] }), false],
    ['without those of KMS', advanced({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }), false],
    ['without those of the Data API', advanced({ Field: 'eventSource', NotEquals: ['rdsdata.amazonaws.com'] }), true],
    ['of one event', advanced({ Field: 'eventName', Equals: ['PutBucketPolicy'] }), false],
    ['by default', { basic: [{ IncludeManagementEvents: true }], advanced: [] }, true],
    ['not', { basic: [{ IncludeManagementEvents: false }], advanced: [] }, false],
    ['for reads', { basic: [{ IncludeManagementEvents: true, ReadWriteType: 'ReadOnly' }], advanced: [] }, false],
    [
      'but for KMS',
      {
        basic: [{ IncludeManagementEvents: true, ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
        advanced: [],
      },
      false,
    ],
  ])('%s', (_, selectors, covered) => {
    expect(managementCoverage(selectors)).toBe(covered);
  });
});
