import type { Division, Pattern, RecordGrouping, ValueDivision } from '../../../../../audit/records/record-grouping';
import type { Chance } from '../../../../../samples/random';
import { logLine } from '../../../log-lines';
import { hostileLine } from './hostile-lines';

type Texts = readonly [string, ...string[]];

const OPERATIONS: Texts = [
  'REST.GET.OBJECT',
  'WEBSITE.GET.OBJECT',
  'BATCH.DELETE.OBJECT',
  'S3.EXPIRE.OBJECT',
  'REST.GET.BUCKET',
  'RESTORE.X',
  'BATCHX.Y',
  'S3X.Y',
  'A.B',
];
/** Pieces of keys and of queries: encoded once, twice, three times, or as nobody should; and characters of every length. */
const PIECES: Texts = [
  'a',
  'b',
  'a/b',
  '/',
  '.csv',
  'year%253D2026',
  'year%3D2026',
  '%2525',
  '%25',
  '%',
  '%2',
  '%zz',
  '%252',
  '%2541',
  '%41',
  '+',
  '%252B',
  '%2B',
  '%2520',
  '%20',
  '%25C3%25A9',
  '%C3%A9',
  '%C3%25A9',
  '%25C3%A9',
  '%25C3',
  '%C3',
  '%A9',
  '%F0%9F%98%80',
  '%25F0%259F%2598%2580',
  '%ED%A0%80',
  '%EF%BF%BD',
  '%E0%80%80',
  '%F5%80%80%80',
  '\u00c3\u00a9',
  '\u00f0\u009f\u0098\u0080',
  '=',
  '?',
  '&',
  '*',
  '"',
  "'",
  '%00',
  '%0A',
  '%22',
];
const PARAMETERS: Texts = ['prefix', 'delimiter', 'max-keys', 'prefixe', 'prefi', 'Prefix', 'x-id', 'list-type', ''];
const AGENTS: Texts = [
  'aws-cli/2',
  'curl',
  'a',
  'b',
  'caf\u00c3\u00a9',
  '\u00f0\u009f\u0098\u0080',
  '',
  '-',
  'a"b',
  'a "b" c',
];
const POINTS: Texts = [
  'arn:aws:s3:us-east-1:111111111111:accesspoint/a',
  'arn:aws:s3:us-east-1:111111111111:accesspoint/b',
  'a',
];
const HTTP: Texts = [
  ' HTTP/1.1',
  ' HTTP/1.1',
  ' HTTP/1.1',
  ' HTTP/',
  ' http/1.1',
  '',
  '\tHTTP/1.1',
  ' HTTP/1.1 x',
  ' x HTTP/1.1',
];
const BETWEEN: Texts = [' ', ' ', ' ', ' ', '  ', '\t', '\u00a0', ''];

const pieces = (chance: Chance, most: number): string =>
  Array.from({ length: chance.integer(0, most) }, () => chance.pick(PIECES)).join('');

function queryOf(chance: Chance): string {
  if (chance.happens(0.3)) return '';
  const parts = Array.from({ length: chance.integer(0, 4) }, () => {
    const equals = chance.pick(['=', '=', '=', '', '==']);
    return `${chance.pick(PARAMETERS)}${equals}${pieces(chance, 2)}`;
  });
  return `?${parts.join('&')}`;
}

/** A line as S3 may write it, or as somebody may who wants it to be read as another: what policies could tell apart. */
export function recordedLine(chance: Chance, at: string): string {
  if (chance.happens(0.1)) return hostileLine(chance);
  const orNone = (text: string, often = 0.3): string | null => (chance.happens(often) ? null : text);
  const key = pieces(chance, 5).replaceAll('"', '');
  return logLine({
    at,
    bucket: chance.pick(['orders', 'orders', 'orders', 'data', 'elsewhere']),
    remoteIp: chance.pick(['10.20.3.4', '10.20.3.4', '52.198.48.49', '2600:1f18::1']),
    requester: orNone('arn:aws:sts::111111111111:assumed-role/reader/i-0abc', 0.1),
    operation: chance.pick(OPERATIONS),
    key: key === '' ? null : key,
    requestUri: orNone(`GET${chance.pick(BETWEEN)}/${pieces(chance, 2)}${queryOf(chance)}${chance.pick(HTTP)}`, 0.05),
    httpStatus: chance.pick([200, 403, null]),
    referer: orNone(chance.pick(AGENTS)),
    userAgent: orNone(chance.pick(AGENTS)),
    versionId: orNone(chance.pick(['a', 'b', 'ab']), 0.7),
    signatureVersion: orNone('SigV4'),
    cipherSuite: orNone('ECDHE'),
    authenticationType: orNone('AuthHeader'),
    hostHeader: orNone('orders.s3.us-east-1.amazonaws.com'),
    tlsVersion: orNone(chance.pick(['TLSv1.2', 'TLSv1.3'])),
    accessPointArn: orNone(chance.pick(POINTS), 0.7),
    aclRequired: orNone('Yes', 0.7),
  });
}

/** Texts of patterns, in which characters count as a policy's wildcards count them. */
const TEXTS: Texts = [
  'a',
  'b',
  'a/b',
  '/',
  'year=2026',
  '\u00e9',
  '\u{1f600}',
  '\ud83d',
  '%',
  '+',
  ' ',
  'prefix',
  '.csv',
  '',
];

function patternOf(chance: Chance, beginning: string): Pattern {
  const parts = Array.from({ length: chance.integer(0, 4) }, () =>
    chance.pick(['*', '?', 'text', 'text'] as const),
  ).map((kind) => (kind === 'text' ? { text: chance.pick(TEXTS) } : kind));
  return beginning === '' ? parts : [{ text: beginning }, ...parts];
}

function divisionOf(chance: Chance, beginnings: Texts = ['']): ValueDivision {
  const kind = chance.pick(['presence', 'each', 'patterns', 'patterns', 'patterns'] as const);
  if (kind !== 'patterns') return { kind };
  const patterns = Array.from({ length: chance.integer(1, 40) }, () => patternOf(chance, chance.pick(beginnings)));
  return { kind, patterns };
}

function perhaps(chance: Chance): Division {
  return chance.happens(0.3) ? { kind: 'none' } : divisionOf(chance);
}

/** How far any policies may want records to be told apart. */
export function groupingOf(chance: Chance, seconds: readonly [number, ...number[]]): RecordGrouping {
  const cuts = chance.pick([[], [seconds[0] + 1], [seconds[0], seconds[0] + 2]]);
  return {
    partition: 'aws',
    objectArn: divisionOf(chance, [
      'arn:aws:s3:::orders/',
      'arn:aws:s3:::data/',
      'arn:aws:s3:::',
      `${POINTS[0]}/object/`,
      '',
    ]),
    times: chance.happens(0.1) ? null : cuts,
    query: { prefix: perhaps(chance), delimiter: perhaps(chance), 'max-keys': perhaps(chance) },
    userAgent: perhaps(chance),
    referer: perhaps(chance),
    versionId: divisionOf(chance),
  };
}
