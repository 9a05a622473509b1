import { compilePolicy } from '../../../audit/policy/compile';
import { decide } from '../../../audit/policy/decide';
import type { Request } from '../../../audit/policy/request';
import { situationOf, type PolicySet } from '../../../audit/policy/situation';
import type { PolicyKind } from '../../../audit/policy/document';
import { keysThatMatter, statementsOfSituation } from '../../../audit/policy/mentions';
import { parsePolicyDocument } from '../../../audit/policy/parse-document';

const compiled = (kind: PolicyKind, ...Statement: unknown[]) => {
  const document = parsePolicyDocument({ Version: '2012-10-17', Statement }, kind, kind);
  if (!document.ok) throw new Error(document.problems.join('\n'));
  return compilePolicy(document.value);
};
const request: Request = {
  requester: { type: 'user', accountId: '111111111111', arn: 'arn:aws:iam::111111111111:user/ann', name: 'ann' },
  action: 's3:getobject',
  resource: 'arn:aws:s3:::orders/ann/a',
  resourceAccount: '111111111111',
};
const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };

describe('a situation', () => {
  const policies: PolicySet = {
    identity: [
      compiled(
        'identity',
        { ...allow, Resource: 'arn:aws:s3:::orders/${aws:username}/*' },
        { ...allow, Action: 's3:Put*', Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } },
      ),
    ],
    resource: compiled(
      'resource',
      { ...deny, Principal: '*', Condition: { StringNotLike: { 'aws:SourceVpce': ['vpce-1', '${aws:SourceVpc}'] } } },
      { ...deny, Principal: { AWS: '333333333333' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...deny, Principal: '*', Resource: 'arn:aws:s3:::logs/*', Condition: { Null: { 'aws:SourceIp': 'true' } } },
    ),
  };
  const situation = situationOf(policies, request);

  it('keeps only statements whose principal, action and resource can match', () => {
    expect(statementsOfSituation(situation).map(({ ref }) => `${ref.kind} ${ref.index}`)).toEqual([
      'resource 0',
      'identity 0',
    ]);
  });

  it('tells the keys that matter, their constants, and which serve as variables', () => {
    const keys = [...keysThatMatter(situation)].map(([key, { constants, asVariable }]) => [
      key,
      [...constants],
      asVariable,
    ]);
    expect(keys).toEqual([
      ['aws:sourcevpce', ['vpce-1', '${aws:SourceVpc}'], false],
      ['aws:sourcevpc', [], true],
      ['aws:username', [], true],
    ]);
  });

  it('decides context after context', () => {
    const through = (vpce: string, username: string) =>
      decide(
        situation,
        new Map([
          ['aws:sourcevpce', [vpce]],
          ['aws:username', [username]],
        ]),
      ).result;
    expect(through('vpce-1', 'ann')).toBe('allow');
    expect(through('vpce-2', 'ann')).toBe('explicit-deny');
    expect(through('vpce-1', 'bob')).toBe('implicit-deny');
  });
});

describe('the policies of several endpoints', () => {
  const nothing = compiled('endpoint', { ...allow, Principal: '*', Action: 's3:PutObject' });
  const situation = situationOf(
    { identity: [compiled('identity', allow)], endpoints: [{ vpcEndpointId: 'vpce-1', policy: nothing }] },
    request,
  );

  it('apply each to its own endpoint; others have the default policy', () => {
    const through = (vpce: string) => decide(situation, new Map([['aws:sourcevpce', [vpce]]])).result;
    expect(through('vpce-1')).toBe('implicit-deny');
    expect(through('vpce-2')).toBe('allow');
  });

  it('make the endpoint matter though no statement mentions it', () => {
    expect([...(keysThatMatter(situation).get('aws:sourcevpce')?.constants ?? [])]).toEqual(['vpce-1']);
  });
});
