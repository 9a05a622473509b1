import fc from 'fast-check';
import type { Context } from '../../../../audit/policy/context';
import { decide } from '../../../../audit/policy/decide';
import { situationOf } from '../../../../audit/policy/situation';
import { completeContext, impliedContext } from '../../../../audit/policy/request-context';
import { readRequester, type Requester } from '../../../../audit/policy/requester';
import { ANYTHING } from '../../../../audit/review/prove/principals';
import { assumedPolicy, type AttachedPolicy } from '../../../../audit/review/system/policies';

/** A universe so small that every request in it can be tried. */
export const [A, B, C] = ['111111111111', '222222222222', '333333333333'];
export const BUCKET = 'arn:aws:s3:::orders';
export const OUR_ENDPOINT = 'vpce-1';
export const EXEMPT = `arn:aws:iam::${B}:role/b`;
export const ACTIONS = ['s3:getobject', 's3:putobject', 's3:listbucket'];

const OBJECTS = ['a', 'b', 'ab', 'x/b'].map((key) => `${BUCKET}/${key}`);
const PRINCIPALS = [
  ...[A, B, C, '333344444444'].flatMap((account) => [
    ...['root', 'role/a', 'role/b', 'role/p/b', 'role/ab', 'user/a', 'user/A', 'user/p/b'].map(
      (name) => `arn:aws:iam::${account}:${name}`,
    ),
    `arn:aws:sts::${account}:federated-user/ab`,
  ]),
  ...['anonymous', 'config.amazonaws.com', 'ec2.amazonaws.com'],
];
const WORDS = [undefined, 'a', 'A', 'b', OUR_ENDPOINT, 'vpce-2', 'VPCE-2'];

/** What a goal can see of a request. */
export function seen(requester: Requester, text: string, action: string, path: string): string {
  const account = 'accountId' in requester ? requester.accountId : 'none';
  const whose = account === A || account === B ? account : 'others';
  return [requester.type, whose, text === EXEMPT, action, path].join(' ');
}

/** Every request of the universe that the policy of the bucket allows, as goals see it: with one that shows it. */
export function allowedByTrying(policy: AttachedPolicy): ReadonlyMap<string, string> {
  const allowed = new Map<string, string>();
  const json = JSON.stringify(policy.json);
  const contexts = { service: contextsFor('service', json), other: contextsFor('role', json) };
  for (const text of PRINCIPALS) {
    const requester = readRequester(text);
    if (requester === undefined) throw new Error(text);
    for (const action of ACTIONS) {
      for (const resource of action === 's3:listbucket' ? [BUCKET] : OBJECTS) {
        const request = { requester, action, resource, resourceAccount: B };
        const identity = ['role', 'user', 'federated-user'].includes(requester.type) ? [ANYTHING.compiled] : [];
        const situation = situationOf({ identity, resource: policy.compiled }, request);
        if (situation.resourceGrants.length + situation.identityAllows.length === 0 && requester.type !== 'root')
          continue;
        const implied = impliedContext(request);
        for (const [path, context] of requester.type === 'service' ? contexts.service : contexts.other) {
          if (context.has(TAG) && !['role', 'user', 'federated-user'].includes(requester.type)) continue;
          const key = seen(requester, text, action, path);
          if (allowed.has(key)) continue;
          if (decide(situation, completeContext(context, implied)).result !== 'allow') continue;
          allowed.set(key, `${text} ${action} ${resource} ${JSON.stringify([...context])}`);
        }
      }
    }
  }
  return allowed;
}

const TAG = 'aws:principaltag/team';

/** Every context of the universe; keys that the policy does not mention are left out. */
function contextsFor(type: 'service' | 'role', policy: string): readonly (readonly [path: string, context: Context])[] {
  const valuesOf = <T>(key: string, values: readonly T[]): readonly (T | undefined)[] =>
    policy.toLowerCase().includes(key) ? values : [undefined];
  const ways: readonly (readonly [string, Record<string, string>])[] =
    type === 'service'
      ? [['service', {}]]
      : [
          ['endpoint', { 'aws:sourcevpce': OUR_ENDPOINT, 'aws:sourcevpc': 'vpc-1' }],
          ...WORDS.filter((word) => word !== undefined && word !== OUR_ENDPOINT).map(
            (word = ''): readonly [string, Record<string, string>] => ['other-endpoint', { 'aws:sourcevpce': word }],
          ),
          ...['203.0.113.9', '10.0.0.1', '2001:db8::1'].map((ip): readonly [string, Record<string, string>] => [
            'internet',
            { 'aws:sourceip': ip },
          ]),
        ];
  return ways.flatMap(([path, way]) =>
    valuesOf('aws:referer', WORDS).flatMap((referer) =>
      valuesOf(TAG, type === 'service' ? [undefined] : WORDS.slice(0, 4)).flatMap((team) =>
        valuesOf('aws:securetransport', ['true', 'false']).map((tls = 'true'): readonly [string, Context] => {
          const all = { ...way, 'aws:referer': referer, [TAG]: team };
          const entries = Object.entries(all).flatMap(([key, value]): [string, string[]][] =>
            value === undefined ? [] : [[key, [value]]],
          );
          const fixed: [string, string[]][] = [
            ['aws:securetransport', [tls]],
            ['aws:viaawsservice', ['false']],
          ];
          return [path, new Map([...entries, ...fixed])];
        }),
      ),
    ),
  );
}

const some = <T>(values: readonly T[]) =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(2, values.length) });
const clause = (operators: readonly string[], key: string, values: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...operators), fc.constantFrom('', 'IfExists'), some(values))
    .map(([operator, ifExists, texts]): Record<string, Record<string, readonly string[]>> => ({
      [operator + ifExists]: { [key]: texts },
    }));
const isNull = (...keys: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...keys), fc.constantFrom('true', 'false'))
    .map(([key, missing]): Record<string, Record<string, readonly string[]>> => ({ Null: { [key]: [missing] } }));

const ARNS = [
  EXEMPT,
  ...['arn:aws:iam::*:role/*', `arn:aws:iam::${B}:*/b`, `arn:aws:iam::${A}:*a*`, 'arn:aws:iam::3333*:user/?'],
  ...['arn:aws:*::*:*b', `arn:aws:iam::${C}:root`],
];
const TEXT = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase'];
const LIKE = ['StringLike', 'StringNotLike'];
const CONDITIONS = fc.oneof(
  clause(['ArnLike', 'ArnNotLike', ...LIKE], 'aws:PrincipalArn', ARNS),
  clause([...TEXT, ...LIKE], 'aws:username', ['a', 'A', 'b', '?', 'p*']),
  clause([...TEXT, ...LIKE], 'aws:PrincipalAccount', [A, '3333*', '*4', C]),
  clause(TEXT, 'aws:PrincipalType', ['User', 'AssumedRole', 'FederatedUser', 'Account', 'Anonymous']),
  clause(['StringEquals', 'StringNotEquals'], 'aws:SourceVpce', [OUR_ENDPOINT, '${aws:referer}']),
  clause(TEXT, 'aws:PrincipalTag/team', ['a', '${aws:referer}', '${aws:username}']),
  clause(LIKE, 'aws:Referer', ['v*', '?', 'A']),
  clause(['IpAddress', 'NotIpAddress'], 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.9', '2001:db8::/32']),
  clause(['Bool'], 'aws:SecureTransport', ['true']),
  clause(['Bool'], 'aws:PrincipalIsAWSService', ['true', 'false']),
  isNull('aws:username', 'aws:SourceVpce', 'aws:PrincipalArn', 'aws:referer', 'aws:PrincipalTag/team'),
);

const PRINCIPAL_ELEMENTS = [
  '*',
  ...[A, C, EXEMPT, `arn:aws:iam::${A}:user/a`, `arn:aws:iam::${B}:role/p/b`].map((text) => ({ AWS: text })),
  { Service: 'config.amazonaws.com' },
];

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  Principal: fc.constantFrom(...PRINCIPAL_ELEMENTS),
  Action: some(['s3:GetObject', 's3:Put*', 's3:*', 's3:ListBucket']),
  Resource: some([BUCKET, `${BUCKET}/*`, `${BUCKET}/a*`, `${BUCKET}/*b`, `${BUCKET}/?`]),
  Condition: fc.array(CONDITIONS, { maxLength: 2 }).map((all) =>
    all.reduce<Record<string, Record<string, readonly string[]>>>((merged, one) => {
      for (const [operator, keys] of Object.entries(one)) merged[operator] = { ...merged[operator], ...keys };
      return merged;
    }, {}),
  ),
});

/** A random policy of the bucket. */
export const randomPolicy: fc.Arbitrary<AttachedPolicy> = fc
  .array(statement, { minLength: 1, maxLength: 4 })
  .map((statements) => assumedPolicy('aws_s3_bucket_policy.orders', 'resource', ...statements));
