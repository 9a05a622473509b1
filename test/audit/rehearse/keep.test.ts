import { parse } from 'yaml';
import { readDeployment } from '../../../contract/deployment/read';
import type { StatementRef } from '../../../audit/policy/compile';
import { compiledText } from '../../../audit/rehearse/planned-policies';
import type { GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import { itemOf, suggestionFor, together, type Suggestion } from '../../../audit/rehearse/keep';
import { readFileSync } from 'node:fs';
import { recorded } from './recorded';

const OURS = 'vpce-0a1b2c3d';
const policy = compiledText(
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } }),
  'endpoint',
  'endpoint',
);
if (!policy.ok) throw new Error(policy.problems.join('; '));
const role = 'arn:aws:iam::111111111111:role/reader';
const guards: GuardingPolicies = {
  buckets: new Map(),
  endpoints: [{ vpcEndpointId: OURS, type: 'Gateway', policy: policy.value }],
};
const byBucket: StatementRef = { policy: 'bucket', kind: 'resource', index: 0, sid: 'Deny' };
const witness = { path: 'endpoint', vpcEndpointId: OURS, tellsAddress: true, caller: null } as const;

test('whom an endpoint of the deployment brought is to be a consumer through it', () => {
  expect(suggestionFor(recorded({}, { witness }), [], guards)).toEqual({
    list: 'consumers',
    principal: role,
    access: 'read',
    through: 'own',
  });
  const written = recorded({ operation: 'REST.PUT.OBJECT' }, { witness });
  expect(suggestionFor(written, [byBucket], guards)).toMatchObject({ access: 'read-write' });
});

test('whom no endpoint brought is to be exempt, by its role with its path where that is known', () => {
  const outside = recorded({ remoteIp: '198.51.100.7' });
  expect(suggestionFor(outside, [byBucket], guards)).toEqual({ list: 'privateAccess.exempt', principal: role });
  const withPath = { ...guards, roles: ['arn:aws:iam::111111111111:role/ops/reader'] };
  expect(suggestionFor(outside, [byBucket], withPath)).toMatchObject({ principal: withPath.roles[0] });
});

test.each([
  ['anonymous', recorded({ requester: null }), [byBucket]],
  ['a service', recorded({ requester: 'svc:logging.s3.amazonaws.com' }), [byBucket]],
  ['a policy of the organization', recorded(), [{ ...byBucket, kind: 'rcp' as const }]],
])('no entry of deployment.yaml keeps the access of %s', (_, request, by) => {
  expect(suggestionFor(request, by, guards)).toBeNull();
});

test('narrowest first, each once, and of one consumer the wider access', () => {
  const consumer = { list: 'consumers', principal: role, access: 'read', through: 'own' } as const;
  const exempt = { list: 'privateAccess.exempt', principal: role } as const;
  const all: readonly Suggestion[] = [exempt, consumer, { ...consumer, access: 'read-write' }, exempt];
  expect(together(all)).toEqual([
    ['consumers', [`- { principal: "${role}", access: read-write, through: own }`]],
    ['privateAccess.exempt', [`- { principal: "${role}", reason: "…" }`]],
  ]);
});

test('every item is valid where it is to be pasted', () => {
  const sample = parse(readFileSync('deployment.yaml', 'utf8')) as Record<string, object>;
  const consumers = parse(itemOf({ list: 'consumers', principal: role, access: 'read', through: 'own' })) as object;
  const exempt = parse(itemOf({ list: 'privateAccess.exempt', principal: role })) as object;
  const pasted = { ...sample, consumers, privateAccess: { ...sample.privateAccess, exempt } };
  expect(() => readDeployment(JSON.stringify(pasted), 'deployment.yaml')).not.toThrow();
});
