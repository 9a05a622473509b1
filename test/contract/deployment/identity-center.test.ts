import { readFileSync } from 'node:fs';
import { describePrincipal } from '../../../contract/identity-center';
import { readDeployment } from '../../../contract/deployment/read';
import { problemsAfter } from './deployment-problems';

const FILE = 'examples/identity-center.yaml';
const ANALYST = 'principal: { permissionSet: DataAnalyst, account: "111111111111" }';

test('people by permission set stand wherever operators, consumers and readers do', () => {
  const { consumers, catalog, replication } = readDeployment(readFileSync(FILE, 'utf8'), FILE);
  const all = [
    ...consumers.map(({ principal }) => principal),
    ...catalog!.readers,
    ...replication!.lambda!.operators!.users,
  ];
  expect(all.map(describePrincipal)).toEqual([
    'permission set DataAnalyst in account 111111111111',
    'arn:aws:iam::111111111111:role/loader',
    'permission set Auditor in account 222222222222',
    'arn:aws:iam::222222222222:role/auditor',
    'permission set ReplicationOperator in account 111111111111',
  ]);
});

const MAPPING = /must be \{ permissionSet: NAME, account: "123456789012" \}, the name of 1 to 32 letters/;

test.each([
  ['a wildcard in the name', 'principal: { permissionSet: "Data*", account: "111111111111" }', MAPPING],
  [
    'a name of 33',
    `principal: { permissionSet: ${'Analyst'.repeat(5).slice(0, 33)}, account: "111111111111" }`,
    MAPPING,
  ],
  ['a path in the name', 'principal: { permissionSet: a/b, account: "111111111111" }', MAPPING],
  ['an account that lost its zeros', 'principal: { permissionSet: Analyst, account: 1111 }', MAPPING],
  ['no account', 'principal: { permissionSet: Analyst }', MAPPING],
  [
    'one word too many',
    'principal: { permissionSet: Analyst, account: "111111111111", region: eu-west-1 }',
    /region: "eu-west-1" is not a setting; allowed here: account, permissionSet/,
  ],
  [
    'our own way to write it',
    'principal: permission-set/111111111111/Analyst',
    /is not the ARN of an IAM role or user/,
  ],
  ['another partition', 'principal: arn:aws-cn:iam::111111111111:role/analyst', /is not of partition aws$/],
])('a consumer with %s is refused', (_, principal, problem) => {
  expect(problemsAfter(FILE, [ANALYST, principal])).toEqual([expect.stringMatching(problem)]);
});

test('a permission set is listed once', () => {
  const operator = '- { permissionSet: ReplicationOperator, account: "111111111111" }';
  expect(problemsAfter(FILE, [operator, `${operator}\n        ${operator}`])).toEqual([
    expect.stringMatching(/operators\.users\[1\]: is listed twice/),
  ]);
  expect(problemsAfter(FILE, [`- ${ANALYST}`, `- ${ANALYST}\n  - ${ANALYST}`])).toEqual([
    expect.stringMatching(/consumers\[1\]: names permission set DataAnalyst in account 111111111111 through own again/),
  ]);
});
