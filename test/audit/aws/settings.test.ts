import { identitiesOf } from '../../../audit/aws/settings';

const A = 'arn:aws:iam::111111111111:role/reader';
const B = 'arn:aws:iam::222222222222:role/path/reader';

test('without a role one identity is for every account, named as the user knows it', () => {
  expect(identitiesOf({}).map(({ name, account }) => [name, account])).toEqual([
    ['the default credentials', undefined],
  ]);
  expect(identitiesOf({ profile: 'audit' })[0].name).toBe('profile audit');
});

test("each role is for its own account, or for the one before the '='", () => {
  const identities = identitiesOf({ roleArn: [A, `333333333333=${B}`] });
  expect(identities.map(({ name, account }) => [name, account])).toEqual([
    [`role ${A}`, '111111111111'],
    [`role ${B}`, '333333333333'],
  ]);
});

test.each([
  ['a user', ['arn:aws:iam::111111111111:user/x'], /is not arn:aws:iam::ACCOUNT:role\/NAME/],
  ['a session', ['arn:aws:sts::111111111111:assumed-role/x/y'], /is not arn:aws:iam::ACCOUNT:role\/NAME/],
  ['an account that is none', [`1=${A}`], /is not arn:aws:iam::ACCOUNT:role\/NAME/],
  ['two roles for one account', [A, `111111111111=${B}`], /account 111111111111 has two roles/],
])('refuses %s', (_what, roleArn, message) => {
  expect(() => identitiesOf({ roleArn })).toThrow(message);
});
