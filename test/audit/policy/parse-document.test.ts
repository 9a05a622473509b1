import { KIND_RULES, type PolicyKind } from '../../../audit/policy/document';
import { parsePolicyDocument, parsePolicyText } from '../../../audit/policy/parse-document';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const problemsOf = (json: unknown, kind: PolicyKind = 'identity'): readonly string[] => {
  const read = parsePolicyDocument(json, 'aws_iam_policy.app', kind);
  return read.ok ? [] : read.problems;
};

describe('a policy document', () => {
  it('may hold one statement or a list, with or without Version', () => {
    expect(problemsOf({ Statement: statement })).toEqual([]);
    expect(problemsOf({ Version: '2012-10-17', Id: 'x', Statement: [statement] })).toEqual([]);
  });

  it('has them named though it is none as a whole', () => {
    const Statement = [{ ...statement, Effect: 'Maybe' }, { ...statement, Action: 's3:GetObjekt' }, 7];
    expect(problemsOf({ Version: '2012-10-17', Statement })).toEqual([
      expect.stringContaining('aws_iam_policy.app.Statement[0].Effect: '),
      expect.stringContaining('aws_iam_policy.app.Statement[2]: '),
      'aws_iam_policy.app.Statement[1].Action: "s3:GetObjekt" matches no known action of s3',
    ]);
  });

  it('has all its problems named at once, each with its place', () => {
    const json = {
      Version: '2012-10-17',
      Statement: [
        { ...statement, Action: 's3:GetObjekt' },
        {
          ...statement,
          Resource: 'orders/*',
          Condition: { StringIs: { 'aws:SourceVpc': 'x' }, Bool: { 'aws:Tls': 'yes' } },
        },
      ],
    };
    expect(problemsOf(json)).toEqual([
      'aws_iam_policy.app.Statement[0].Action: "s3:GetObjekt" matches no known action of s3',
      'aws_iam_policy.app.Statement[1].Resource: "orders/*" is not an ARN',
      'aws_iam_policy.app.Statement[1].Condition.StringIs: "StringIs" is not a condition operator',
      'aws_iam_policy.app.Statement[1].Condition.Bool["aws:Tls"]: "aws:Tls" is not a known condition key',
    ]);
  });

  it.each([
    ['a version that is none', { Version: '2012-10-18', Statement: statement }, /\.Version: /],
    ['an unknown element of the document', { Statement: statement, Statements: [] }, /Unrecognized key: "Statements"/],
    ['an effect in small letters', { Statement: [{ ...statement, Effect: 'deny' }] }, /Statement\[0\]\.Effect: /],
    ['no statement', { Statement: [] }, /\.Statement: /],
    ['no document', 'policy', /expected object/],
    ['no action', { Statement: [{ Effect: 'Allow', Resource: '*' }] }, /Action: is missing \(or NotAction\)/],
    ['no resource', { Statement: [{ Effect: 'Allow', Action: '*' }] }, /Resource: is missing \(or NotResource\)/],
    ['an action without service', { Statement: { ...statement, Action: 'GetObject' } }, /is not an action/],
    [
      'a wildcard for the service of a resource',
      { Statement: { ...statement, Resource: 'arn:aws:*:::x' } },
      /without wildcards/,
    ],
    [
      'a policy variable before the fifth colon',
      {
        Version: '2012-10-17',
        Statement: { ...statement, Resource: 'arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:q' },
      },
      /before the fifth colon/,
    ],
    [
      'a multivalued policy variable',
      { Version: '2012-10-17', Statement: { ...statement, Resource: 'arn:aws:s3:::${aws:TagKeys}' } },
      /multivalued key cannot be a policy variable/,
    ],
    [
      "Terraform's escape",
      { Statement: { ...statement, Resource: 'arn:aws:s3:::$${aws:username}' } },
      /Terraform's escape/,
    ],
    ['an unclosed placeholder', { Statement: { ...statement, Resource: 'arn:aws:s3:::${aws:username' } }, /unclosed/],
    [
      'a condition without values',
      { Statement: { ...statement, Condition: { Bool: { 'aws:SecureTransport': [] } } } },
      /not empty/,
    ],
    [
      'a truth value that is none',
      { Statement: { ...statement, Condition: { Bool: { 'aws:SecureTransport': 'no' } } } },
      /"no" is not true or false/,
    ],
    [
      'one key in two spellings',
      { Statement: { ...statement, Condition: { StringEquals: { 'aws:SourceVpc': 'a', 'aws:sourcevpc': 'b' } } } },
      /names the key "aws:sourcevpc" twice/,
    ],
    [
      'a Sid twice',
      {
        Statement: [
          { ...statement, Sid: 'A' },
          { ...statement, Sid: 'A' },
        ],
      },
      /Sid: "A" is used twice/,
    ],
    ['a Sid with a space', { Statement: [{ ...statement, Sid: 'A b' }] }, /must be letters and digits/],
  ])('is refused with %s', (_what, json, problem) => {
    expect(problemsOf(json)).toEqual([expect.stringMatching(problem)]);
  });

  it('is refused with an unresolved token as a condition key', () => {
    const Condition = { StringEquals: { '${TfToken[1]}': 'x' } };
    expect(problemsOf({ Statement: { ...statement, Condition } })).toContainEqual(
      expect.stringContaining('the key "${TfToken[1]}" is an unresolved reference'),
    );
  });

  it('needs a principal in a bucket policy, none in an identity policy, and no resource in a trust policy', () => {
    const named = { ...statement, Principal: { AWS: '111111111111' } };
    const trust = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' };
    expect(problemsOf({ Statement: named }, 'resource')).toEqual([]);
    expect(problemsOf({ Statement: trust }, 'trust')).toEqual([]);
    expect(problemsOf({ Statement: named }, 'identity')).toHaveLength(1);
    expect(problemsOf({ Statement: statement }, 'resource')).toHaveLength(1);
    expect(problemsOf({ Statement: trust }, 'resource')).toHaveLength(1);
    expect(
      problemsOf({ Statement: { ...trust, Principal: undefined, NotPrincipal: { AWS: '111111111111' } } }, 'trust'),
    ).not.toEqual([]);
  });

  it.each(['constructor', 'toString', 'valueOf', '__defineGetter__'])(
    'takes %s, which every object answers to, for no type of principal, operator, key, element or action',
    (name) => {
      for (const changed of [
        { Principal: { [name]: '111111111111' } },
        { Condition: { [name]: { 'aws:SourceVpc': 'x' } } },
        { Condition: { StringEquals: { [name]: 'x' } } },
        { [name]: 'x' },
        { Action: name },
        { Action: `${name}:GetObject` },
      ]) {
        const Statement = { ...statement, Principal: { AWS: '111111111111' }, ...changed };
        expect(problemsOf({ Statement }, 'resource')).toHaveLength(1);
      }
    },
  );

  it.each(['AIDAJQABLZS4A3QDU576Q', 'arn:aws:iam::1:root', 'arn:aws:iam::111111111111:group/g'])(
    'refuses %s as a principal',
    (AWS) => {
      expect(problemsOf({ Statement: { ...statement, Principal: { AWS } } }, 'resource')).toEqual([
        expect.stringContaining('is not a principal this evaluator can identify'),
      ]);
    },
  );

  it.each([
    ...[
      'arn:aws::us-east-1:222222222222:key/a',
      'arn:aws:*:::orders',
      'arn:aws:s?:::orders',
      'arn:aws:${aws:userid}:::a',
    ],
    ...['arn:${aws:userid}:s3:::a', 'arn:aws:s3:${aws:userid}::a', 'arn:aws:s3::${aws:userid}:a'],
    ...['orders', 'arn', 'arn:aws', 'xarn:aws:s3:::a', '*:aws:s3:::a', ''],
  ])('refuses %j as a resource, which AWS would not take', (Resource) => {
    expect(problemsOf({ Statement: { ...statement, Resource } })).toHaveLength(1);
    expect(
      problemsOf({ Statement: { ...statement, Effect: 'Deny', Resource: undefined, NotResource: Resource } }),
    ).toHaveLength(1);
  });

  it('is refused as text when an element occurs twice', () => {
    const text = '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}';
    expect(parsePolicyText(text, 'policy.json', 'identity')).toEqual({
      ok: false,
      problems: ['policy.json:1: the key "Effect" occurs twice'],
    });
  });
});

/** "IAM JSON policy element reference": where a policy stands decides of whom it may speak, and what AWS completes. */
describe('each kind of policy', () => {
  const kinds: readonly (readonly [
    PolicyKind,
    name: RegExp,
    speaks: 'must' | 'must-not' | 'everyone',
    completes: boolean,
  ])[] = [
    ['identity', /an identity policy$/, 'must-not', true],
    ['boundary', /a permissions boundary$/, 'must-not', true],
    ['session', /a session policy$/, 'must-not', false],
    ['scp', /a service control policy$/, 'must-not', false],
    ['rcp', /a resource control policy$/, 'everyone', false],
    ['resource', /a resource policy$/, 'must', false],
    ['trust', /a role trust policy$/, 'must', false],
    ['access-point', /an access point policy$/, 'must', false],
    ['endpoint', /an endpoint policy$/, 'must', false],
  ];
  /** A trust policy speaks of its own role. */
  const denyOf = (kind: PolicyKind): object => ({
    ...{ Effect: 'Deny', Action: 's3:GetObject' },
    ...(kind !== 'trust' && { Resource: '*' }),
  });
  const of = (kind: PolicyKind, more: object): readonly string[] =>
    problemsOf({ Statement: { ...denyOf(kind), ...more } }, kind);

  it('stands in this table', () => {
    expect(kinds.map(([kind]) => kind).sort()).toEqual(Object.keys(KIND_RULES).sort());
  });

  it.each(kinds)('%s says of whom it speaks where it must, and not where it must not', (kind, name, speaks) => {
    const [all, one, but] = [
      { Principal: '*' },
      { Principal: { AWS: '111111111111' } },
      { NotPrincipal: { AWS: '111111111111' } },
    ];
    const problems = [{}, all, one, but].map((more) => of(kind, more));
    const refused = [expect.stringMatching(name)];
    const missing = [expect.stringContaining('Principal: is missing')];
    expect(problems).toEqual(
      {
        must: [missing, [], [], kind === 'trust' ? refused : []],
        'must-not': [[], refused, refused, refused],
        everyone: [[], [], refused, refused],
      }[speaks],
    );
    expect(of(kind, { ...one, ...but }).length).toBeGreaterThan(0);
  });

  it.each(kinds.filter(([kind]) => kind !== 'trust'))(
    '%s has short ARNs completed where AWS does, and refused elsewhere',
    (kind, name, speaks, completes) => {
      const who = speaks === 'must' ? { Principal: '*' } : {};
      const problems = of(kind, { ...who, Resource: 'arn:aws:s3' });
      expect(problems).toEqual(completes ? [] : [expect.stringMatching(name)]);
      expect(of(kind, { ...who, Resource: 'arn:aws:s3:::orders' })).toEqual([]);
    },
  );

  it.each(kinds)('%s needs a resource, but in a trust policy', (kind, _name, speaks) => {
    const who = speaks === 'must' ? { Principal: '*' } : {};
    const problems = of(kind, { ...who, Resource: undefined });
    expect(problems).toEqual(kind === 'trust' ? [] : [expect.stringContaining('Resource: is missing')]);
  });

  it.each(['Resource', 'NotResource'])('refuses %s in a trust policy, which speaks of its own role', (name) => {
    const trust = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const problems = problemsOf({ Statement: { ...trust, [name]: '*' } }, 'trust');
    expect(problems).toEqual([expect.stringMatching(`${name}: must not stand in a role trust policy$`)]);
  });

  it.each(kinds)(
    '%s may have Sids of anything, but of letters and digits, each once, in IAM',
    (kind, _name, speaks) => {
      const who = speaks === 'must' ? { Principal: '*' } : {};
      const sids = (...all: readonly string[]): number =>
        problemsOf({ Statement: all.map((Sid) => ({ ...denyOf(kind), ...who, Sid })) }, kind).length;
      const isOfIam = kind === 'identity' || kind === 'boundary';
      expect([sids('a', 'b'), sids('', ''), sids('a b'), sids('a', 'a')]).toEqual([
        0,
        0,
        ...(isOfIam ? [1, 1] : [0, 0]),
      ]);
    },
  );
});
