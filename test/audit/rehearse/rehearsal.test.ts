import type { AccessLogRecord } from '../../../contract/access-log-fields';
import { compiledText } from '../../../audit/rehearse/planned-policies';
import type { Recorded } from '../../../audit/rehearse/decide-recorded';
import type { GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import { rehearse, type RecordedGroup, type Rehearsed } from '../../../audit/rehearse/rehearsal';
import { record, recorded } from './recorded';

const OURS = 'vpce-0a1b2c3d';
const ENDPOINT = { path: 'endpoint', vpcEndpointId: OURS, tellsAddress: true, caller: null } as const;
const OUTSIDE = { path: 'address', caller: null } as const;

function guarding(...statements: readonly object[]): GuardingPolicies {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const policy = compiledText(text, 'planned', 'resource');
  if (!policy.ok) throw new Error(policy.problems.join('; '));
  const guard = { account: '111111111111', policy: policy.value, restrictPublicBuckets: false };
  return { buckets: new Map([['data', guard]]), endpoints: [] };
}

const denyOutside = {
  Sid: 'DenyDataAccessOutsideEndpoint',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::data/*',
  Condition: {
    StringNotEqualsIfExists: { 'aws:SourceVpce': OURS },
    BoolIfExists: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
  },
};

function group(change: Partial<AccessLogRecord> = {}, more: Partial<Recorded> = {}): RecordedGroup {
  const { httpStatus, errorCode, requestId, time, remoteIp } = record(change);
  return {
    recorded: recorded(change, more),
    answer: { httpStatus, errorCode },
    requests: 1,
    bytesSent: 1,
    firstSeen: time,
    lastSeen: time,
    requestId,
    remoteIps: new Set([remoteIp]),
  };
}

function changeOf(
  one: RecordedGroup,
  after: GuardingPolicies,
  more: { before?: GuardingPolicies; assume?: object } = {},
): Rehearsed {
  const values = new Map(Object.entries(more.assume ?? {}).map(([key, value]) => [key, [String(value)]]));
  const assumptions = { values, plain: false };
  return rehearse(one, { after, before: more.before, assumptions });
}

test('whoever comes through the endpoint keeps access', () => {
  expect(changeOf(group({}, { witness: ENDPOINT }), guarding(denyOutside)).change).toBe('unchanged');
});

test('whoever got through by the internet is locked out, by the statement that says so', () => {
  const { change, why, by } = changeOf(
    group({ remoteIp: '198.51.100.7' }, { witness: OUTSIDE }),
    guarding(denyOutside),
  );
  expect([change, by.map(({ sid }) => sid)]).toEqual(['would-be-denied', ['DenyDataAccessOutsideEndpoint']]);
  expect(why.join()).toContain('DenyDataAccessOutsideEndpoint');
});

test('the access log alone does not tell the endpoint, so an address of the VPC is undecided until the user says', () => {
  const one = group();
  expect(changeOf(one, guarding(denyOutside))).toMatchObject({ change: 'undecided' });
  expect(changeOf(one, guarding(denyOutside)).why.join()).toContain('aws:SourceVpce');
  expect(changeOf(one, guarding(denyOutside), { assume: { 'aws:sourcevpce': OURS } }).change).toBe('unchanged');
});

test('what the logs tell goes before what the user assumes', () => {
  const foreign = group({}, { witness: { ...ENDPOINT, vpcEndpointId: 'vpce-0ther' } });
  expect(changeOf(foreign, guarding(denyOutside), { assume: { 'aws:sourcevpce': OURS } }).change).toBe(
    'would-be-denied',
  );
});

test('a failure that S3 gives only after authorization got through', () => {
  const missing = group({ httpStatus: 404, errorCode: 'NoSuchKey', remoteIp: '198.51.100.7' }, { witness: OUTSIDE });
  expect(changeOf(missing, guarding(denyOutside)).change).toBe('would-be-denied');
});

test('who was refused and still is stays refused', () => {
  const refused = group({ httpStatus: 403, errorCode: 'AccessDenied', remoteIp: '198.51.100.7' }, { witness: OUTSIDE });
  expect(changeOf(refused, guarding(denyOutside)).change).toBe('unchanged');
});

test('a stranger who was refused and whom the new policy lets in gains access', () => {
  const refused = group({ httpStatus: 403, errorCode: 'AccessDenied', requester: null, remoteIp: '198.51.100.7' });
  const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };
  expect(changeOf(refused, guarding(open)).change).toBe('would-be-allowed');
});

test('of a refused caller of the account it is not known whether its own policies would allow it', () => {
  const refused = group({ httpStatus: 403, errorCode: 'AccessDenied' }, { witness: ENDPOINT });
  expect(changeOf(refused, guarding(denyOutside)).change).toBe('undecided');
  expect(changeOf(refused, guarding(denyOutside), { before: guarding(denyOutside) }).change).toBe('unchanged');
});

test('whom the bucket policy alone let in, and no longer does, is undecided: identity policies are in no log', () => {
  const role = 'arn:aws:iam::111111111111:role/reader';
  const grant = { Effect: 'Allow', Principal: { AWS: role }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };
  const passed = group({}, { witness: ENDPOINT });
  expect(changeOf(passed, guarding(denyOutside), { before: guarding(grant) }).change).toBe('undecided');
  expect(changeOf(passed, guarding(grant, denyOutside), { before: guarding(grant) }).change).toBe('unchanged');
});

test('an operation that is not in the table, and a caller who is only a canonical id, are undecided', () => {
  expect(changeOf(group({ operation: 'REST.GET.SOMETHING_NEW' }), guarding(denyOutside)).change).toBe('undecided');
  expect(changeOf(group({ requester: 'a'.repeat(64) }), guarding(denyOutside)).change).toBe('undecided');
});

test('a tag of the caller is in no log: what depends on it is undecided and named', () => {
  const byTag = { ...denyOutside, Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'data' } } };
  const { change, why } = changeOf(group({}, { witness: ENDPOINT }), guarding(byTag));
  expect([change, why.join()]).toEqual(['undecided', expect.stringContaining('aws:PrincipalTag/team')]);
});

test('who would be refused only if it had sent an ACL is undecided', () => {
  const denyAcl = { Effect: 'Deny', Principal: '*', Action: 's3:PutObjectAcl', Resource: 'arn:aws:s3:::data/*' };
  const put = group({ operation: 'REST.PUT.OBJECT' }, { witness: ENDPOINT });
  expect(changeOf(put, guarding(denyAcl))).toMatchObject({ change: 'undecided' });
});
