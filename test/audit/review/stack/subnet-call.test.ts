import { movedSubnet, readSubnetCall, subnetOf } from '../../../../audit/review/stack/subnet-call';

describe('cidrsubnet', () => {
  // Results of `terraform console`, Terraform language, "cidrsubnet Function".
  it.each([
    ['172.16.0.0/12', 4, 2, '172.18.0.0/16'],
    ['10.1.2.0/24', 4, 15, '10.1.2.240/28'],
    ['fd00:fd12:3456:7890::/56', 16, 162, 'fd00:fd12:3456:7800:a200::/72'],
    ['10.0.0.0/8', 0, 0, '10.0.0.0/8'],
  ])('of %s, %i, %i is %s', (prefix, newBits, number, subnet) => {
    expect(subnetOf(prefix, newBits, number)).toBe(subnet);
  });

  it.each([
    ['10.0.0.0/30', 4, 0],
    ['10.0.0.0/8', 2, 4],
    ['no range', 4, 0],
  ])('of %s, %i, %i is refused', (prefix, newBits, number) => {
    expect(subnetOf(prefix, newBits, number)).toBeUndefined();
  });

  it('is read with a literal or a reference, and not with an expression within', () => {
    expect(readSubnetCall('cidrsubnet("10.0.0.0/8", 4, 0)')).toMatchObject({ prefix: { literal: '10.0.0.0/8' } });
    expect(readSubnetCall('cidrsubnet(aws_vpc.a.cidr_block, 4, 1)')).toMatchObject({
      prefix: { expression: 'aws_vpc.a.cidr_block' },
    });
    expect(readSubnetCall('cidrsubnet(max(1, 2), 4, 1)')).toBeUndefined();
  });
});

describe('a subnet of one range', () => {
  it.each([
    ['fd12:3456:789a:bc05::/64', 'fd12:3456:789a:bc00::/56', '2600:1f18:0:500::/56', '2600:1f18:0:505::/64'],
    ['fd12:3456:789a:bcff::/64', 'fd12:3456:789a:bc00::/56', '2600:1f18:1:0::/56', '2600:1f18:1:ff::/64'],
    ['10.20.240.0/20', '10.20.0.0/16', '10.99.0.0/16', '10.99.240.0/20'],
  ])('%s in %s lies in %s as %s', (subnet, from, to, moved) => {
    expect(movedSubnet(subnet, from, to)).toBe(moved);
  });

  it.each([
    ['10.20.0.0/16', '10.20.0.0/16', '10.99.0.0/16'],
    ['10.21.0.0/20', '10.20.0.0/16', '10.99.0.0/16'],
    ['fd00::/64', '10.20.0.0/16', '10.99.0.0/16'],
    ['a text', '10.20.0.0/16', '10.99.0.0/16'],
  ])('%s is no part of %s', (subnet, from, to) => {
    expect(movedSubnet(subnet, from, to)).toBeUndefined();
  });
});
