import fc from 'fast-check';
import type { AccessLogRecord } from '../../../contract/access-log-fields';
import { classesOf } from '../../../audit/rehearse/classes';
import { RecordedGroups } from '../../../audit/rehearse/group-recorded';
import type { GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import type { RecordedGroup } from '../../../audit/rehearse/rehearsal';
import { networkOf, record } from './recorded';

const NOTHING: GuardingPolicies = {
  buckets: new Map([['data', { account: '111111111111', policy: undefined, restrictPublicBuckets: false }]]),
  endpoints: [],
};

function groupsOf(...records: readonly Partial<AccessLogRecord>[]): readonly RecordedGroup[] {
  const groups = new RecordedGroups(classesOf(NOTHING), networkOf);
  for (const change of records) groups.add({ readings: [record(change)], ambiguous: false, witness: null }, true);
  return groups.groups();
}

test('the first record stands for its group, by time, request ID and key, in whatever order they are read', () => {
  const records = [
    { time: 5, requestId: 'B', key: 'b' },
    { time: 5, requestId: 'B', key: 'c' },
    { time: 5, requestId: 'C', key: 'a' },
    { time: 6, requestId: 'A', key: 'a' },
  ].map((one, i) => ({ ...one, bytesSent: i + 1, remoteIp: `10.20.3.${i}` }));
  fc.assert(
    fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
      const groups = groupsOf(...shuffled);
      expect(groups).toMatchObject([
        { requestId: 'B', key: 'b', addresses: 4, requests: 4, bytesSent: 10, firstSeen: 5, lastSeen: 6 },
      ]);
    }),
    { numRuns: 50 },
  );
});

test('a line that is not counted tells of no request', () => {
  const groups = new RecordedGroups(classesOf(NOTHING), networkOf);
  groups.add({ readings: [record()], ambiguous: false, witness: null }, false);
  expect(groups.groups()).toEqual([]);
});

/** Each of these may be decided otherwise, or needs other permissions, whatever the policies say. */
test.each<readonly [string, Partial<AccessLogRecord>]>([
  ['another bucket', { bucket: 'other' }],
  ['another operation', { operation: 'REST.PUT.OBJECT' }],
  ['a version', { versionId: 'v1' }],
  ['another caller', { requester: 'arn:aws:sts::111111111111:assumed-role/writer/i-0abc' }],
  ['nobody', { requester: null }],
  ['another answer', { httpStatus: 403 }],
  ['another error', { httpStatus: 404, errorCode: 'NoSuchKey' }],
  ['an access point', { accessPointArn: 'arn:aws:s3:us-east-1:111111111111:accesspoint/readers' }],
  ['an access control list', { aclRequired: 'Yes' }],
  ['no key', { key: null }],
])('%s makes another group', (_, change) => {
  expect(groupsOf({}, change)).toHaveLength(2);
});

test.each<readonly [string, Partial<AccessLogRecord>]>([
  ['another object', { key: 'z' }],
  ['another version', { versionId: 'v2' }],
  ['another time', { time: 1_770_336_039 }],
  ['another agent', { userAgent: 'other' }],
  ['another address of the VPC', { remoteIp: '10.20.3.99' }],
])('%s makes none, where no policy asks of it', (_, change) => {
  const versions = change.versionId === undefined ? {} : { versionId: 'v1' };
  expect(groupsOf(versions, change)).toHaveLength(1);
});
