import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';

const same = (a: string, b: string): boolean => isSamePrincipal(readPrincipalArn(a)!, readPrincipalArn(b)!);

test('a session is the role it assumed, whose path its ARN does not tell', () => {
  expect(
    same('arn:aws:sts::111111111111:assumed-role/reader/i-0abc', 'arn:aws:iam::111111111111:role/teams/data/reader'),
  ).toBe(true);
});

test('roles of other accounts, partitions and names are others', () => {
  const role = 'arn:aws:iam::111111111111:role/reader';
  expect(same(role, 'arn:aws:iam::222222222222:role/reader')).toBe(false);
  expect(same(role, 'arn:aws-cn:iam::111111111111:role/reader')).toBe(false);
  expect(same(role, 'arn:aws:iam::111111111111:role/Reader')).toBe(false);
  expect(same(role, 'arn:aws:iam::111111111111:user/reader')).toBe(false);
});

test.each([
  'arn:aws:iam::111111111111:role/*',
  'arn:aws:iam::111111111111:role/read?r',
  'arn:aws:iam::11111:role/reader',
  'arn:aws:s3:::bucket',
  'arn:aws:iam::111111111111:policy/reader',
  'arn:aws:sts::111111111111:assumed-role/reader',
  'arn:aws:sts::111111111111:assumed-role/reader/one/two',
  'arn:aws:iam:us-east-1:111111111111:role/reader',
  'arn:aws:iam::111111111111:role/',
  '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  '*',
])('%s names no principal', (text) => {
  expect(readPrincipalArn(text)).toBeUndefined();
});
