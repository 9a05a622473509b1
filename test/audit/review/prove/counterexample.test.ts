import { decide } from '../../../../audit/policy/decide';
import { readRequester } from '../../../../audit/policy/requester';
import { situationOf } from '../../../../audit/policy/situation';
import { counterexampleOf } from '../../../../audit/review/prove/counterexample';
import type { Fact } from '../../../../audit/review/prove/questions';
import { assumedPolicy } from '../../../../audit/review/system/policies';

const ROLE = 'arn:aws:iam::222222222222:role/reader';

interface Given {
  readonly kind?: Fact['path']['kind'];
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly condition?: object;
  readonly principal?: string;
  readonly provider?: string;
}

/** What is shown of a request that a bucket's only statement allows. */
function shown({ kind = 'internet', context = {}, condition, principal = ROLE, provider }: Given): object {
  const read = readRequester(principal);
  if (read === undefined) throw new Error(principal);
  const requester = read.type === 'role' && provider !== undefined ? { ...read, provider } : read;
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*', Condition: condition };
  const resource = assumedPolicy('bucket', 'resource', JSON.parse(JSON.stringify(statement)) as object).compiled;
  const request = {
    requester,
    action: 's3:getobject',
    resource: 'arn:aws:s3:::orders/a',
    resourceAccount: '222222222222',
  };
  const situation = situationOf({ identity: [], resource }, request);
  const whole = new Map(Object.entries(context));
  const fact = {
    ...{ situation, context: whole, decision: decide(situation, whole), action: request.action },
    ...{ principal: { requester, text: principal }, target: { arn: request.resource } },
    path: { kind, endpoint: kind === 'endpoint' ? { id: 'vpce-1' } : undefined },
  } as unknown as Fact;
  expect(fact.decision.result).toBe('allow');
  return counterexampleOf(fact, ({ decision }) => decision.result === 'allow').context;
}

test('what matters is shown, and nothing else', () => {
  const context = { 'aws:sourcevpce': ['vpce-9'], 'aws:referer': ['x'], 'aws:useragent': ['y'], 's3:prefix': ['z'] };
  const condition = { StringEquals: { 'aws:Referer': 'x' } };
  expect(shown({ kind: 'other-endpoint', context, condition })).toEqual({
    ...{ 'aws:SourceVpce': 'vpce-9', 'aws:referer': 'x' },
  });
});

test.each<readonly [Fact['path']['kind'], object]>([
  ['endpoint', { 'aws:SourceVpce': 'vpce-1' }],
  ['other-endpoint', { 'aws:SourceVpce': 'vpce-0ffffffffffffffff' }],
  ['internet', { 'aws:SourceIp': '203.0.113.77' }],
  ['forwarded', { 'aws:ViaAWSService': 'true' }],
  ['service', {}],
])('which way a request came is shown though no policy asks: %s', (kind, expected) => {
  expect(shown({ kind })).toEqual(expected);
});

test('the way is not shown where by it the request would not be allowed', () => {
  expect(shown({ condition: { Null: { 'aws:SourceIp': 'true' } } })).toEqual({});
});

test('what follows from who asks is not shown again, and is left in place', () => {
  const context = {
    'aws:principalarn': [ROLE],
    'aws:principaltype': ['AssumedRole'],
    'aws:principalaccount': ['222222222222'],
  };
  const condition = { ArnEquals: { 'aws:PrincipalArn': ROLE } };
  expect(shown({ kind: 'service', context, condition })).toEqual({});
});

test('a key of several values is shown as a list', () => {
  const context = { 'aws:principalorgpaths': ['o-a/r-a/'] };
  const condition = { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a/r-a/' } };
  expect(shown({ kind: 'service', context, condition })).toEqual({ 'aws:PrincipalOrgPaths': ['o-a/r-a/'] });
});

test('the identity provider of a session is shown', () => {
  expect(shown({ kind: 'service', provider: 'Okta' })).toEqual({ 'aws:FederatedProvider': 'Okta' });
});
