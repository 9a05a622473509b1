import type { Chance } from '../../../../../samples/random';

/**
 * Lines on every border between one reading, several and none: fields are mostly those that S3 writes, and clients write
 * into theirs whatever looks like the rest of a record. One character for each byte.
 */
export function hostileLine(chance: Chance): string {
  const { uri, agents, isRow } = requestOf(chance);
  const answer = responseOf(chance);
  const line = `${headOf(chance)} ${uri} ${answer} ${agents}${tailOf(chance, isRow)}`;
  return chance.happens(0.03) ? torn(line, chance) : line;
}

const HOST_ID = 'vlLbp5RQis9UH8ZWctP6rHCEE6USOOrtlqcrwsGpWZism7R9z/PI4WXaNnZlZ5ZOOw7Um5DGoso=';
const TIME = '[05/Jan/2026:08:00:03 +0000]';

type Texts = readonly [string, ...string[]];

/** The usual text, and now and then one of the others. */
function mostly(chance: Chance, usual: string, rare: Texts, often = 0.02): string {
  return chance.happens(often) ? chance.pick(rare) : usual;
}

const OWNERS: Texts = ['-', 'a[b]', 'a\u00a0b', 'a\tb', '{a', '{', 'a\u007f', '', '2026-01-05T10:00:00.000Z'];
const BUCKETS: Texts = ['or[ders', '-', 'Orders_1', 'or\u00a0ders', 'b!', '', 'vpce-1a2b', '{"a"'];
const TIMES: Texts = [
  '[29/Feb/2024:23:59:59 +0000]',
  '[29/Feb/2026:08:00:03 +0000]',
  '[05/Jan/2026:08:00:60 +0000]',
  '[05/Jan/2026:08:00:03 -0500]',
  '[05/Jan/2026:08:00:03 +0530]',
  '[05/Jan/2026:08:00:03 -0000]',
  '[05/Jan/2026:08:00:03 +1400]',
  '[05/Jan/2026:08:00:03 -1401]',
  '[05/Jan/2026:08:00:03 +1459]',
  '[05/Jan/2026:08:00:03 +1500]',
  '[05/Jan/2026:08:00:03 -2359]',
  '[05/Jan/2026:08:00:03 +9999]',
  '[05/Jan/2026:08:00:03 -0160]',
  '[05/Jan/2026:08:00:03 *0100]',
  '[05/Jan/2026:08:00:03 +01 0]',
  '[01/Mar/2024:00:30:00 +0100]',
  '[01/Jan/1970:00:30:00 +0030]',
  '[01/Jan/1970:00:30:00 +0031]',
  '[31/Dec/1969:23:59:59 -0100]',
  '[31/Dec/1969:23:59:59 +0000]',
  `${TIME} `,
  `${TIME}   `,
  `${TIME}\t`,
];
const ADDRESSES: Texts = [
  '-',
  '2600:1f18::1',
  '10.20.3.4 ',
  '10.20.3.4  ',
  '',
  '"',
  '\u00a0',
  '\u00a0 ',
  'A.B',
  'a]',
  'a\tb ',
];
const REQUESTERS: Texts = [
  '-',
  'svc:logging',
  'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE',
  'arn:aws:iam::cloudfront:user/CloudFront  Origin',
  'arn:x A.B 1',
  'arn:x 1 A.B',
  'A.B',
  'A.B C.D',
  'arn:x SOAP.Get 1',
  'SOAP.Get',
  'a b',
  'arn:x caf\u00c3\u00a9 y',
  'arn:x +0000] y',
  'arn:a b c d e f g h i j k l',
];
const OPERATIONS: Texts = [
  'S3.EXPIRE.OBJECT',
  'REST.GET.OBJECT_LOCK_CONFIGURATION_VERY_LONG',
  'SOAP.GetObject',
  'SOAP.GET',
  'SOAP.',
  'SOAP.A',
  'SOAP.Get_1',
  'SOAP.get.Object',
  `SOAP.${'Get1'.repeat(12)}`,
  'REST',
  'REST.',
  'REST..GET',
  'R-E.GET',
  'A.-_',
  `A.${'B'.repeat(30)}`,
  `A.${'B'.repeat(31)}`,
  `${'A'.repeat(31)}.`,
  `A.${'B'.repeat(40)}.`,
  '1.A',
  'A.b',
];
const KEYS: Texts = ['-', '', 'A.B', 'a"b', 'caf\u00c3\u00a9', 'a b', 'a\tb', 'A.B k', 'a]'];

function headOf(chance: Chance): string {
  const requestId = chance.text(12, 'ABCDEF0123456789');
  return [
    mostly(chance, '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be', OWNERS),
    mostly(chance, 'orders', BUCKETS),
    mostly(chance, TIME, TIMES, 0.08),
    mostly(chance, '10.20.3.4', ADDRESSES, 0.08),
    mostly(chance, 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc', REQUESTERS, 0.2),
    mostly(chance, requestId, ['-', 'a.b', '', 'A_1', `${requestId}-caf\u00c3\u00a9`], 0.01),
    mostly(chance, 'REST.GET.OBJECT', OPERATIONS, 0.1),
    mostly(chance, 'a/b.txt', KEYS, 0.06),
  ].join(' ');
}

const STATUSES: Texts = ['-', '403', '404', '304', '500', '412', '401', '600', '099', '20', '2000', '2x0'];
const ERRORS: Texts = [
  'AccessDenied',
  'NoSuchKey',
  'SlowDown',
  'PreconditionFailed',
  'No/Such',
  'a"b',
  '',
  'a.b_c-d',
  'Nobody',
];
const COUNTS: Texts = ['-', '', '999999999999999', '1000000000000000', '-1', '1 2', '0', '1:', '\u00b2'];

function responseOf(chance: Chance): string {
  return [
    mostly(chance, '200', STATUSES, 0.4),
    mostly(chance, '-', ERRORS, 0.3),
    ...['100', '7', '5', '4'].map((usual) => mostly(chance, usual, COUNTS, 0.03)),
  ].join(' ');
}

const FRAGMENTS: Texts = [
  '"',
  '"',
  ' ',
  '" "',
  '" "',
  '-',
  '" -',
  '- "',
  'Mozilla/5.0 (X11)',
  'caf\u00c3\u00a9',
  '\u00e2\u0082\u00ac',
  '\u00f0\u009f\u0098\u0080',
  '\u00ef\u00bf\u00bd',
  '\u00ed\u00a0\u0080',
  '\u00c3',
  '\u00ff',
  '\u0000',
  '\t',
  ']',
  TIME,
  ' +0000] ',
  `${TIME} 10.0.0.1 - ABC REST.GET.OBJECT k "`,
  `${TIME}    10.0.0.1  - a b ABC REST.GET.OBJECT k -`,
  `${TIME} 10.0.0.1 - ABC "REST.GET.OBJECT k`,
  `${TIME} 10.0.0.1 - ABC REST.GET.OBJECT k 'GET`,
  `${TIME} 10.0.0.1 - ABC REST.GET.OBJECT k  "`,
  `${TIME} 10.0.0.1 - ABC REST.GET.OBJECT "k -`,
  '[05/Jan/2026:08:00:03 -0530] 10.0.0.1 - ABC REST.GET.OBJECT k -',
  `${TIME}${' '.repeat(14)}10.0.0.1 - ABC REST.GET.OBJECT k "`,
  `${TIME} 10.0.0.1  a b c d e f g h ABC REST.GET.OBJECT k "`,
  ' - 200 - 1 1 1 1 -',
  ' - 200 - 1 1 1 1 - ',
  ' - - - - - - - - - - ',
  `" - ${HOST_ID} SigV4 TLS AuthHeader h TLSv1.3 - - r`,
  `" - - - - - - - - - - "later"`,
];

/** What a client writes: mostly a word, sometimes pieces of records. */
function clientText(chance: Chance, usual: string): string {
  if (chance.happens(0.5)) return usual;
  return Array.from({ length: chance.integer(0, 5) }, () => fragmentOf(chance)).join('');
}

function fragmentOf(chance: Chance): string {
  if (chance.happens(0.3))
    return `" ${responseOf(chance)} ${chance.pick(['"', '-', '"-" "', '- "', '- -', '"a" -', ''])}`;
  return chance.pick(FRAGMENTS);
}

interface Request {
  readonly uri: string;
  readonly agents: string;
  readonly isRow: boolean;
}

function requestOf(chance: Chance): Request {
  if (chance.happens(0.15))
    return { uri: '-', agents: mostly(chance, '- -', ['-', '- - ', '"-" "-"', '- "-"', '"-" -'], 0.4), isRow: true };
  const quotedOrBare = (usual: string): string => (chance.happens(0.15) ? '-' : `"${clientText(chance, usual)}"`);
  return {
    uri: chance.happens(0.05) ? quotedOrBare('-') : `"${clientText(chance, 'GET /a/b.txt HTTP/1.1')}"`,
    agents: `${quotedOrBare('https://example.com/')} ${quotedOrBare('aws-cli/2.17')}`,
    isRow: false,
  };
}

const ODD_TAILS: Texts = [
  ' - hostId= - - - - - - - -',
  ` AIDAEXAMPLE ${HOST_ID} SigV4 c AuthHeader orders.vpce-1a2b3c.s3.amazonaws.com TLSv1.3 - - eu-west-1`,
  ` - AIDAEXAMPLE ${HOST_ID} SigV4 c AuthHeader orders.VPCE-1a2b3c.s3.amazonaws.com TLSv1.3 - - eu-west-1`,
  ...[
    'o.S3-Accelerate.amazonaws.com',
    'm.s3-global',
    'm.s3-globa',
    's3-accelerat',
    's3-accelerat%',
    'vS3-GLOBAL.s3',
  ].map((host) => ` - ${HOST_ID} SigV4 c AuthHeader ${host} TLSv1.3 - - eu-west-1`),
  ` - ${HOST_ID} ${HOST_ID} - - h TLSv1.3 - - r`,
  ` - x ${'a'.repeat(40)}=== - - h TLSv1.3 - - r`,
  ` - x ${'a'.repeat(40)}== - - h TLSv1.3 - - vpce-r`,
  ` - x ${'a'.repeat(39)} - - h TLSv1.3 - - r`,
  ` - ${HOST_ID} SigV4 c AuthHeader h TLSv1.3 - - r further fields`,
  ` - ${HOST_ID} SigV4 c AuthHeader h TLSv1.3 - - r "later"`,
  ` - - - - - - - - - "later" x "y"`,
  ' 200 - 1 1 1 1 -',
  ' 200 - 1 1 1 1 - -',
  ' 200 - 1 1 1 1 - - x',
  ' v1',
  '',
  '',
  ' ',
  '  v1',
  ' v1  x',
  ' v1 "',
  'x',
  ` ${TIME}`,
  ' a +0000] b',
];

function tailOf(chance: Chance, isRow: boolean): string {
  const usual = ` - ${HOST_ID} SigV4 TLS_AES_128_GCM_SHA256 AuthHeader orders.s3.us-east-1.amazonaws.com TLSv1.3 - - us-east-1`;
  if (isRow && chance.happens(0.5)) return ' - - - - - - TLSv1.2 - -';
  return mostly(chance, usual, ODD_TAILS, 0.3);
}

/** A line that lost some bytes, got one more, or runs on into the next. */
function torn(line: string, chance: Chance): string {
  const at = chance.integer(0, line.length);
  const further = chance.pick(['', '"', ' ', '\u00ff', line, '\u0000', '-']);
  return line.slice(0, at) + further + line.slice(at + chance.integer(0, 20));
}
