import { readRequester } from '../../../../audit/policy/requester';
import { pathsOf, type Path } from '../../../../audit/review/contexts/paths';
import type { Endpoint } from '../../../../audit/review/system/system';

const endpoint = (vpcId: string | undefined): Endpoint =>
  ({ address: 'aws_vpc_endpoint.s3', id: 'vpce-1', account: '111111111111', vpcId }) as Endpoint;

function pathsFor(
  principal: string,
  service = 's3',
  endpoints: readonly Endpoint[] = [endpoint('vpc-1')],
): readonly Path[] {
  const requester = readRequester(principal);
  if (requester === undefined) throw new Error(principal);
  return pathsOf(requester, { service, endpoints });
}

const kinds = (...given: Parameters<typeof pathsFor>): readonly string[] => pathsFor(...given).map(({ kind }) => kind);
const ROLE = 'arn:aws:iam::111111111111:role/reader';
const DIRECT = ['endpoint', 'other-endpoint', 'internet'];

test.each([
  [ROLE, [...DIRECT, 'forwarded']],
  ['arn:aws:iam::111111111111:user/a', [...DIRECT, 'forwarded']],
  ['arn:aws:iam::111111111111:root', [...DIRECT, 'forwarded']],
  ['arn:aws:sts::111111111111:federated-user/a', [...DIRECT, 'forwarded']],
  ['anonymous', DIRECT],
  ['accounts.google.com', DIRECT],
  ['config.amazonaws.com', ['service']],
])('%s comes by these ways: %j', (principal, expected) => {
  expect(kinds(principal)).toEqual(expected);
});

test('endpoints of S3 lead to S3 alone', () => {
  expect(kinds(ROLE, 'kms')).toEqual(['other-endpoint', 'internet', 'forwarded']);
  expect(kinds(ROLE, 's3', [endpoint('vpc-1'), endpoint('vpc-2')])).toEqual(['endpoint', ...DIRECT, 'forwarded']);
});

/**
 * IAM User Guide, "AWS global condition context keys", availability of each key; KMS Developer Guide, `kms:ViaService`. A key that a
 * path says nothing of is tried with every value and without one; one that is wrongly called missing or false would be proven for
 * requests that nobody makes, and for none that somebody does.
 */
describe('what a way says of the keys that go with it', () => {
  const [NO, YES] = [[undefined], [['true']]];
  const FALSE = [['false']];
  const keys = [
    ...['aws:sourcevpce', 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:vpcsourceip', 'aws:vpceaccount', 'aws:vpceorgid'],
    ...['aws:vpceorgpaths', 'aws:sourceip', 'aws:viaawsservice', 'aws:calledvia', 'aws:calledviafirst'],
    ...['aws:calledvialast', 'kms:viaservice'],
  ];
  const notForwarded = [FALSE, NO, NO, NO, NO];

  test.each<readonly [Path['kind'], string, readonly unknown[]]>([
    [
      'endpoint',
      ROLE,
      [[['vpce-1']], [['vpc-1']], 'any', 'present', [['111111111111']], 'any', 'any', NO, ...notForwarded],
    ],
    ['other-endpoint', ROLE, ['present', 'present', 'any', 'present', 'present', 'any', 'any', NO, ...notForwarded]],
    ['internet', ROLE, [NO, NO, NO, NO, NO, NO, NO, 'present', ...notForwarded]],
    ['forwarded', ROLE, [NO, NO, NO, NO, NO, NO, NO, 'any', YES, undefined, undefined, undefined, 'present']],
    ['service', 'config.amazonaws.com', [NO, NO, NO, NO, NO, NO, NO, NO, ...notForwarded]],
  ])('%s', (kind, principal, expected) => {
    const path = pathsFor(principal).find((one) => one.kind === kind);
    expect(keys.map((key) => [key, path?.fixed.get(key)])).toEqual(keys.map((key, i) => [key, expected[i]]));
    expect([...(path?.fixed.keys() ?? [])].filter((key) => !keys.includes(key))).toEqual([]);
  });

  test('an endpoint whose VPC is not known is in some VPC', () => {
    const [path] = pathsFor(ROLE, 's3', [endpoint(undefined)]);
    expect(path?.fixed.get('aws:sourcevpc')).toBe('present');
  });
});

test('people are told of a way in their words', () => {
  expect(pathsFor(ROLE).map(({ label }) => label)).toEqual([
    'endpoint aws_vpc_endpoint.s3',
    'another endpoint',
    'the internet',
    'an AWS service acting for the caller',
  ]);
  expect(pathsFor('config.amazonaws.com').map(({ label }) => label)).toEqual(['an AWS service acting for itself']);
});
