import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { neighbourName, neighbourRecord } from '../../../audit/cloudtrail/neighbours';
import { readTrailFile, type TrailContent } from '../../../audit/cloudtrail/trail-file';
import { cloudTrailRecord } from './cloudtrail-record';

const digest = { digestPublicKeyFingerprint: 'x', logFiles: [], digestStartTime: '2026-01-05T00:00:00Z' };
const recordsOf = (text: string): readonly unknown[] => readTrailFile(text).records;

test.each([
  ['as CloudTrail delivers it', '{"Records":[{"a":1},2]}'],
  ['with white space', ' {\n "Records" : [{"a":1},2] \n}\n'],
  ['a bare array', '[{"a":1},2]'],
  ['with other keys', '{"NextToken":"x","Records":[{"a":1},2],"nested":{"Records":"Records"}}'],
  ['with its key escaped', '{"R\\u0065cords":[{"a":1},2]}'],
])('records are read: %s', (_what, text) => {
  expect(readTrailFile(text)).toMatchObject({ records: [{ a: 1 }, 2], unreadable: [], passedOver: [] });
});

describe('events are read in every form in which they come', () => {
  const [a, b] = [cloudTrailRecord({ requestID: 'A' }), cloudTrailRecord({ requestID: 'B' })];
  const [textOfA, textOfB] = [JSON.stringify(a), JSON.stringify(b)];
  const envelope = (detail: unknown): unknown => ({
    ...{ version: '0', id: 'x', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.s3', resources: [] },
    detail,
  });
  const subscription = {
    ...{
      messageType: 'DATA_MESSAGE',
      owner: '222222222222',
      logGroup: 'trail',
      logStream: 's',
      subscriptionFilters: [],
    },
    logEvents: [a, b].map((record, i) => ({ id: `${i}`, timestamp: i, message: JSON.stringify(record) })),
  };
  const packed = gzipSync(JSON.stringify(subscription)).toString('base64');

  test.each([
    ['one event alone', textOfA, [a], ['record 1']],
    ['JSON Lines', `${textOfA}\n\n${textOfB}\n`, [a, b], ['line 1', 'line 3']],
    ['one after the other, with nothing between', textOfA + textOfB, [a, b], ['line 1', 'line 1']],
    [
      'several written over many lines',
      `${JSON.stringify(a, null, 2)}\n\n${JSON.stringify(b, null, 2)}`,
      [a, b],
      ['line 1', `line ${JSON.stringify(a, null, 2).split('\n').length + 2}`],
    ],
    ['files of Records one after the other', `{"Records":[${textOfA}]}{"Records":[${textOfB}]}`, [a, b], undefined],
    ['EventBridge', JSON.stringify(envelope(a)), [a], ['record 1']],
    ['EventBridge by Firehose', JSON.stringify(envelope(a)) + JSON.stringify(envelope(b)), [a, b], undefined],
    ['a subscription of CloudWatch Logs', JSON.stringify(subscription), [a, b], ['record 1', 'record 2']],
    ['that by Firehose', JSON.stringify({ records: [{ recordId: '1', data: packed }] }), [a, b], undefined],
    [
      'that by Kinesis',
      JSON.stringify({ Records: [{ kinesis: { data: packed }, eventSource: 'aws:kinesis' }] }),
      [a, b],
      undefined,
    ],
    [
      'an export of CloudWatch Logs',
      `2026-01-05T10:00:00.000Z ${textOfA}\n2026-01-05T10:00:01Z ${textOfB}\n`,
      [a, b],
      ['line 1', 'line 2'],
    ],
    [
      'aws logs filter-log-events',
      JSON.stringify({ events: subscription.logEvents, searchedLogStreams: [] }),
      [a, b],
      undefined,
    ],
    [
      'aws logs get-query-results',
      JSON.stringify({
        results: [
          [
            { field: '@timestamp', value: 'x' },
            { field: '@message', value: textOfA },
          ],
        ],
        status: 'Complete',
      }),
      [a],
      undefined,
    ],
    [
      'aws cloudtrail lookup-events',
      JSON.stringify({ Events: [{ EventId: 'x', CloudTrailEvent: textOfA }] }),
      [a],
      ['record 1'],
    ],
    ['SNS', JSON.stringify({ Type: 'Notification', Message: JSON.stringify(envelope(a)) }), [a], undefined],
    [
      'SQS',
      JSON.stringify({ Messages: [{ Body: JSON.stringify({ Type: 'Notification', Message: textOfA }) }] }),
      [a],
      undefined,
    ],
    ['a table with whole events', `eventID,eventJson\nx,"${textOfA.replaceAll('"', '""')}"\n`, [a], ['row 1']],
  ])('%s', (_what, text, records, positions) => {
    const read = readTrailFile(text);
    expect({ ...read, problem: read.problem }).toMatchObject({
      records,
      unreadable: [],
      passedOver: [],
      problem: undefined,
    });
    if (positions !== undefined) expect(read.positions).toEqual(positions);
  });

  test('a damaged line among lines is told by its place, and does no harm to the next', () => {
    const read = readTrailFile(`${textOfA}\n${textOfA.slice(0, 40)}\n${textOfB}\n`);
    expect(read.records).toEqual([a, b]);
    expect(read.unreadable).toEqual([{ position: 'line 2', reason: expect.stringMatching(/^is not JSON/) as string }]);
    expect(read.problem).toBeUndefined();
  });

  test.each([undefined, null, 5, {}, []])('a record of Firehose without a text of data is told: %j', (data) => {
    const read = readTrailFile(JSON.stringify({ records: [{ recordId: '1', data }] }));
    expect(read.records).toEqual([]);
    expect(read.problem ?? read.unreadable[0]?.reason).toBeDefined();
  });

  test.each(['', ' ', '\n\n', ' \t\r\n'])('a file without anything in it is empty: %j', (text) => {
    expect(readTrailFile(text)).toMatchObject({ records: [], problem: 'is empty' });
  });

  test('a file that ends within an event is not read to its end', () => {
    expect(readTrailFile(`${textOfA}\n${textOfB.slice(0, -9)}`)).toMatchObject({
      records: [a],
      problem: 'ends within line 2',
    });
  });

  test('a page that names a next one is not all', () => {
    const problem = 'is one page of several: it names a next one';
    expect(readTrailFile(JSON.stringify({ Events: [{ CloudTrailEvent: textOfA }], NextToken: 'x' }))).toMatchObject({
      records: [a],
      problem,
    });
    expect(readTrailFile(JSON.stringify({ events: subscription.logEvents, nextToken: 'x' }))).toMatchObject({
      problem,
    });
  });

  test('an object that has several forms at once is none that AWS writes', () => {
    const text = JSON.stringify({ Records: [a], Events: [{ CloudTrailEvent: textOfB }] });
    expect(readTrailFile(text)).toMatchObject({
      records: [],
      problem: expect.stringMatching(/^has the keys of several forms/) as string,
    });
  });

  test('envelopes in envelopes end somewhere', () => {
    let text = textOfA;
    for (let i = 0; i < 12; i++) text = JSON.stringify({ Type: 'Notification', Message: text });
    expect(readTrailFile(text).records).toEqual([]);
    expect(readTrailFile(text).unreadable).toMatchObject([{ reason: expect.stringMatching(/without end/) as string }]);
  });

  test('in whatever forms and order events come, none is lost', () => {
    const wrap: readonly ((records: readonly unknown[]) => string)[] = [
      (records) => JSON.stringify({ Records: records }),
      (records) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
      (records) => records.map((record) => JSON.stringify(envelope(record))).join(''),
      (records) => JSON.stringify({ Events: records.map((record) => ({ CloudTrailEvent: JSON.stringify(record) })) }),
      (records) =>
        JSON.stringify({ ...subscription, logEvents: records.map((record) => ({ message: JSON.stringify(record) })) }),
      (records) =>
        records.map((record) => JSON.stringify({ Type: 'Notification', Message: JSON.stringify(record) })).join('\n'),
    ];
    const record = fc.string().map((key) => cloudTrailRecord({ requestParameters: { bucketName: 'orders', key } }));
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), fc.constantFrom(...wrap), (records, wrapped) => {
        const read = readTrailFile(wrapped(records));
        expect(read.records).toEqual(records);
        expect([read.problem, read.unreadable]).toEqual([undefined, []]);
      }),
    );
  });

  test('a text of events that is cut anywhere loses none without a word', () => {
    const text = `${textOfA}\n${textOfB}\n`;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 2 }), (at) => {
        const read = readTrailFile(text.slice(0, at));
        const isAtLineEnd = text.slice(0, at).trimEnd() === textOfA;
        expect(read.problem === undefined).toBe(isAtLineEnd);
      }),
    );
  });
});

describe('a table of events', () => {
  const names = [
    ...['eventtime', 'eventsource', 'eventname', 'sourceipaddress', 'useridentity', 'errorcode', 'requestparameters'],
    ...['additionaleventdata', 'requestid', 'resources', 'vpcendpointid', 'eventcategory'],
  ];
  const quoted = (cells: readonly string[]): string =>
    `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
  const cells = {
    ...{ eventtime: '2026-01-05 08:00:00.000', eventsource: 's3.amazonaws.com', eventname: 'GetObject' },
    sourceipaddress: '10.20.3.4',
    useridentity:
      '{type=AssumedRole, arn=arn:aws:sts::111111111111:assumed-role/reader/i-0abc, accountid=111111111111, sessioncontext={attributes={mfaauthenticated=false}}, invokedby=null}',
    errorcode: '',
    requestparameters: '{"bucketName":"orders","key":"a/b.txt"}',
    additionaleventdata: '{x-amz-id-2=host1=, bytesTransferredOut=10.0}',
    requestid: 'AAAAAAAAAAAAAAA1',
    resources: '[{arn=arn:aws:s3:::orders, accountid=222222222222, type=AWS::S3::Bucket}]',
    ...{ vpcendpointid: 'vpce-0a1b2c3d4e5f67890', eventcategory: 'Data' },
  };
  const table = (change: Partial<typeof cells> = {}): string =>
    quoted(names) + quoted(names.map((name) => ({ ...cells, ...change })[name as keyof typeof cells]));

  test('as Lake and Athena write it: rows and maps as Trino prints them, or JSON', () => {
    expect(recordsOf(table())).toEqual([
      {
        ...{ eventTime: '2026-01-05T08:00:00Z', eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
        sourceIPAddress: '10.20.3.4',
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
          accountId: '111111111111',
          sessionContext: { attributes: { mfaauthenticated: 'false' } },
          invokedBy: null,
        },
        requestParameters: { bucketName: 'orders', key: 'a/b.txt' },
        additionalEventData: { 'x-amz-id-2': 'host1=', bytesTransferredOut: '10.0' },
        requestID: 'AAAAAAAAAAAAAAA1',
        resources: [{ ARN: 'arn:aws:s3:::orders', accountId: '222222222222', type: 'AWS::S3::Bucket' }],
        ...{ vpcEndpointId: 'vpce-0a1b2c3d4e5f67890', eventCategory: 'Data' },
      },
    ]);
  });

  test('a key that whoever chose an object name wrote into a map makes the row unreadable', () => {
    const read = readTrailFile(table({ requestparameters: '{bucketName=orders, key=a, bucketName=other}' }));
    expect(read.unreadable).toEqual([
      { position: 'row 1', reason: expect.stringMatching(/^has a cell requestParameters/) as string },
    ]);
    expect(readTrailFile(table({ requestparameters: '{bucketName=orders, key=a}b}' })).unreadable).toHaveLength(1);
  });

  test('without a column that a refusal or the path stands in, it is refused', () => {
    expect(readTrailFile('eventtime,eventsource\n2026-01-05T08:00:00Z,s3.amazonaws.com\n').problem).toMatch(
      /^lacks the columns eventName, .*errorCode.*vpcEndpointId/,
    );
  });

  test('names of columns may have space around them and any case, but for those that tell the table', () => {
    const plain = `${quoted(names)}${quoted(names.map((name) => (cells as Record<string, string>)[name] ?? ''))}`;
    const spaced = plain.replace(
      quoted(names),
      quoted(names.map((name) => (/^event(time|source)$/.test(name) ? name : ` ${name.toUpperCase()} `))),
    );
    expect(readTrailFile(plain).records).toHaveLength(1);
    expect(readTrailFile(spaced).records).toEqual(readTrailFile(plain).records);
  });

  test('a row with too few cells is told', () => {
    expect(readTrailFile(`${table()}"2026-01-05T08:00:00Z"\n`).unreadable).toEqual([
      { position: 'row 2', reason: 'has 1 cells, where 12 are named' },
    ]);
  });
});

describe('what lies beside the events is passed over', () => {
  test.each([
    ['a digest', JSON.stringify(digest), '', 'digest files'],
    [
      'a file of AWS Config',
      '{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[]}',
      '',
      'AWS Config files',
    ],
    ['an empty file of AWS Config', '', 'l/AWSLogs/222222222222/Config/ConfigWritabilityCheckFile', 'AWS Config files'],
    [
      'a flow log',
      'version account-id\n',
      'l/AWSLogs/222222222222/vpcflowlogs/us-east-1/x',
      'log files of other services',
    ],
  ])('%s', (_what, text, name, neighbour) => {
    const read = readTrailFile(text, name);
    expect([read.records, read.unreadable, read.passedOver, read.problem]).toEqual([[], [], [neighbour], undefined]);
  });

  test.each<readonly [string, string | undefined]>([
    ['Config', 'AWS Config files'],
    ...['elasticloadbalancing', 'vpcflowlogs', 'WAFLogs', 'vpcdnsquerylogs', 'network-firewall', 'GuardDuty'].map(
      (folder) => [folder, 'log files of other services'] as const,
    ),
    ['CloudTrail', undefined],
    ['toString', undefined],
  ])('the folder %s is that of %s, in every bucket and organization', (folder, neighbour) => {
    for (const before of ['', '/', 'logs/', 's3://logs/prefix/']) {
      for (const organization of ['', 'o-abcd1234ef/']) {
        expect(neighbourName(`${before}AWSLogs/${organization}222222222222/${folder}/us-east-1/x.gz`)).toBe(neighbour);
      }
      expect(neighbourName(`${before}AWSLogs/22222222222/${folder}/x`)).toBeUndefined();
      expect(neighbourName(`${before}OurAWSLogs/222222222222/${folder}/x`)).toBeUndefined();
      expect(neighbourName(`${before}AWSLogs/222222222222/${folder}`)).toBeUndefined();
    }
  });

  test.each<readonly [object, string | undefined]>([
    [{ eventCategory: 'Insight' }, 'Insight events'],
    [{ eventType: 'AwsCloudTrailInsight' }, 'Insight events'],
    [{ eventCategory: 'Aggregated' }, 'aggregated events'],
    [{ eventType: 'AwsAggregatedEvent' }, 'aggregated events'],
    [{ eventCategory: 'Management', eventType: 'AwsAggregatedEvent' }, 'aggregated events'],
    [{ eventCategory: 5, eventType: 'AwsCloudTrailInsight' }, 'Insight events'],
    [{ eventCategory: 'Data', eventType: 'AwsApiCall' }, undefined],
    [{ eventCategory: 'constructor', eventType: 'toString' }, undefined],
    [{}, undefined],
  ])('of records, %j is %s', (record, neighbour) => {
    expect(neighbourRecord(record as Record<string, unknown>)).toBe(neighbour);
  });

  test('a folder does not make a neighbour of a file that holds events', () => {
    const name = 'AWSLogs/222222222222/Config/x.json';
    expect(readTrailFile('{"Records":[1]}', name).records).toEqual([1]);
    expect(readTrailFile('x', 'AWSLogs/222222222222/CloudTrail/x.json').problem).toMatch(/^is not JSON/);
  });
});

test.each([
  ['has Records twice', '{"Records":[{"a":1}],"Records":[]}', 'has the key "Records" more than once'],
  ['has Records twice, once escaped', '{"Records":[1],"\\u0052ecords":[]}', 'has the key "Records" more than once'],
  [
    'has a record that says two things',
    '{"Records":[{"eventSource":"s3.amazonaws.com","errorCode":"x","errorCode":"y"}]}',
    'has the key "errorCode" more than once',
  ],
  [
    'has a record that says two things, once spelt otherwise',
    '{"Records":[{"eventSource":"s3.amazonaws.com","errorCode":"x","\\u0065rrorCode":"y"}]}',
    'has the key "errorCode" more than once',
  ],
  [
    'has a record that names two buckets',
    '{"Records":[{"eventSource":"s3.amazonaws.com","requestParameters":{"bucketName":"a","bucketName":"b"}}]}',
    'has the key "bucketName" more than once',
  ],
  ['has another key twice', '{"a":1,"Records":[],"a":2}', 'has the key "a" more than once'],
  [
    'is an event with a key twice',
    '{"eventSource":"a","eventVersion":"1","eventSource":"b"}',
    'has the key "eventSource" more than once',
  ],
  ['writes records small', '{"records":5}', 'has "records", and no array "Records"'],
  ['is a digest with records', JSON.stringify({ ...digest, records: 5 }), 'has "records", and no array "Records"'],
  ['has Records that are no array', '{"Records":{}}', 'has "Records", and no array "Records"'],
  [
    'has a fingerprint alone',
    '{"digestPublicKeyFingerprint":"x"}',
    expect.stringMatching(/^is no CloudTrail file/) as string,
  ],
  ['is a number', '5', expect.stringMatching(/^is no CloudTrail file/) as string],
  ['is empty', '', 'is empty'],
  ['is cut off', '{"Records":[{"a":1}', expect.stringMatching(/^is not JSON: /) as string],
  ['is a binary', '\x7fELF\x02\x01', expect.stringMatching(/; it looks like an ELF binary$/) as string],
  ['is UTF-16', '\ufffd\ufffd{\0"\0', expect.stringMatching(/UTF-16 text: convert it to UTF-8$/) as string],
])('a file that %s is unreadable', (_what, text, problem) => {
  expect(readTrailFile(text)).toMatchObject({ records: [], problem } satisfies Partial<TrailContent>);
});

test('no records are dropped, whatever else stands in the file', () => {
  const key = fc.constantFrom('Records', 'a', 'b"', '\\', '{', ':', '\u00e9');
  const entries = fc.array(
    fc.tuple(key, fc.oneof(fc.array(fc.jsonValue({ maxDepth: 2 })), fc.jsonValue({ maxDepth: 2 }))),
  );
  fc.assert(
    fc.property(entries, fc.constantFrom('', ' ', '\n'), (pairs, space) => {
      const text = `{${space}${pairs.map(([name, value]) => `${JSON.stringify(name)}${space}:${JSON.stringify(value)}`).join(`${space},`)}}`;
      const read = readTrailFile(text);
      const lists = pairs.filter(([name]) => name === 'Records');
      if (read.problem === undefined) expect(JSON.stringify(lists)).toBe(JSON.stringify([['Records', read.records]]));
      else if (new Set(pairs.map(([name]) => name)).size === pairs.length) {
        expect(lists.filter(([, value]) => Array.isArray(value))).toEqual([]);
      }
    }),
  );
});

test('a text of many megabytes beside the records is no obstacle', () => {
  const text = `{"a":"${'\\u0022'.repeat(2)}${'x'.repeat(20_000_000)}${'\\\\'.repeat(5_000_000)}","Records":[1]}`;
  expect(recordsOf(text)).toEqual([1]);
});

test('what nests too deep to be counted is read all the same', () => {
  const deep = `{"eventSource":"x","a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  expect(readTrailFile(`{"Records":[${deep}]}`).records).toHaveLength(1);
});
