import { accountOf, inUnnamedSession, readRequester, throughProvider } from '../../../audit/policy/requester';

const ROLE = 'arn:aws:iam::111111111111:role/team/reader';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';
const IN_ROLE = { type: 'role', accountId: '111111111111', partition: 'aws', name: 'reader' };

/** IAM User Guide, "IAM identifiers" and "AWS JSON policy elements: Principal". */
test.each<readonly [string, object | undefined, account: string | undefined]>([
  ['anonymous', { type: 'anonymous' }, undefined],
  ['s3.amazonaws.com', { type: 'service', service: 's3.amazonaws.com' }, undefined],
  ...['accounts.google.com', 'cognito-identity.amazonaws.com', 'graph.facebook.com', 'www.amazon.com'].map(
    (provider) => [provider, { type: 'federated', provider }, undefined] as const,
  ),
  ...['oidc-provider/token.actions.githubusercontent.com', 'saml-provider/Okta', 'oidc-provider/a.example/b'].map(
    (name) => {
      const provider = `arn:aws:iam::111111111111:${name}`;
      return [provider, { type: 'federated', provider }, undefined] as const;
    },
  ),
  ['arn:aws:iam::111111111111:root', { type: 'root', accountId: '111111111111' }, '111111111111'],
  ['arn:aws:iam::111111111111:user/a/b', { type: 'user', accountId: '111111111111', name: 'b' }, '111111111111'],
  ['arn:aws:sts::111111111111:federated-user/b', { type: 'federated-user', name: 'b' }, '111111111111'],
  [ROLE, { ...IN_ROLE, roleArn: ROLE, sessionArn: undefined }, '111111111111'],
  [SESSION, { ...IN_ROLE, roleArn: undefined, sessionArn: SESSION }, '111111111111'],
  ['arn:aws:iam::111111111111:group/g', undefined, undefined],
  ['arn:aws:iam::111111111111:oidc-provider/', undefined, undefined],
  ['xarn:aws:iam::111111111111:saml-provider/Okta', undefined, undefined],
  ['arn:aws:iam::111111111111:saml-provider/Okta ', undefined, undefined],
  ['arn:aws:iam::11111111111:saml-provider/Okta', undefined, undefined],
  ['Anonymous', undefined, undefined],
  ['', undefined, undefined],
])('%j is read as whoever it is', (text, requester, account) => {
  const read = readRequester(text);
  if (requester === undefined) expect(read).toBeUndefined();
  else expect(read).toMatchObject(requester);
  expect(read && accountOf(read)).toBe(account);
});

const read = (text: string) => {
  const requester = readRequester(text);
  if (requester === undefined) throw new Error(text);
  return requester;
};

test('only a session of a role can have been made through an identity provider', () => {
  expect(throughProvider(read(SESSION), 'Okta')).toEqual({ ...read(SESSION), provider: 'Okta' });
  expect(throughProvider(read(ROLE), 'Okta')).toEqual({ ...read(ROLE), provider: 'Okta' });
  for (const text of ['anonymous', 's3.amazonaws.com', 'arn:aws:iam::111111111111:user/a', 'accounts.google.com'])
    expect(throughProvider(read(text), 'Okta')).toBeUndefined();
});

test('whom no policy names has a session of his own, through no identity provider', () => {
  expect(inUnnamedSession(read(ROLE))).toEqual({
    ...read(ROLE),
    ...{ provider: null, sessionArn: 'arn:aws:sts::111111111111:assumed-role/reader/a-session-not-named' },
  });
  expect(inUnnamedSession(read(SESSION))).toEqual({ ...read(SESSION), provider: null });
  const federated = read('arn:aws:sts::111111111111:federated-user/b');
  expect(inUnnamedSession(federated)).toEqual({ ...federated, userArn: 'a user that is not named' });
  for (const text of ['anonymous', 'arn:aws:iam::111111111111:user/a', 'arn:aws:iam::111111111111:root'])
    expect(inUnnamedSession(read(text))).toEqual(read(text));
});
