import { expectationsSchema } from '../../contract/expectations';

const valid = {
  version: 1,
  buckets: ['orders-replica-222222222222'],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: ['10.20.0.0/16', '2600:1f18:1234:5600::/56'],
  natAddresses: ['52.78.10.20'],
  exempt: [{ principal: 'arn:aws:iam::222222222222:role/terraform-deployer', reason: 'deployer' }],
};

test('the contract of the design is accepted', () => {
  expect(expectationsSchema.parse(valid)).toEqual({ ...valid, services: [] });
});

test.each(['10.0.0.0/8', '172.16.0.0/12', '100.64.0.0/10', '52.78.0.0/16', '2600:1f18:1230::/44'])(
  "%s can be of one's own VPCs",
  (range) => {
    expect(expectationsSchema.safeParse({ ...valid, vpcCidrs: [range] }).success).toBe(true);
  },
);

test.each([
  ['arn:aws:iam::222222222222:role/teams/deployer'],
  ['arn:aws:iam::222222222222:user/jane'],
  ['arn:aws:iam::222222222222:root'],
  ['222222222222'],
  ['3f'.repeat(32)],
  ['arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE'],
  ['athena.amazonaws.com'],
])('%s may be exempt', (principal) => {
  expect(expectationsSchema.safeParse({ ...valid, exempt: [{ principal, reason: 'why' }] }).success).toBe(true);
});

test('region, services and known accounts may be given', () => {
  const services = [{ service: 'access-analyzer.amazonaws.com', reason: 'reads policies, no objects' }];
  const more = { region: 'us-gov-west-1', services, accounts: ['111111111111'] };
  expect(expectationsSchema.parse({ ...valid, ...more })).toEqual({ ...valid, ...more });
});

test.each([
  ['a region that is none', { region: 'us-east-1a' }],
  ['a service without a reason', { services: [{ service: 'athena.amazonaws.com', reason: '' }] }],
  ['a service by its short name', { services: [{ service: 'athena', reason: 'queries' }] }],
  ['an account with a letter', { accounts: ['11111111111a'] }],
  ['an exempt principal that is anything', { exempt: [{ principal: '*', reason: 'all' }] }],
  ['a range that calls the internet private', { vpcCidrs: ['0.0.0.0/0'] }],
  ['half the IPv6 internet', { vpcCidrs: ['2000::/3'] }],
  ['the IPv6 addresses of a whole region', { vpcCidrs: ['2600:1f18::/32'] }],
  ['public addresses wider than a VPC', { vpcCidrs: ['52.78.0.0/15'] }],
  ['a private range and public ones around it', { vpcCidrs: ['172.0.0.0/8'] }],
  [
    'a session, which would exempt all of its role',
    { exempt: [{ principal: 'arn:aws:sts::222222222222:assumed-role/admin/alice', reason: 'alice' }] },
  ],
  ['host bits', { vpcCidrs: ['10.20.0.1/16'] }],
  ['a wildcard exemption', { exempt: [{ principal: 'arn:aws:iam::222222222222:role/*', reason: 'all' }] }],
  ['an exemption without a reason', { exempt: [{ principal: 'arn:aws:iam::222222222222:role/a', reason: ' ' }] }],
  ['no bucket', { buckets: [] }],
  ['another version', { version: 2 }],
  ['a NAT range', { natAddresses: ['52.78.10.0/24'] }],
  ['an unknown part', { allowAll: true }],
])('%s is refused', (_what, change) => {
  expect(expectationsSchema.safeParse({ ...valid, ...change }).success).toBe(false);
});
