import { readAwsRanges } from '../../../audit/address-ranges/aws-ranges';

const ranges = readAwsRanges(
  {
    syncToken: '1',
    prefixes: [
      { ip_prefix: '52.192.0.0/11', region: 'ap-northeast-1', service: 'AMAZON', network_border_group: 'x' },
      { ip_prefix: '52.198.0.0/16', region: 'ap-northeast-1', service: 'AMAZON' },
      { ip_prefix: '52.198.0.0/16', region: 'ap-northeast-1', service: 'EC2' },
      { ip_prefix: '3.5.0.0/19', region: 'us-east-1', service: 'S3' },
      { ip_prefix: '3.5.0.0/19', region: 'us-east-1', service: 'AMAZON' },
    ],
    ipv6_prefixes: [{ ipv6_prefix: '2600:1f18::/33', region: 'us-east-1', service: 'EC2' }],
  },
  'ip-ranges.json',
);

test.each([
  ['52.198.48.49', { service: 'EC2', region: 'ap-northeast-1' }],
  ['52.199.0.1', { service: 'AMAZON', region: 'ap-northeast-1' }],
  ['3.5.1.2', { service: 'S3', region: 'us-east-1' }],
  ['2600:1f18:1234::1', { service: 'EC2', region: 'us-east-1' }],
  ['2600:1f18:8000::1', undefined],
  ['8.8.8.8', undefined],
  ['xx.xx.xx.xx', undefined],
])('%s is of %j: the longest range, and the service that says more than AMAZON', (address, range) => {
  expect(ranges.find(address)).toEqual(range);
});

test('a file of another form is refused with all its problems', () => {
  expect(() => readAwsRanges({ prefixes: 1 }, 'x.json')).toThrow(
    /x\.json: prefixes: must be a list\nx\.json: ipv6_prefixes: is missing/,
  );
  expect(() =>
    readAwsRanges({ prefixes: [{ ip_prefix: 'a', region: 'r', service: 's' }], ipv6_prefixes: [] }, 'x.json'),
  ).toThrow(/x\.json: "a" is not a CIDR range/);
});
