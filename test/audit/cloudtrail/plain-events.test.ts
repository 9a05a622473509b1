import fc from 'fast-check';
import { readEvent } from '../../../audit/cloudtrail/events';
import { READ, RECORD, type Members } from '../../../audit/cloudtrail/plain-fields';
import { chanceFrom } from '../../../samples/random';
import { plainReading, strictReading, type Reading } from './both-readers';
import { cloudTrailRecord } from './cloudtrail-record';
import { hostileTrail } from './hostile-trails';

const FILES = Number(process.env.TRAILS ?? 3000);

const fileOf = (...records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;
const record = (change: Record<string, unknown> = {}): string => JSON.stringify(cloudTrailRecord(change));

/** What the reader of plain files makes of one, which has to be what the strict one makes of it. */
function read(file: string | Buffer, reading = plainReading()): Reading | undefined {
  const bytes = Buffer.from(file as string);
  const plain = reading(bytes);
  if (plain !== undefined) {
    const strict = strictReading(bytes);
    expect({ ...plain, parsed: 0 }).toEqual(typeof strict === 'string' ? strict : { ...strict, parsed: 0 });
  }
  return plain;
}

test('generated and hostile files are read as the strict reader reads them, or left to it', () => {
  let plain = 0;
  const reading = plainReading();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      plain += read(hostileTrail(chanceFrom(seed)), reading) === undefined ? 0 : 1;
    }),
    { numRuns: FILES },
  );
  // Neither reader alone.
  expect(plain).toBeGreaterThan(FILES / 4);
  expect(plain).toBeLessThan(FILES);
});

test('what others said before is not parsed again', () => {
  const records = Array.from({ length: 50 }, (_, i) =>
    record({
      requestID: `R${i}`,
      eventTime: `2026-01-05T08:00:${10 + i}Z`,
      requestParameters: { bucketName: 'orders', key: `é"\\\ud800${i}` },
      resources: [{ ARN: `arn:aws:s3:::orders/${i}` }, { ARN: 'arn:aws:s3:::orders' }],
    }),
  );
  expect(read(fileOf(...records))).toMatchObject({ parsed: 1, count: { events: 50 } });
});

describe('neither what nobody reads nor what is no request makes a record strange', () => {
  test.each([
    ...['null', 'true', 'false', '0', '-1.5e+3', '"a \\" \\u00e9"', '[]', '{}', '[1,"a",null,[true,[]],{"b":[{}]}]'],
    ...['{"a":{"b":[1,{"c":null}]},"d":"e"}', '[ 1 , { "a" : [ ] } ]'],
  ])('%s', (value) => {
    const [one, other] = ['R1', 'R2'].map((requestID) => record({ requestID, x: 0 }).replace('"x":0', `"x":${value}`));
    expect(read(fileOf(one ?? '', other ?? ''))).toMatchObject({ parsed: 1, count: { events: 2 } });
  });

  test.each([
    ['an event of another service', { eventSource: 'ec2.amazonaws.com' }, { others: 3 }],
    ['an Insight event', { eventCategory: 'Insight' }, { passedOver: { 'Insight events': 3 } }],
  ])('%s', (_, change, count) => {
    const records = ['R1', 'R2', 'R3'].map((requestID) => record({ requestID, ...change }));
    expect(read(fileOf(...records))).toMatchObject({ parsed: 1, count });
  });
});

test.each([
  ['no record', '{"Records":[]}'],
  ['space between', '{"Records":[ ]\r\n\t}\n'],
  ['space before it', ` ${fileOf(record())}`],
  ['space wherever it may stand', JSON.stringify({ Records: [cloudTrailRecord()] }, undefined, '\t')],
  ['a record with space between', `{"Records":[\n${JSON.stringify(cloudTrailRecord(), undefined, 2)} ]}`],
  ['bytes that are no UTF-8 in what is not read', Buffer.from(fileOf(record({ userAgent: '\xff\xfe' })), 'latin1')],
  ['an endpoint that is no text', fileOf(record({ vpcEndpointId: 5 }))],
  ['an escape in what is read', fileOf(record().replace('"eventName":"G', '"eventName":"\\u0047'))],
  ['half of a character in what is read', fileOf(record({ eventName: '\ud800' }))],
  ['a prototype', fileOf(record().replace('"eventName"', '"__proto__":{"errorCode":"AccessDenied"},"eventName"'))],
  ['a text that is too long', fileOf(record({ errorCode: 'x'.repeat(2 ** 20 + 1) }))],
  ['a request id that is too long for a slot', fileOf(record({ requestID: 'x'.repeat(5000) }))],
  [
    'many resources',
    fileOf(record({ resources: Array.from({ length: 9 }, (_, i) => ({ ARN: `arn:aws:s3:::b${i}` })) })),
  ],
])('%s is read here', (_, file) => {
  expect(read(file)).toBeDefined();
});

test.each([
  ['in an ARN', (key: string) => ({ resources: [{ ARN: `arn:aws:s3:::orders/${key}` }] })],
  ['in the source of a copy', (key: string) => ({ requestParameters: { 'x-amz-copy-source': `orders/${key}` } })],
])('keys of any text %s say the same', (_, change) => {
  const keys = ['caf\u00e9', 'a"b\\c\n', '\ud800', 'x'.repeat(3000)];
  const records = keys.map((key, i) => record({ requestID: `R${i}`, ...change(key) }));
  expect(read(fileOf(...records))).toMatchObject({ parsed: 1, count: { events: keys.length } });
});

test.each([
  ['in an ARN', (bucket: string) => ({ resources: [{ ARN: `arn:aws:s3:::${bucket}/a` }] })],
  ['in the source of a copy', (bucket: string) => ({ requestParameters: { 'x-amz-copy-source': `${bucket}/a` } })],
])('buckets of odd texts %s are read one by one', (_, change) => {
  const records = ['caf\u00e9', 'caf\u00e8', 'a"b'].map((bucket) => record(change(bucket)));
  expect(read(fileOf(...records))).toMatchObject({ parsed: 3 });
});

const twice = (key: string, within: string): string =>
  record().replace(`"${within}":`, `"${key}":1,"${key}":2,"${within}":`);

test.each([
  ['nothing', ''],
  ['a byte order mark', `\ufeff${fileOf(record())}`],
  ['UTF-16', Buffer.from(fileOf(record()), 'utf16le')],
  ['garbage behind it', `${fileOf(record())}x`],
  ['a zero byte behind it', `${fileOf(record())}\0`],
  ['a no-break space behind it', `${fileOf(record())}\u00a0`],
  ['a second document', `${fileOf(record())}\n${fileOf(record())}`],
  ['a second key', `{"Records":[${record()}],"x":1}`],
  ['Records twice', `{"Records":[],"Records":[${record()}]}`],
  ['a comma too many', `{"Records":[${record()},]}`],
  ['a key twice in a record', fileOf(twice('errorCode', 'eventName'))],
  [
    'a key twice within an object that is not read',
    fileOf(record({ tlsDetails: 0 }).replace('"tlsDetails":0', '"tlsDetails":{"a":1,"a":1}')),
  ],
  ['a key twice in a list in a list', fileOf(record({ x: 0 }).replace('"x":0', '"x":[[{"a":1,"b":2,"a":1}]]'))],
  ['a key twice, once with an escape', fileOf(record().replace('"eventName"', '"event\\u004eame":"x","eventName"'))],
  [
    'a key twice in bytes that are no UTF-8',
    Buffer.from(fileOf(record().replace('"eventName"', '"\xff":1,"\xfe":2,"eventName"')), 'latin1'),
  ],
  ['a control character in a text', fileOf(record({ userAgent: 'ab' }).replace('"ab"', '"a\tb"'))],
  ['an escape that is none at the end of a name', fileOf(record().replace('"eventName":', '"eventName\\:'))],
  ['an escape that is none before a space', fileOf(record().replace('"eventName":', '"eventName\\ :'))],
  ['a control character at the end of a name', fileOf(record().replace('"eventName":', '"eventName\t:'))],
  ['an escape that is none', fileOf(record({ userAgent: 'ab' }).replace('"ab"', '"a\\xb"'))],
  ['a half escape', fileOf(record({ userAgent: 'ab' }).replace('"ab"', '"\\u00g0"'))],
  ['a number that is none', fileOf(record({ x: 5 }).replace('"x":5', '"x":05'))],
  ['another number that is none', fileOf(record({ x: 5 }).replace('"x":5', '"x":1.e5'))],
  ['a word that is none', fileOf(record({ x: 5 }).replace('"x":5', '"x":nul'))],
  [
    'nesting without end',
    fileOf(record({ x: 5 }).replace('"x":5', `"x":${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
  ],
  [
    'objects without end',
    fileOf(record({ x: 5 }).replace('"x":5', `"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)),
  ],
  [
    'more keys than an object of S3 has',
    fileOf(JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])))),
  ],
  ['a record that is none', '{"Records":[1]}'],
  ['a record without eventSource', fileOf(record({ eventSource: undefined }))],
  ['an eventSource with an escape', fileOf(record().replace('"s3.', '"s3\\u002e'))],
  ['what Lambda is given from a queue', fileOf(JSON.stringify({ eventSource: 'aws:sqs', body: fileOf(record()) }))],
  ['an envelope', fileOf(JSON.stringify({ Type: 'Notification', Message: fileOf(record()) }))],
])('%s is left to the strict reader', (_, file) => {
  expect(read(file)).toBeUndefined();
});

test('a file that ends anywhere is left to the strict reader', () => {
  const file = fileOf(record({ userAgent: 'é\\"\u2028' }), record({ x: [1.5e3, null, true, {}] }));
  const bytes = Buffer.from(file);
  for (let end = 0; end < bytes.length; end++) expect(read(bytes.subarray(0, end))).toBeUndefined();
});

test('every field that the strict reader looks at is read: by none of them can two records differ that count as one', () => {
  const looked = new Set<string>();
  const watched = (value: unknown, path: string): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : new Proxy(value, {
          get(target, key) {
            const isElement = Array.isArray(target) && /^\d+$/.test(String(key));
            const name = isElement ? path : [path, String(key)].filter((part) => part !== '').join('.');
            if (typeof key === 'string' && (!Array.isArray(target) || isElement)) looked.add(name);
            return watched(Reflect.get(target, key), name);
          },
        });
  for (const change of [
    {},
    { eventCategory: undefined, requestID: undefined },
    { eventCategory: 'NetworkActivity', errorCode: 'VpceAccessDenied' },
    { eventCategory: 'NetworkActivity', vpcEndpointId: 'vpce-1' },
    { requestParameters: { 'x-amz-copy-source': 'a/b' } },
    { eventName: 'PutObject', responseElements: {} },
    { eventSource: 'ec2.amazonaws.com' },
  ]) {
    readEvent(watched(cloudTrailRecord(change), ''));
  }
  const paths = (shape: object, path: string): readonly string[] =>
    Object.entries(shape).flatMap(([name, what]: [string, unknown]) => {
      const inner = Array.isArray(what) ? (what[0] as unknown) : what;
      return typeof inner === 'object' && inner !== null
        ? [`${path}${name}`, ...paths(inner, `${path}${name}.`)]
        : [`${path}${name}`];
    });
  expect([...looked].sort()).toEqual([...paths(READ, '')].sort());
});

test('no two names that are read count as one key', () => {
  const sizes = (members: Members): number =>
    [...members.values()].reduce((sum, { members: inner }) => sum + 1 + sizes(inner), 0);
  const names = (shape: object): number =>
    Object.values(shape).reduce<number>(
      (sum, what: unknown) => sum + (typeof what === 'object' ? names(what!) + (Array.isArray(what) ? 0 : 1) : 1),
      0,
    );
  expect(sizes(RECORD)).toBe(names(READ));
});
