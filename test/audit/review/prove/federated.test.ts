import { evaluate } from '../../../../audit/policy/evaluate';
import { review, synthesized, type StatementJson } from '../synthesized-stack';

jest.setTimeout(120_000);

const { deployment, json } = synthesized('examples/native-replication.yaml');
const ACCOUNT = '222222222222';
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/corporate`;
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;

/** Reviews the stack with one statement more in the trust policy of a role. */
function reviewWith(statement: Partial<StatementJson>) {
  const changed = structuredClone(json);
  const role = Object.values(changed.resource.aws_iam_role ?? {})[0];
  const trust = role?.assume_role_policy as { Statement: Partial<StatementJson>[] };
  trust.Statement.push({ Sid: 'Federated', Effect: 'Allow', ...statement });
  return review(changed, deployment);
}

describe('whom an identity provider vouches for', () => {
  it.each<[string, Partial<StatementJson>, string]>([
    ['SAML', { Principal: { Federated: SAML }, Action: ['sts:AssumeRoleWithSAML'] }, SAML],
    [
      'OpenID Connect, on a claim',
      {
        Principal: { Federated: GITHUB },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:us/*' } },
      },
      GITHUB,
    ],
    [
      'a provider that AWS knows',
      { Principal: { Federated: 'accounts.google.com' }, Action: ['sts:AssumeRoleWithWebIdentity'] },
      'accounts.google.com',
    ],
  ])('may not become a role of the stack: %s', (_name, statement, provider) => {
    const { proven, review: result } = reviewWith(statement);
    const found = proven.find(({ finding }) => finding.sid === 'Federated');
    expect(result.verdict).toBe('fail');
    expect(found?.finding.counterexample?.principal).toBe(provider);
    expect(found?.finding.what).toContain(`whoever the identity provider ${provider} vouches for may sts:assumerole`);
    expect(found?.shownBy && evaluate(found.shownBy).result).toBe('allow');
  });

  it.each([
    ['aws_s3_bucket_policy', 's3:GetObject', 'policy'],
    ['aws_kms_key', 'kms:Decrypt', 'policy'],
  ])('may not reach what is theirs by a session, which %s lets in', (type, action, argument) => {
    const changed = structuredClone(json);
    const block = Object.values(changed.resource[type] ?? {})[0];
    const policy = block?.[argument] as { Statement: Partial<StatementJson>[] };
    const [own] = policy.Statement;
    const object = action.startsWith('kms') ? ['*'] : [own?.Resource].flat().filter((arn) => arn?.endsWith('/*'));
    policy.Statement.push({
      ...{ Sid: 'Federated', Effect: 'Allow', Principal: { Federated: SAML }, Action: [action] },
      Resource: object as string[],
    });
    const { proven, review: result } = review(changed, deployment);
    const found = proven.find(({ finding }) => finding.sid === 'Federated');
    expect(result.verdict).toBe('fail');
    expect(result.notReviewed).toEqual([]);
    expect(found?.finding.counterexample?.context['aws:FederatedProvider']).toBe(SAML);
    expect(found?.shownBy && evaluate(found.shownBy).result).toBe('allow');
  });

  it('is kept out by a Deny', () => {
    const { proven } = reviewWith({
      Effect: 'Deny',
      Principal: { Federated: SAML },
      Action: ['sts:AssumeRoleWithSAML'],
    });
    expect(proven).toEqual([]);
  });
});
