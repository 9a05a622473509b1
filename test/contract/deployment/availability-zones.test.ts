import { lastZoneOf } from '../../../contract/deployment/availability-zones';
import { isRegionOf } from '../../../contract/partition';
import { notesOn } from '../../../modules/assembly/notes';
import { deploymentOf } from '../../modules/synthesized';
import { problemsAfter } from './deployment-problems';

const EXAMPLE = 'examples/instance-access.yaml';

test.each([
  ['us-east-1', 'f'],
  ['ca-central-1', 'd'], // az1, az2, az4
  ['eu-west-2', 'd'],
  ['us-west-1', 'c'],
  ['ap-southeast-7', 'c'],
  ['cn-north-1', undefined],
  ['us-gov-west-1', undefined],
  ['eu-nowhere-1', undefined],
])('the last zone of %s is %s', (region, last) => {
  expect(lastZoneOf(region)).toBe(last);
  if (last !== undefined) expect(isRegionOf(region, 'aws')).toBe(true);
});

test.each(['us-east-1g', 'us-east-1A', 'us-east-1', 'us-east-1-bos-1a', 'use1-az1', 'eu-west-1a'])(
  'a zone that the region has not is refused: %s',
  (zone) => {
    expect(problemsAfter(EXAMPLE, ['us-east-1a', zone]).join()).toContain(
      'is not an availability zone of source.region',
    );
  },
);

test('of a region whose zones nobody here knows, that is said', () => {
  const there = deploymentOf(EXAMPLE, (d) => ({ ...d, source: { ...d.source, region: 'cn-north-1' } }));
  expect(notesOn(there)).toContainEqual(
    expect.stringContaining('Which availability zones cn-north-1 has is not known'),
  );
  expect(notesOn(deploymentOf(EXAMPLE)).join()).not.toContain('availability zones');
});
