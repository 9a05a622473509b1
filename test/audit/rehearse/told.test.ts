import { readOperation } from '../../../audit/rehearse/operations';
import { told, type Told } from '../../../audit/rehearse/told';
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
