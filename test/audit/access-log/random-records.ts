import fc from 'fast-check';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../contract/access-log-fields';
import { writeLine } from './write-line';

/** Host headers that name a VPC endpoint, or nearly. */
const ENDPOINT_HOSTS = [
  'bucket.vpce-0a1b2c3d4e5f67890-abcd1234.s3.us-east-1.vpce.amazonaws.com',
  'BUCKET.VPCE-0FF-AB.s3.us-east-1.vpce.amazonaws.com:443',
  'vpce-1',
  'xvpce-2.s3.amazonaws.com',
  'vpce.amazonaws.com',
];

const token = fc.stringMatching(/^[A-Za-z0-9:/+=_.%-]{1,12}$/).filter((text) => text !== '-');
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const count = orNull(fc.nat({ max: 1e12 }));

/** What a client can write into a header or URI: pieces of the format itself among ordinary and odd text. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        ' ',
        '" "',
        '"-"',
        ' - ',
        '" 200 - 1 1 1 1 "',
        '" 403 AccessDenied - - 1 - "-" "',
        ' "',
        '\\"',
        '-',
        '\u0000',
        '\u00ff',
        '[',
        ']',
      ),
      fc.stringMatching(/^[ -~]{0,10}$/),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  // A dash or blank end is written as the format's own absence, or trimmed with the line.
  .filter((text) => text !== '-');

/** A record of any generation's fields, hostile where a client writes. */
const record: fc.Arbitrary<AccessLogRecord> = fc.record({
  bucketOwner: token,
  bucket: fc.stringMatching(/^[a-z0-9.-]{3,12}$/),
  time: fc.integer({ min: 1_200_000_000, max: 4_000_000_000 }),
  remoteIp: orNull(fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('xx.xx.xx.xx'))),
  requester: orNull(
    fc.oneof(
      token,
      fc.constant('arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE'),
      fc.constant('svc:logging.s3.amazonaws.com'),
    ),
  ),
  requestId: fc.stringMatching(/^[A-Z0-9]{16}$/),
  operation: fc.constantFrom(
    'REST.GET.OBJECT',
    'BATCH.DELETE.OBJECT',
    'S3.EXPIRE.OBJECT',
    'S3.COMPUTE.OBJECT.CHECKSUM',
  ),
  key: orNull(token),
  requestUri: orNull(hostile),
  httpStatus: orNull(fc.constantFrom(200, 206, 304, 307, 403, 404, 412, 500)),
  errorCode: orNull(fc.constantFrom('AccessDenied', 'NoSuchKey')),
  bytesSent: fc.nat({ max: 1e12 }),
  objectSize: count,
  totalTime: count,
  turnAroundTime: count,
  referer: orNull(hostile),
  userAgent: orNull(hostile),
  versionId: orNull(token),
  hostId: orNull(token),
  signatureVersion: orNull(token),
  cipherSuite: orNull(token),
  authenticationType: orNull(token),
  hostHeader: orNull(fc.oneof(token, fc.constantFrom(...ENDPOINT_HOSTS))),
  tlsVersion: orNull(token),
  accessPointArn: orNull(token),
  aclRequired: orNull(token),
  sourceRegion: orNull(token),
  extra: fc.array(token, { maxLength: 2 }),
});

const TAIL = ACCESS_LOG_FIELDS.flatMap(({ name, tail }) => (tail ? [name] : []));

/** What is left of a record in a generation that has fewer tail fields. */
const inGeneration = (full: AccessLogRecord, tailFields: number): AccessLogRecord => ({
  ...full,
  ...Object.fromEntries(TAIL.slice(tailFields).map((name) => [name, null])),
  extra: tailFields === TAIL.length ? full.extra : [],
});

/** A record as its generation writes it, and the line. */
export const writtenRecord: fc.Arbitrary<{ readonly written: AccessLogRecord; readonly line: string }> = fc
  .tuple(record, fc.integer({ min: 0, max: TAIL.length }), fc.boolean())
  .map(([full, tailFields, bareDashes]) => {
    const written = inGeneration(full, tailFields);
    return { written, line: writeLine(written, tailFields, bareDashes) };
  });

/** A line that was a record before some of its text was put elsewhere, lost or replaced: many are rejects. */
export const damagedLine: fc.Arbitrary<string> = fc
  .tuple(
    writtenRecord,
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat({ max: 3 }),
        fc.constantFrom('', ' ', '  ', '"', '-', ' - ', '.', 'A', '0', '[', ']', '29/Feb', '31/Apr', 'arn:x A.B '),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([{ line }, edits]) =>
    edits.reduce((text, [where, removed, inserted]) => {
      const at = Math.floor(where * (text.length + 1));
      return text.slice(0, at) + inserted + text.slice(at + removed);
    }, line),
  );

const oneLine = (full: AccessLogRecord, userAgent: string): string =>
  writeLine({ ...full, requestUri: 'GET /', httpStatus: 200, referer: null, userAgent }, TAIL.length);

/** A line as nearly all are, that can be read in one way. */
export const plainLine: fc.Arbitrary<string> = record.map((full) => oneLine(full, 'curl'));

const part = (line: string, share: number): string => line.slice(0, Math.ceil(line.length * share));

/** Two lines between which the line feed was lost, whole or torn, and lines that only look so. */
export const gluedLine: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.oneof(
        writtenRecord.map(({ line }) => line),
        plainLine,
      ),
      fc.constantFrom(0.3, 0.6, 0.8, 1),
      fc.oneof(
        writtenRecord.map(({ line }) => line),
        plainLine,
      ),
      fc.constantFrom(0.3, 0.5, 0.7, 1),
    )
    .map(([first, share, second, secondShare]) => part(first, share) + part(second, secondShare)),
  fc.tuple(plainLine, fc.constantFrom('+0000]', '-1200]x', '+0000', '[x', '+1 +0000]')).map((words) => words.join(' ')),
  record.map((full) => oneLine(full, 'x [05/Jan/2026:08:00:00 +0000] 10.0.0.9 - R9 REST.GET.OBJECT k - y')),
);
