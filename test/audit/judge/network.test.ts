import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expectedNetworksOf, networkOf, serviceOf, type Network } from '../../../audit/judge/network';
import type { RequestGroup } from '../../../audit/records/request-group';
import { expectationsSchema } from '../../../contract/expectations';
import { group, THROUGH_ENDPOINT, witness } from './request-group';

const expectations = expectationsSchema.parse({
  version: 1,
  buckets: ['orders'],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: ['10.20.0.0/16', '2600:1f18:1234:5600::/56', '100.64.0.0/16'],
  natAddresses: ['52.78.10.20', '10.20.9.9', '2600:1f18:1234:56ff:0::1'],
  region: 'us-east-1',
});

const ofAddress = (remoteIp: string | null, requester: string | null = 'arn', operation = 'REST.GET.OBJECT'): Network =>
  networkOf(group({ remoteIp, requester, operation }), expectedNetworksOf(expectations));

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
  ['198.19.0.9', 'other-private', 'benchmarking, which VPCs may have'],
  ['198.20.0.9', 'public', 'past the range of benchmarking'],
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

test('without expectations an address is what the library of the registries calls its range', () => {
  const PRIVATE = ['private', 'carrierGradeNat', 'linkLocal', 'uniqueLocal', 'deprecatedSiteLocal'];
  const IMPOSSIBLE = ['unspecified', 'broadcast', 'multicast', 'loopback', 'discard'];
  const classE = ipaddr.parseCIDR('240.0.0.0/4');
  const byLibrary = (text: string): Network => {
    const address = ipaddr.process(text);
    const range: string = address.range();
    if (PRIVATE.includes(range)) return 'other-private';
    const isClassE = address.kind() === 'ipv4' && address.match(classE);
    return isClassE || IMPOSSIBLE.includes(range) ? 'unknown' : 'public';
  };
  // At the edges of ranges, where an address next to another is of another network.
  const bits = fc.constantFrom(0, 1, 0x0a, 0x0b, 0x64, 0x7f, 0x80, 0xa9, 0xac, 0xc0, 0xe0, 0xef, 0xf0, 0xfe, 0xff);
  const byte = fc.oneof(bits, fc.nat({ max: 255 }));
  const word = fc.oneof(
    fc.constantFrom(0, 1, 0x64, 0x100, 0x101, 0x2001, 0xfbff, 0xfc00, 0xfdff, 0xfe80, 0xfebf, 0xfec0, 0xff00, 0xffff),
    fc.nat({ max: 0xffff }),
  );
  const address = fc.oneof(
    fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.')),
    fc.array(word, { minLength: 8, maxLength: 8 }).map((words) => words.map((each) => each.toString(16)).join(':')),
    fc.tuple(word, word).map(([first, last]) => `${first.toString(16)}::${last.toString(16)}`),
  );
  const { ofAddress: networkOfAddress } = expectedNetworksOf(undefined);
  fc.assert(
    fc.property(address, (text) => {
      expect(networkOfAddress(text)).toBe(byLibrary(text));
    }),
    { numRuns: 10_000 },
  );
});

test.each([
  ['svc:logging.s3.amazonaws.com', 'logging.s3.amazonaws.com'],
  ['svc:-', null],
  [null, null],
])('a service that CloudTrail names %j is %j', (caller, service) => {
  expect(serviceOf(group({ remoteIp: null, witness: witness({ path: 'service' }, { caller }) }))).toBe(service);
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
  const network = networkOf(group({ remoteIp: '10.20.3.4' }), expectedNetworksOf(undefined));
  expect(network).toBe('other-private');
});

const networkBy = (change: Partial<RequestGroup>): Network =>
  networkOf(group(change), expectedNetworksOf(expectations));
/** A line without an address, through our endpoint by CloudTrail, which tells one. */
const told = (address: string): Partial<RequestGroup> => ({
  remoteIp: null,
  witness: witness(THROUGH_ENDPOINT, { address }),
});
const SERVICE = witness({ path: 'service' }, { caller: 'svc:config.amazonaws.com' });

describe('through our endpoint, by CloudTrail,', () => {
  test.each<[Network, string, Partial<RequestGroup>]>([
    ['endpoint', 'an address of the VPC', {}],
    ['endpoint', 'no address', { remoteIp: null }],
    ['endpoint', 'a private address that CloudTrail tells too', { remoteIp: '10.99.0.1' }],
    ['own-nat', 'our NAT gateway', { remoteIp: '52.78.10.20' }],
    ['public', 'the internet', { remoteIp: '52.198.48.49' }],
    ['unknown', 'a masked address', { remoteIp: 'xx.xx.xx.xx' }],
    ['public', 'no address, and one of the internet in CloudTrail', told('52.198.48.49')],
    ['own-nat', 'no address, and that of our NAT gateway in CloudTrail', told('52.78.10.20')],
    ['unknown', 'no address, and a masked one in CloudTrail', told('xx.xx.xx.xx')],
    ['endpoint', 'no address, and one of the VPC in CloudTrail', told('10.20.3.4')],
    ['foreign-endpoint', 'the name of another endpoint', { hostEndpoint: 'vpce-0ffffffffffffffff' }],
    ['foreign-endpoint', 'the name of Transfer Acceleration', { hostEndpoint: 's3-accelerate' }],
    [
      'endpoint',
      'a Multi-Region Access Point, to which it may be an interface endpoint',
      { hostEndpoint: 's3-global' },
    ],
    ['endpoint', 'the name of our endpoint', { hostEndpoint: 'vpce-0a1b2c3d4e5f67890' }],
    ['unknown', 'another region', { sourceRegion: 'eu-west-1' }],
  ])('it is %s with %s', (network, _what, change) => {
    expect(networkBy({ witness: witness(THROUGH_ENDPOINT), ...change })).toBe(network);
  });

  test('a private address of elsewhere that CloudTrail does not tell (AWS Internal) contradicts it', () => {
    const internal = witness({ ...THROUGH_ENDPOINT, tellsAddress: false });
    expect(networkBy({ witness: internal, remoteIp: '10.99.0.1' })).toBe('other-private');
    expect(networkBy({ witness: internal })).toBe('endpoint');
  });
});

describe('an address of the VPC is no excuse where something says otherwise', () => {
  test.each<[Network, string, Partial<RequestGroup>]>([
    [
      'foreign-endpoint',
      'CloudTrail names another endpoint',
      { witness: witness({ ...THROUGH_ENDPOINT, vpcEndpointId: 'vpce-0f' }) },
    ],
    ['foreign-endpoint', 'the host header names one', { hostEndpoint: 'vpce-0f' }],
    ['foreign-endpoint', 'the host header names Transfer Acceleration', { hostEndpoint: 's3-accelerate' }],
    ['foreign-endpoint', 'the host header names a Multi-Region Access Point', { hostEndpoint: 's3-global' }],
    [
      'foreign-endpoint',
      "CloudTrail's host header does",
      { witness: witness(THROUGH_ENDPOINT, { hostEndpoint: 'vpce-0f' }) },
    ],
    ['unknown', 'CloudTrail knows of no endpoint', { witness: witness({ path: 'address' }) }],
    ['unknown', 'it comes from another region', { sourceRegion: 'eu-west-1' }],
    ['unknown', 'the sources contradict each other', { witness: witness({ path: 'contradiction', about: 'bucket' }) }],
    [
      'via-service',
      'a service acted for the caller',
      { witness: witness({ path: 'via-service', service: 'athena.amazonaws.com' }) },
    ],
    ['unknown', 'a service acted for itself, which has no address', { witness: SERVICE }],
    ['expected-vpc', 'nothing does', { sourceRegion: 'us-east-1' }],
  ])('%s: %s', (network, _what, change) => {
    expect(networkBy(change)).toBe(network);
  });
});

describe('a service', () => {
  test('that acts for itself has no client, and may have an endpoint of AWS', () => {
    expect(networkBy({ witness: SERVICE, remoteIp: null, hostEndpoint: 'vpce-0aws' })).toBe('aws-service');
  });

  test.each(['52.198.48.49', '10.99.0.1', 'xx.xx.xx.xx'])('is none with the address %s in the log', (remoteIp) => {
    expect(networkBy({ witness: SERVICE, remoteIp })).not.toBe('aws-service');
  });

  test.each<[string, Partial<RequestGroup>]>([
    ['origin access control', { requester: 'svc:cloudfront.amazonaws.com', remoteIp: null }],
    ['origin access control with an address', { requester: 'svc:cloudfront.amazonaws.com' }],
    [
      'an origin access identity',
      { requester: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE' },
    ],
    [
      'what CloudTrail calls CloudFront',
      { witness: witness({ path: 'service' }, { caller: 'svc:cloudfront.amazonaws.com' }) },
    ],
    ['CloudFront for somebody', { witness: witness({ path: 'via-service', service: 'cloudfront.amazonaws.com' }) }],
    [
      'CloudFront through our endpoint',
      { requester: 'svc:cloudfront.amazonaws.com', witness: witness(THROUGH_ENDPOINT) },
    ],
  ])('is a relay where it serves the internet: %s', (_what, change) => {
    expect(networkBy(change)).toBe('relay');
  });
});
