import type { Witness } from '../../../audit/records/witness';
import { expectedNetworksOf, networkOf, type Network } from '../../../audit/judge/network';
import { expectationsSchema } from '../../../contract/expectations';

const expectations = expectationsSchema.parse({
  version: 1,
  buckets: ['orders'],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: ['10.20.0.0/16', '2600:1f18:1234:5600::/56', '100.64.0.0/16'],
  natAddresses: ['52.78.10.20', '10.20.9.9', '2600:1f18:1234:56ff:0::1'],
});

const ofAddress = (remoteIp: string | null, requester: string | null = 'arn', operation = 'REST.GET.OBJECT'): Network =>
  networkOf({ remoteIp, requester, operation, witness: null }, expectedNetworksOf(expectations));

test.each<[string, Network, string]>([
  ['10.20.3.4', 'expected-vpc', 'in the range of the VPC'],
  ['::ffff:10.20.3.4', 'expected-vpc', 'the same address, mapped'],
  ['2600:1f18:1234:5600::9', 'expected-vpc', 'in the IPv6 range of the VPC, though globally routable'],
  ['100.64.1.1', 'expected-vpc', 'in an expected range, though CGNAT'],
  ['52.78.10.20', 'own-nat', 'our NAT gateway'],
  ['10.20.9.9', 'own-nat', 'a NAT address is one wherever it lies'],
  ['2600:1f18:1234:56ff::1', 'own-nat', 'a NAT address in another spelling'],
  ['10.21.0.1', 'other-private', 'private, another VPC'],
  ['172.16.0.1', 'other-private', 'private'],
  ['192.168.0.1', 'other-private', 'private'],
  ['100.127.0.1', 'other-private', 'CGNAT'],
  ['169.254.169.254', 'other-private', 'link-local'],
  ['fd00::1', 'other-private', 'unique-local'],
  ['fe80::1', 'other-private', 'link-local IPv6'],
  ['52.198.48.49', 'public', 'the internet'],
  ['2600:1f18:1234:5700::9', 'public', 'IPv6 past the range of the VPC'],
  ['203.0.113.9', 'public', 'documentation, which stands for the internet'],
  ['xx.xx.xx.xx', 'unknown', 'masked'],
  ['010.20.3.4', 'unknown', 'a leading zero'],
  ['10.20.3', 'unknown', 'three parts'],
  ['127.0.0.1', 'unknown', 'no request comes from loopback'],
  ['0.0.0.0', 'unknown', 'no request comes from nowhere'],
  ['240.0.0.1', 'unknown', 'class E'],
  ['224.0.0.1', 'unknown', 'multicast'],
])('%s is %s: %s', (address, network) => {
  expect(ofAddress(address)).toBe(network);
});

describe('no remote IP', () => {
  test.each<[string | null, string, Network]>([
    ['svc:logging.s3.amazonaws.com', 'REST.PUT.OBJECT', 'aws-service'],
    ['AmazonS3', 'S3.EXPIRE.OBJECT', 'aws-service'],
    ['79a59df900b949e55d96', 'S3.COMPUTE.OBJECT.CHECKSUM', 'aws-service'],
    ['79a59df900b949e55d96', 'S3.TRANSITION_SIA.OBJECT', 'aws-service'],
    ['79a59df900b949e55d96', 'S3.CREATE.DELETEMARKER', 'aws-service'],
    ['arn:aws:iam::111111111111:role/reader', 'REST.GET.OBJECT', 'unknown'],
    [null, 'REST.GET.OBJECT', 'unknown'],
    ['79a59df900b949e55d96', 'S3.SOMETHING.NEW', 'unknown'],
    ['AmazonS3Fan', 'REST.GET.OBJECT', 'unknown'],
  ])('%s doing %s is %s', (requester, operation, network) => {
    expect(ofAddress(null, requester, operation)).toBe(network);
  });

  test('a service with an address is judged by the address', () => {
    expect(ofAddress('52.198.48.49', 'svc:logging.s3.amazonaws.com')).toBe('public');
  });
});

test('without expectations no address is expected', () => {
  const network = networkOf(
    { remoteIp: '10.20.3.4', requester: null, operation: 'X.Y', witness: null },
    expectedNetworksOf(undefined),
  );
  expect(network).toBe('other-private');
});

describe('CloudTrail goes before the address', () => {
  const witnessed = (witness: Witness, remoteIp: string | null = '10.20.3.4', requester = 'arn'): Network =>
    networkOf({ remoteIp, requester, operation: 'REST.GET.OBJECT', witness }, expectedNetworksOf(expectations));

  test('the expected endpoint', () => {
    expect(witnessed({ path: 'endpoint', vpcEndpointId: 'vpce-0a1b2c3d4e5f67890' })).toBe('endpoint');
  });

  test('another endpoint, though the address is of the VPC', () => {
    expect(witnessed({ path: 'endpoint', vpcEndpointId: 'vpce-0ffffffffffffffff' })).toBe('foreign-endpoint');
  });

  test('no endpoint: an address of the VPC is no excuse then', () => {
    expect(witnessed({ path: 'address' })).toBe('unknown');
    expect(witnessed({ path: 'address' }, null, 'AmazonS3')).toBe('unknown');
    expect(witnessed({ path: 'address' }, '52.198.48.49')).toBe('public');
  });

  test('a service', () => {
    expect(witnessed({ path: 'service', service: 'athena.amazonaws.com' }, '52.198.48.49')).toBe('aws-service');
  });

  test.each<Witness>([
    { path: 'endpoint', vpcEndpointId: 'vpce-0a1b2c3d4e5f67890' },
    { path: 'service', service: 'AWS Internal' },
  ])('what left by the NAT gateway came neither by the endpoint nor from a service: %j', (witness) => {
    expect(witnessed(witness, '52.78.10.20')).toBe('own-nat');
  });

  test('a contradiction is never a pass', () => {
    expect(witnessed({ path: 'contradiction', about: 'address' })).toBe('unknown');
  });
});
