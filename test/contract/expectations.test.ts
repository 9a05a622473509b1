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
