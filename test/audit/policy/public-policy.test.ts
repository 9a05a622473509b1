import { compilePolicy } from '../../../audit/policy/compile';
import { parsePolicyDocument } from '../../../audit/policy/parse-document';
import { publicStatements, type PublicSubject } from '../../../audit/policy/public-policy';

/*
 * Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public". What is called public here
 * is denied to outsiders under RestrictPublicBuckets: a policy that is wrongly called so would pass for closed.
 */

type Values = string | readonly string[];

interface Given {
  readonly Effect?: 'Deny';
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

function judged(given: Given, subject: PublicSubject = 'bucket'): 'public' | 'perhaps' | 'not public' {
  const json = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*', ...given },
  };
  const read = parsePolicyDocument(json, 'policy', 'resource');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { surely, perhaps } = publicStatements(compilePolicy(read.value), subject);
  return surely.length > 0 ? 'public' : perhaps.length > 0 ? 'perhaps' : 'not public';
}

const under = (key: string, value: Values, operator = 'StringEquals'): ReturnType<typeof judged> =>
  judged({ Condition: { [operator]: { [key]: value } } });

const VPCE = 'vpce-0a1b2c3d4e5f67890';
const POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/readers';

describe('who is named', () => {
  it.each([
    ['everybody', '*', 'public'],
    ['everybody as an AWS principal', { AWS: '*' }, 'public'],
    ['an account', { AWS: '111111111111' }, 'not public'],
    ['a role', { AWS: 'arn:aws:iam::111111111111:role/reader' }, 'not public'],
    ['a service', { Service: 'logging.s3.amazonaws.com' }, 'not public'],
    ['whom an identity provider vouches for', { Federated: 'accounts.google.com' }, 'public'],
    ['a role and everybody', { AWS: ['arn:aws:iam::111111111111:role/reader', '*'] }, 'public'],
  ])('%s: %j is %s', (_what, Principal, expected) => {
    expect(judged({ Principal })).toBe(expected);
  });

  it('a Deny makes nothing public', () => {
    expect(judged({ Effect: 'Deny' })).toBe('not public');
  });
});

describe('a key that S3 lists, with a fixed value, keeps everybody out; with a wildcard or a variable it does not', () => {
  it.each([
    ['aws:PrincipalAccount', '111111111111'],
    ['aws:PrincipalArn', 'arn:aws:iam::111111111111:role/reader'],
    ['aws:PrincipalOrgID', 'o-abcd1234ef'],
    ['aws:SourceAccount', '111111111111'],
    ['aws:SourceArn', 'arn:aws:s3:::orders'],
    ['aws:SourceOwner', '111111111111'],
    ['aws:SourceVpc', 'vpc-0a1b2c3d4e5f67890'],
    ['aws:SourceVpce', VPCE],
    ['aws:userid', 'AIDAEXAMPLE'],
    ['s3:DataAccessPointAccount', '222222222222'],
    ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:us-east-1:222222222222:key/a'],
  ])('%s', (key, value) => {
    expect(under(key, value)).toBe('not public');
    expect(under(key, value, 'StringLike')).toBe('not public');
    expect(under(key, `${value}*`, 'StringLike')).toBe('public');
    expect(under(key, `?${value.slice(1)}`, 'StringLike')).toBe('public');
    expect(under(key, [value, '*'], 'StringLike')).toBe('public');
    expect(under(key, '${aws:username}')).toBe('public');
  });

  it.each([
    ['StringNotEquals', 'public'],
    ['StringNotLike', 'public'],
    ['StringEqualsIgnoreCase', 'not public'],
    ['StringEqualsIfExists', 'perhaps'],
    ['ForAllValues:StringEquals', 'perhaps'],
  ])('by %s it is %s', (operator, expected) => {
    expect(under('aws:SourceVpce', VPCE, operator)).toBe(expected);
  });

  it('whether the key is there says nothing of its value', () => {
    expect(judged({ Condition: { Null: { 'aws:SourceVpce': 'false' } } })).toBe('public');
  });

  it('one of several conditions is enough', () => {
    const fixed = { StringEquals: { 'aws:SourceVpce': VPCE } };
    const doubtful = { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-0a1b2c3d4e5f67890' } };
    const open = { StringLike: { 'aws:PrincipalArn': '*' } };
    expect(judged({ Condition: { ...open, ...doubtful, ...fixed } })).toBe('not public');
    expect(judged({ Condition: { ...open, ...doubtful } })).toBe('perhaps');
    expect(judged({ Condition: open })).toBe('public');
  });
});

it.each([
  ['10.0.0.0/8', 'not public'],
  ['52.0.0.0/9', 'not public'],
  ['52.0.0.0/7', 'public'],
  ['0.0.0.0/1', 'public'],
  ['2600:1f18::/32', 'not public'],
  ['2600:1f18::/31', 'public'],
  ['52.78.10.20', 'not public'],
])('the range %s is %s', (range, expected) => {
  expect(under('aws:SourceIp', range, 'IpAddress')).toBe(expected);
  expect(under('aws:SourceIp', range, 'NotIpAddress')).toBe('public');
});

it.each([
  ['AROAEXAMPLE:session', 'perhaps'],
  ['AROAEXAMPLE:*', 'public'],
  ['AIDAEXAMPLE', 'not public'],
  ['AIDAEXAMPLE:ARO:x', 'not public'],
  ['111111111111', 'not public'],
])('the user id %s is %s', (id, expected) => {
  expect(under('aws:userid', id, 'StringLike')).toBe(expected);
});

describe('of an access point', () => {
  it.each([
    [POINT, 'not public'],
    ['arn:aws:s3:us-east-1:222222222222:accesspoint/*', 'not public'],
    ['arn:aws:s3:us-east-1:222222222222:accesspoint/read?rs', 'not public'],
    ['arn:aws:s3:*:222222222222:accesspoint/*', 'perhaps'],
    ['arn:aws:s3:us-east-1:*:accesspoint/*', 'public'],
    ['arn:aws:s3:us-east-1:22222222222?:accesspoint/*', 'public'],
    ['arn:*:s3:us-east-1:222222222222:accesspoint/*', 'public'],
    ['arn:aws:*:us-east-1:222222222222:accesspoint/*', 'public'],
    ['arn:aws:s3:us-east-1:222222222222:*', 'public'],
    ['arn:aws:s3:us-east-1:222222222222:accesspoint/${aws:username}', 'public'],
  ])('in the policy of its bucket, the name %s is %s', (arn, expected) => {
    expect(under('s3:DataAccessPointArn', arn, 'StringLike')).toBe(expected);
  });

  it.each([
    [POINT, 'perhaps'],
    ['arn:aws:s3:us-east-1:222222222222:accesspoint/*', 'public'],
  ])('in its own policy, the name %s is %s', (arn, expected) => {
    expect(judged({ Condition: { StringLike: { 's3:DataAccessPointArn': arn } } }, 'access-point')).toBe(expected);
  });

  it('in its own policy, other keys are as in that of a bucket', () => {
    const Condition = { StringEquals: { 's3:DataAccessPointAccount': '222222222222' } };
    expect(judged({ Condition }, 'access-point')).toBe('not public');
  });
});

it.each([
  ['aws:PrincipalIsAWSService', 'Bool', 'true'],
  ['aws:PrincipalOrgPaths', 'ForAnyValue:StringEquals', 'o-abcd1234ef/r-ab12/'],
  ['aws:PrincipalServiceName', 'StringEquals', 'cloudtrail.amazonaws.com'],
  ['aws:PrincipalServiceNamesList', 'ForAnyValue:StringEquals', 'cloudtrail.amazonaws.com'],
  ['aws:SourceOrgID', 'StringEquals', 'o-abcd1234ef'],
  ['aws:SourceOrgPaths', 'ForAnyValue:StringEquals', 'o-abcd1234ef/r-ab12/'],
  ['aws:SourceVpcArn', 'ArnEquals', 'arn:aws:ec2:us-east-1:111111111111:vpc/vpc-0a1b2c3d4e5f67890'],
  ['aws:VpceAccount', 'StringEquals', '111111111111'],
  ['aws:VpceOrgID', 'StringEquals', 'o-abcd1234ef'],
  ['aws:VpceOrgPaths', 'ForAnyValue:StringEquals', 'o-abcd1234ef/r-ab12/'],
])('%s is like those that S3 lists, and is not among them: nobody can tell', (key, operator, value) => {
  expect(under(key, value, operator)).toBe('perhaps');
  if (operator.endsWith('StringEquals')) {
    expect(under(key, `${value}*`, operator.replace('Equals', 'Like'))).toBe('public');
  }
});

it.each([
  ['aws:SecureTransport', 'Bool', 'true'],
  ['aws:UserAgent', 'StringEquals', 'ours'],
  ['aws:Referer', 'StringEquals', 'https://example.com/'],
  ['s3:prefix', 'StringEquals', 'public/'],
  ['aws:CurrentTime', 'DateLessThan', '2027-01-01T00:00:00Z'],
])('%s tells nothing of who asks', (key, operator, value) => {
  expect(under(key, value, operator)).toBe('public');
});
