import type { GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import { guardingOf } from '../../../audit/rehearse/planned-policies';
import { guardingBefore, idsInPlan } from '../../../audit/rehearse/policies-in-force';
import { readPlan, type Plan } from '../../../audit/review/plan/plan';
import { systemOf } from '../../../audit/review/system/read-system';
import { readStack } from '../../../audit/review/stack/read-stack';
import { synthesized, type StackJson } from '../review/synthesized-stack';
import { smallPlan } from './small-plan';

const UNKNOWN_POLICY = '${data.http.policy.response_body}';

function guardingIn(json: StackJson): GuardingPolicies {
  const stack = readStack(json, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('; '));
  return guardingOf(systemOf(stack.value), new Map());
}

test('an endpoint whose policy is not known before apply leaves every request undecided, never let through', () => {
  const { json } = synthesized('deployment.yaml', false);
  const [endpoint] = Object.values(json.resource.aws_vpc_endpoint!);
  endpoint!.policy = UNKNOWN_POLICY;
  const { buckets, endpoints } = guardingIn(json);
  expect(endpoints).toEqual([]);
  expect([...buckets.values()].map(({ unreadBeside }) => unreadBeside)).toEqual(
    [...buckets].map(() => expect.stringContaining('aws_vpc_endpoint.') as string),
  );
});

test('a key whose policy is not known before apply leaves the requests for what it encrypts undecided, and no others', () => {
  const { json } = synthesized('deployment.yaml', false);
  expect([...guardingIn(json).buckets.values()].map(({ unread }) => unread)).toEqual(
    [...guardingIn(json).buckets].map(() => undefined),
  );
  for (const key of Object.values(json.resource.aws_kms_key!)) key.policy = UNKNOWN_POLICY;
  const { buckets, keys } = guardingIn(json);
  expect(keys).toEqual([]);
  const encrypted = [...buckets.values()].filter(({ keyArn }) => keyArn !== undefined);
  expect(encrypted.length).toBeGreaterThan(0);
  expect(encrypted.length).toBeLessThan(buckets.size);
  for (const { keyArn, unreadBeside } of buckets.values())
    expect(unreadBeside).toEqual(
      keyArn === undefined ? undefined : (expect.stringContaining('aws_kms_key.') as string),
    );
});

test('roles of which the expectations tell the path are known by it', () => {
  const { json } = synthesized('deployment.yaml', false);
  const named = 'arn:aws:iam::222222222222:role/operators/somebody';
  const output = { audit_expectations: { value: { exempt: [{ principal: named }, { reason: 'no principal' }, 5] } } };
  expect(guardingIn({ ...json, output }).roles).toContain(named);
});

describe('before a plan', () => {
  const NAME = 'orders';
  const POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/readers';
  const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const policy = (sid: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: sid, Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
    });
  const planOf = (resources: Readonly<Record<string, object>>): Plan => {
    const all = Object.entries(resources).map(([address, before]) => [address, { before, after: before }] as const);
    const plan = readPlan(smallPlan(Object.fromEntries(all) as Parameters<typeof smallPlan>[0]), 'plan.json');
    if (!plan.ok) throw new Error(plan.problems.join('; '));
    return plan.value;
  };
  const planned: GuardingPolicies = {
    buckets: new Map([
      [NAME, { account: '222222222222', policy: undefined, restrictPublicBuckets: true, keyArn: KEY }],
    ]),
    endpoints: [],
    keys: [{ arn: KEY, address: 'aws_kms_key.k', policy: { statements: [] } as never }],
    roles: ['arn:aws:iam::222222222222:role/a'],
  };
  const before = (resources: Readonly<Record<string, object>>): GuardingPolicies => {
    const read = guardingBefore(planOf(resources), planned);
    if (!read.ok) throw new Error(read.problems.join('; '));
    return read.value;
  };
  const sidsOf = (
    one: { readonly policy?: { readonly statements: readonly { readonly ref: object }[] } | undefined } | undefined,
  ) => one?.policy?.statements.map(({ ref }) => ref);
  const ref = (address: string, sid: string) => [
    expect.objectContaining({ policy: `${address} before`, sid }) as object,
  ];

  test('a bucket has the policy that was read with it, or that of its own resource', () => {
    const own = { 'aws_s3_bucket.b': { bucket: NAME, policy: policy('Own') } };
    expect(sidsOf(before(own).buckets.get(NAME))).toEqual(ref('aws_s3_bucket.b', 'Own'));
    const apart = { ...own, 'aws_s3_bucket_policy.p': { bucket: NAME, policy: policy('Apart') } };
    expect(sidsOf(before(apart).buckets.get(NAME))).toEqual(ref('aws_s3_bucket_policy.p', 'Apart'));
    for (const none of ['', '{}', null])
      expect(sidsOf(before({ 'aws_s3_bucket.b': { bucket: NAME, policy: none } }).buckets.get(NAME))).toBeUndefined();
    expect(before({}).buckets.get(NAME)).toEqual({
      ...{ account: '222222222222', policy: undefined, restrictPublicBuckets: false, keyArn: KEY },
    });
  });

  test.each([
    [true, true],
    [false, false],
    [null, false],
  ])('Block Public Access restricted it as it did: %s', (restrict_public_buckets, expected) => {
    const block = { 'aws_s3_bucket_public_access_block.x': { bucket: NAME, restrict_public_buckets } };
    expect(before(block).buckets.get(NAME)?.restrictPublicBuckets).toBe(expected);
    const other = { 'aws_s3_bucket_public_access_block.x': { bucket: 'other', restrict_public_buckets } };
    expect(before(other).buckets.get(NAME)?.restrictPublicBuckets).toBe(false);
  });

  test('an endpoint has its policy and type, and none that had no id', () => {
    const endpoint = { id: 'vpce-1', vpc_endpoint_type: 'Interface', policy: policy('Own') };
    const { endpoints } = before({ 'aws_vpc_endpoint.e': endpoint });
    expect(endpoints).toMatchObject([{ vpcEndpointId: 'vpce-1', type: 'Interface' }]);
    expect(sidsOf(endpoints[0])).toEqual(ref('aws_vpc_endpoint.e', 'Own'));
    const apart = { 'aws_vpc_endpoint_policy.p': { vpc_endpoint_id: 'vpce-1', policy: policy('Apart') } };
    expect(sidsOf(before({ 'aws_vpc_endpoint.e': endpoint, ...apart }).endpoints[0])).toEqual(
      ref('aws_vpc_endpoint_policy.p', 'Apart'),
    );
    expect(before({ 'aws_vpc_endpoint.e': { policy: policy('Own') } }).endpoints).toEqual([]);
    expect(before({ 'aws_vpc_endpoint.e': { id: 'vpce-1' } }).endpoints).toEqual([]);
  });

  test('a key has its policy, by its ARN or its id', () => {
    const key = { 'aws_kms_key.k': { arn: KEY, key_id: 'key-id', policy: policy('Own') } };
    expect(sidsOf(before(key).keys?.[0])).toEqual(ref('aws_kms_key.k', 'Own'));
    for (const key_id of [KEY, 'key-id']) {
      const apart = { ...key, 'aws_kms_key_policy.p': { key_id, policy: policy('Apart') } };
      expect(sidsOf(before(apart).keys?.[0])).toEqual(ref('aws_kms_key_policy.p', 'Apart'));
    }
    const others = { ...key, 'aws_kms_key_policy.p': { key_id: 'other', policy: policy('Apart') } };
    expect(sidsOf(before(others).keys?.[0])).toEqual(ref('aws_kms_key.k', 'Own'));
    expect(before({}).keys).toEqual([]);
  });

  test('an access point has its policy, apart or not', () => {
    const point = { 'aws_s3_access_point.a': { arn: POINT, policy: policy('Own') } };
    const of = (resources: Readonly<Record<string, object>>) =>
      sidsOf({ policy: before(resources).accessPoints?.get(POINT) });
    expect(of(point)).toEqual(ref('aws_s3_access_point.a', 'Own'));
    const apart = { 'aws_s3control_access_point_policy.p': { access_point_arn: POINT, policy: policy('Apart') } };
    expect(of({ ...point, ...apart })).toEqual(ref('aws_s3control_access_point_policy.p', 'Apart'));
    expect(of({})).toBeUndefined();
  });

  test('roles are those that are planned', () => {
    expect(before({}).roles).toEqual(planned.roles);
  });

  test.each([
    ['aws_s3_bucket_policy.p', { bucket: NAME }, 'a resource policy'],
    ['aws_vpc_endpoint.e', { id: 'vpce-1' }, 'an endpoint policy'],
    ['aws_kms_key.k', { arn: KEY }, 'a resource policy'],
    ['aws_s3_access_point.a', { arn: POINT }, 'a resource policy'],
  ])('what cannot be read of %s is told, by its place', (address, fields, kind) => {
    const short = policy('Own').replace('"Resource":"*"', '"Resource":"arn:aws:s3"');
    const read = guardingBefore(planOf({ [address]: { ...fields, policy: short } }), planned);
    expect(read).toEqual({
      ok: false,
      problems: [expect.stringContaining(`${address} before.Statement[0].Resource: `) as string],
    });
    expect(JSON.stringify(read)).toContain(kind);
  });

  test('ids and ARNs are those that the plan knows, of endpoints and keys alone', () => {
    const ids = idsInPlan(
      planOf({
        'aws_vpc_endpoint.e': { id: 'vpce-1', arn: 'x' },
        'aws_kms_key.k': { arn: KEY, id: 'y' },
        'aws_vpc_endpoint.new': {},
        'aws_s3_bucket.b': { id: NAME, arn: 'z' },
      }),
    );
    expect([...ids]).toEqual([
      ['aws_vpc_endpoint.e', 'vpce-1'],
      ['aws_kms_key.k', KEY],
    ]);
  });
});
