import { evaluate } from '../../../../audit/policy/evaluate';
import { READ, document, review, role, step, type Json } from './granting-plan';

describe('a trust policy lets somebody in whom an identity provider vouches for', () => {
  const trusting = (principal: Json, action: string, condition?: Json) =>
    document({ Effect: 'Allow', Principal: principal, Action: action, ...(condition && { Condition: condition }) });
  const OIDC = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com';
  const SAML = 'arn:aws:iam::111111111111:saml-provider/staff';
  const lambda = trusting({ Service: 'lambda.amazonaws.com' }, 'sts:AssumeRole');

  test.each([
    ['OIDC', trusting({ Federated: OIDC }, 'sts:AssumeRoleWithWebIdentity'), OIDC],
    [
      'SAML',
      trusting({ Federated: SAML }, 'sts:AssumeRoleWithSAML', {
        StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
      }),
      SAML,
    ],
    [
      'Cognito',
      trusting({ Federated: 'cognito-identity.amazonaws.com' }, 'sts:AssumeRoleWithWebIdentity'),
      'cognito-identity.amazonaws.com',
    ],
  ])('%s', (_what, after, provider) => {
    const { findings, notReviewed } = review([role({ assume_role_policy: lambda }, { assume_role_policy: after })]);
    expect(notReviewed).toEqual([]);
    expect(findings).toMatchObject([
      { rule: 'plan-policy-loosened', resource: 'aws_iam_role.copy', counterexample: { principal: provider } },
    ]);
  });

  test('on fewer conditions than before', () => {
    const sub = 'token.actions.githubusercontent.com:sub';
    const before = trusting({ Federated: OIDC }, 'sts:AssumeRoleWithWebIdentity', {
      StringEquals: { [sub]: 'repo:acme/orders:ref:refs/heads/main' },
    });
    const after = trusting({ Federated: OIDC }, 'sts:AssumeRoleWithWebIdentity', {
      StringLike: { [sub]: 'repo:acme/*' },
    });
    expect(review([role({ assume_role_policy: before }, { assume_role_policy: after })]).findings).toMatchObject([
      { counterexample: { principal: OIDC } },
    ]);
    expect(review([role({ assume_role_policy: after }, { assume_role_policy: before })])).toEqual({
      findings: [],
      notReviewed: [],
    });
  });
});

describe('a policy of a bucket or a key lets in sessions that an identity provider vouched for', () => {
  const SAML = 'arn:aws:iam::999999999999:saml-provider/staff';
  const statement = (principal: Json): Json => ({ ...READ, Sid: 'Sessions', Principal: principal });
  const service = document(statement({ Service: 'logging.s3.amazonaws.com' }));

  test.each([
    ['of SAML', { Federated: SAML }, SAML],
    ['of Cognito', { Federated: 'cognito-identity.amazonaws.com' }, 'cognito-identity.amazonaws.com'],
  ])('%s', (_what, principal, provider) => {
    const bucket = { bucket: 'orders' };
    const changes = [
      step(
        'aws_s3_bucket_policy.b',
        { ...bucket, policy: service },
        { ...bucket, policy: document(statement(principal)) },
      ),
    ];
    const { findings, notReviewed } = review(changes);
    expect(notReviewed).toEqual([]);
    const [found] = findings;
    expect(found).toMatchObject({
      sid: 'Sessions',
      counterexample: { context: { 'aws:FederatedProvider': provider } },
    });
    const { context, ...request } = found!.counterexample!;
    const resourcePolicy = JSON.parse(document(statement(principal))) as unknown;
    const asked = { ...request, resourceAccount: '222222222222', context };
    expect(evaluate({ request: asked, identityPolicies: ANYTHING, resourcePolicy }).result).toBe('allow');
  });

  const ANYTHING = [JSON.parse(document({ Effect: 'Allow', Action: '*', Resource: '*' })) as unknown];
});
