import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { readDeployment } from '../../../contract/deployment/read';
import { compiledText } from '../../../audit/rehearse/planned-policies';
import type { CompiledPolicy } from '../../../audit/policy/compile';
import { rolesNamedIn, type GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import { itemOf, suggestionFor, together } from '../../../audit/rehearse/keep';
import type { Suggestion } from '../../../audit/rehearse/suggestion';
import { recorded } from './recorded';

const OURS = 'vpce-0a1b2c3d';
const role = 'arn:aws:iam::111111111111:role/reader';
const witness = { path: 'endpoint', vpcEndpointId: OURS, tellsAddress: true, caller: null } as const;
const outside = { remoteIp: '198.51.100.7' };
const past = { path: 'address', tellsAddress: true, caller: null } as const;
const ARNS = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'];

function policy(kind: 'resource' | 'endpoint', ...statements: readonly object[]): CompiledPolicy {
  const whole = statements.map((one) => ({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ARNS, ...one }));
  const read = compiledText(JSON.stringify({ Version: '2012-10-17', Statement: whole }), kind, kind);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.value;
}

const UNLESS_EXEMPT = {
  Condition: {
    StringNotEqualsIfExists: { 'aws:SourceVpce': OURS },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
    ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/deployer'] },
  },
};
const PLAIN_HTTP = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

/** What guards the bucket `data` of account 111111111111, but for what the test is about. */
function guards({
  bucket = [UNLESS_EXEMPT, PLAIN_HTTP],
  account = '111111111111',
  ...more
}: {
  readonly bucket?: readonly object[];
  readonly account?: string;
} & Partial<GuardingPolicies> = {}): GuardingPolicies {
  const guard = { account, policy: policy('resource', ...bucket), restrictPublicBuckets: false };
  const allowsNobody = policy('endpoint', { Effect: 'Allow', Resource: 'arn:aws:s3:::other/*' });
  return {
    buckets: new Map([['data', guard]]),
    endpoints: [{ vpcEndpointId: OURS, type: 'Gateway', policy: allowsNobody }],
    ...more,
  };
}

const plain = { values: new Map(), plain: true };
const kept = (request: ReturnType<typeof recorded>, given = guards()): Suggestion | null =>
  suggestionFor(request, given, plain);
const consumer = { list: 'consumers', principal: role, isPathTold: false, access: 'read', through: 'own' } as const;
const exempt = { list: 'privateAccess.exempt', principal: role, isPathTold: false } as const;

test('whom an endpoint of the deployment brought is to be a consumer through it', () => {
  expect(kept(recorded({}, { witness }))).toEqual(consumer);
  expect(kept(recorded({ operation: 'REST.PUT.OBJECT' }, { witness }))).toEqual({ ...consumer, access: 'read-write' });
  expect(kept(recorded({ operation: 'REST.GET.BUCKET', key: null }, { witness }), guards())).toEqual(consumer);
});

test('of another account, too', () => {
  expect(kept(recorded({}, { witness }), guards({ account: '222222222222' }))).toEqual(consumer);
});

test('by an interface endpoint, through that', () => {
  const [gateway] = guards().endpoints;
  const endpoints = gateway === undefined ? [] : [{ ...gateway, type: 'Interface' as const }];
  expect(kept(recorded({}, { witness }), guards({ endpoints }))).toEqual({ ...consumer, through: 'interface' });
});

test('whom no endpoint brought is to be exempt, by its role with its path where that is known', () => {
  const request = recorded(outside, { witness: past });
  expect(kept(request)).toEqual(exempt);
  const principal = 'arn:aws:iam::111111111111:role/ops/reader';
  expect(kept(request, guards({ roles: [principal] }))).toEqual({ ...exempt, principal, isPathTold: true });
});

test.each(['arn:aws:iam::111111111111:user/ops/ann', 'arn:aws:iam::111111111111:root'])(
  '%s by its ARN',
  (requester) => {
    const principal = requester;
    expect(kept(recorded({ ...outside, requester }, { witness: past }))).toEqual({
      ...exempt,
      principal,
      isPathTold: true,
    });
  },
);

test.each([
  ['anonymous', { requester: null }],
  ['a service', { requester: 'svc:cloudfront.amazonaws.com' }],
  ['a federated user, whose user no session tells', { requester: 'arn:aws:sts::111111111111:federated-user/bob' }],
  [
    'people of IAM Identity Center, whose roles have a path that no session tells',
    { requester: 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann' },
  ],
  ['who came by plain HTTP, which is denied to everybody', { tlsVersion: null, cipherSuite: null }],
])('no entry of deployment.yaml keeps the access of %s', (_, change) => {
  expect(kept(recorded({ ...outside, ...change }, { witness: past }))).toBeNull();
});

test.each([
  ['to be exempt allows nothing to another account', guards({ account: '222222222222' })],
  ['a denial without exceptions spares nobody', guards({ bucket: [{}] })],
  [
    'a list of principals that is about no endpoint is not that of the exempt',
    guards({
      bucket: [{ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/deployer' } } }],
    }),
  ],
  ['a policy of the organization spares nobody', organized()],
])('no entry where %s', (_, given) => {
  expect(kept(recorded(outside, { witness: past }), given)).toBeNull();
});

function organized(): GuardingPolicies {
  const scp = compiledText(
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 's3:*', Resource: '*' } }),
    ...(['scp', 'scp'] as const),
  );
  if (!scp.ok) throw new Error(scp.problems.join('; '));
  const over = {
    name: 'scp',
    kind: 'scp',
    accounts: new Set(['111111111111']),
    elsewhere: false,
    ofStack: false,
  } as const;
  return guards({ organization: [{ ...over, policy: scp.value }] });
}

test.each(['REST.GET.ACL', 'REST.PUT.OBJECT_TAGGING', 'REST.GET.OBJECT_RETENTION'])(
  'no entry where consumers may not ask for %s either',
  (operation) => {
    expect(kept(recorded({ operation }, { witness }))).toBeNull();
  },
);

test('an endpoint whose policy is of a file is none of the deployment', () => {
  const [{ policy: ofFile } = { policy: policy('endpoint') }] = guards().endpoints;
  const endpoints = [{ vpcEndpointId: OURS, policy: ofFile }];
  expect(kept(recorded({}, { witness }), guards({ endpoints }))).toBeNull();
});

test('a policy of a resource that names a role as its principal tells the path of the role; a condition does not', () => {
  const ofRole = (name: string): string => `arn:aws:iam::111111111111:role/ops/${name}`;
  const { statements } = policy(
    'resource',
    { Effect: 'Allow', Principal: { AWS: [ofRole('reader'), '111111111111', 'arn:aws:iam::111111111111:user/ann'] } },
    { Condition: { ArnNotLike: { 'aws:PrincipalArn': ofRole('writer') } } },
  );
  expect(rolesNamedIn(statements)).toEqual([ofRole('reader')]);
});

test('narrowest first, each once, and of one consumer the wider access', () => {
  const all: readonly Suggestion[] = [exempt, consumer, { ...consumer, access: 'read-write' }, exempt];
  expect(together(all)).toEqual([
    ['consumers', [`- { principal: "${role}", access: read-write, through: own }`]],
    ['privateAccess.exempt', [`- { principal: "${role}", reason: "…" }`]],
  ]);
});

test('every item is valid where it is to be pasted', () => {
  const sample = parse(readFileSync('deployment.yaml', 'utf8')) as Record<string, object>;
  const consumers = parse(itemOf(consumer)) as object;
  const pasted = {
    ...sample,
    consumers,
    privateAccess: { ...sample.privateAccess, exempt: parse(itemOf(exempt)) as object },
  };
  expect(() => readDeployment(JSON.stringify(pasted), 'deployment.yaml')).not.toThrow();
});
