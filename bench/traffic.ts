import type { Chance } from '../samples/random';
import type { Logged, Meaning } from './ground-truth';
import type { Mixture } from './mixtures';

/** One line of a corpus, without its end, one character for each byte, and what it is to be counted as. */
export interface WrittenLine {
  readonly text: string;
  readonly meaning: Meaning;
  /** Of a client's request whose line tells both. */
  readonly ids?: RequestIds;
}

/** What CloudTrail knows a request by. */
export interface RequestIds {
  readonly requestId: string;
  readonly hostId: string;
}

const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const BUCKETS = ['orders-replica-222222222222', 'orders-archive', 'media.example.com', 'logs-222222222222'] as const;
const AGENTS = [
  'aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.91 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#s3.cp',
  'Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10 md/arch#aarch64 lang/python#3.12.3 Botocore/1.34.131 Resource',
  'aws-sdk-java/2.26.7 Linux/6.1.91 OpenJDK_64-Bit_Server_VM/21.0.3 Java/21.0.3 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy',
  '-',
] as const;
const OPERATIONS = [
  ['REST.GET.OBJECT', 'GET'],
  ['REST.GET.OBJECT', 'GET'],
  ['REST.PUT.OBJECT', 'PUT'],
  ['REST.HEAD.OBJECT', 'HEAD'],
  ['REST.GET.BUCKET', 'GET'],
] as const;
const SOAP_OPERATIONS = [
  ['SOAP.GetObject', 'POST'],
  ['SOAP.PutObjectInline', 'POST'],
  ['SOAP.ListBucket', 'POST'],
] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const START = Date.UTC(2026, 0, 5) / 1000;

interface Client {
  readonly remoteIp: string;
  readonly requester: string | null;
  readonly bucket: string;
  readonly agent: string;
}

/** Makes the lines of a corpus, one after the other. */
export function traffic(chance: Chance, mixture: Mixture): () => WrittenLine {
  const { odd, agents, generations, zone = UTC, pause = 1 } = mixture;
  const operations = mixture.soap === true ? SOAP_OPERATIONS : OPERATIONS;
  const clients = Array.from({ length: mixture.clients }, (_, i) => clientOf(chance, i, mixture)) as [
    Client,
    ...Client[],
  ];
  const hosts = Array.from({ length: 64 }, () =>
    chance.text(58, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop0123456789+/'),
  );
  const remembered: string[] = [];
  let made = 0;
  let time = START;
  let timeText = logTime(time, zone);

  function ordinary(): WrittenLine & { readonly parts: Parts } {
    made++;
    if (made % 20 === 0) timeText = logTime((time += pause), zone);
    const { agent, ...client } = chance.pick(clients);
    const [operation, method] = chance.pick<readonly [string, string]>(operations);
    const denied = chance.happens(0.03);
    const httpStatus = denied ? 403 : operation === 'REST.GET.OBJECT' && chance.happens(0.1) ? 206 : 200;
    const bytesSent = denied ? 243 : chance.integer(0, 9_999_999);
    const id = made.toString(36).toUpperCase().padStart(16, '0');
    const key = operation === 'REST.GET.BUCKET' ? '-' : `year=2026/month=01/part-${made % 50_000}.snappy.parquet`;
    const parts: Parts = {
      record: { ...client, operation, httpStatus, bytesSent, time },
      timeText,
      id,
      key,
      uri: `"${method} /${key}?x-id=${method}Object HTTP/1.1"`,
      response: `${httpStatus} ${denied ? 'AccessDenied' : '-'} ${bytesSent === 0 ? '-' : bytesSent} ${bytesSent} ${chance.integer(3, 900)} ${chance.integer(2, 300)}`,
      agents: agents(agent, chance),
      tail: tailOf(hosts[made % hosts.length] ?? '', id, client.bucket, denied),
      generation: chance.pick(generations),
    };
    return { ...written(parts, {}), parts };
  }

  return () => {
    const line = ordinary();
    if (!chance.happens(odd)) {
      if (chance.happens(0.02)) remembered[chance.integer(0, Math.min(remembered.length, 996))] = line.text;
      return line;
    }
    const known = remembered[chance.integer(0, remembered.length)];
    if (known !== undefined && chance.happens(0.2)) return { text: known, meaning: { kind: 'duplicate' } };
    return chance.pick(ODD)(line.parts, chance);
  };
}

interface Parts {
  readonly record: Logged;
  readonly timeText: string;
  readonly id: string;
  readonly key: string;
  readonly uri: string;
  readonly response: string;
  readonly agents: string;
  readonly tail: readonly string[];
  readonly generation: number;
}

function lineOf(parts: Parts, afterTime = ' '): string {
  const { record, timeText, id, key, uri, response, agents, tail, generation } = parts;
  const { bucket, remoteIp, requester, operation } = record;
  const head = `${OWNER} ${bucket} [${timeText}]${afterTime}${remoteIp ?? '-'} ${requester ?? '-'} ${id} ${operation} ${key}`;
  const end = generation === 0 ? '' : ` ${tail.slice(0, generation).join(' ')}`;
  return `${head} ${uri} ${response} ${agents}${end}`;
}

function tailOf(host: string, id: string, bucket: string, anonymous: boolean): readonly string[] {
  const signed = anonymous
    ? ['-', 'ECDHE-RSA-AES128-GCM-SHA256', '-']
    : ['SigV4', 'TLS_AES_128_GCM_SHA256', 'AuthHeader'];
  return [
    '-',
    `${host}${id}=`,
    ...signed,
    `${bucket}.s3.ap-northeast-2.amazonaws.com`,
    'TLSv1.3',
    '-',
    '-',
    'ap-northeast-2',
  ];
}

function clientOf(chance: Chance, i: number, { ipv6, buckets }: Mixture): Client {
  const low = `${(i >> 8) & 255}.${i & 255}`;
  const remoteIp = chance.happens(ipv6)
    ? `2600:1f18:1234:56${chance.text(2, '0123456789abcdef')}::${hexWords(i)}`
    : `${i < 65536 ? chance.pick(['10.20', '10.21', '52.78', '172.31']) : `54.${i >> 16}`}.${low}`;
  const requester = chance.happens(0.05)
    ? null
    : `arn:aws:sts::111111111111:assumed-role/application-${i % 40}/i-0${(i * 2654435761).toString(16).padStart(16, '0').slice(0, 16)}`;
  const bucket = buckets === undefined ? chance.pick(BUCKETS) : `tenant-${i % buckets}`;
  return { remoteIp, requester, bucket, agent: chance.pick(AGENTS) };
}

const UTC = '+0000';

function logTime(seconds: number, zone: string): string {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  const date = new Date((seconds + (zone.startsWith('-') ? -60 : 60) * minutes) * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${zone}`;
}

type Odd = (parts: Parts, chance: Chance) => WrittenLine;

const written = (parts: Parts, change: Partial<Parts>): WrittenLine => {
  const changed = { ...parts, ...change };
  return { text: lineOf(changed), meaning: { kind: 'record', record: changed.record }, ...idsOf(changed) };
};
const forged = (parts: Parts, change: Partial<Parts>): WrittenLine => {
  const changed = { ...parts, ...change };
  return { text: lineOf(changed), meaning: { kind: 'ambiguous', record: changed.record }, ...idsOf(changed) };
};
/** Services and origin access identities have events of another kind. */
function idsOf({ id, tail, generation, record: { remoteIp, requester } }: Parts): Pick<WrittenLine, 'ids'> {
  const isClient = remoteIp !== null && (requester === null || /:\d{12}:/.test(requester));
  return isClient && generation >= 2 ? { ids: { requestId: id, hostId: tail[1] ?? '-' } } : {};
}

const rejected = (text: string): WrittenLine => ({ text, meaning: { kind: 'reject' } });

/** Rows that S3 writes for no request of a client's have no address, and dashes for much else. */
const serviceRow = (parts: Parts, operation: string, requester: string): Partial<Parts> => ({
  record: { ...parts.record, remoteIp: null, requester, operation, httpStatus: null, bytesSent: 0 },
  response: '- - - 1048576 - -',
});

/** What clients, old generations and damage do to a line, and how it is to be counted then. */
const ODD: readonly [Odd, ...Odd[]] = [
  (parts) => written(parts, { ...serviceRow(parts, 'S3.EXPIRE.OBJECT', 'AmazonS3'), uri: '-', agents: '- -' }),
  (parts) =>
    written(parts, { ...serviceRow(parts, 'S3.TRANSITION_INT.OBJECT', 'AmazonS3'), uri: '"-"', agents: '"-" "-"' }),
  (parts) =>
    written(parts, {
      ...serviceRow(parts, 'BATCH.DELETE.OBJECT', parts.record.requester ?? '-'),
      record: { ...parts.record, operation: 'BATCH.DELETE.OBJECT', httpStatus: 204, bytesSent: 0 },
      response: '204 - - 4096 - -',
      uri: '-',
      agents: '- -',
    }),
  (parts) =>
    written(parts, {
      record: {
        ...parts.record,
        requester: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE',
      },
    }),
  (parts) => ({ text: lineOf(parts, '  '), meaning: { kind: 'record', record: parts.record } }),
  (parts) => ({ text: `${lineOf(parts)}\t`, meaning: { kind: 'record', record: parts.record } }),
  (parts) => written(parts, { agents: '"http://x/"y" "Mozilla "quoted" agent"' }),
  (parts) => written(parts, { agents: '"-" "caf\u00c3\u00a9 \u0000 agent"' }),
  (parts) => written(parts, { agents: '- "curl/8"' }),
  (parts) => written(parts, { agents: '"http://x/" -', generation: 10 }),
  (parts) => written(parts, { uri: '"GET /a"b?q="x" HTTP/1.1"' }),
  (parts) => written(parts, { timeText: logTime(parts.record.time, '+0900') }),
  (parts, chance) =>
    chance.happens(0.01) ? written(parts, { uri: `"GET /${'x'.repeat(1_000_000)} HTTP/1.1"` }) : written(parts, {}),
  // A success forged in the user agent of a denial; the success is the worse reading.
  (parts) =>
    forged(parts, {
      response: '403 AccessDenied 243 - 5 -',
      agents: '"-" "x" 200 - 17 1 1 1 "-" "ua"',
      record: { ...parts.record, httpStatus: 200, bytesSent: 17 },
    }),
  // A denial forged in the request URI of a success.
  (parts) =>
    forged(parts, {
      uri: '"GET /a?" 403 AccessDenied 7 - 5 - "-" "ua" - HTTP/1.1"',
      response: '200 - 4711 4711 5 4',
      record: { ...parts.record, httpStatus: 200, bytesSent: 4711 },
    }),
  (parts) => forged(parts, { agents: '"-" "a" "b"' }),
  () => ({ text: '', meaning: { kind: 'blank' } }),
  () => ({ text: ' \t', meaning: { kind: 'blank' } }),
  (parts) => rejected(lineOf(parts).slice(0, 120)),
  (parts) => rejected(lineOf(parts).replace(parts.timeText.slice(0, 6), '31/Feb')),
  (parts) => rejected(lineOf({ ...parts, response: '2000 - 1 1 1 1' })),
  (parts) => rejected(lineOf({ ...parts, key: 'a b.txt', record: { ...parts.record, requester: 'anybody' } })),
  (parts) => rejected(lineOf({ ...parts, agents: '"-" "cut\u0000\u0000', generation: 0 })),
  // Bytes that are no UTF-8, which S3 never writes.
  (parts) => rejected(lineOf({ ...parts, agents: '"-" "\u00ff agent"' })),
  () => rejected('127.0.0.1 - - [05/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 5'),
];

/** A number as the last words of an IPv6 address. */
function hexWords(number: number): string {
  const low = (number & 0xffff).toString(16);
  return number > 0xffff ? `${(number >>> 16).toString(16)}:${low}` : low;
}
