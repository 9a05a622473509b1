import fc from 'fast-check';
import { parseLine } from '../../../audit/access-log/parse-line';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../contract/access-log-fields';
import { writeLine } from './write-line';

/** The full number of the issue in CI; enough to notice at a developer's desk. */
const RUNS = process.env.CI === 'true' ? 100_000 : 5_000;

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
  hostHeader: orNull(token),
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

test('a record with hostile content is read back equal, ambiguous or rejected, never silently different', () => {
  let equal = 0;
  fc.assert(
    fc.property(record, fc.integer({ min: 0, max: TAIL.length }), fc.boolean(), (full, tailFields, bareDashes) => {
      const written = inGeneration(full, tailFields);
      const parsed = parseLine(writeLine(written, tailFields, bareDashes));
      if (parsed.kind === 'reject' || (parsed.kind === 'record' && parsed.ambiguous)) {
        if (parsed.kind === 'reject') return false;
        return parsed.readings.some(({ httpStatus }) => httpStatus === written.httpStatus);
      }
      equal++;
      expect(parsed).toEqual({ kind: 'record', readings: [written], ambiguous: false });
      return true;
    }),
    { numRuns: RUNS },
  );
  expect(equal).toBeGreaterThan(RUNS / 4);
}, 300_000);
