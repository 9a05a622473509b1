import { readOperation } from '../../../audit/rehearse/operations';
import { ACLS_ARE_TOLD_SINCE, letThroughByAcl, told, type Told } from '../../../audit/rehearse/told';
import type { Recorded } from '../../../audit/rehearse/recorded';
import { recorded } from './recorded';

function tell(key: string, request: Recorded): Told['kind'] | readonly string[] {
  const reading = readOperation(request.fields.operation, request.key);
  if (reading.kind !== 'rights') throw new Error('the request of the test needs rights');
  const answer = told(key, { ...request, rights: reading.rights });
  return answer.kind === 'values' ? answer.values : answer.kind;
}

const endpoint = { path: 'endpoint', vpcEndpointId: 'vpce-0a', tellsAddress: true, caller: null } as const;
const address = { path: 'address', caller: null } as const;

test('an address of the VPC came through an endpoint, but the log does not say which', () => {
  const request = recorded();
  expect(tell('aws:sourcevpce', request)).toBe('unknown');
  expect(tell('aws:sourceip', request)).toBe('absent');
  expect(tell('aws:vpcsourceip', request)).toEqual(['10.20.3.4']);
});

test('CloudTrail tells the endpoint', () => {
  expect(tell('aws:sourcevpce', recorded({}, { witness: endpoint }))).toEqual(['vpce-0a']);
});

test('a public IPv4 address came by the internet', () => {
  const request = recorded({ remoteIp: '198.51.100.7' });
  expect(tell('aws:sourcevpce', request)).toBe('absent');
  expect(tell('aws:sourceip', request)).toEqual(['198.51.100.7']);
  expect(tell('aws:vpcsourceip', request)).toBe('absent');
});

test('a global IPv6 address may be of any VPC, unless CloudTrail says that it came by no endpoint', () => {
  const request = recorded({ remoteIp: '2600:1f18::7' });
  expect(tell('aws:sourcevpce', request)).toBe('unknown');
  expect(tell('aws:sourcevpce', { ...request, witness: address })).toBe('absent');
});

test.each([null, '10.20.x.x'])('without a whole address (%s) nothing of the path is known', (remoteIp) => {
  expect(tell('aws:sourceip', recorded({ remoteIp }))).toBe('unknown');
  expect(tell('aws:sourcevpce', recorded({ remoteIp }))).toBe('unknown');
});

test('TLS is told by its fields, and unknown of records that are older than they', () => {
  expect(tell('aws:securetransport', recorded())).toEqual(['true']);
  expect(tell('aws:securetransport', recorded({ tlsVersion: null, cipherSuite: null }))).toEqual(['false']);
  expect(tell('aws:securetransport', recorded({ tlsVersion: null, cipherSuite: null, hostHeader: null }))).toBe(
    'unknown',
  );
  expect(tell('s3:tlsversion', recorded())).toEqual(['1.2']);
});

test('signature and authentication are told as policies spell them', () => {
  expect(tell('s3:signatureversion', recorded())).toEqual(['AWS4-HMAC-SHA256']);
  expect(tell('s3:authtype', recorded())).toEqual(['REST-HEADER']);
  expect(tell('s3:authtype', recorded({ authenticationType: 'QueryString' }))).toEqual(['REST-QUERY-STRING']);
});

test('the prefix of a listing is read from its request line', () => {
  const list = { operation: 'REST.GET.BUCKET', key: null };
  const uri = 'GET /data?list-type=2&prefix=a%2Fb+c&delimiter= HTTP/1.1';
  expect(tell('s3:prefix', recorded({ ...list, requestUri: uri }))).toEqual(['a/b c']);
  const partitions = 'GET /data?prefix=day=5/part= HTTP/1.1';
  expect(tell('s3:prefix', recorded({ ...list, requestUri: partitions }))).toEqual(['day=5/part=']);
  expect(tell('s3:delimiter', recorded({ ...list, requestUri: uri }))).toEqual(['']);
  expect(tell('s3:max-keys', recorded({ ...list, requestUri: uri }))).toBe('absent');
  expect(tell('s3:prefix', recorded({ ...list, requestUri: null }))).toBe('unknown');
});

test('what a client wrote into a line with two readings tells nothing', () => {
  expect(tell('aws:useragent', recorded())).toEqual(['aws-cli']);
  expect(tell('aws:useragent', recorded({}, { ambiguous: true }))).toBe('unknown');
});

test('a client writes UTF-8, which the log keeps byte by byte', () => {
  const userAgent = Buffer.from('Käfer/1').toString('latin1');
  expect(tell('aws:useragent', recorded({ userAgent }))).toEqual(['Käfer/1']);
});

test('whether a service made the request for the caller is told by CloudTrail alone', () => {
  expect(tell('aws:viaawsservice', recorded())).toBe('unknown');
  expect(tell('aws:viaawsservice', recorded({}, { witness: address }))).toEqual(['false']);
  const athena = { path: 'via-service', service: 'athena.amazonaws.com', caller: null } as const;
  expect(tell('aws:viaawsservice', recorded({}, { witness: athena }))).toEqual(['true']);
});

test('encryption headers of an upload are told by CloudTrail, unless it contradicts the log', () => {
  const header = 's3:x-amz-server-side-encryption';
  const put = { operation: 'REST.PUT.OBJECT' };
  const encryption = { algorithm: 'aws:kms', customerAlgorithm: null };
  expect(tell(header, recorded(put))).toBe('unknown');
  expect(tell(header, recorded(put, { witness: { ...address, encryption } }))).toEqual(['aws:kms']);
  expect(tell(`${header}-customer-algorithm`, recorded(put, { witness: { ...address, encryption } }))).toBe('absent');
  expect(tell(`${header}-aws-kms-key-id`, recorded(put, { witness: { ...address, encryption } }))).toBe('unknown');
  const all = { algorithm: 'aws:kms', keyId: 'arn:aws:kms:x', customerAlgorithm: 'AES256' };
  const names = ['', '-aws-kms-key-id', '-customer-algorithm'].map((name) => `${header}${name}`);
  const told = (values: object) =>
    names.map((name) => tell(name, recorded(put, { witness: { ...address, encryption: values } })));
  expect(told(all)).toEqual([['aws:kms'], ['arn:aws:kms:x'], ['AES256']]);
  expect(told({ algorithm: null, keyId: null, customerAlgorithm: null })).toEqual(['absent', 'absent', 'absent']);
  expect(told({})).toEqual(['unknown', 'unknown', 'unknown']);
  const doubtful = { path: 'contradiction', about: 'address', caller: null, encryption } as const;
  expect(tell(header, recorded(put, { witness: doubtful }))).toBe('unknown');
});

test('what no log holds is unknown, not absent', () => {
  expect(['aws:principalorgid', 'aws:principaltag/team', 's3:x-amz-acl'].map((key) => tell(key, recorded()))).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ]);
});

test.each(['aws:tagkeys', 'aws:requesttag/team'])(
  'a read sets no tags (%s); whether another request does, no log tells',
  (key) => {
    expect(tell(key, recorded({ operation: 'REST.GET.OBJECT' }))).toBe('absent');
    expect(tell(key, recorded({ operation: 'REST.HEAD.OBJECT' }))).toBe('absent');
    expect(tell(key, recorded({ operation: 'REST.PUT.OBJECT' }))).toBe('unknown');
  },
);

test('the tags that a principal or a resource has are in no log, whatever the request', () => {
  expect(tell('aws:principaltag/team', recorded({ operation: 'REST.GET.OBJECT' }))).toBe('unknown');
  expect(tell('aws:resourcetag/team', recorded({ operation: 'REST.GET.OBJECT' }))).toBe('unknown');
});

/** Whatever a source says of the path, all keys of the path follow from it together. */
describe('the path of a request', () => {
  const contradiction = { path: 'contradiction', about: 'address', caller: null } as const;
  const service = { path: 'service', caller: 'svc:config.amazonaws.com' } as const;
  const between = { path: 'via-service', service: 'athena.amazonaws.com', caller: null } as const;
  const [PRIVATE, PUBLIC, GLOBAL6] = ['10.20.3.4', '198.51.100.7', '2600:1f18::7'];
  const hidden = ['unknown', 'unknown', 'unknown', 'unknown'];

  test.each<readonly [string, Recorded['witness'], string | null, readonly (string | readonly string[])[]]>([
    ['no event, an address of the VPC', null, PRIVATE, ['unknown', 'unknown', 'absent', [PRIVATE]]],
    ['no event, a public address', null, PUBLIC, ['absent', 'absent', [PUBLIC], 'absent']],
    ['no event, a global IPv6 address', null, GLOBAL6, hidden],
    ['no event, a private address elsewhere', null, '172.16.0.1', ['unknown', 'unknown', 'absent', ['172.16.0.1']]],
    ['no event, no address', null, null, hidden],
    ['no event, a masked address', null, '10.20.x.x', hidden],
    ['an endpoint, an address of the VPC', endpoint, PRIVATE, [['vpce-0a'], 'unknown', 'absent', [PRIVATE]]],
    ['an endpoint, a global IPv6 address', endpoint, GLOBAL6, [['vpce-0a'], 'unknown', 'absent', [GLOBAL6]]],
    ['an endpoint, no address', endpoint, null, [['vpce-0a'], 'unknown', 'absent', 'unknown']],
    ['no endpoint, a public address', address, PUBLIC, ['absent', 'absent', [PUBLIC], 'absent']],
    ['no endpoint, a global IPv6 address', address, GLOBAL6, ['absent', 'absent', [GLOBAL6], 'absent']],
    ['no endpoint, an address of the VPC', address, PRIVATE, hidden],
    ['no endpoint, no address', address, null, hidden],
    ['a service', service, PUBLIC, hidden],
    ['a service between', between, PUBLIC, hidden],
    ['a contradiction', contradiction, PUBLIC, hidden],
  ])('%s', (_what, witness, remoteIp, [vpce, vpc, sourceIp, vpcSourceIp]) => {
    const request = recorded({ remoteIp }, { witness });
    expect(['aws:sourcevpce', 'aws:sourceip', 'aws:vpcsourceip'].map((key) => tell(key, request))).toEqual([
      vpce,
      sourceIp,
      vpcSourceIp,
    ]);
    for (const key of ['aws:sourcevpc', 'aws:sourcevpcarn', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths'])
      expect([key, tell(key, request)]).toEqual([key, vpc]);
  });

  test.each<readonly [Recorded['witness'], string | readonly string[]]>([
    [endpoint, ['false']],
    [address, ['false']],
    [service, ['false']],
    [between, ['true']],
    [contradiction, 'unknown'],
    [null, 'unknown'],
  ])('%j says whether a service acts for the caller: %j', (witness, expected) => {
    expect(tell('aws:viaawsservice', recorded({}, { witness }))).toEqual(expected);
    expect(tell('aws:viaawsservice', recorded({ requester: null }, { witness }))).toEqual(['false']);
  });
});

const POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/readers';
const unsigned = { signatureVersion: null, authenticationType: null };

test.each<readonly [string, Parameters<typeof recorded>[0], string | readonly string[]]>([
  ['aws:currenttime', {}, ['2026-02-06T00:00:38Z']],
  ['aws:epochtime', {}, ['1770336038']],
  ['aws:securetransport', { tlsVersion: null }, ['true']],
  ['aws:securetransport', { cipherSuite: null }, ['true']],
  ['s3:tlsversion', { tlsVersion: 'tlsv1.3' }, ['1.3']],
  ['s3:tlsversion', { tlsVersion: 'TLSv1.3x' }, 'unknown'],
  ['s3:tlsversion', { tlsVersion: 'xTLSv1.3' }, 'unknown'],
  ['s3:tlsversion', { tlsVersion: null, cipherSuite: null }, 'absent'],
  ['s3:tlsversion', { tlsVersion: null }, 'unknown'],
  ['s3:tlsversion', { tlsVersion: null, cipherSuite: null, hostHeader: null }, 'unknown'],
  ['s3:signatureversion', { signatureVersion: 'SigV2' }, ['AWS']],
  ['s3:signatureversion', { signatureVersion: 'constructor' }, 'unknown'],
  ['s3:signatureversion', unsigned, 'unknown'],
  ['s3:authtype', unsigned, 'unknown'],
  ['s3:authtype', { operation: 'REST.POST.OBJECT' }, ['POST']],
  ['s3:authtype', { operation: 'CloudTrail.PostObject' }, ['POST']],
  ['aws:useragent', { userAgent: null }, 'absent'],
  ['aws:useragent', { operation: 'CloudTrail.GetObject' }, 'unknown'],
  ['aws:referer', { referer: 'https://example.com/' }, ['https://example.com/']],
  ['aws:referer', {}, 'absent'],
  ['s3:versionid', {}, 'absent'],
  ['s3:versionid', { versionId: 'v1' }, ['v1']],
  ['s3:objectcreationoperation', {}, 'absent'],
  ['s3:objectcreationoperation', { operation: 'REST.PUT.OBJECT' }, ['true']],
  ['s3:objectcreationoperation', { operation: 'REST.PUT.PART' }, ['false']],
  ['s3:dataaccesspointarn', {}, 'absent'],
  ['s3:dataaccesspointarn', { hostHeader: null }, 'unknown'],
  ['s3:dataaccesspointarn', { accessPointArn: POINT }, [POINT]],
  ['s3:dataaccesspointarn', { accessPointArn: POINT, hostHeader: null }, [POINT]],
  ['s3:dataaccesspointaccount', {}, 'absent'],
  ['s3:dataaccesspointaccount', { hostHeader: null }, 'unknown'],
  ['s3:dataaccesspointaccount', { accessPointArn: POINT }, ['222222222222']],
  ['s3:accesspointnetworkorigin', {}, 'absent'],
  ['s3:accesspointnetworkorigin', { hostHeader: null }, 'unknown'],
  ['s3:accesspointnetworkorigin', { accessPointArn: POINT }, 'unknown'],
  ['s3:accesspointtag/team', {}, 'absent'],
  ['s3:accesspointtag/team', { accessPointArn: POINT }, 'unknown'],
  ['aws:tagkeys', { operation: 'WEBSITE.GET.OBJECT' }, 'absent'],
  ['aws:tagkeys', { operation: 'CloudTrail.GetObject' }, 'absent'],
  ['aws:tagkeys', { operation: 'CloudTrail.PutObject' }, 'unknown'],
  ['s3:prefix', { requestUri: 'GET /?prefix=a&prefix=b HTTP/1.1' }, 'unknown'],
  ['s3:max-keys', { requestUri: 'GET /?max-keys=5 HTTP/1.1' }, ['5']],
])('%s of %j is %j', (key, change, expected) => {
  expect(tell(key, recorded(change))).toEqual(expected);
});

test('why a key is not known is told', () => {
  const reading = readOperation('REST.GET.BUCKET', null);
  if (reading.kind !== 'rights') throw new Error('a listing needs rights');
  const why = (key: string, request: Recorded): string => {
    const answer = told(key, { ...request, rights: reading.rights });
    return answer.kind === 'unknown' ? answer.why : answer.kind;
  };
  expect(why('aws:principalorgid', recorded())).toBe('no log tells aws:principalorgid');
  expect(why('aws:sourcevpce', recorded())).toMatch(/CloudTrail does$/);
  expect(why('aws:sourceip', recorded({ remoteIp: null }))).toBe('the log has no whole address');
  expect(why('s3:signatureversion', recorded(unsigned))).toBe('the record has no signature version that is known');
  expect(why('s3:authtype', recorded(unsigned))).toBe('the record has no authentication type that is known');
  expect(why('s3:prefix', recorded({ requestUri: null }))).toBe('the record has no request line that can be read');
  expect(why('s3:prefix', recorded({}, { ambiguous: true }))).toBe('the line can be read in two ways');
  expect(why('aws:sourceip', recorded({}, { witness: address }))).toMatch(/disagree on the path$/);
});

test.each([
  [{ aclRequired: 'Yes' }, 'yes'],
  [{ aclRequired: null }, 'no'],
  [{ aclRequired: null, time: ACLS_ARE_TOLD_SINCE }, 'no'],
  [{ aclRequired: null, time: ACLS_ARE_TOLD_SINCE - 1 }, 'perhaps'],
  [{ aclRequired: 'Yes', time: ACLS_ARE_TOLD_SINCE - 1 }, 'yes'],
])('whether an access control list let a request through: %j is %s', (change, expected) => {
  expect(letThroughByAcl(recorded(change).fields)).toBe(expected);
});
