import type { AccessLogRecord } from '../../../contract/access-log-fields';
import { compiledText } from '../../../audit/rehearse/planned-policies';
import type { Recorded } from '../../../audit/rehearse/recorded';
import type { GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import { rehearse, type RecordedGroup, type Rehearsed } from '../../../audit/rehearse/rehearsal';
import { groupOf, recorded } from './recorded';

const OURS = 'vpce-0a1b2c3d';
const ENDPOINT = { path: 'endpoint', vpcEndpointId: OURS, tellsAddress: true, caller: null } as const;
const OUTSIDE = { path: 'address', caller: null } as const;

/** Policies of the bucket; without statements, it has none. */
function guarding(...statements: readonly object[]): GuardingPolicies {
  const none = { account: '111111111111', policy: undefined, restrictPublicBuckets: false };
  if (statements.length === 0) return { buckets: new Map([['data', none]]), endpoints: [] };
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
  return groupOf(recorded(change, more));
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

test('who is no consumer is stopped by the policy of the endpoint, and is to be one', () => {
  const reads = { Effect: 'Allow', Principal: '*', Action: 's3:List*', Resource: '*' };
  const policy = compiledText(JSON.stringify({ Version: '2012-10-17', Statement: reads }), 'planned', 'endpoint');
  if (!policy.ok) throw new Error(policy.problems.join('; '));
  const endpoint = { vpcEndpointId: OURS, type: 'Gateway', policy: policy.value } as const;
  const told = changeOf(group({}, { witness: ENDPOINT }), { ...guarding(), endpoints: [endpoint] });
  expect([told.change, told.why]).toEqual(['would-be-denied', ['the policy of the VPC endpoint does not allow it']]);
  expect(told.keep).toMatchObject({ list: 'consumers', access: 'read', through: 'own' });
});

test('what is known of the callers of one account is known of no other caller', () => {
  const inside = { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } };
  const outside = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...inside };
  const ofCallers = new Map([['111111111111', new Map([['aws:principalorgid', ['o-1']]])]]);
  const assumptions = { values: new Map(), ofCallers, plain: true };
  const changes = ['111111111111', '333333333333'].map((account) => {
    const requester = `arn:aws:iam::${account}:user/ann`;
    const allowed = { Effect: 'Allow', Principal: { AWS: requester }, Action: 's3:GetObject', Resource: '*' };
    const after = guarding(allowed, outside);
    return rehearse(group({ requester }, { witness: ENDPOINT }), { after, assumptions }).change;
  });
  expect(changes).toEqual(['unchanged', 'undecided']);
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

describe('what no record says by itself', () => {
  const role = 'arn:aws:iam::111111111111:role/reader';
  const denyListing = {
    Sid: 'DenyListing',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::data',
  };

  test('whoever learnt that an object is not there would be told so no more without s3:ListBucket', () => {
    const missing = { httpStatus: 404, errorCode: 'NoSuchKey' };
    const { change, why } = changeOf(group(missing, { witness: ENDPOINT }), guarding(denyListing));
    expect([change, why.join()]).toEqual(['would-be-denied', expect.stringContaining('DenyListing')]);
    expect(changeOf(group({}, { witness: ENDPOINT }), guarding(denyListing)).change).toBe('unchanged');
    // S3 says so of objects alone, not of versions and uploads (S3 API Reference, "GetObject", "Permissions").
    for (const errorCode of ['NoSuchVersion', 'NoSuchUpload']) {
      const other = group({ httpStatus: 404, errorCode }, { witness: ENDPOINT });
      expect(changeOf(other, guarding(denyListing)).change).toBe('unchanged');
    }
    const untold = group({ httpStatus: 404, errorCode: null }, { witness: ENDPOINT });
    expect(changeOf(untold, guarding(denyListing)).change).toBe('would-be-denied');
  });

  test('a listing that S3 asks for to choose its answer has no prefix that is known', () => {
    const denyPrefix = { ...denyListing, Condition: { StringLike: { 's3:prefix': 'secret/*' } } };
    const missing = group({ httpStatus: 404, errorCode: 'NoSuchKey' }, { witness: ENDPOINT });
    expect(changeOf(missing, guarding(denyPrefix)).change).toBe('undecided');
  });

  test('a refused read may have been of an object that is not there, which a new listing right would tell', () => {
    const refused = group({ httpStatus: 403, errorCode: 'AccessDenied' }, { witness: ENDPOINT });
    expect(changeOf(refused, guarding(), { before: guarding(denyListing) })).toMatchObject({
      change: 'undecided',
      why: [expect.stringContaining('whether the object was there')],
    });
    expect(changeOf(refused, guarding(denyListing), { before: guarding(denyListing) }).change).toBe('unchanged');
  });

  test('403 of an archived object is given after authorization, 403 of a bad signature tells nothing', () => {
    const outside = (errorCode: string) =>
      changeOf(
        group({ httpStatus: 403, errorCode, remoteIp: '198.51.100.7' }, { witness: OUTSIDE }),
        guarding(denyOutside),
      );
    expect(outside('InvalidObjectState')).toMatchObject({ change: 'would-be-denied', then: 'passed' });
    expect(outside('SignatureDoesNotMatch')).toMatchObject({ change: 'unchanged', then: 'failed' });
  });

  test('what an access control list let through is undecided, unless it is denied', () => {
    const anonymous = group({ requester: null, aclRequired: 'Yes', remoteIp: '198.51.100.7' }, { witness: null });
    expect(changeOf(anonymous, guarding()).change).toBe('undecided');
    expect(changeOf(anonymous, guarding(denyOutside)).change).toBe('would-be-denied');
  });

  test('where nothing tells who owns the bucket, only what depends on it is undecided', () => {
    const unowned = (...statements: readonly object[]): GuardingPolicies => {
      const owned = guarding(...statements);
      const guard = owned.buckets.get('data')!;
      return { ...owned, buckets: new Map([['data', { ...guard, account: undefined }]]) };
    };
    const outside = group({ remoteIp: '198.51.100.7' }, { witness: OUTSIDE });
    expect(changeOf(outside, unowned(denyOutside)).change).toBe('would-be-denied');
    const inside = group({}, { witness: ENDPOINT });
    expect(changeOf(inside, unowned(denyOutside))).toMatchObject({ change: 'undecided' });
    const grant = {
      Effect: 'Allow',
      Principal: { AWS: role },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::data/*',
    };
    expect(changeOf(inside, unowned(denyOutside, grant)).change).toBe('unchanged');
    const denyAcl = { ...denyOutside, Action: 's3:PutObjectAcl', Condition: { Null: { 'aws:SourceVpce': 'false' } } };
    const written = group({ operation: 'REST.PUT.OBJECT' }, { witness: ENDPOINT });
    const mayPut = { ...grant, Action: 's3:PutObject*' };
    // What is undecided whoever owns the bucket is no question of who does.
    expect(changeOf(written, unowned(denyAcl, mayPut)).why.join()).not.toContain('owns');
    expect(changeOf(written, unowned(denyAcl, mayPut), { before: unowned(denyAcl, mayPut) }).change).toBe('unchanged');
    const byOwner = { ...denyOutside, Condition: { StringNotEquals: { 'aws:ResourceAccount': '111111111111' } } };
    expect(changeOf(inside, unowned(byOwner, grant)).change).toBe('undecided');
  });

  test('a session named s3-replication may replicate, which needs other permissions', () => {
    const requester = 'arn:aws:sts::111111111111:assumed-role/reader/s3-replication';
    const replica = group({ operation: 'REST.PUT.OBJECT', requester }, { witness: ENDPOINT });
    const denyPut = { ...denyListing, Action: 's3:PutObject', Resource: 'arn:aws:s3:::data/*' };
    const denyAll = { ...denyPut, Action: ['s3:PutObject', 's3:ReplicateObject'] };
    expect(changeOf(replica, guarding(denyPut)).change).toBe('undecided');
    expect(changeOf(replica, guarding(denyAll)).change).toBe('would-be-denied');
  });

  test('a batch delete that was refused names no keys', () => {
    const batch = { operation: 'REST.POST.MULTI_OBJECT_DELETE', key: null };
    expect(changeOf(group({ ...batch, httpStatus: 403, errorCode: 'AccessDenied' }), guarding()).change).toBe(
      'undecided',
    );
    expect(changeOf(group(batch), guarding()).change).toBe('unchanged');
  });

  test('buckets of China are named by their partition', () => {
    const requester = 'arn:aws-cn:sts::111111111111:assumed-role/reader/i-0abc';
    const denied = guarding({ ...denyOutside, Resource: 'arn:aws-cn:s3:::data/*' });
    const outside = group({ requester, remoteIp: '198.51.100.7' }, { witness: OUTSIDE });
    expect(changeOf(outside, { ...denied, partition: 'aws-cn' }).change).toBe('would-be-denied');
  });
});

describe('a KMS key', () => {
  const arn = 'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const keyed = (...statements: readonly object[]): GuardingPolicies => {
    const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const policy = compiledText(text, 'key', 'resource');
    if (!policy.ok) throw new Error(policy.problems.join('; '));
    return { ...guarding(), keys: [{ arn, policy: policy.value }] };
  };
  const enabled = { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'kms:*', Resource: '*' };
  const read = group({}, { witness: ENDPOINT });
  const assume = { 's3:x-amz-server-side-encryption-aws-kms-key-id': arn };

  test('whoever may use it keeps access, and whoever may not loses it where the object is known to be encrypted by it', () => {
    expect(changeOf(read, keyed(enabled)).change).toBe('unchanged');
    const denyDecrypt = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
    const { change, why } = changeOf(read, keyed(enabled, denyDecrypt));
    expect([change, why.join()]).toEqual(['undecided', expect.stringContaining(`kms:Decrypt of ${arn}`)]);
    // No entry of deployment.yaml changes what a key's policy refuses.
    expect(changeOf(read, keyed(enabled, denyDecrypt), { assume })).toMatchObject({
      change: 'would-be-denied',
      keep: null,
    });
    expect(changeOf(read, keyed(enabled, denyDecrypt), { before: keyed(enabled, denyDecrypt) }).change).toBe(
      'unchanged',
    );
  });

  test('a key policy that does not let identity policies count leaves the caller out', () => {
    expect(changeOf(read, keyed({ ...enabled, Action: 'kms:DescribeKey' }), { assume }).change).toBe('would-be-denied');
  });

  test('S3 asks by its own name, and from where is not known', () => {
    const via = (service: string) => ({ ...enabled, Condition: { StringEquals: { 'kms:ViaService': service } } });
    expect(changeOf(read, keyed(via('s3.us-east-1.amazonaws.com'))).change).toBe('unchanged');
    expect(changeOf(read, keyed(via('s3.eu-west-1.amazonaws.com')), { assume }).change).toBe('would-be-denied');
    const denyOtherEndpoints = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:SourceVpce': OURS } },
    };
    expect(changeOf(read, keyed(enabled, denyOtherEndpoints), { assume }).change).toBe('undecided');
  });

  /** KMS Developer Guide, "AWS KMS condition keys" and "How Amazon S3 uses AWS KMS": what S3 tells KMS, and when. */
  test.each<readonly [string, string, string, 'unchanged' | 'would-be-denied' | 'undecided']>([
    ['StringEquals', 'kms:EncryptionContext:aws:s3:arn', 'arn:aws:s3:::data/a/b', 'undecided'],
    ['Null', 'kms:EncryptionContext:aws:s3:arn', 'false', 'unchanged'],
    ['ForAnyValue:StringEquals', 'kms:EncryptionContextKeys', 'aws:s3:arn', 'unchanged'],
    ['ForAnyValue:StringEquals', 'kms:EncryptionContextKeys', 'other', 'would-be-denied'],
    ['StringEquals', 'kms:EncryptionAlgorithm', 'SYMMETRIC_DEFAULT', 'unchanged'],
    ['StringEquals', 'kms:EncryptionAlgorithm', 'RSAES_OAEP_SHA_256', 'would-be-denied'],
    ['Bool', 'kms:GrantIsForAWSResource', 'true', 'would-be-denied'],
    ['Null', 'kms:GrantIsForAWSResource', 'true', 'unchanged'],
    ['Bool', 'aws:ViaAWSService', 'true', 'unchanged'],
    ['Bool', 'aws:ViaAWSService', 'false', 'would-be-denied'],
    ['DateLessThan', 'aws:CurrentTime', '2026-02-07T00:00:00Z', 'unchanged'],
    ['DateLessThan', 'aws:CurrentTime', '2026-02-06T00:00:00Z', 'would-be-denied'],
    ['NumericLessThan', 'aws:EpochTime', '1770336039', 'unchanged'],
    ['NumericLessThan', 'aws:EpochTime', '1770336038', 'would-be-denied'],
    ['StringEquals', 'aws:SourceVpc', 'vpc-1', 'undecided'],
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/8', 'undecided'],
  ])('is asked by S3: a policy that wants %s of %s to be %s leaves access %s', (operator, key, value, change) => {
    const wanting = keyed({ ...enabled, Condition: { [operator]: { [key]: value } } });
    expect(changeOf(read, wanting, { assume }).change).toBe(change);
  });

  test('an upload needs a data key, and its parts are read again', () => {
    const denyDecrypt = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
    const written = (operation: string) =>
      changeOf(group({ operation }, { witness: ENDPOINT }), keyed(enabled, denyDecrypt), { assume }).change;
    expect(written('REST.PUT.PART')).toBe('would-be-denied');
    expect(written('REST.POST.UPLOAD')).toBe('would-be-denied');
  });
});

test('a key of a resource reaches every action on it, though no action documents it: a tag of the bucket is in no log', () => {
  const byTag = { ...denyOutside, Condition: { StringNotEquals: { 's3:BucketTag/env': 'open' } } };
  const { change, why } = changeOf(group(), guarding(byTag));
  expect([change, why.join()]).toEqual(['undecided', expect.stringContaining('s3:BucketTag/env')]);
});

test.each([
  ['the access point that a request came through', { 's3:DataAccessPointArn': 'false' }, 'would-be-denied'],
  ['its account', { 's3:DataAccessPointAccount': 'false' }, 'would-be-denied'],
  ['its network, which no log tells', { 's3:AccessPointNetworkOrigin': 'false' }, 'undecided'],
])('policies of the bucket see %s', (_, Null, change) => {
  const byPoint = { ...denyOutside, Condition: { Null } };
  const through = group({ accessPointArn: 'arn:aws:s3:us-east-1:111111111111:accesspoint/readers' });
  expect(changeOf(through, guarding(byPoint)).change).toBe(change);
  expect(changeOf(group(), guarding(byPoint)).change).toBe('unchanged');
});

test('what was refused through an access point whose policy is not given may stay refused', () => {
  const anybody = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::data/*' };
  const refused = { httpStatus: 403, errorCode: 'AccessDenied', remoteIp: '198.51.100.7' };
  const through = { ...refused, accessPointArn: 'arn:aws:s3:us-east-1:111111111111:accesspoint/readers' };
  expect(changeOf(group(refused, { witness: OUTSIDE }), guarding(anybody)).change).toBe('would-be-allowed');
  expect(changeOf(group(through, { witness: OUTSIDE }), guarding(anybody)).change).toBe('undecided');
});

test('a request without an answer may have been let through or refused', () => {
  const unanswered = { httpStatus: null, remoteIp: '198.51.100.7' };
  expect(changeOf(group(unanswered, { witness: OUTSIDE }), guarding(denyOutside))).toMatchObject({
    ...{ change: 'undecided', then: 'unknown' },
  });
});

test('an upload is decided by the encryption headers that CloudTrail tells', () => {
  const encrypted = {
    ...denyOutside,
    Action: 's3:PutObject',
    Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  };
  const upload = (encryption: object | undefined): unknown =>
    changeOf(
      group({ operation: 'REST.PUT.OBJECT', remoteIp: '198.51.100.7' }, { witness: { ...OUTSIDE, encryption } }),
      guarding(encrypted),
    ).change;
  expect(upload(undefined)).toBe('undecided');
  // Default encryption by KMS: the request had no header, so the condition denies it.
  expect(upload({ algorithm: null })).toBe('would-be-denied');
  expect(upload({ algorithm: 'AES256' })).toBe('would-be-denied');
  expect(upload({ algorithm: 'aws:kms' })).not.toBe('would-be-denied');
});
