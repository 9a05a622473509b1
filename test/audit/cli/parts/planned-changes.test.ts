import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLine } from '../../../../audit/access-log/parse-line';
import { readPlanned, type Planned } from '../../../../audit/cli/parts/planned-policies';
import { rehearse } from '../../../../audit/rehearse/rehearsal';
import type { Witness } from '../../../../audit/records/witness';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';
import { expectationsSchema } from '../../../../contract/expectations';
import { expectedNetworksOf } from '../../../../audit/judge/network';
import { groupOf } from '../../rehearse/recorded';
import { smallPlan, type SmallResource } from '../../rehearse/small-plan';

const directory = useTemporaryDirectory();
const OWNER = '222222222222';
const READER = `arn:aws:sts::${OWNER}:assumed-role/reader/i-0abc`;
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = `arn:aws:kms:us-east-1:${OWNER}:key/${KEY_ID}`;

const NAT = '198.51.100.9';
const { ofAddress: networkOf } = expectedNetworksOf(
  expectationsSchema.parse({
    ...{ version: 1, buckets: ['orders'], vpcEndpoints: ['vpce-0a'] },
    ...{ vpcCidrs: ['10.20.0.0/16'], natAddresses: [NAT] },
  }),
);

const text = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const OBJECTS = { Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::orders/*' };
const OPEN = text({ Effect: 'Allow', ...OBJECTS });
const CLOSED = text({ Effect: 'Deny', ...OBJECTS });
const keyFor = (name: string): string =>
  text({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWNER}:role/${name}` }, Action: 'kms:*', Resource: '*' });
const denies = (Action: string): string => text({ Effect: 'Deny', Action, Resource: '*' });

type Resources = Readonly<Record<string, SmallResource>>;
type Values = Readonly<Record<string, unknown>> | null;

/** Of a resource, what is the same before and after, and what of it a plan makes of what; `null` for none. */
function changed(same: object, before: Values, after: Values, written: SmallResource['written'] = {}): SmallResource {
  return { before: before && { ...same, ...before }, after: after && { ...same, ...after }, written };
}

/** A bucket that is open to everybody, before and after. */
const BUCKET: Resources = {
  'aws_s3_bucket.data': changed({ bucket: 'orders' }, {}, {}, { bucket: 'orders' }),
  'aws_s3_bucket_policy.data': changed({ bucket: 'orders' }, ...([{ policy: OPEN }, { policy: OPEN }] as const), {
    bucket: { of: 'aws_s3_bucket.data.bucket' },
    policy: null,
  }),
};

const S3 = { vpc_id: 'vpc-1', service_name: 'com.amazonaws.us-east-1.s3' };
const endpoint = (before: Values, after: Values): SmallResource => ({
  ...changed({ id: 'vpce-0a', ...S3 }, before, after, S3),
});
const organization = (before: string | null, after: string | null, type = 'SERVICE_CONTROL_POLICY'): SmallResource => ({
  ...changed(
    { id: 'p-1', type },
    before === null ? null : { content: before },
    after === null ? null : { content: after },
  ),
  written: { type, content: null },
});
const attached = (target_id: string, after: Values = {}): SmallResource =>
  changed({ policy_id: 'p-1', target_id }, {}, after, {
    policy_id: { of: 'aws_organizations_policy.p.id' },
    target_id,
  });

async function planned(resources: Resources, ...policy: readonly string[]): Promise<Planned> {
  const plan = join(directory(), 'plan.json');
  writeFileSync(plan, smallPlan(resources));
  return readPlanned({ plan, policy });
}

interface Asked {
  readonly requester?: string | null;
  readonly remoteIp?: string;
  readonly refused?: true;
  /** The endpoint that CloudTrail names; `null` where it names none. */
  readonly through?: string | null;
}

/** What a rehearsal says of one read by a planned change. */
function changeOf({ after, before }: Planned, asked: Asked = {}): string {
  const { requester = READER, remoteIp = '203.0.113.40', refused, through = null } = asked;
  const answer = refused === true ? { httpStatus: 403, errorCode: 'AccessDenied' } : {};
  const parsed = parseLine(logLine({ requester, remoteIp: through === null ? remoteIp : '10.20.3.4', ...answer }));
  if (parsed.kind !== 'record') throw new Error(`the line is a ${parsed.kind}`);
  const [fields] = parsed.readings;
  const path: Witness =
    through === null
      ? { path: 'address', caller: null }
      : { path: 'endpoint', vpcEndpointId: through, tellsAddress: true, caller: null };
  const { bucket, key } = fields;
  const group = groupOf({ fields, witness: path, ambiguous: false, networkOf, bucket, key });
  const { change, why } = rehearse(group, { after, before, assumptions: { values: new Map(), plain: true } });
  return change === 'unchanged' ? change : `${change}: ${why.join('; ')}`;
}

describe('policies of the organization', () => {
  test.each<[what: string, resources: Resources, asked: Asked, said: string]>([
    [
      'attached to the account of the caller, deny it',
      {
        'aws_organizations_policy.p': organization(denies('iam:*'), denies('s3:*')),
        'aws_organizations_policy_attachment.a': attached(OWNER),
      },
      ...([{}, 'would-be-denied: denied by aws_organizations_policy.p'] as const),
    ],
    [
      'attached to another account, do not',
      {
        'aws_organizations_policy.p': organization(denies('iam:*'), denies('s3:*')),
        'aws_organizations_policy_attachment.a': attached('999999999999'),
      },
      ...([{}, 'unchanged'] as const),
    ],
    [
      'attached to an organizational unit, may: nothing tells which accounts are in it',
      {
        'aws_organizations_policy.p': organization(denies('iam:*'), denies('s3:*')),
        'aws_organizations_policy_attachment.a': attached('ou-ab12-34567890'),
      },
      ...([{}, `undecided: nothing tells whether aws_organizations_policy.p is attached to account ${OWNER}`] as const),
    ],
    [
      'that deny nothing of it are unchanged wherever they are attached',
      {
        'aws_organizations_policy.p': organization(denies('iam:*'), denies('ec2:*')),
        'aws_organizations_policy_attachment.a': attached('r-ab12'),
      },
      ...([{}, 'unchanged'] as const),
    ],
    [
      'attached nowhere in the plan may be attached by somebody else',
      { 'aws_organizations_policy.p': organization(null, denies('s3:*')) },
      ...([{}, 'undecided: nothing tells whether'] as const),
    ],
    [
      'for resources are over whose the bucket is, whoever asks',
      {
        'aws_organizations_policy.p': organization(
          null,
          denies('s3:*').replace('"Action"', '"Principal":"*","Action"'),
          'RESOURCE_CONTROL_POLICY',
        ),
        'aws_organizations_policy_attachment.a': attached(OWNER),
      },
      ...([{ requester: null }, 'would-be-denied: denied by aws_organizations_policy.p'] as const),
    ],
    [
      'that allow some actions may stand beside FullAWSAccess',
      {
        'aws_organizations_policy.p': organization(null, text({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' })),
        'aws_organizations_policy_attachment.a': attached(OWNER),
      },
      ...([{}, 'undecided: nothing tells whether FullAWSAccess stands beside aws_organizations_policy.p'] as const),
    ],
    [
      'that are taken away let in whom they refused',
      {
        'aws_organizations_policy.p': organization(denies('s3:*'), null),
        'aws_organizations_policy_attachment.a': attached(OWNER, null),
      },
      ...([{ refused: true }, 'would-be-allowed'] as const),
    ],
    [
      'that never were over an anonymous caller refused it nothing',
      {
        'aws_organizations_policy.p': organization(denies('s3:*'), null),
        'aws_organizations_policy_attachment.a': attached(OWNER, null),
      },
      ...([{ refused: true, requester: null }, 'unchanged'] as const),
    ],
  ])('%s', async (_what, resources, asked, said) => {
    const plan = await planned({ ...BUCKET, ...resources });
    expect(changeOf(plan, asked)).toMatch(new RegExp(`^${said}`));
    expect(plan.after.notHeld).toEqual([]);
  });

  test('that are no policies of requests are left alone', async () => {
    const tags = organization('{"tags":{}}', '{"tags":{"team":{}}}', 'TAG_POLICY');
    const plan = await planned({ ...BUCKET, 'aws_organizations_policy.p': tags });
    expect([changeOf(plan), plan.after.notHeld]).toEqual(['unchanged', []]);
  });

  test('that nobody can read are told, and so is the attachment of one that the plan has not', async () => {
    const unknown = {
      before: null,
      after: { type: 'SERVICE_CONTROL_POLICY' },
      unknown: ['content', 'id'],
      written: { content: { of: 'data.http.policy.body' } },
    };
    const plan = await planned({
      ...BUCKET,
      'aws_organizations_policy.p': unknown,
      'aws_organizations_policy_attachment.old': attached(OWNER, null),
    });
    expect(plan.after.notHeld).toEqual(['aws_organizations_policy.p', 'aws_organizations_policy_attachment.old']);
  });

  test('of a file are over the account of the bucket, or the one that is named', async () => {
    const scp = join(directory(), 'scp.json');
    writeFileSync(scp, denies('s3:*'));
    const stranger = { requester: 'arn:aws:sts::333333333333:assumed-role/guest/i-1' };
    const bare = await planned(BUCKET, `scp=${scp}`);
    expect(changeOf(bare)).toMatch(/^would-be-denied/);
    expect(changeOf(bare, stranger)).toMatch(
      /^undecided: nothing tells whether .*scp.json is attached to account 333333333333$/,
    );
    const named = await planned(BUCKET, `scp:333333333333=${scp}`);
    expect(changeOf(named)).toBe('unchanged');
    expect(changeOf(named, stranger)).toMatch(/^would-be-denied/);
  });

  test('of a file may replace what refused before, which no plan tells', async () => {
    const scp = join(directory(), 'scp.json');
    writeFileSync(scp, denies('iam:*'));
    expect(changeOf(await planned(BUCKET, `scp=${scp}`), { refused: true })).toMatch(
      /^undecided: nothing tells what was in force of .*scp.json, which may have refused it$/,
    );
    expect(changeOf(await planned(BUCKET), { refused: true })).toBe('unchanged');
  });
});

describe('an endpoint whose traffic takes another path', () => {
  const came = { through: 'vpce-0a' };
  test.each<[what: string, resources: Resources, said: string]>([
    [
      'is deleted',
      { 'aws_vpc_endpoint.e': endpoint({ policy: OPEN }, null) },
      'undecided: it came through aws_vpc_endpoint.e, which the plan deletes',
    ],
    [
      'is replaced',
      { 'aws_vpc_endpoint.e': { ...endpoint({}, { id: undefined }), actions: ['delete', 'create'], unknown: ['id'] } },
      'undecided: it came through aws_vpc_endpoint.e, which the plan replaces',
    ],
    [
      'serves fewer route tables',
      { 'aws_vpc_endpoint.e': endpoint({ route_table_ids: ['rtb-1', 'rtb-2'] }, { route_table_ids: ['rtb-1'] }) },
      'undecided: it came through aws_vpc_endpoint.e, whose route_table_ids the plan changes',
    ],
    [
      'loses the association of a route table',
      {
        'aws_vpc_endpoint.e': endpoint({}, {}),
        'aws_vpc_endpoint_route_table_association.a': changed({ vpc_endpoint_id: 'vpce-0a' }, {}, null),
      },
      'undecided: it came through aws_vpc_endpoint_route_table_association.a, which the plan deletes',
    ],
    [
      'stays as it is',
      { 'aws_vpc_endpoint.e': endpoint({ route_table_ids: ['rtb-1'] }, { route_table_ids: ['rtb-1'] }) },
      'unchanged',
    ],
    [
      'is of another service',
      { 'aws_vpc_endpoint.e': endpoint({ service_name: 'com.amazonaws.us-east-1.kms' }, null) },
      'unchanged',
    ],
  ])('%s', async (_what, resources, said) => {
    expect(changeOf(await planned({ ...BUCKET, ...resources }), came)).toMatch(new RegExp(`^${said}`));
  });

  test('leaves what came by no endpoint, or by another one, as it is', async () => {
    const plan = await planned({ ...BUCKET, 'aws_vpc_endpoint.e': endpoint({ policy: OPEN }, null) });
    expect([changeOf(plan), changeOf(plan, { through: 'vpce-0b' })]).toEqual(['unchanged', 'unchanged']);
  });
});

test.each<[what: string, resources: Resources, said: string]>([
  [
    'that the plan makes',
    { 'aws_vpc_endpoint.e': endpoint(null, { id: undefined }) },
    'undecided: it may come through',
  ],
  [
    'that gets a route table',
    { 'aws_vpc_endpoint.e': endpoint({ route_table_ids: [] }, { route_table_ids: ['rtb-1'] }) },
    'undecided: it may come through an endpoint instead: aws_vpc_endpoint.e',
  ],
  ['that stays as it is', { 'aws_vpc_endpoint.e': endpoint({}, {}) }, 'unchanged'],
])('what came through our NAT may come through an endpoint %s', async (_what, resources, said) => {
  const plan = await planned({ ...BUCKET, ...resources });
  expect(changeOf(plan, { remoteIp: NAT })).toMatch(new RegExp(`^${said}`));
  expect(changeOf(plan)).toBe('unchanged');
});

describe('what the plan changes and nothing holds against requests is told', () => {
  const apart = (before: Values, after: Values, written: SmallResource['written']): SmallResource =>
    changed({}, before, after, written);
  test.each<[what: string, address: string, resource: SmallResource]>([
    [
      'the policy of a bucket that the plan has not',
      'aws_s3_bucket_policy.other',
      apart({ bucket: 'other', policy: OPEN }, { bucket: 'other', policy: CLOSED }, { bucket: 'other', policy: null }),
    ],
    ['a bucket that is deleted', 'aws_s3_bucket.other', apart({ bucket: 'other' }, null, {})],
    [
      'the policy of an endpoint that the plan has not',
      'aws_vpc_endpoint_policy.e',
      apart(
        { vpc_endpoint_id: 'vpce-0a', policy: OPEN },
        { vpc_endpoint_id: 'vpce-0a', policy: CLOSED },
        { vpc_endpoint_id: 'vpce-0a', policy: null },
      ),
    ],
    [
      'the policy of a key that the plan has not',
      'aws_kms_key_policy.k',
      apart(
        { key_id: KEY, policy: keyFor('reader') },
        { key_id: KEY, policy: keyFor('admin') },
        { key_id: KEY, policy: null },
      ),
    ],
    ['a key that is deleted', 'aws_kms_key.k', apart({ arn: KEY, key_id: KEY_ID, policy: keyFor('reader') }, null, {})],
    [
      'a policy in a module',
      'module.m.aws_vpc_endpoint_policy.e',
      apart({ vpc_endpoint_id: 'vpce-0a', policy: OPEN }, { vpc_endpoint_id: 'vpce-0a', policy: CLOSED }, {}),
    ],
    [
      'the policy of the bucket, in a module',
      'module.m.aws_s3_bucket_policy.data',
      apart({ bucket: 'orders', policy: OPEN }, { bucket: 'orders', policy: CLOSED }, {}),
    ],
    [
      'an access control list that is deleted',
      'aws_s3_bucket_acl.a',
      apart({ bucket: 'orders', acl: 'public-read' }, null, {}),
    ],
    ['a grant of a key that is deleted', 'aws_kms_grant.g', apart({ key_id: KEY }, null, {})],
  ])('%s', async (_what, address, resource) => {
    const { 'aws_s3_bucket_policy.data': policy, ...rest } = BUCKET;
    const isOfBucket = address.endsWith('aws_s3_bucket_policy.data');
    const plan = await planned({
      ...rest,
      ...(policy && !isOfBucket && { 'aws_s3_bucket_policy.data': policy }),
      [address]: resource,
    });
    expect(plan.after.notHeld).toEqual([address]);
  });

  test('and what is held is not', async () => {
    expect((await planned(BUCKET)).after.notHeld).toEqual([]);
  });
});

test('objects may be encrypted by a key whose policy changes, whatever the default of their bucket is', async () => {
  const other = `arn:aws:kms:us-east-1:${OWNER}:key/ffffffff-12ab-34cd-56ef-1234567890ab`;
  const keyOf = (arn: string, before: string, after: string): SmallResource =>
    changed({ arn, key_id: arn.split('/')[1] }, { policy: before }, { policy: after }, { policy: null });
  const rule = [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: KEY, sse_algorithm: 'aws:kms' }] }];
  const resources = (after: string): Resources => ({
    ...BUCKET,
    'aws_kms_key.default': keyOf(KEY, keyFor('reader'), keyFor('reader')),
    'aws_kms_key.old': keyOf(other, keyFor('reader'), after),
    'aws_s3_bucket_server_side_encryption_configuration.data': changed(
      { bucket: 'orders', rule },
      ...([{}, {}] as const),
      { bucket: { of: 'aws_s3_bucket.data.bucket' }, rule: null },
    ),
  });
  expect(changeOf(await planned(resources(keyFor('admin'))))).toMatch(/^undecided: .*kms:Decrypt of .*ffffffff/);
  expect(changeOf(await planned(resources(keyFor('reader'))))).toBe('unchanged');
});

test('a policy of a file stands for that of the plan; whose the bucket is, and what shuts out the public, stays', async () => {
  const file = join(directory(), 'bucket.json');
  writeFileSync(file, OPEN);
  const block = changed({ bucket: 'orders', restrict_public_buckets: true }, ...([{}, {}] as const), {
    bucket: { of: 'aws_s3_bucket.data.bucket' },
    restrict_public_buckets: null,
  });
  const plan = await planned({ ...BUCKET, 'aws_s3_bucket_public_access_block.data': block }, `orders=${file}`);
  expect(plan.after.buckets.get('orders')?.account).toBe(OWNER);
  expect(changeOf(plan, { requester: null })).toMatch(/^would-be-denied/);
  expect(changeOf(plan)).toBe('unchanged');
});
