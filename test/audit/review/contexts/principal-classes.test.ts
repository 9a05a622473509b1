import { readPrincipalArn } from '../../../../contract/principal-arn';
import { principalClasses, serviceClasses, sightOf } from '../../../../audit/review/contexts/principal-classes';
import { NotEnumerable } from '../../../../audit/review/contexts/atoms/atoms';
import { assumedPolicy } from '../../../../audit/review/system/policies';

const [OURS, THEIRS] = ['111111111111', '222222222222'];

/** What tells principals apart when a bucket denies all who do not meet a condition. */
function sight(Condition: object, named: readonly string[] = []) {
  const policy = assumedPolicy('aws_s3_bucket_policy.x', 'resource', {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: '*',
    Condition,
  });
  return sightOf(policy.compiled.statements, { partition: 'aws', named, accounts: [OURS, THEIRS] });
}

const arn = (account: string, name: string) => `arn:aws:iam::${account}:${name}`;

test('without any condition there is one of each kind and account, and a stranger', () => {
  const classes = principalClasses(sight({}));
  const names = ['root', 'role/another-role', 'user/another-user', 'federated-user/another-user'];
  expect(classes).toHaveLength(12);
  for (const account of [OURS, THEIRS, '999999999999']) {
    expect(classes.filter((text) => text.includes(`:${account}:`)).map((text) => text.split(':')[5])).toEqual(names);
  }
});

test.each<[what: string, condition: object, witness: RegExp]>([
  [
    'a user of that name, by the end of the ARN',
    { ArnLike: { 'aws:PrincipalArn': arn(THEIRS, '*/backup') } },
    /:2{12}:user\/backup$/,
  ],
  ['a role of that name', { ArnLike: { 'aws:PrincipalArn': arn(THEIRS, '*/backup') } }, /:2{12}:role\/backup$/],
  ['a name within the ARN', { ArnLike: { 'aws:PrincipalArn': arn(THEIRS, '*backup*') } }, /:2{12}:role\/.*backup/],
  ['a path', { ArnLike: { 'aws:PrincipalArn': arn('*', 'role/ops/*') } }, /:9{12}:role\/ops\/./],
  [
    'a role that services link',
    { ArnLike: { 'aws:PrincipalArn': arn('*', 'role/aws-service-role/*') } },
    /role\/aws-service-role\/./,
  ],
  ['a role of any account', { StringLike: { 'aws:PrincipalArn': '*:role/evil' } }, /:9{12}:role\/evil$/],
  ['accounts by how they begin', { StringLike: { 'aws:PrincipalAccount': '3333*' } }, /^arn:aws:iam::3333\d{8}:user\//],
  ['accounts within the ARN', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::3333*' } }, /::3333\d{8}:root$/],
  ['a user name', { StringEquals: { 'aws:username': 'alice' } }, /:9{12}:user\/alice$/],
  [
    'a user name in capitals',
    { StringEqualsIgnoreCase: { 'aws:username': 'alice' }, StringEquals: { 'aws:username': 'alice' } },
    /user\/.*[A-Z]/,
  ],
  ['a federated user', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*:federated-user/b*' } }, /federated-user\/b./],
  ['a root user', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::4*:root' } }, /::4\d{11}:root$/],
  [
    'whoever has the name of another key',
    { StringEquals: { 'aws:PrincipalTag/owner': ['${aws:username}', 'bob'] } },
    /user\/bob$/,
  ],
  [
    'the account of what is asked for',
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:ResourceAccount}:role/x' } },
    /:1{12}:role\/x$/,
  ],
])('a condition tells apart %s', (_what, condition, witness) => {
  const classes = principalClasses(sight(condition));
  expect(classes).toContainEqual(expect.stringMatching(witness));
  for (const text of classes) expect(readPrincipalArn(text)).toBeDefined();
});

test('whom a goal names is no example for others', () => {
  const classes = principalClasses(sight({}, [arn(OURS, 'role/another-role'), arn(OURS, 'user/another-user')]));
  expect(classes.filter((text) => text.startsWith(arn(OURS, 'role/')))).toHaveLength(2);
  expect(classes.filter((text) => text.startsWith(arn(OURS, 'user/')))).toHaveLength(2);
});

test('services are told apart by name, and another is among them', () => {
  const classes = serviceClasses(
    sight({ StringLike: { 'aws:PrincipalServiceName': '*.s3.amazonaws.com' } }, ['ec2.amazonaws.com']),
  );
  expect(classes).toEqual(expect.arrayContaining(['config.amazonaws.com', 'ec2.amazonaws.com']));
  expect(classes).toContainEqual(expect.stringMatching(/^[a-z0-9-]+\.s3\.amazonaws\.com$/));
});

test('a variable whose value nobody knows, within longer text, is not guessed', () => {
  const condition = { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/${aws:PrincipalTag/team}' } };
  expect(() => principalClasses(sight(condition))).toThrow(NotEnumerable);
});
