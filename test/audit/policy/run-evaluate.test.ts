import { runEvaluate } from '../../../audit/policy/cases';

const request = {
  principal: 'arn:aws:iam::111111111111:role/app',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::orders/a',
  resourceAccount: '111111111111',
};
const allowAll = {
  Version: '2012-10-17',
  Statement: { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' },
};
const ofOrganization = {
  Version: '2012-10-17',
  Statement: { ...allowAll.Statement, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
};
const run = (...cases: unknown[]) => runEvaluate(JSON.stringify(cases), 'cases.json');

describe('a file of policy cases', () => {
  it('exits 0 when every case agrees, and says why each was decided', () => {
    expect(run({ name: 'reads', expect: 'allow', request, identityPolicies: [allowAll] })).toEqual({
      exitCode: 0,
      cases: [
        {
          name: 'reads',
          expect: 'allow',
          result: 'allow',
          agrees: true,
          reason: 'an identity policy allows it: identityPolicies[0].Statement[0] "Everything"',
        },
      ],
    });
  });

  it('exits 1 when an expectation is missed', () => {
    expect(run({ name: 'reads', expect: 'allow', request })).toMatchObject({
      exitCode: 1,
      cases: [{ agrees: false, result: 'implicit-deny', reason: 'no statement allows it' }],
    });
  });

  it('answers a question without expectation', () => {
    expect(run({ name: 'reads?', request })).toMatchObject({
      exitCode: 0,
      cases: [{ expect: null, agrees: true, result: 'implicit-deny' }],
    });
  });

  it('exits 1 when a question cannot be decided', () => {
    const asked = run(
      {
        name: 'reads?',
        request: { ...request, unknownKeys: ['aws:PrincipalOrgID'] },
        identityPolicies: [ofOrganization],
      },
      { name: '?', request, identityPolicies: [{}] },
    );
    expect(asked).toMatchObject({
      exitCode: 1,
      cases: [
        { agrees: false, result: 'not-supported' },
        { agrees: false, result: 'error' },
      ],
    });
  });

  it('exits 2 and names every problem of a malformed file', () => {
    const malformed = run(
      { name: 'a', expekt: 'allow', request },
      { name: 'b', request: { ...request, principal: 1 } },
    );
    expect(malformed.exitCode).toBe(2);
    expect(malformed).toHaveProperty('problems', [
      expect.stringContaining('cases.json: [0]: Unrecognized key: "expekt"'),
      expect.stringContaining('cases.json: [1].request.principal: '),
    ]);
  });

  it.each([
    ['no JSON', '[{', /^cases\.json: is not JSON/],
    ['no list', '{}', /^cases\.json: the file: /],
    ['an empty list', '[]', /must hold at least one case/],
    [
      'a key twice, of which JSON.parse would drop the first',
      '[{"name": "a",\n"name": "b"}]',
      /^cases\.json:2: the key "[a-z]+" occurs twice/,
    ],
  ])('exits 2 for %s', (_what, text, problem) => {
    expect(runEvaluate(text, 'cases.json')).toMatchObject({ exitCode: 2, problems: [expect.stringMatching(problem)] });
  });
});

/** What no request of AWS can be is refused, each with a sentence that names the place and what is allowed there. */
describe('a case of what cannot be', () => {
  const SERVICE = { principal: 's3.amazonaws.com' };
  const SESSION = 'arn:aws:sts::111111111111:assumed-role/app/i';
  const POINT = 'arn:aws:s3:us-east-1:111111111111:accesspoint/readers';
  const reads = (...keys: readonly string[]) => ({
    ...allowAll,
    Statement: {
      ...allowAll.Statement,
      Condition: { StringEquals: Object.fromEntries(keys.map((key) => [key, 'a'])) },
    },
  });
  const context = (values: object, more: object = {}) => ({ request: { context: values, ...more } });

  it.each<readonly [string, { readonly request?: object; readonly [name: string]: unknown }, string]>([
    ['a principal that is none', { request: { principal: 'app' } }, 'request.principal: "app" is '],
    ['an action with a wildcard', { request: { action: 's3:Get*' } }, 'request.action: must name one action'],
    ['an action with a question mark', { request: { action: 's3:GetObjec?' } }, 'request.action: must name one action'],
    ['an action that is none', { request: { action: 's3:GetObjekt' } }, 'request.action: "s3:GetObjekt" '],
    [
      'a resource that is no ARN',
      { request: { resource: 'orders/a' } },
      'request.resource: "orders/a" is neither an ARN nor "*"',
    ],
    [
      'a resource that is cut off',
      { request: { resource: 'arn:aws:s3::' } },
      'request.resource: "arn:aws:s3::" is neither an ARN nor "*"',
    ],
    [
      'a resource of another kind',
      { request: { resource: 'arn:aws:s3:::orders' } },
      'request.resource: s3:GetObject cannot be asked of',
    ],
    [
      'an access point as the resource',
      { request: { resource: `${POINT}/object/a` } },
      'request.resource: must be the bucket or object behind the access point, which request.accessPoint names',
    ],
    [
      'an account that is none',
      { request: { resourceAccount: '1' } },
      'request.resourceAccount: "1" is not an account id of 12 digits',
    ],
    [
      'an account that does not own the resource',
      { request: { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:222222222222:key/a' } },
      'request.resourceAccount: 111111111111 does not own "arn:aws:kms:us-east-1:222222222222:key/a"',
    ],
    [
      'an access point that is none',
      { request: { accessPoint: 'readers' } },
      'request.accessPoint: "readers" is not the ARN of an access point',
    ],
    [
      'identity policies of a service',
      { request: SERVICE, identityPolicies: [allowAll] },
      'identityPolicies: "s3.amazonaws.com" cannot have any; only IAM users and roles can',
    ],
    [
      'a boundary of a service',
      { request: SERVICE, permissionsBoundary: allowAll },
      'permissionsBoundary: "s3.amazonaws.com" cannot have any; only IAM users and roles can',
    ],
    [
      'a session policy of a user',
      { request: { principal: 'arn:aws:iam::111111111111:user/a' }, sessionPolicy: allowAll },
      'sessionPolicy: "arn:aws:iam::111111111111:user/a" cannot have any; only sessions of roles and federated users can',
    ],
    [
      'the policy of an access point that is not asked',
      { accessPointPolicy: { ...allowAll, Statement: { ...allowAll.Statement, Principal: '*' } } },
      'accessPointPolicy: request.accessPoint must say which access point the request goes through',
    ],
    [
      'the policy of an endpoint that is not passed',
      { vpcEndpointPolicy: { ...allowAll, Statement: { ...allowAll.Statement, Principal: '*' } } },
      'vpcEndpointPolicy: request.context must say in aws:SourceVpce that the request comes through the endpoint',
    ],
    [
      'a gateway for KMS',
      {
        request: { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111111111111:key/a' },
        vpcEndpointType: 'Gateway',
      },
      'vpcEndpointType: only S3 and DynamoDB have gateway endpoints, which kms:Decrypt does not pass',
    ],
    [
      'a key that AWS does not know',
      context({ 'aws:Sourcevpcx': 'a' }),
      'request.context: "aws:Sourcevpcx" is not a known condition key',
    ],
    [
      'an unknown key that AWS does not know',
      { request: { unknownKeys: ['aws:x'] } },
      'request.unknownKeys: "aws:x" is not a known condition key',
    ],
    [
      'a key in two spellings',
      context({ 'aws:SourceVpce': 'a', 'aws:sourcevpce': 'b' }),
      'request.context: "aws:sourcevpce" occurs twice',
    ],
    [
      'a key that is known and not',
      context({ 'aws:SourceVpce': 'a' }, { unknownKeys: ['AWS:sourceVpce'] }),
      'request.context: "aws:SourceVpce" is one of request.unknownKeys',
    ],
    [
      'two values of one',
      context({ 'aws:SourceVpce': ['a', 'b'] }),
      'request.context: aws:SourceVpce holds one value, not 2',
    ],
    [
      'an address that is none',
      context({ 'aws:SourceIp': '10.0.0' }),
      'request.context: "10.0.0" is not a value of aws:SourceIp, whose type is ip',
    ],
    [
      'a date that is none',
      context({ 'aws:CurrentTime': 'now' }),
      'request.context: "now" is not a value of aws:CurrentTime, whose type is date',
    ],
    [
      'a number that is none',
      context({ 's3:max-keys': 'x' }),
      'request.context: "x" is not a value of s3:max-keys, whose type is numeric',
    ],
    [
      'a truth that is none',
      context({ 'aws:SecureTransport': 'yes' }),
      'request.context: "yes" is not a value of aws:SecureTransport, whose type is bool',
    ],
    [
      'the ARN of another role',
      context({ 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/other' }, { principal: SESSION }),
      'request.context: aws:PrincipalArn "arn:aws:iam::111111111111:role/other" is not the ARN of the role that asks',
    ],
    [
      'another account of the caller',
      { ...context({ 'aws:PrincipalAccount': '222222222222' }), identityPolicies: [reads('aws:PrincipalAccount')] },
      'request.context: aws:PrincipalAccount cannot be "222222222222" here: it is "111111111111"',
    ],
    [
      'a name of a user that a role has not',
      { ...context({ 'aws:username': 'a' }), identityPolicies: [reads('aws:username')] },
      'request.context: aws:username cannot be "a" here: the key is missing from such a request',
    ],
    [
      'an address beside an endpoint',
      {
        ...context({ 'aws:SourceVpce': 'vpce-1', 'aws:SourceIp': '10.0.0.1' }),
        identityPolicies: [reads('aws:SourceVpce')],
      },
      'request.context: aws:SourceIp is missing from a request that comes through a VPC endpoint (aws:SourceVpce)',
    ],
  ])('%s is refused', (_what, { request: change, ...policies }, problem) => {
    const asked = run({ name: '?', request: { ...request, ...change }, ...policies });
    expect(asked).toMatchObject({
      exitCode: 1,
      cases: [{ result: 'error', reason: expect.stringContaining(problem) as string }],
    });
  });

  it('what no policy reads may be anything', () => {
    const asked = run({
      name: '?',
      request: { ...request, context: { 'aws:username': 'a' } },
      identityPolicies: [allowAll],
    });
    expect(asked).toMatchObject({ exitCode: 0, cases: [{ result: 'allow' }] });
  });
});

it.each([
  ['a plain list', [allowAll, ofOrganization], 'allow'],
  ['two levels that allow', [[allowAll], [allowAll]], 'allow'],
  ['a level that does not', [[allowAll], [ofOrganization]], 'implicit-deny'],
  ['a level that is written as its only policy', [allowAll, [allowAll]], 'allow'],
  ['such a level that does not', [ofOrganization, [allowAll]], 'implicit-deny'],
  ['a level without a policy', [[allowAll], []], 'implicit-deny'],
])('service control policies, %s', (_what, serviceControlPolicies, result) => {
  expect(run({ name: '?', request, identityPolicies: [allowAll], serviceControlPolicies })).toMatchObject({
    cases: [{ result }],
  });
});

it('a user has an id though nobody knows which: what asks for it is not decided', () => {
  const byId = {
    ...allowAll,
    Statement: { ...allowAll.Statement, Condition: { StringEquals: { 'aws:userid': 'A' } } },
  };
  const there = { ...allowAll, Statement: { ...allowAll.Statement, Condition: { Null: { 'aws:userid': 'false' } } } };
  for (const principal of [request.principal, 'arn:aws:iam::111111111111:user/a']) {
    const ask = (policy: object) => run({ name: '?', request: { ...request, principal }, identityPolicies: [policy] });
    expect(ask(byId)).toMatchObject({ cases: [{ result: 'not-supported' }] });
    expect(ask(there)).toMatchObject({ cases: [{ result: 'allow' }] });
  }
});
