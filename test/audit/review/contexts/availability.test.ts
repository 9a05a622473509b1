import { readRequester } from '../../../../audit/policy/requester';
import { ALWAYS_CARRIED, canCarry } from '../../../../audit/review/contexts/availability';

const PRINCIPALS: Readonly<Record<string, string>> = {
  root: 'arn:aws:iam::111111111111:root',
  user: 'arn:aws:iam::111111111111:user/a',
  role: 'arn:aws:iam::111111111111:role/a',
  'federated-user': 'arn:aws:sts::111111111111:federated-user/a',
  service: 'config.amazonaws.com',
  anonymous: 'anonymous',
  federated: 'accounts.google.com',
};
const IAM = ['root', 'user', 'role', 'federated-user'];
const EVERYBODY = Object.keys(PRINCIPALS);

function carriers(key: string): readonly string[] {
  return EVERYBODY.filter((type) => {
    const requester = readRequester(PRINCIPALS[type] ?? '');
    if (requester === undefined) throw new Error(type);
    return canCarry(requester, key);
  });
}

/**
 * IAM User Guide, "AWS global condition context keys", availability of each key. What is said here to be carried by nobody of a kind is
 * not tried for that kind: a proof rests on it.
 */
test.each<readonly [string, readonly string[]]>([
  ...['aws:principalservicename', 'aws:principalservicenameslist', 'aws:sourcearn', 'aws:sourceaccount'].map(
    (key) => [key, ['service']] as const,
  ),
  ...['aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths'].map((key) => [key, ['service']] as const),
  ...['aws:principalorgid', 'aws:principalorgpaths', 'aws:multifactorauthpresent', 'aws:multifactorauthage'].map(
    (key) => [key, IAM] as const,
  ),
  ...['aws:tokenissuetime', 'aws:sourceidentity'].map((key) => [key, IAM] as const),
  ['aws:userid', [...IAM, 'anonymous']],
  ['aws:assumedroot', ['root']],
  ...['aws:federatedprovider', 'ec2:roledelivery', 'ec2:sourceinstancearn', 'aws:ec2instancesourcevpc'].map(
    (key) => [key, ['role']] as const,
  ),
  ...['aws:ec2instancesourceprivateipv4', 'lambda:sourcefunctionarn', 'ssm:sourceinstancearn'].map(
    (key) => [key, ['role']] as const,
  ),
  ['aws:principaltag/team', ['user', 'role', 'federated-user']],
  ['aws:principaltag/', ['user', 'role', 'federated-user']],
  ...[
    'aws:sourcevpce',
    'aws:sourceip',
    'aws:useragent',
    'aws:referer',
    's3:prefix',
    'aws:requesttag/team',
    'x:unheard',
  ].map((key) => [key, EVERYBODY] as const),
])('%s can be carried by %j', (key, expected) => {
  expect([...carriers(key)].sort()).toEqual([...expected].sort());
});

test('every request carries its time, its region, and whether it came by TLS or through a service', () => {
  expect([...ALWAYS_CARRIED].sort()).toEqual([
    ...['aws:currenttime', 'aws:epochtime', 'aws:requestedregion', 'aws:securetransport', 'aws:viaawsservice'],
  ]);
  for (const key of ALWAYS_CARRIED) expect(carriers(key)).toEqual(EVERYBODY);
});
