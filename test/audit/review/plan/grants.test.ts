import {
  ALL,
  MANAGED,
  NEVER,
  PAYROLL,
  READ,
  ROLE,
  WRITE,
  attached,
  document,
  inline,
  managed,
  review,
  role,
  step,
  type Json,
} from './granting-plan';
import { update } from './plan-json';

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
