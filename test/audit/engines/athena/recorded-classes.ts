import fc from 'fast-check';
import { decodeKey, percentDecoded } from '../../../../audit/access-log/decode-key';
import { parseLine } from '../../../../audit/access-log/parse-line';
import { matchesGlob, ANY, ONE } from '../../../../audit/policy/wildcard';
import type {
  Division,
  Pattern,
  RecordGrouping,
  RecordedRow,
  ValueDivision,
} from '../../../../audit/records/record-grouping';
import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { logLine } from '../../log-lines';

/** What the records below are gathered of; some lie outside. */
export const SELECTION = { buckets: ['orders', 'archive'], since: 1_767_571_200, until: 1_767_657_600 };

/** What is written in policies by people who know how SQL is put together, or mean no harm. */
const piece = fc.constantFrom(
  ...[
    '*',
    '*',
    '?',
    'a',
    'b/',
    'orders/',
    '%',
    '_',
    '\\',
    "'",
    "' OR '1'='1",
    "'); DROP TABLE x --",
    '\u0000',
    '\n',
    '.*',
  ],
  ...[
    '[a-z]',
    '(',
    '\u00e9',
    '\u65e5',
    '\ud83d\ude00',
    '\ufffd',
    ' ',
    '+',
    '%41',
    'arn:aws:s3:::orders/',
    'arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/',
    'arn:aws:s3:::',
  ],
);
const pattern: fc.Arbitrary<Pattern> = fc
  .array(piece, { maxLength: 4 })
  .map((pieces) => pieces.map((text) => (text === '*' || text === '?' ? text : { text })));
const valueDivision: fc.Arbitrary<ValueDivision> = fc.oneof(
  fc.constantFrom<ValueDivision>({ kind: 'presence' }, { kind: 'each' }),
  // Whether a text is empty is asked of every text that a condition has patterns for.
  fc
    .tuple(fc.constantFrom<Pattern[]>([], [[]]), fc.array(pattern, { minLength: 1, maxLength: 5 }))
    .map(([empty, others]) => ({ kind: 'patterns' as const, patterns: [...empty, ...others] })),
);
const division = fc.oneof(fc.constant<Division>({ kind: 'none' }), { weight: 3, arbitrary: valueDivision });
export const grouping: fc.Arbitrary<RecordGrouping> = fc.record({
  partition: fc.constantFrom('aws', 'aws', 'aws-cn'),
  objectArn: valueDivision,
  times: fc.constantFrom(null, [], [1_767_600_001], [-Infinity, 1_767_600_000, 1_767_600_001, 1e30]),
  query: fc.record({ prefix: division, delimiter: division, 'max-keys': division }),
  userAgent: division,
  referer: division,
  versionId: valueDivision,
});

const word = fc
  .array(
    fc.constantFrom(
      'a',
      'b/',
      '%',
      '_',
      '\\',
      "'",
      '%2541',
      '%25',
      '%E6%97%A5',
      '%ff',
      '%F0%9F%98%80',
      '%0A',
      '+',
      '%',
      '*',
      '.',
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));
const header = fc.option(fc.constantFrom('a', 'ab/', "it's", '100%', 'a_b', 'a\\b', '*', 'aws-cli/2 x'));
const query = fc
  .array(fc.tuple(fc.constantFrom('prefix', 'delimiter', 'max-keys', 'x'), fc.option(word)), { maxLength: 3 })
  .map((parts) => parts.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join('&'));
const always = fc.record({
  operation: fc.constantFrom(
    ...['REST.GET.OBJECT', 'WEBSITE.GET.OBJECT', 'BATCH.DELETE.OBJECT', 'S3.EXPIRE.OBJECT', 'SOAP.GET.OBJECT'],
  ),
  cipherSuite: fc.constantFrom(null, 'AES', 'CHACHA'),
  hostHeader: fc.constantFrom(null, 'orders.s3.amazonaws.com', 's3.amazonaws.com'),
  tlsVersion: fc.constantFrom(null, 'TLSv1.2', 'TLSv1.3'),
});
const ACCESS_POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/ap';
/** Mostly the same, so that there is much to gather. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const divisible = fc.record({
  bucket: mostly('orders', fc.constantFrom('archive', 'elsewhere')),
  at: mostly('2026-01-05T08:00:00Z', fc.constantFrom('2026-01-05T08:00:01Z', '2026-01-04T08:00:00Z')),
  requestId: fc.constantFrom('R1', 'R2', 'R3', 'R4', 'R5'),
  key: fc.option(word),
  requestUri: mostly(
    'GET /orders HTTP/1.1',
    fc.oneof(
      query.map((text) => `GET /orders?${text} HTTP/1.1`),
      fc.constantFrom('GET', 'GET /a b?prefix=a HTTP/1.1', null),
    ),
  ),
  userAgent: mostly('a', fc.oneof(header, fc.constantFrom('a" 200 - 1 1 1 1 "-" "b', 'caf\u00e9'))),
  referer: mostly(null, header),
  versionId: mostly(null, fc.option(word)),
  accessPointArn: mostly(null, fc.constant(ACCESS_POINT)),
  bytesSent: fc.constantFrom(0, 7),
});

/** Lines that differ in what patterns are asked of, and in little else. */
export const lines: fc.Arbitrary<readonly string[]> = always.chain((common) =>
  fc.array(
    divisible.map((own) => logLine({ ...common, ...own, hostId: 'h=' })),
    { minLength: 20, maxLength: 40 },
  ),
);

/** The class of a record as record-grouping.ts has it, by the code that decides policies. */
function classOf(
  record: AccessLogRecord,
  { partition, objectArn, times, query: asked, ...rest }: RecordGrouping,
): string {
  const { bucket, remoteIp, requester, operation, httpStatus, errorCode, time } = record;
  const { signatureVersion, cipherSuite, authenticationType, hostHeader, tlsVersion, accessPointArn } = record;
  const key = decodeKey(record.key, operation);
  return JSON.stringify([
    ...[bucket, remoteIp, requester, operation, httpStatus, errorCode, signatureVersion, authenticationType],
    ...[cipherSuite !== null, hostHeader !== null, tlsVersion, accessPointArn],
    divided(objectArn, key === null ? null : `arn:${partition}:s3:::${bucket}/${key}`),
    divided(objectArn, key === null || accessPointArn === null ? null : `${accessPointArn}/object/${key}`),
    times === null ? time : times.filter((at) => time >= at).length,
    ...(['prefix', 'delimiter', 'max-keys'] as const).map((name) => ofParameter(asked[name], name, record.requestUri)),
    ...(['userAgent', 'referer', 'versionId'] as const).map((name) => divided(rest[name], record[name])),
  ]);
}

function divided(division: Division, value: string | null): unknown {
  if (division.kind === 'none') return undefined;
  if (value === null || division.kind === 'presence') return value === null;
  if (division.kind === 'each') return value;
  const globs = division.patterns.map((parts) =>
    parts.map((part) => (part === '*' ? ANY : part === '?' ? ONE : part.text)).filter((part) => part !== ''),
  );
  return globs.map((glob) => matchesGlob(glob, value));
}

function ofParameter(division: Division, name: string, requestUri: string | null): unknown {
  if (division.kind === 'none') return undefined;
  const text = /^\S+ [^? ]*\??(\S*) HTTP\/\d/.exec(requestUri ?? '')?.[1];
  if (text === undefined) return 'unreadable';
  const values = text.split('&').flatMap((part) => {
    const [, own = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    return own === name ? [percentDecoded(value.replaceAll('+', ' '))] : [];
  });
  return values.length > 1 ? 'several' : divided(division, values[0] ?? null);
}

interface Sum {
  readonly requests: number;
  readonly bytesSent: number;
  readonly first: string;
  readonly last: number;
}

/** What came of the records of each class. */
export function sums(rows: readonly RecordedRow[], asked: RecordGrouping): ReadonlyMap<string, Sum> {
  const all = new Map<string, Sum>();
  for (const { record, ambiguous, requests, bytesSent, lastSeen } of rows) {
    const name = `${String(ambiguous)} ${classOf(record, asked)}`;
    const first = `${record.time} ${record.requestId} ${record.key ?? '-'}`;
    const known = all.get(name) ?? { requests: 0, bytesSent: 0, first, last: lastSeen };
    all.set(name, {
      requests: known.requests + requests,
      bytesSent: known.bytesSent + bytesSent,
      first: first < known.first ? first : known.first,
      last: Math.max(known.last, lastSeen),
    });
  }
  return all;
}

/** Every distinct record of the selection by itself. */
export function oneByOne(lines: readonly string[]): readonly RecordedRow[] {
  return [...new Set(lines)].flatMap((text): RecordedRow[] => {
    const parsed = parseLine(Buffer.from(text, 'utf8').toString('latin1'));
    if (parsed.kind !== 'record') return [];
    const [record] = parsed.readings;
    const { bucket, time, bytesSent } = record;
    if (!SELECTION.buckets.includes(bucket) || time < SELECTION.since || time >= SELECTION.until) return [];
    const { ambiguous } = parsed;
    return [{ record, ambiguous, witness: null, requests: 1, bytesSent, firstSeen: time, lastSeen: time }];
  });
}
