import { problemsAfter } from './deployment-problems';

const FILE = 'deployment.yaml';
const DEPLOYER = 'arn:aws:iam::111111111111:role/';

test.each([
  [
    'account 000000000000',
    ['account: "111111111111"', 'account: "000000000000"'],
    "source.account: .* is nobody's account",
  ],
  [
    'a service-linked role as deployer',
    [`${DEPLOYER}terraform-deployer`, `${DEPLOYER}aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2`],
    'source.deployer: .* is a service-linked role, which only its service can assume',
  ],
  ...['../a.tfstate', 'a/../b', 'a/./b', '.', 'a/..'].map((key): [string, [string, string], string] => [
    `${key} as key of the state`,
    ['version: 1\n', `version: 1\nstate: { kind: s3, bucket: orders-state, region: us-east-1, key: ${key} }\n`],
    'state.key: .* must have no part . or ..',
  ]),
] as [string, [string, string], string][])('%s is refused before anything is built', (_, change, message) => {
  expect(problemsAfter(FILE, change)).toContainEqual(expect.stringMatching(message));
});

test.each([
  [
    'dots within a part of the key',
    ['version: 1\n', 'version: 1\nstate: { kind: s3, bucket: b-state, region: us-east-1, key: a..b/.c/d. }\n'],
  ],
  [
    'a role of Identity Center',
    [`${DEPLOYER}terraform-deployer`, `${DEPLOYER}aws-reserved/sso.amazonaws.com/Deploy_1`],
  ],
] as [string, [string, string]][])('%s is taken', (_, change) => {
  expect(problemsAfter(FILE, change)).toEqual([]);
});
