import { foresightOf } from '../../../audit/policy/foresight';
import { readRequester } from '../../../audit/policy/requester';
import { situationOf } from '../../../audit/policy/situation';
import { assumedPolicy } from '../../../audit/review/system/policies';

const KEYS = ['aws:sourcevpce', 'aws:referer'];
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' };
const DENY = { ...ALLOW, Effect: 'Deny' };
const ENDPOINT = { 'aws:SourceVpce': 'vpce-1' };
const BOTH = { ...ENDPOINT, 'aws:Referer': 'a' };

/** How many of the keys have to be known until a denial is foreseen, where they have these values. */
function foreseenAt(
  values: readonly [endpoint: string, referer: string],
  statements: readonly object[],
  { principal = 'arn:aws:iam::222222222222:user/a', action = 's3:getobject' } = {},
): number | undefined {
  const requester = readRequester(principal);
  if (requester === undefined) throw new Error(principal);
  const resource = assumedPolicy('bucket', 'resource', ...statements).compiled;
  const request = { requester, action, resource: 'arn:aws:s3:::orders/a', resourceAccount: '222222222222' };
  const foresees = foresightOf(situationOf({ identity: [], resource }, request), KEYS);
  const known = (count: number) =>
    new Map(KEYS.slice(0, count).map((key, i): [string, string[]] => [key, [values[i] ?? '']]));
  return [0, 1, 2].find((count) => foresees(known(count), count));
}

test.each<readonly [string, readonly [string, string], readonly object[], number | undefined]>([
  ['nothing that allows', ['vpce-1', 'a'], [{ ...ALLOW, Action: 's3:PutObject' }], 0],
  ['an Allow without conditions', ['vpce-1', 'a'], [ALLOW], undefined],
  ['an Allow that fails by the first key', ['vpce-2', 'a'], [{ ...ALLOW, Condition: { StringEquals: BOTH } }], 1],
  ['an Allow that fails by the second key', ['vpce-1', 'b'], [{ ...ALLOW, Condition: { StringEquals: BOTH } }], 2],
  ['an Allow that holds', ['vpce-1', 'a'], [{ ...ALLOW, Condition: { StringEquals: BOTH } }], undefined],
  ['one Allow of two that fails', ['vpce-2', 'a'], [ALLOW, { ...ALLOW, Condition: { StringEquals: BOTH } }], undefined],
  ['a Deny without conditions', ['vpce-1', 'a'], [ALLOW, DENY], 0],
  ['a Deny by the first key', ['vpce-2', 'a'], [ALLOW, { ...DENY, Condition: { StringNotEquals: ENDPOINT } }], 1],
  [
    'a Deny that does not hold',
    ['vpce-1', 'a'],
    [ALLOW, { ...DENY, Condition: { StringNotEquals: ENDPOINT } }],
    undefined,
  ],
  ['a Deny by both keys', ['vpce-1', 'a'], [ALLOW, { ...DENY, Condition: { StringEquals: BOTH } }], 2],
  [
    'a Deny by a key that is none of them',
    ['vpce-1', 'a'],
    [ALLOW, { ...DENY, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    undefined,
  ],
])(
  'of %s, where the keys are %j, the denial is foreseen from as few keys as can be',
  (_, values, statements, count) => {
    expect(foreseenAt(values, statements)).toBe(count);
  },
);

test('who needs no Allow is not denied for want of one', () => {
  const failing = [{ ...ALLOW, Condition: { StringEquals: BOTH } }];
  expect(foreseenAt(['vpce-2', 'b'], failing, { principal: 'arn:aws:iam::222222222222:root' })).toBeUndefined();
  expect(foreseenAt(['vpce-2', 'b'], [DENY], { action: 'sts:getcalleridentity' })).toBeUndefined();
});

test('a Deny of which nobody knows whether it names the requester foresees nothing', () => {
  const doubtful = { ...DENY, Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::222222222222:role/a' } };
  expect(
    foreseenAt(['vpce-1', 'a'], [ALLOW, doubtful], { principal: 'arn:aws:iam::222222222222:role/a' }),
  ).toBeUndefined();
});
