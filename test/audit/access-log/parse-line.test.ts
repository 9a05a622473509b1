import { existsSync, readFileSync } from 'node:fs';
import { parseLine } from '../../../audit/access-log/parse-line';
import { logLine } from '../log-lines';
import type { AccessLogRecord } from '../../../contract/access-log-fields';

const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const HEAD = `${OWNER} orders [05/Jan/2026:08:00:03 +0000] 10.20.3.4 arn:aws:sts::111111111111:assumed-role/reader/i-0abc 3E57427F3EXAMPLE REST.GET.OBJECT a/b.txt`;
const TAIL =
  'v1 hostId= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader orders.s3.us-east-1.amazonaws.com TLSv1.3 - - us-east-1';
const line = (middle: string, tail = TAIL): string => `${HEAD} ${middle}${tail === '' ? '' : ` ${tail}`}`;
const ORDINARY = '"GET /a/b.txt HTTP/1.1" 200 - 2662992 3462992 70 10 "-" "aws-cli/2.17"';

const recordOf = (text: string): AccessLogRecord => {
  const parsed = parseLine(text);
  if (parsed.kind !== 'record') throw new Error(`expected a record: ${JSON.stringify(parsed)}`);
  return parsed.readings[0];
};
const statusesOf = (text: string): readonly (number | null)[] => {
  const parsed = parseLine(text);
  return parsed.kind === 'record' ? parsed.readings.map(({ httpStatus }) => httpStatus) : [];
};
const isAmbiguous = (text: string): boolean => {
  const parsed = parseLine(text);
  if (parsed.kind !== 'record') throw new Error(JSON.stringify(parsed));
  return parsed.ambiguous;
};

test('a record of today has 27 fields', () => {
  expect(recordOf(line(ORDINARY))).toEqual({
    bucketOwner: OWNER,
    bucket: 'orders',
    time: Date.parse('2026-01-05T08:00:03Z') / 1000,
    remoteIp: '10.20.3.4',
    requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    requestId: '3E57427F3EXAMPLE',
    operation: 'REST.GET.OBJECT',
    key: 'a/b.txt',
    requestUri: 'GET /a/b.txt HTTP/1.1',
    httpStatus: 200,
    errorCode: null,
    bytesSent: 2662992,
    objectSize: 3462992,
    totalTime: 70,
    turnAroundTime: 10,
    referer: null,
    userAgent: 'aws-cli/2.17',
    versionId: 'v1',
    hostId: 'hostId=',
    signatureVersion: 'SigV4',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    authenticationType: 'AuthHeader',
    hostHeader: 'orders.s3.us-east-1.amazonaws.com',
    tlsVersion: 'TLSv1.3',
    accessPointArn: null,
    aclRequired: null,
    sourceRegion: 'us-east-1',
    extra: [],
  });
});

test.each([
  ['- "aws-cli/2.17"', null, 'aws-cli/2.17'],
  ['"https://a/" -', 'https://a/', null],
  ['- -', null, null],
  ['"-" "-"', null, null],
])('referer and user agent are each quoted or a bare dash: %s', (agents, referer, userAgent) => {
  const text = line(`"GET /a/b.txt HTTP/1.1" 200 - 1 1 70 10 ${agents}`);
  expect(recordOf(text)).toMatchObject({ referer, userAgent, versionId: 'v1', hostId: 'hostId=' });
  expect(isAmbiguous(text)).toBe(false);
});

test.each(['-"aws-cli/2.17"', '- aws-cli/2.17', '- "', '-x -', '--', '-x"aws-cli/2.17"', '- x', '- "a" "b"x'])(
  'what stands for referer and user agent and is neither quoted nor a dash makes no record: %s',
  (agents) => {
    expect(parseLine(line(`"GET /a/b.txt HTTP/1.1" 200 - 1 1 70 10 ${agents}`)).kind).toBe('reject');
  },
);

test.each(['[06/Jan/2026:08:00:03 +0000]', '[06/Jan/2026:08:00:03 -1130]', 'x 0 +0000] y'])(
  'a time among the last fields is of a second record, and there is none to read: %s',
  (time) => {
    expect(parseLine(line(ORDINARY, `${TAIL} ${time}`)).kind).toBe('reject');
    expect(parseLine(line(ORDINARY, `${TAIL} +0000 [x]`)).kind).toBe('record');
  },
);

test('fields missing from the tail are null one by one, and fields beyond the last are kept', () => {
  const words = TAIL.split(' ');
  for (let n = 0; n <= words.length; n++) {
    const record = recordOf(line(ORDINARY, words.slice(0, n).join(' ')));
    expect(record.hostId).toBe(n > 1 ? 'hostId=' : null);
    expect(record.tlsVersion).toBe(n > 6 ? 'TLSv1.3' : null);
    expect(record.sourceRegion).toBe(n > 9 ? 'us-east-1' : null);
  }
  expect(recordOf(line(ORDINARY, `${TAIL} new-field another`)).extra).toEqual(['new-field', 'another']);
});

describe('shapes that S3 writes', () => {
  test('a row that is no HTTP request has bare dashes for URI, referer and user agent', () => {
    const record = recordOf(line('- - - - 1048576 - - - -', '- hostId= - - - - - - - -'));
    expect(record).toMatchObject({
      requestUri: null,
      httpStatus: null,
      objectSize: 1048576,
      userAgent: null,
      hostId: 'hostId=',
    });
  });

  test('quoted dashes mean the same as bare ones', () => {
    expect(recordOf(line('"-" - - - 317 - - "-" "-"'))).toMatchObject({
      requestUri: null,
      referer: null,
      userAgent: null,
    });
  });

  test('bytes sent - is 0', () => {
    expect(recordOf(line('"GET / HTTP/1.1" 304 - - 1718 10 - "-" "ua"')).bytesSent).toBe(0);
  });

  test.each([
    ['after the remote IP', '10.20.3.4 ', '10.20.3.4  '],
    ['before the remote IP', '+0000] ', '+0000]  '],
  ])('a double space %s is one separator', (_where, one, two) => {
    expect(recordOf(line(ORDINARY).replace(one, two))).toEqual(recordOf(line(ORDINARY)));
  });

  test('a row of dashes with a host id is not ambiguous: a host id is no error code', () => {
    expect(isAmbiguous(line('"-" - - - 317 - - "-" "-"', '- aB3/dEf+gH= - - - - - - - -'))).toBe(false);
  });

  test('a CloudFront origin access identity holds spaces', () => {
    const identity = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE';
    const text = line(ORDINARY).replace('arn:aws:sts::111111111111:assumed-role/reader/i-0abc', identity);
    expect(recordOf(text)).toMatchObject({ requester: identity, requestId: '3E57427F3EXAMPLE', key: 'a/b.txt' });
  });

  test('the time is read with its zone', () => {
    const text = line(ORDINARY).replace('05/Jan/2026:08:00:03 +0000', '05/Jan/2026:03:00:03 -0500');
    expect(recordOf(text).time).toBe(recordOf(line(ORDINARY)).time);
  });

  test('a carriage return ends a line too', () => {
    expect(recordOf(`${line(ORDINARY)}\r`).sourceRegion).toBe('us-east-1');
  });
});

describe('quotes that a client wrote', () => {
  test('inside the URI, the referer and the user agent do not end them', () => {
    const record = recordOf(line('"GET /a"b HTTP/1.1" 200 - 1 1 1 1 "http://x/"y" "Mozilla "quoted" agent"'));
    expect(record).toMatchObject({
      requestUri: 'GET /a"b HTTP/1.1',
      httpStatus: 200,
      referer: 'http://x/"y',
      userAgent: 'Mozilla "quoted" agent',
      hostId: 'hostId=',
    });
  });

  test('a success forged in the user agent of a denied request is read both ways', () => {
    const forged = line('"GET /a HTTP/1.1" 403 AccessDenied 1 - 5 - "-" "x" 200 - 1 1 1 1 "-" "ua"');
    expect(isAmbiguous(forged)).toBe(true);
    expect(statusesOf(forged)).toEqual([403, 200]);
  });

  test('a denial forged in the URI of a successful request is read both ways', () => {
    const forged = line('"GET /a?" 403 AccessDenied 1 - 5 - "-" "ua" - HTTP/1.1" 200 - 1 1 1 1 "-" "real"');
    expect(isAmbiguous(forged)).toBe(true);
    expect(statusesOf(forged)).toEqual([403, 200]);
  });

  test('a forged tail of the same status is ambiguous as well', () => {
    expect(isAmbiguous(line('"GET /a HTTP/1.1" 200 - 1 1 1 1 "-" "x" 200 - 2 2 2 2 "-" "ua"'))).toBe(true);
  });

  test('a user agent that could begin in two places is ambiguous', () => {
    expect(isAmbiguous(line('"GET /a HTTP/1.1" 200 - 1 1 1 1 "-" "a" "b"'))).toBe(true);
  });

  test('an ordinary record is not', () => {
    expect(isAmbiguous(line(ORDINARY))).toBe(false);
  });

  test('a megabyte of forged tails is read in bounded time', () => {
    const forged = `"x${'" 200 - 1 1 1 1 "-" "y'.repeat(50_000)}" 404 NoSuchKey 1 1 1 1 "-" "ua"`;
    expect(statusesOf(line(forged))).toEqual([200, 404]);
  });

  test('a megabyte of quotes is read in bounded time', () => {
    expect(parseLine(line(`"${'" "'.repeat(400_000)}" 200 - 1 1 1 1 "-" "ua"`)).kind).toBe('record');
  });
});

describe('lines that cannot be read say why', () => {
  test.each([
    ['text of another kind', 'GET / HTTP/1.1', /does not begin with/],
    ['a day that does not exist', line(ORDINARY).replace('05/Jan', '31/Feb'), /no valid time/],
    ['a month in another language', line(ORDINARY).replace('05/Jan', '05/Mai'), /no valid time/],
    ['an hour past the day', line(ORDINARY).replace(':08:00:03', ':24:00:03'), /no valid time/],
    ['a line cut in the head', line(ORDINARY).slice(0, HEAD.length - 20), /lacks remote IP/],
    ['a line cut in the URI', line(ORDINARY).slice(0, HEAD.length + 10), /lacks status/],
    ['a status of four digits', line(ORDINARY).replace(' 200 ', ' 2000 '), /lacks status/],
    ['negative sizes', line(ORDINARY).replace(' 2662992 ', ' -1 '), /lacks status/],
    ['a user agent without an end', line('"GET /a HTTP/1.1" 200 - 1 1 1 1 "-" "ua', ''), /lacks status/],
    ['spaces in a key', line(ORDINARY).replace('a/b.txt', 'a b.txt'), /lacks remote IP/],
    ['spaces in a requester that is no ARN', line(ORDINARY).replace('arn:aws:sts', 'x y'), /lacks remote IP/],
  ])('%s', (_what, text, reason) => {
    const parsed = parseLine(text);
    expect(parsed).toMatchObject({ kind: 'reject', reason: expect.stringMatching(reason) as string });
  });

  test.each(['', ' ', '\t\r'])('%j is blank', (text) => {
    expect(parseLine(text).kind).toBe('blank');
  });
});

const SAMPLES = '../shared/samples';
const withSamples = existsSync(SAMPLES) ? describe : describe.skip;
if (!existsSync(SAMPLES)) console.warn(`skipped: real log lines by others are not present at ${SAMPLES}`);

withSamples('real lines by others', () => {
  const linesOf = (file: string): readonly string[] =>
    readFileSync(`${SAMPLES}/${file}`, 'latin1').split('\n').filter(Boolean);
  const expectedOf = (file: string): readonly Record<string, unknown>[] =>
    (JSON.parse(readFileSync(`${SAMPLES}/${file}`, 'utf8')) as { records: Record<string, unknown>[] }).records;

  /** The others' names of our fields. */
  const NAMES: Readonly<Record<string, keyof AccessLogRecord>> = {
    owner: 'bucketOwner',
    bucket_owner: 'bucketOwner',
    bucket: 'bucket',
    clientip: 'remoteIp',
    requester: 'requester',
    'client.user.id': 'requester',
    request_id: 'requestId',
    operation: 'operation',
    request_uri: 'requestUri',
    response: 'httpStatus',
    http_status: 'httpStatus',
    bytes: 'bytesSent',
    bytes_sent: 'bytesSent',
    request_time_ms: 'totalTime',
    total_time: 'totalTime',
    turnaround_time_ms: 'turnAroundTime',
    turn_around_time: 'turnAroundTime',
    error_code: 'errorCode',
    object_size: 'objectSize',
    version_id: 'versionId',
    host_id: 'hostId',
    signature_version: 'signatureVersion',
    cipher_suite: 'cipherSuite',
    authentication_type: 'authenticationType',
    host_header: 'hostHeader',
    tls_version: 'tlsVersion',
  };

  test.each([
    'aws-docs.logformat',
    'elastic-integrations.s3access',
    'lnav.s3_log',
    'logstash-patterns-core.s3',
    'ot-nemoto.ConnectToS3WebsiteDemo',
  ])('every line of %s is a record, and none is ambiguous', (name) => {
    for (const text of linesOf(`${name}.log`)) expect(isAmbiguous(text)).toBe(false);
  });

  test.each(['elastic-integrations.s3access', 'logstash-patterns-core.s3'])(
    '%s is parsed as the source itself expects',
    (name) => {
      const lines = linesOf(`${name}.log`);
      let compared = 0;
      for (const { line: number, ...fields } of expectedOf(`${name}.expected.json`)) {
        const record = recordOf(lines[Number(number) - 1]!);
        const nested = (fields['aws.s3access'] ?? fields) as Record<string, unknown>;
        for (const [name, value] of Object.entries(nested)) {
          const field = NAMES[name];
          // Their newer version of the file masks the address otherwise; a key of - is ours to call null.
          if (field === undefined || name === 'remote_ip') continue;
          expect([field, record[field]]).toEqual([field, value === '-' ? null : value]);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(10);
    },
  );
});

describe('a line that holds a second record is rejected, for the address of the second would vanish', () => {
  const first = line(ORDINARY);
  const second = `${OWNER} orders [05/Jan/2026:08:00:04 +0000] 203.0.113.9 - 4E57427F3EXAMPLE REST.GET.OBJECT c.txt "GET /c.txt HTTP/1.1" 200 - 1 1 1 1 "-" "curl/8" ${TAIL}`;
  const row = `${OWNER} orders [05/Jan/2026:08:00:04 +0000] - svc:s3.amazonaws.com 4E57427F3EXAMPLE S3.EXPIRE.OBJECT c.txt - 200 - - - - - `;
  const torn = ['REST.GET', '/a/b.txt HTTP', '"-"', 'cli/2.17', 'SigV4'];

  test.each([
    ['after a lost line feed', first + second],
    ['after a carriage return alone', `${first}\r${second}\r`],
    ['after a row without quotes', `${row}- - v h${second}`],
    ['without quotes itself', `${first}${row}- - v h`],
    ['with quoted agents alone', `${first.slice(0, first.indexOf('200 -'))}${row}"-" "curl/8" v h`],
    ['that is torn off in its head', first + second.slice(0, second.indexOf('REST'))],
    ...torn.map((place) => [
      `where the first is torn off before ${place}`,
      first.slice(0, first.indexOf(place)) + second,
    ]),
  ])('%s', (_where, text) => {
    expect(parseLine(text)).toMatchObject({ kind: 'reject' });
  });

  test('a time alone in the User-Agent is no second record', () => {
    expect(isAmbiguous(line('"GET /a HTTP/1.1" 200 - 1 1 1 1 "-" "x [05/Jan/2026:08:00:04 +0000] y"'))).toBe(false);
  });
});

describe('hostile lines of a megabyte are read in time proportional to their length', () => {
  const times = (text: string): string => text.repeat(1e6 / text.length);

  test.each([
    ['responses without an end', line(`"${times('" 200 - - - - - "x')} x" "" "a"`)],
    ['responses before a long tail', line(`"${'" 200 - - - - - "x'.repeat(30_000)}" -`, times('x '))],
    ['dashes', `${HEAD} ${times('- - ')}`],
    ['rows', `${HEAD}${times(' I A.B k - 200 - 1 1 1 1 -')}`],
    ['heads', line(`"GET /a HTTP/1.1" 200 - 1 1 1 1 "-" "${times('[05/Jan/2026:08:00:04 +0000] - - I A.B k "')}"`)],
  ])('%s', (_what, text) => {
    expect(parseLine(text).kind).toMatch(/record|reject/);
  });
});

test.each([
  ['owner', 'y'.repeat(16 * 1024 * 1024)],
  ['operation', logLine({ operation: `REST.${'G.'.repeat(7 * 1024 * 1024)}` })],
])('a word of megabytes where the %s stands is a reject, and no crash', (_what, line) => {
  expect(parseLine(line).kind).toBe('reject');
});

const HOST_ID = 'vlLbp5RQis9UH8ZWctP6rHCEE6USOOrtlqcrwsGpWZism7R9z/PI4WXaNnZlZ5ZOOw7Um5DGoso=';
const LONG_TAIL = `v1 ${HOST_ID} SigV4 TLS_AES_128_GCM_SHA256 AuthHeader orders.s3.us-east-1.amazonaws.com TLSv1.3 - - us-east-1`;

test('of a host id of two words the second is the id, as CloudTrail has it, and no field behind it moves', () => {
  const record = recordOf(line(ORDINARY, LONG_TAIL.replace(HOST_ID, `AIDAEXAMPLEPRINCIPAL1 ${HOST_ID}`)));
  expect(record).toEqual({ ...recordOf(line(ORDINARY, LONG_TAIL)), extra: ['AIDAEXAMPLEPRINCIPAL1'] });
});

test('an operation of the SOAP API keeps its spelling', () => {
  const soap = line('"POST /soap HTTP/1.1" 200 - 10 10 5 4 "-" "x"').replace(
    'REST.GET.OBJECT a/b.txt',
    'SOAP.CreateBucket -',
  );
  expect(recordOf(soap)).toMatchObject({ operation: 'SOAP.CreateBucket', key: null });
});

describe('a field in quotes that AWS may add at the end', () => {
  test.each([
    [' "value of a later field"', ['"value of a later field"']],
    [' word "a later" "-"', ['word', '"a later"', '"-"']],
  ])('%s changes neither agent nor tail', (later, extra) => {
    const text = line(ORDINARY, `${LONG_TAIL}${later}`);
    expect(recordOf(text)).toEqual({ ...recordOf(line(ORDINARY, LONG_TAIL)), extra });
    expect(isAmbiguous(text)).toBe(false);
  });

  test('is none where a client writes it: what S3 writes stands behind', () => {
    const agent = `x" - ${HOST_ID} SigV4 - AuthHeader vpce-0123.s3.amazonaws.com TLSv1.3 - - us-east-1 "y`;
    const record = recordOf(line(`"GET / HTTP/1.1" 200 - 10 10 5 4 "-" "${agent}"`, LONG_TAIL));
    expect(record).toMatchObject({ hostId: HOST_ID, hostHeader: 'orders.s3.us-east-1.amazonaws.com', extra: [] });
    const later = recordOf(line(`"GET / HTTP/1.1" 200 - 10 10 5 4 "-" "${agent}"`, `${LONG_TAIL} "z"`));
    expect(later).toMatchObject({ hostHeader: 'orders.s3.us-east-1.amazonaws.com', extra: ['"z"'] });
  });

  test('takes bounded time to look for', () => {
    expect(recordOf(line(`"GET / HTTP/1.1" 200 - 10 10 5 4 "-" "${'" a'.repeat(100_000)}"`, '')).hostId).toBeNull();
  });
});
