import { ENDPOINT, PUBLIC, READER, list, only, own, ownIdentity, type Scenario } from './scenario';

const inside = { line: { requester: READER }, event: { ...ownIdentity, ...ENDPOINT } } as const;
const asking = (query: string): Scenario['line'] => ({ ...own, ...list, requestUri: `GET /${query} HTTP/1.1` });
const onList = (Condition: object): readonly object[] => only(Condition, { Action: 's3:ListBucket' });
const plain = { ...own, tlsVersion: null, cipherSuite: null } as const;
const upload = { ...own, operation: 'REST.PUT.OBJECT' } as const;
const publicRead = { Effect: 'Allow', Action: 's3:GetObject' } as const;
const fromPage = [{ ...publicRead, Condition: { StringLike: { 'aws:Referer': ['https://www.example.com/*'] } } }];

type Row = readonly [what: string, condition: object, line: Scenario['line'], change: Scenario['change']];

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or values". */
const OF_LISTINGS: readonly Row[] = [
  [
    'an empty prefix is one',
    { StringEquals: { 's3:prefix': '' } },
    asking('?prefix=&delimiter=%2F'),
    'would-be-denied',
  ],
  ['a delimiter is decoded', { StringEquals: { 's3:delimiter': '/' } }, asking('?delimiter=%2F'), 'would-be-denied'],
  [
    'ForAllValues holds of an empty text',
    { 'ForAllValues:StringEquals': { 's3:prefix': ['home/'] } },
    asking('?prefix='),
    'would-be-denied',
  ],
  [
    'prefixes are compared letter by letter',
    { StringNotLike: { 's3:prefix': 'Home/*' } },
    asking('?prefix=home/x'),
    'would-be-denied',
  ],
  [
    'a parameter in capitals is another',
    { StringNotLike: { 's3:prefix': 'home/*' } },
    asking('?PREFIX=home/x'),
    'would-be-denied',
  ],
  ['a number of keys', { NumericGreaterThan: { 's3:max-keys': '10' } }, asking('?max-keys=1000'), 'would-be-denied'],
  ['no number of keys', { NumericGreaterThan: { 's3:max-keys': '10' } }, asking(''), 'unchanged'],
  [
    'IfExists of no number of keys',
    { NumericGreaterThanIfExists: { 's3:max-keys': '10' } },
    asking(''),
    'would-be-denied',
  ],
];

const OF_REQUESTS: readonly Row[] = [
  [
    'one of several ranges',
    { NotIpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '203.0.113.40/32'] } },
    own,
    'unchanged',
  ],
  [
    'the address behind the end of a range',
    { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/27' } },
    own,
    'would-be-denied',
  ],
  ['an address without a mask', { NotIpAddress: { 'aws:SourceIp': '203.0.113.40' } }, own, 'unchanged'],
  ['an address as a text', { StringNotLike: { 'aws:SourceIp': '203.0.113.*' } }, own, 'unchanged'],
  [
    'past endpoints, no aws:VpcSourceIp',
    { NotIpAddress: { 'aws:VpcSourceIp': '10.20.0.0/16' } },
    own,
    'would-be-denied',
  ],
  ['past endpoints, no aws:SourceVpc', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, own, 'would-be-denied'],
  [
    'ForAllValues holds without an endpoint',
    { 'ForAllValues:StringNotEquals': { 'aws:SourceVpce': ['vpce-0a'] } },
    own,
    'would-be-denied',
  ],
  ['ForAnyValue does not', { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': ['vpce-0a'] } }, own, 'unchanged'],
  ['at the second', { DateGreaterThanEquals: { 'aws:CurrentTime': '2026-01-05T08:00:00Z' } }, own, 'would-be-denied'],
  ['not after the second', { DateGreaterThan: { 'aws:CurrentTime': '2026-01-05T08:00:00Z' } }, own, 'unchanged'],
  [
    'a time of another zone',
    { DateGreaterThan: { 'aws:CurrentTime': '2026-01-05T08:59:59+01:00' } },
    own,
    'would-be-denied',
  ],
  ['a day', { DateLessThan: { 'aws:CurrentTime': '2026-01-06' } }, own, 'would-be-denied'],
  ['seconds of the epoch', { NumericGreaterThanEquals: { 'aws:EpochTime': '1767600000' } }, own, 'would-be-denied'],
  [
    'TLS 1.0 is written without its zero',
    { NumericLessThan: { 's3:TlsVersion': '1.1' } },
    { ...own, tlsVersion: 'TLSv1' },
    'would-be-denied',
  ],
  [
    'plain HTTP has no version for IfExists',
    { NumericLessThanIfExists: { 's3:TlsVersion': '1.2' } },
    plain,
    'would-be-denied',
  ],
  [
    'a cipher without its version',
    { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    { ...own, tlsVersion: null },
    'undecided',
  ],
  ['false without quotes', { Bool: { 'aws:SecureTransport': false } }, plain, 'would-be-denied'],
  [
    'a text within a user agent',
    { StringLike: { 'aws:UserAgent': '*sqlmap*' } },
    { ...own, userAgent: 'x sqlmap y' },
    'would-be-denied',
  ],
  [
    'headers of an upload are in no log',
    { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
    upload,
    'undecided',
  ],
  ['nor whether there were any', { Null: { 's3:x-amz-server-side-encryption': 'true' } }, upload, 'undecided'],
  ['a read has no header of uploads', { StringEquals: { 's3:x-amz-acl': 'private' } }, own, 'unchanged'],
  ['the region that was asked', { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, own, 'undecided'],
  [
    'services on the way',
    { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } },
    own,
    'undecided',
  ],
  ['the account of the bucket', { StringNotEquals: { 'aws:ResourceAccount': '222222222222' } }, own, 'unchanged'],
  ['the same by the key of S3', { StringEquals: { 's3:ResourceAccount': '222222222222' } }, own, 'would-be-denied'],
  [
    'two keys, of which one holds',
    { StringEquals: { 'aws:PrincipalAccount': '222222222222', 's3:signatureversion': 'AWS' } },
    own,
    'unchanged',
  ],
  [
    'a presigned URL is no header',
    { StringNotEquals: { 's3:authType': 'REST-HEADER' } },
    { ...own, authenticationType: 'QueryString' },
    'would-be-denied',
  ],
  ['the hash of what was sent', { StringEquals: { 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }, own, 'undecided'],
];

const THROUGH_ENDPOINT: readonly (readonly [what: string, condition: object, change: Scenario['change']])[] = [
  [
    'no aws:SourceIp for a negated IfExists',
    { NotIpAddressIfExists: { 'aws:SourceIp': '10.0.0.0/8' } },
    'would-be-denied',
  ],
  ['no aws:SourceIp in a range', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'unchanged'],
  ['no aws:SourceIp for Null', { Null: { 'aws:SourceIp': 'true' } }, 'would-be-denied'],
  ['aws:VpcSourceIp within the VPC', { NotIpAddress: { 'aws:VpcSourceIp': '10.20.0.0/16' } }, 'unchanged'],
  ['the VPC itself is in no log', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, 'undecided'],
  ['ids are compared letter by letter', { StringNotEquals: { 'aws:SourceVpce': 'VPCE-0A' } }, 'would-be-denied'],
  [
    'unless case is ignored, as that of keys always is',
    { StringNotEqualsIgnoreCase: { 'AWS:sourcevpce': 'VPCE-0A' } },
    'unchanged',
  ],
  [
    'one of several endpoints',
    { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': ['vpce-0a', 'vpce-0b'] } },
    'unchanged',
  ],
];

export const CONTEXT: readonly Scenario[] = [
  ...OF_LISTINGS.map(([what, condition, line, change]): Scenario => ({
    what,
    policy: onList(condition),
    line,
    change,
  })),
  ...OF_REQUESTS.map(([what, condition, line, change]): Scenario => ({ what, policy: only(condition), line, change })),
  ...THROUGH_ENDPOINT.map(([what, condition, change]): Scenario => ({
    what: `through an endpoint: ${what}`,
    policy: only(condition),
    ...inside,
    change,
  })),
  {
    what: 'an IPv4 address within an IPv6 one',
    policy: only({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    line: { ...own, remoteIp: '::ffff:203.0.113.40' },
    change: 'undecided',
  },
  {
    what: 'a form with a signature',
    policy: only({ StringNotEquals: { 's3:authType': 'POST' } }, { Action: 's3:PutObject' }),
    line: { ...own, operation: 'REST.POST.OBJECT', authenticationType: null, httpStatus: 204 },
    change: 'unchanged',
  },
  {
    what: 'what s3:authType is of a form without one, AWS does not say',
    policy: [
      { Effect: 'Allow', Action: 's3:PutObject' },
      { Action: 's3:PutObject', Condition: { StringNotEquals: { 's3:authType': 'POST' } } },
    ],
    line: {
      ...{ requester: null, remoteIp: PUBLIC, operation: 'REST.POST.OBJECT', httpStatus: 204 },
      ...{ authenticationType: null, signatureVersion: null },
    },
    change: 'undecided',
  },
  {
    what: 'a page that is named refers',
    policy: fromPage,
    line: { requester: null, remoteIp: PUBLIC, referer: 'https://www.example.com/a' },
    change: 'unchanged',
  },
  { what: 'no page refers', policy: fromPage, line: { requester: null, remoteIp: PUBLIC }, change: 'would-be-denied' },
  {
    what: 'a version by its id',
    policy: only({ StringEquals: { 's3:VersionId': 'v1' } }, { Action: 's3:GetObjectVersion' }),
    line: { ...own, versionId: 'v1' },
    change: 'would-be-denied',
  },
];
