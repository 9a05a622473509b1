import { problemsAfter } from './deployment-problems';

const OF_A = 'deployer: arn:aws:iam::111111111111:role/terraform-deployer';
const OF_B = 'deployer: arn:aws:iam::222222222222:role/terraform-deployer';

const withCredentials = (source: string, destination: string) =>
  problemsAfter(
    'deployment.yaml',
    [OF_A, `${OF_A}\n  credentials: ${source}`],
    [OF_B, `${OF_B}\n  credentials: ${destination}`],
  );

test.each([
  ['one in the environment, one assumed', 'ambient', '{ assumeRole: {} }'],
  ['one assumed, one in the environment', '{ assumeRole: {} }', 'ambient'],
  ['two profiles', '{ profile: a }', '{ profile: b }'],
  ['a profile and the environment', '{ profile: a }', 'ambient'],
  ['two roles, assumed by what is in the environment', '{ assumeRole: {} }', '{ assumeRole: { externalId: x1 } }'],
])('%s are two sets', (_, source, destination) => {
  expect(withCredentials(source, destination)).toEqual([]);
});

test.each([
  ['the environment', 'ambient', 'ambient', 'must not be ambient for both accounts'],
  ['a profile', '{ profile: a }', '{ profile: a }', 'must not be profile a for both accounts'],
])('%s for both accounts is refused', (_, source, destination, rule) => {
  expect(withCredentials(source, destination)).toEqual([expect.stringContaining(`destination.credentials: `)]);
  expect(withCredentials(source, destination)[0]).toContain(rule);
});

test('a file that says nothing of credentials gets two sets', () => {
  expect(problemsAfter('deployment.yaml')).toEqual([]);
});

test('the destination may not take the default of the source', () => {
  expect(problemsAfter('deployment.yaml', [OF_B, `${OF_B}\n  credentials: ambient`])).toEqual([
    expect.stringContaining('must not be ambient for both accounts'),
  ]);
});

test.each([
  ['a user', OF_B.replace('role/', 'user/')],
  ['root', 'deployer: arn:aws:iam::222222222222:root'],
])('%s cannot be assumed', (_, deployer) => {
  expect(problemsAfter('deployment.yaml', [OF_B, deployer])).toEqual([
    expect.stringContaining('destination.deployer: '),
  ]);
});

test.each([
  ['ambientt', 'must be ambient, { profile: … } or { assumeRole: { … } }'],
  ['{ profile: a, assumeRole: {} }', 'must be ambient'],
  ['{ profile: "a b" }', 'is not the name of a profile'],
  ['{ assumeRole: { externalId: "" } }', 'is not an external id'],
])('credentials: %s is not understood', (text, rule) => {
  expect(withCredentials('ambient', text)[0]).toContain(rule);
});

test('the emulator is no word of the file', () => {
  expect(
    problemsAfter('deployment.yaml', ['name: orders', 'name: orders\nemulator: { endpoint: "http://127.0.0.1:5000" }']),
  ).toEqual([expect.stringContaining('emulator: is not a setting; allowed here: ')]);
});
