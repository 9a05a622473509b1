import { evaluate } from '../../../../audit/policy/evaluate';
import { checkPlan } from '../../../../audit/review/plan/check-plan';
import { changeOf, planOf, update } from './plan-json';

type Json = Readonly<Record<string, unknown>>;

const ROLE = 'arn:aws:iam::111111111111:role/instance';
const OBJECTS = 'arn:aws:s3:::orders/*';
const document = (...statements: readonly Json[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = {
  Sid: 'AllowInstance',
  Effect: 'Allow',
  Principal: { AWS: [ROLE] },
  Action: ['s3:GetObject'],
  Resource: [OBJECTS],
  Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f67890' } },
};
const deny = {
  Sid: 'DenyOutsideEndpoint',
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: [OBJECTS],
  Condition: {
    StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f67890' },
    ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/deployer' },
  },
};
const bucketPolicy = (before: readonly Json[], after: readonly Json[]): Json =>
  update(
    'aws_s3_bucket_policy.data',
    { bucket: 'orders', policy: document(...before) },
    { bucket: 'orders', policy: document(...after) },
  );
const review = (...changes: readonly Json[]) => checkPlan(planOf(changes));
const anything = [{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }];

test('decisions are counted over all policies that a plan changes, by whatever comparison', () => {
  const one = bucketPolicy([allow], [{ ...allow, Principal: '*' }]);
  const { decisions } = review(one);
  expect(decisions).toBeGreaterThan(0);
  expect(review(one, { ...one, address: 'aws_s3_bucket_policy.other' }).decisions).toBe(2 * decisions);
});

const LOOSENINGS: readonly (readonly [what: string, before: readonly Json[], after: readonly Json[]])[] = [
  ['a condition is dropped', [allow], [{ ...allow, Condition: undefined }]],
  ['a principal is widened to everyone', [allow], [{ ...allow, Principal: '*' }]],
  ['a principal of another account is added', [allow], [{ ...allow, Principal: { AWS: ['999999999999', ROLE] } }]],
  ['an action is added', [allow], [{ ...allow, Action: ['s3:GetObject', 's3:PutObject'] }]],
  ['an action becomes a pattern', [allow], [{ ...allow, Action: 's3:Get*' }]],
  ['a resource is widened', [{ ...allow, Resource: 'arn:aws:s3:::orders/in/*' }], [allow]],
  [
    'another endpoint is let in',
    [allow],
    [{ ...allow, Condition: { StringEquals: { 'aws:SourceVpce': ['vpce-0a1b2c3d4e5f67890', 'vpce-1'] } } }],
  ],
  ['an operator lets more in', [allow], [{ ...allow, Condition: { StringLike: { 'aws:SourceVpce': '*' } } }]],
  ['IfExists is added', [allow], [{ ...allow, Condition: { StringEqualsIfExists: allow.Condition.StringEquals } }]],
  ['a Deny is dropped', [allow, deny], [allow]],
  ['a Deny becomes narrower', [allow, deny], [allow, { ...deny, Action: 's3:PutObject' }]],
  [
    'another principal is exempt from a Deny',
    [allow, deny],
    [
      allow,
      {
        ...deny,
        Condition: {
          ...deny.Condition,
          ArnNotLikeIfExists: {
            'aws:PrincipalArn': ['arn:aws:iam::222222222222:role/deployer', 'arn:aws:iam::333333333333:role/x'],
          },
        },
      },
    ],
  ],
  [
    'a second statement undoes the first',
    [allow],
    [allow, { ...allow, Sid: 'AllowMore', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ],
];

describe('a bucket policy is looser when', () => {
  test.each(LOOSENINGS)('%s, and the evaluator confirms the request', (_what, before, after) => {
    const { findings, notReviewed } = review(bucketPolicy(before, after));
    expect(notReviewed).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
    for (const { rule, severity, resource, counterexample } of findings) {
      expect([rule, severity, resource]).toEqual(['plan-policy-loosened', 'error', 'aws_s3_bucket_policy.data']);
      const { context, ...request } = counterexample!;
      const decide = (statements: readonly Json[]) =>
        evaluate({
          request: { ...request, resourceAccount: '222222222222', context },
          identityPolicies: /anonymous|amazonaws|:root/.test(request.principal) ? [] : anything,
          resourcePolicy: JSON.parse(document(...statements)) as unknown,
        }).result;
      const rank = ['explicit-deny', 'implicit-deny', 'allow'];
      expect(rank.indexOf(decide(after))).toBeGreaterThan(rank.indexOf(decide(before)));
    }
  });

  test.each(LOOSENINGS)('not when the reverse of this happens: %s', (what, before, after) => {
    const { findings } = review(bucketPolicy(after, before));
    // To swap one for the other is looser and tighter at once.
    expect(findings).toEqual([]);
    expect(what).not.toBe('');
  });

  test.each([
    ['statements change places', [allow, deny], [deny, allow]],
    ['a Sid changes', [allow], [{ ...allow, Sid: 'Other' }]],
    ['a list is written in another way', [allow], [{ ...allow, Action: 's3:GetObject' }]],
    [
      'a pattern only lists what it matched',
      [{ ...allow, Action: 's3:GetObjectTorren?' }],
      [{ ...allow, Action: 's3:GetObjectTorrent' }],
    ],
    ['a Deny is added', [allow], [allow, deny]],
  ])('but not when %s', (_what, before, after) => {
    expect(review(bucketPolicy(before, after))).toMatchObject({ findings: [], notReviewed: [] });
  });
});

describe('other policies', () => {
  test('a key policy that lets another account decrypt', () => {
    const key = { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:Decrypt', Resource: '*' };
    const { findings } = review(
      update(
        'aws_kms_key.data',
        { policy: document(key) },
        { policy: document(key, { ...key, Sid: 'More', Principal: { AWS: 'arn:aws:iam::999999999999:root' } }) },
      ),
    );
    expect(findings).toMatchObject([
      { sid: 'More', counterexample: { principal: 'arn:aws:iam::999999999999:root', action: 'kms:Decrypt' } },
    ]);
  });

  test('a trust policy that takes another service', () => {
    const trust = (Service: string) => document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });
    const { findings } = review(
      update(
        'aws_iam_role.copy',
        { name: 'copy', arn: ROLE, assume_role_policy: trust('lambda.amazonaws.com') },
        { name: 'copy', arn: ROLE, assume_role_policy: trust('ec2.amazonaws.com') },
      ),
    );
    expect(findings).toMatchObject([{ counterexample: { principal: 'ec2.amazonaws.com', action: 'sts:AssumeRole' } }]);
  });

  test('an identity policy that reaches another bucket', () => {
    const one = { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: OBJECTS };
    const { findings } = review(
      update(
        'aws_iam_role_policy.copy',
        { role: 'copy', policy: document(one) },
        {
          role: 'copy',
          policy: document({ ...one, Resource: [OBJECTS, 'arn:aws:s3:::payroll/*'] }),
        },
      ),
    );
    expect(findings).toMatchObject([
      { counterexample: { action: 's3:GetObject', resource: 'arn:aws:s3:::payroll/an-object' } },
    ]);
  });

  test('an endpoint policy that is taken away lets everything through', () => {
    const policy = document({ ...allow, Principal: '*', Condition: undefined });
    const { findings } = review(update('aws_vpc_endpoint.s3', { policy }, { policy: null }));
    expect(findings[0]).toMatchObject({ rule: 'plan-policy-loosened', resource: 'aws_vpc_endpoint.s3' });
  });

  test('a policy that is added to a role that exists, but not one that comes with its role', () => {
    const policy = changeOf('aws_iam_role_policy.more', ['create'], null, {
      role: 'copy',
      policy: document({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
    });
    expect(review(policy).findings).toMatchObject([{ counterexample: { action: 's3:GetObject' } }]);
    expect(review(policy, changeOf('aws_iam_role.copy', ['create'], null, { name: 'copy' })).findings).toEqual([]);
  });

  test('a bucket policy that is deleted, but not with its bucket', () => {
    const policy = changeOf(
      'aws_s3_bucket_policy.data',
      ['delete'],
      { bucket: 'orders', policy: document(deny) },
      null,
    );
    expect(review(policy).findings).toMatchObject([
      {
        rule: 'plan-policy-loosened',
        sid: 'DenyOutsideEndpoint',
        what: expect.stringMatching(/would stop denying/) as string,
      },
    ]);
    const both = review(policy, changeOf('aws_s3_bucket.data', ['delete'], { bucket: 'orders' }, null));
    expect(both.findings.map(({ rule }) => rule)).toEqual(['plan-stateful-destroyed']);
  });

  test('drift that let someone in', () => {
    const { findings } = checkPlan(
      planOf([], { resource_drift: [bucketPolicy([allow], [{ ...allow, Principal: '*', Condition: undefined }])] }),
    );
    expect(findings.map(({ rule }) => rule)).toContain('plan-drift-policy-loosened');
  });
});

describe('what was not reviewed is said', () => {
  const reasons = (...changes: readonly Json[]) => review(...changes).notReviewed.map(({ reason }) => reason);

  test.each<[string, Json, RegExp]>([
    [
      'a policy that is known only after apply',
      update(
        'aws_s3_bucket_policy.data',
        { bucket: 'orders', policy: document(allow) },
        { bucket: 'orders' },
        { policy: true },
      ),
      /its policy is known only after apply/,
    ],
    [
      'a policy with an action that does not exist',
      bucketPolicy([allow], [{ ...allow, Action: 's3:GetObjekt' }]),
      /matches no known action of s3/,
    ],
    [
      'a policy variable within longer text, of a key that the request leaves open',
      bucketPolicy(
        [allow],
        [{ ...allow, Condition: { StringLike: { 's3:prefix': 'home/${aws:PrincipalTag/team}/*' } } }],
      ),
      /policy variable within longer text/,
    ],
    [
      'a policy variable in a resource',
      bucketPolicy([allow], [{ ...allow, Resource: 'arn:aws:s3:::orders/${aws:username}/*' }]),
      /policy variables in its resources/,
    ],
    [
      'conditions without end',
      bucketPolicy(
        [allow],
        [
          {
            ...allow,
            Condition: {
              StringEquals: Object.fromEntries(
                Array.from({ length: 40 }, (_, i) => [`aws:PrincipalTag/t${i}`, ['a', 'b', 'c']]),
              ),
            },
          },
        ],
      ),
      /tell more than 20000 contexts apart/,
    ],
    [
      'a policy longer than any',
      bucketPolicy([allow], [{ ...allow, Sid: 'x'.repeat(70_000) }]),
      /longer than any policy/,
    ],
    [
      'a permission, which is no policy document',
      changeOf('aws_lambda_permission.x', ['create'], null, { principal: '*' }),
      /its change is not compared/,
    ],
  ])('%s', (_what, change, sentence) => {
    expect(reasons(change)).toEqual([expect.stringMatching(sentence)]);
  });
});

describe('a topic whose policy is a resource of its own', () => {
  const publish = (principal: unknown) =>
    document({ Sid: 'Publish', Effect: 'Allow', Principal: principal, Action: 'sns:Publish', Resource: ARN });
  const ARN = 'arn:aws:sns:us-east-1:111111111111:results';
  const OWN = publish({ Service: 'cloudwatch.amazonaws.com' });
  const NONE = publish({ AWS: '111111111111' });
  const drifted = (now: string) => {
    const own = { arn: ARN, policy: OWN };
    const shown = (policy: string) => ({ arn: ARN, policy });
    return checkPlan(
      planOf([changeOf('aws_sns_topic_policy.own', ['no-op'], own, own)], {
        resource_drift: [update('aws_sns_topic.results', shown(NONE), shown(now))],
      }),
    ).findings.filter(({ rule }) => rule === 'plan-drift-policy-loosened');
  };

  test('shows that policy after its first apply, and that is no drift', () => {
    expect(drifted(OWN)).toEqual([]);
  });

  test('shows what was added outside Terraform', () => {
    expect(drifted(publish('*'))).toHaveLength(1);
  });
});
