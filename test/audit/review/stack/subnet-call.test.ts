import { readSubnetCall, subnetOf } from '../../../../audit/review/stack/subnet-call';

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
