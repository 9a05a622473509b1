import { evaluate } from '../../../../audit/policy/evaluate';
import { checkPlan } from '../../../../audit/review/plan/check-plan';
import { changeOf, planOf, update } from './plan-json';

type Json = Readonly<Record<string, unknown>>;

const ROLE = 'arn:aws:iam::111111111111:role/copy';
const MANAGED = 'arn:aws:iam::111111111111:policy/reading';
const document = (...statements: readonly Json[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const READ = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' };
const WRITE = { ...READ, Sid: 'Write', Action: 's3:PutObject' };
const PAYROLL = { ...READ, Sid: 'Payroll', Resource: 'arn:aws:s3:::payroll/*' };
const NEVER = { Sid: 'Never', Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' };
const ALL = { Sid: 'All', Effect: 'Allow', Action: 's3:*', Resource: '*' };

/** A resource as it is before and after; `null` where it is not there. */
const step = (address: string, before: Json | null, after: Json | null, more: Json = {}): Json => {
  if (before !== null && after !== null) {
    return changeOf(
      address,
      JSON.stringify(before) === JSON.stringify(after) ? ['no-op'] : ['update'],
      before,
      after,
      more,
    );
  }
  return changeOf(address, [before === null ? 'create' : 'delete'], before, after, more);
};
const role = (before: Json, after: Json = before): Json =>
  step('aws_iam_role.copy', { name: 'copy', arn: ROLE, ...before }, { name: 'copy', arn: ROLE, ...after });
const inline = (name: string, before: string | null, after: string | null): Json => {
  const values = (policy: string | null) => (policy === null ? null : { name, role: 'copy', policy });
  return step(`aws_iam_role_policy.${name}`, values(before), values(after));
};
const managed = (before: string | null, after: string | null, more: Json = {}): Json => {
  const values = (policy: string | null) =>
    policy === null ? null : { arn: MANAGED, name: 'reading', policy, ...more };
  return step('aws_iam_policy.reading', values(before), values(after));
};
const attached = (before: string | null, after: string | null, name = 'one'): Json => {
  const values = (arn: string | null) => (arn === null ? null : { role: 'copy', policy_arn: arn });
  return step(`aws_iam_role_policy_attachment.${name}`, values(before), values(after));
};
const review = (changes: readonly Json[], more: Json = {}) => {
  const { findings, notReviewed } = checkPlan(planOf(changes, more));
  return {
    findings: findings.filter(({ rule }) => rule.endsWith('policy-loosened')),
    notReviewed: notReviewed.filter(({ reason }) => !/destroy|configuration/.test(reason)),
  };
};

describe('what a role is granted moves, and nothing changes', () => {
  test.each<[string, readonly Json[]]>([
    [
      'from a policy within the role to a managed one',
      [role({}), inline('read', document(READ), null), managed(null, document(READ)), attached(null, MANAGED)],
    ],
    [
      'from a managed policy to one within the role',
      [
        role({}),
        inline('read', null, document(READ)),
        managed(document(READ), document(READ)),
        attached(MANAGED, null),
      ],
    ],
    [
      'into a managed policy that has it already',
      [
        role({}),
        inline('read', document(READ), null),
        managed(document(READ, WRITE), document(READ, WRITE)),
        attached(MANAGED, MANAGED),
      ],
    ],
    [
      'from one statement of two to two policies of one',
      [
        role({}),
        inline('both', document(READ, WRITE), null),
        inline('read', null, document(READ)),
        inline('write', null, document(WRITE)),
      ],
    ],
    [
      'from a resource to a block of the role',
      [
        role({ inline_policy: [{ name: 'read', policy: document(READ) }] }),
        inline('read', document(READ), null),
        inline('same', null, document({ ...READ, Sid: 'Same' })),
      ],
    ],
    [
      'a Deny from one policy to another',
      [
        role({}),
        inline('a', document(READ, NEVER), document(READ)),
        inline('b', document(WRITE), document(WRITE, NEVER)),
      ],
    ],
    [
      'a Deny from a policy to the permissions boundary',
      [
        role({ permissions_boundary: MANAGED }),
        inline('a', document(READ, NEVER), document(READ)),
        managed(document(ALL), document(ALL, NEVER)),
      ],
    ],
    [
      'from an attachment to managed_policy_arns',
      [role({ managed_policy_arns: [MANAGED] }), managed(document(READ), document(READ)), attached(MANAGED, null)].map(
        (one, i) => (i === 0 ? { ...one, address: 'aws_iam_role.copy' } : one),
      ),
    ],
    [
      'a policy variable stays',
      [
        role({}),
        inline(
          'home',
          document({ ...READ, Resource: 'arn:aws:s3:::home/${aws:username}/*' }, WRITE),
          document({ ...READ, Resource: 'arn:aws:s3:::home/${aws:username}/*' }),
        ),
      ],
    ],
    [
      'a policy of AWS stays, whatever it says',
      [
        role({}),
        attached('arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
        inline('a', document(READ, WRITE), document(READ)),
      ],
    ],
  ])('%s', (what, changes) => {
    const { findings, notReviewed } = review(changes, what.includes('managed_policy_arns') ? WRITTEN : {});
    expect({ findings, notReviewed }).toEqual({ findings: [], notReviewed: [] });
  });
});

/** A configuration that sets `managed_policy_arns` of the role. */
const WRITTEN = {
  configuration: {
    root_module: {
      resources: [
        { address: 'aws_iam_role.copy', expressions: { managed_policy_arns: { constant_value: [MANAGED] } } },
      ],
    },
  },
};

describe('all that a role is granted is wider, and principal, action and resource are named', () => {
  test.each<[string, readonly Json[], string]>([
    [
      'by what moves and grows',
      [role({}), inline('read', document(READ), null), managed(null, document(READ, PAYROLL)), attached(null, MANAGED)],
      's3:GetObject on arn:aws:s3:::payroll/',
    ],
    [
      'by another managed policy',
      [role({}), managed(document(PAYROLL), document(PAYROLL)), attached(null, MANAGED)],
      's3:GetObject on arn:aws:s3:::payroll/',
    ],
    [
      'by a policy that many carry',
      [role({}), managed(document(READ), document(READ, WRITE)), attached(MANAGED, MANAGED)],
      's3:PutObject on arn:aws:s3:::orders/',
    ],
    ['by a Deny that goes', [role({}), inline('a', document(READ, NEVER), document(READ))], 's3:DeleteObject on'],
    [
      'by a Deny that goes, though the role still shows it',
      [
        role({ inline_policy: [{ name: 'a', policy: document(READ, NEVER) }] }),
        inline('a', document(READ, NEVER), document(READ)),
      ],
      's3:DeleteObject on',
    ],
    [
      'by its boundary, which goes',
      [
        role({ permissions_boundary: MANAGED }, { permissions_boundary: null }),
        managed(document(READ), document(READ)),
        inline('a', document(ALL), document(ALL)),
      ],
      's3:',
    ],
    [
      'by its boundary, which goes though it held nothing back',
      [
        role({ permissions_boundary: MANAGED }, { permissions_boundary: '' }),
        managed(document({ ...ALL, Action: '*' }), document({ ...ALL, Action: '*' })),
        inline('a', document(READ), document(READ)),
      ],
      'permissions boundary',
    ],
    [
      'by its boundary, which lets more through',
      [
        role({ permissions_boundary: MANAGED }),
        managed(document(READ), document(READ, WRITE)),
        inline('a', document(READ, WRITE), document(READ, WRITE)),
      ],
      's3:PutObject on',
    ],
    [
      'by a block that takes the place of a resource',
      [
        role(
          { inline_policy: [{ name: 'a', policy: document(READ) }] },
          { inline_policy: [{ name: 'a', policy: document(READ, WRITE) }] },
        ),
        inline('a', document(READ), null),
      ],
      's3:PutObject on',
    ],
  ])('%s', (_what, changes, request) => {
    const { findings } = review(changes);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.map(({ what }) => what).join('\n')).toContain(request);
    for (const { counterexample } of findings) if (counterexample) expect(counterexample.principal).toBe(ROLE);
  });

  test('of a user by a group that he joins', () => {
    const group = { name: 'ops', arn: 'arn:aws:iam::111111111111:group/ops' };
    const user = { name: 'ann', arn: 'arn:aws:iam::111111111111:user/ann' };
    const policy = { name: 'p', group: 'ops', policy: document(READ) };
    const { findings, notReviewed } = review([
      step('aws_iam_group.ops', group, group),
      step('aws_iam_user.ann', user, user),
      step('aws_iam_group_policy.p', policy, policy),
      step('aws_iam_user_group_membership.ann', null, { user: 'ann', groups: ['ops'] }),
    ]);
    expect(notReviewed).toEqual([]);
    expect(findings).toMatchObject([{ counterexample: { principal: user.arn, action: 's3:GetObject' } }]);
  });

  test('of others who carry a managed policy, though those of the plan gain nothing', () => {
    const changes = (count: number) => [
      role({}),
      inline('write', document(WRITE), document(WRITE)),
      managed(document(READ), document(READ, WRITE), { attachment_count: count }),
      attached(MANAGED, MANAGED),
    ];
    expect(review(changes(1)).findings).toEqual([]);
    expect(review(changes(2)).findings).toMatchObject([{ resource: 'aws_iam_policy.reading' }]);
  });

  test('not by roles of one name in two accounts', () => {
    const name = 'copy';
    const there = { name, arn: 'arn:aws:iam::222222222222:role/copy' };
    const block = (address: string, key: string) => ({ address, provider_config_key: key, expressions: {} });
    const { findings } = review(
      [
        role({}),
        step('aws_iam_role.there', there, there),
        inline('here', null, document(READ)),
        step(
          'aws_iam_role_policy.there',
          { name: 'a', role: 'copy', policy: document(READ) },
          { name: 'a', role: 'copy', policy: document(READ) },
        ),
      ],
      {
        configuration: {
          root_module: {
            resources: [
              block('aws_iam_role.copy', 'aws.source'),
              block('aws_iam_role_policy.here', 'aws.source'),
              block('aws_iam_role.there', 'aws.destination'),
              block('aws_iam_role_policy.there', 'aws.destination'),
            ],
          },
        },
      },
    );
    expect(findings).toMatchObject([{ counterexample: { principal: ROLE } }]);
  });
});

describe('what a role is granted and nobody knows is listed', () => {
  test.each<[string, readonly Json[], RegExp]>([
    [
      'a policy of AWS that is attached',
      [role({}), attached(null, 'arn:aws:iam::aws:policy/AdministratorAccess')],
      /AdministratorAccess says is not in the plan/,
    ],
    [
      'a policy of AWS that is taken away, which may deny',
      [role({}), attached('arn:aws:iam::aws:policy/AWSDenyAll', null)],
      /no longer denied .* AWSDenyAll|AWSDenyAll says is not in the plan/,
    ],
    [
      'another boundary',
      [
        role(
          { permissions_boundary: 'arn:aws:iam::111111111111:policy/a' },
          { permissions_boundary: 'arn:aws:iam::111111111111:policy/b' },
        ),
      ],
      /policy\/b says is not in the plan/,
    ],
    [
      'an attachment known only after apply',
      [
        role({}),
        step('aws_iam_role_policy_attachment.one', null, { role: 'copy' }, { after_unknown: { policy_arn: true } }),
      ],
      /policy_arn is known only after apply/,
    ],
    [
      'a policy known only after apply',
      [
        role({}),
        step(
          'aws_iam_role_policy.a',
          { name: 'a', role: 'copy', policy: document(READ) },
          { name: 'a', role: 'copy' },
          { after_unknown: { policy: true } },
        ),
      ],
      /policy is known only after apply/,
    ],
    ['an access key', [step('aws_iam_access_key.k', null, { user: 'ann' })], /its change is not compared/],
  ])('%s', (_what, changes, reason) => {
    const { notReviewed } = review(changes);
    expect(notReviewed.map((one) => one.reason).join('\n')).toMatch(reason);
  });

  test('unless a data source has read it', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    const read = { mode: 'data', type: 'aws_iam_policy', values: { arn, policy: document(ALL) } };
    const { findings, notReviewed } = review([role({}), attached(null, arn)], {
      prior_state: { values: { root_module: { resources: [read] } } },
    });
    expect(notReviewed).toEqual([]);
    expect(findings).toMatchObject([{ counterexample: { principal: ROLE } }]);
  });

  test('unless Terraform JSON writes which policy of the plan it is', () => {
    const made = step(
      'aws_iam_policy.reading',
      null,
      { name: 'reading', policy: document(READ) },
      { after_unknown: { arn: true } },
    );
    const given = step(
      'aws_iam_role_policy_attachment.one',
      null,
      { role: 'copy' },
      { after_unknown: { policy_arn: true } },
    );
    const attach = (expression: Json) => ({
      configuration: {
        root_module: {
          resources: [{ address: 'aws_iam_role_policy_attachment.one', expressions: { policy_arn: expression } }],
        },
      },
    });
    const changes = [role({}), inline('read', document(READ), null), made, given];
    const references = ['aws_iam_policy.reading.arn', 'aws_iam_policy.reading'];
    expect(review(changes, attach({ constant_value: '${aws_iam_policy.reading.arn}', references }))).toEqual({
      findings: [],
      notReviewed: [],
    });
    expect(review(changes, attach({ references })).notReviewed).toHaveLength(1);
  });
});

describe('drift of what a role is granted', () => {
  const kept = inline('read', document(READ), document(READ));
  const shown = (...policies: readonly Json[]): Json => ({ inline_policy: policies });
  const READING = { name: 'read', policy: document(READ) };
  const drift = (after: Json): Json =>
    update('aws_iam_role.copy', { name: 'copy', arn: ROLE, inline_policy: [] }, { name: 'copy', arn: ROLE, ...after });

  test('is none where the role shows what its resources give it', () => {
    expect(review([role(shown(READING)), kept], { resource_drift: [drift(shown(READING))] }).findings).toEqual([]);
  });

  test('is told with a request where somebody gave it more', () => {
    const more = shown(READING, { name: 'by-hand', policy: document(PAYROLL) });
    const { findings } = review([role(more), kept], { resource_drift: [drift(more)] });
    expect(findings).toMatchObject([
      { rule: 'plan-drift-policy-loosened', counterexample: { principal: ROLE, action: 's3:GetObject' } },
    ]);
  });
});

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
