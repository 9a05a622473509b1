import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTrail } from '../../../audit/cloudtrail/read-trail';
import { unloggedRequests } from '../../../audit/cloudtrail/unlogged';
import { createLogReader } from '../../../audit/engines/local/log-reader';
import { judge, type Finding } from '../../../audit/judge/report';
import { useTemporaryDirectory } from '../../temporary-directory';
import { expectations } from './request-group';

// Forms of records as others have published them: documentation of AWS, fixtures of parsers, write-ups of attacks. All values
// are our own; what is odd about each is as it was found.

const directory = useTemporaryDirectory();
const HOST = 'Vn7bCkqLw0ZtY4mR2sXeJpA8dGfHuNi1oQ5yT6vB3cKlMzDxWrEaSgPhUjIoFt+9';
const READER = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';

/** What is found of a log and of CloudTrail's records beside it, a finding for each kind of request. */
async function findingsOf(lines: readonly string[], records: readonly unknown[] = []): Promise<readonly Finding[]> {
  const [log, trailFile] = [join(directory(), 'log'), join(directory(), 'trail.json')];
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
  writeFileSync(trailFile, JSON.stringify({ Records: records }));
  const { trail, coverage: read } = await readTrail([{ kind: 'file', path: trailFile }]);
  const selection = { buckets: ['orders'], since: null, until: null };
  const { groups, coverage } = await createLogReader({}).aggregate([{ kind: 'file', path: log }], selection, trail);
  expect([coverage.rejects, read.unreadable, coverage.records]).toEqual([0, 0, lines.length]);
  return judge([...groups, ...unloggedRequests(trail, selection)], expectations, undefined).findings;
}

/** The beginning of a line, to the request id. */
const head = (remoteIp: string, requester: string, at = '11/Mar/2026:07:21:09'): string =>
  `0c4e5d orders [${at} +0000] ${remoteIp} ${requester} 4QZ0EXAMPLE7RT1A`;

describe('a line of the access log', () => {
  test.each([
    [
      'a copy of 2010 without URI, sizes, times, referer and agent (a converter to the format of Apache)',
      `${head('203.0.113.24', '0c4e5d', '17/Sep/2010:13:38:36')} REST.COPY.OBJECT_GET a/talk.mp3 - 200 - - 1353 - - - - -`,
      { network: 'public', finding: 'violation', operations: ['REST.COPY.OBJECT_GET'] },
    ],
    [
      'SOAP of 2010 in capitals (the same)',
      `${head('10.20.3.4', '0c4e5d', '10/Feb/2010:07:17:02')} SOAP.PUT.OBJECT logs/x "POST /soap/ HTTP/1.1" 200 - 79 68 63 31 "-" "Axis/1.3" -`,
      { network: 'expected-vpc', finding: 'pass', operations: ['SOAP.PUT.OBJECT'] },
    ],
    [
      'a redirect while a bucket is new (the same)',
      `${head('172.30.4.5', '-')} REST.GET.ACL - "GET /?acl HTTP/1.1" 307 TemporaryRedirect 488 - 7 - "-" "Jakarta" -`,
      { network: 'other-private', finding: 'blocked' },
    ],
    [
      'a referer with a quote too many (the same, where it is refused)',
      `${head('198.51.100.7', '0c4e5d')} REST.GET.OBJECT t.mp3 "GET /t.mp3 HTTP/1.1" 200 - 185 185 173 58 "http://x.example/?id=4"" "Mozilla/5.0 (x)" -`,
      { network: 'public', finding: 'violation' },
    ],
    [
      'a member of a batch of deletions: no URI, no agent, all of the tail (an object store that reads logs of AWS)',
      `${head('10.20.3.4', READER)} BATCH.DELETE.OBJECT k - 204 - - 1 - - - - - ${HOST} SigV4 TLS_AES_128_GCM_SHA256 AuthHeader s3.us-east-2.amazonaws.com TLSv1.2 - -`,
      { network: 'expected-vpc', finding: 'pass', operations: ['BATCH.DELETE.OBJECT'] },
    ],
    [
      'a website behind the endpoint, its client masked (a write-up)',
      `${head('xx.xx.xx.xx', '-')} WEBSITE.GET.OBJECT index.html "GET / HTTP/1.1" 200 - 38 38 41 40 "-" "Mozilla/5.0" - ${HOST} - - - orders.s3-website-ap-northeast-1.amazonaws.com -`,
      { network: 'unknown', finding: 'violation' },
    ],
    [
      'CloudFront as any client of a website, which gives it 304 (a web log)',
      `${head('64.252.70.219', '-')} WEBSITE.GET.OBJECT a.png "GET /a.png HTTP/1.1" 304 - - 1513 21 - "-" "Amazon CloudFront" - ${HOST} - - - orders.s3-website-eu-west-1.amazonaws.com - -`,
      { network: 'public', finding: 'violation' },
    ],
    [
      'a method that a website has not (a collection of operations)',
      `${head('198.51.100.7', '-')} WEBSITE.INVALIDOPERATION - "POST / HTTP/1.1" 405 MethodNotAllowed 300 - 3 - "-" "x" -`,
      { network: 'public', finding: 'violation' },
    ],
    [
      'a preflight of the console, with a longer host id (a write-up)',
      `${head('203.0.113.9', '-')} REST.OPTIONS.PREFLIGHT - "OPTIONS /orders HTTP/1.1" 200 - - - 5 - "https://1.console.aws.amazon.com/" "Mozilla/5.0" - ${HOST}${HOST.slice(0, 32)} - TLS_CHACHA20_POLY1305_SHA256 - s3.us-east-2.amazonaws.com TLSv1.3 - - -`,
      { network: 'public', finding: 'harmless' },
    ],
    [
      'S3 by a lifecycle rule: a URI of a quoted dash, no status (S3 User Guide, and a server that writes such logs)',
      `${head('-', 'AmazonS3')} S3.EXPIRE.OBJECT tmp/a "-" - - - 9 - - "-" "-" 3HL4example ${HOST} - - - - - - - -`,
      { network: 'aws-service', finding: 'pass', evidence: 'unrecorded' },
    ],
    [
      'an access point of China, an ACL, TLS in capitals (S3 User Guide, "Amazon S3 server access log format")',
      `${head('10.20.3.4', '0c4e5d')} REST.GET.VERSIONING - "GET /orders?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - ${HOST} SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader orders.s3.cn-north-1.amazonaws.com.cn TLSV1.2 arn:aws-cn:s3:cn-north-1:111111111111:accesspoint/ap Yes -`,
      { network: 'expected-vpc', finding: 'pass' },
    ],
    [
      'the console by a user, two agents in brackets (fixtures of a log shipper)',
      `${head('198.51.100.7', 'arn:aws:iam::222222222222:user/jo')} REST.GET.LOCATION - "GET /orders?location&aws-account=222222222222 HTTP/1.1" 200 - 142 - 17 - "-" "AWS-Support-TrustedAdvisor, aws-internal/3 aws-sdk-java/1.11.590 Linux/4.9 OpenJDK_64-Bit_Server_VM/25.212-b03 java/1.8.0_212 vendor/Oracle_Corporation" - ${HOST} SigV4 ECDHE-RSA-AES128-SHA AuthHeader s3.eu-west-1.amazonaws.com TLSv1.2`,
      { network: 'public', finding: 'violation' },
    ],
  ])('%s', async (_what, line, expected) => {
    expect(await findingsOf([line])).toMatchObject([expected]);
  });
});

describe('an event of CloudTrail', () => {
  const event = (change: Record<string, unknown>): Record<string, unknown> => ({
    ...{
      eventVersion: '1.11',
      eventTime: '2026-03-11T07:21:09Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
    },
    ...{
      awsRegion: 'us-east-1',
      sourceIPAddress: '10.20.3.4',
      userAgent: '[aws-cli/2.31]',
      requestID: '4QZ0EXAMPLE7RT1A',
    },
    ...{ requestParameters: { bucketName: 'orders', key: 'k' }, additionalEventData: { 'x-amz-id-2': HOST } },
    ...{ userIdentity: { type: 'AssumedRole', arn: READER, accountId: '111111111111' }, eventCategory: 'Data' },
    ...change,
  });

  test.each([
    [
      'network activity without parameters, resources and host id: of any bucket (a collection of examples)',
      event({
        ...{ eventType: 'AwsVpceEvent', eventCategory: 'NetworkActivity', vpcEndpointId: 'vpce-0ther' },
        ...{ requestParameters: undefined, additionalEventData: undefined, eventName: 'ListBuckets' },
      }),
      [],
    ],
    [
      'a caller without credentials, empty principal (CloudTrail User Guide, "userIdentity element")',
      event({
        userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
        sourceIPAddress: '198.51.100.7',
      }),
      [{ network: 'public', finding: 'violation', requester: null }],
    ],
    [
      'a caller of another account, told by an id alone (a tool that explains denials)',
      event({
        userIdentity: { type: 'AWSAccount', principalId: 'AROAEXAMPLE:s', accountId: '333333333333' },
        sourceIPAddress: '198.51.100.7',
      }),
      [{ network: 'public', finding: 'violation', requester: '333333333333' }],
    ],
    [
      'a role for which AWS Internal acted, even by our endpoint (examples of several services)',
      event({
        userIdentity: { type: 'AssumedRole', arn: READER, accountId: '111111111111', invokedBy: 'AWS Internal' },
        ...{ sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal', vpcEndpointId: 'vpce-0a1b2c3d4e5f67890' },
      }),
      [{ network: 'via-service', finding: 'violation' }],
    ],
    [
      'S3 Tables, which is another service (S3 User Guide)',
      event({ eventSource: 's3tables.amazonaws.com', additionalEventData: { xAmzId2: HOST } }),
      [],
    ],
  ])('%s', async (_what, record, expected) => {
    expect(await findingsOf([], [record])).toMatchObject(expected);
  });
});
