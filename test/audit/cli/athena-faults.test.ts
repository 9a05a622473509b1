import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AGGREGATE_COLUMNS } from '../../../audit/engines/athena/sql/aggregate-query';
import { REQUEST_COLUMNS } from '../../../audit/engines/athena/sql/request-query';
import { awsError, RUNNING, SUCCEEDED } from '../engines/athena/fake-athena';
import { useMockedAthena } from './mocked-athena';

const mocked = useMockedAthena();
const WINDOW = ['--since', '2026-01-05', '--until', '2026-01-06'];
const WHERE = ['--engine', 'athena', '--database', 'audit', '--workgroup', 'audit'];

const POLICY = join(mkdtempSync(join(tmpdir(), 's3-audit-athena-faults-')), 'policy.json');
beforeAll(() => {
  writePolicy(['arn:aws:s3:::orders/*']);
});
afterAll(() => {
  rmSync(dirname(POLICY), { recursive: true });
});
function writePolicy(Resource: readonly string[]): void {
  const Statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource };
  writeFileSync(POLICY, JSON.stringify({ Version: '2012-10-17', Statement }));
}
const REHEARSE = ['rehearse', '--policy', `orders=${POLICY}`, ...WHERE, ...WINDOW];

/** Commands that ask Athena, and the columns that they read. */
const COMMANDS = [
  ['remote-ips', ['remote-ips', ...WHERE, ...WINDOW], AGGREGATE_COLUMNS],
  ['rejects', ['rejects', ...WHERE, ...WINDOW], ['file', 'line']],
  ['request', ['request', 'AAAAAAAAAAAAAAA1', ...WHERE, ...WINDOW], REQUEST_COLUMNS],
  ['query', ['query', 'SELECT a FROM t', '--format', 'csv', ...WHERE], ['a']],
  ['rehearse', REHEARSE, AGGREGATE_COLUMNS],
] as const;

interface Fault {
  readonly name: string;
  readonly arrange: (columns: readonly string[]) => void;
  readonly says: RegExp;
  /** The query was running, and is stopped. */
  readonly stops?: true;
}

const BUSY = awsError('ServiceUnavailable', 'try later', 503);
const EXPIRED = awsError('ExpiredTokenException', 'The security token included in the request is expired');
const starting = (error: Error) => () => mocked.athena.on(StartQueryExecutionCommand).rejects(error);
const ended = (State: 'FAILED' | 'CANCELLED', StateChangeReason: string) => () =>
  mocked.athena
    .on(GetQueryExecutionCommand)
    .resolvesOnce({ QueryExecution: RUNNING })
    .resolves({ QueryExecution: { Status: { State, StateChangeReason } } });
const asking = (error: Error) => () =>
  mocked.athena.on(GetQueryExecutionCommand).resolvesOnce({ QueryExecution: RUNNING }).rejects(error);
/** A result too large for one answer, which is read from its file. */
const download = (arrangeFile: (head: string) => void) => (columns: readonly string[]) => {
  mocked.athena.on(GetQueryResultsCommand).resolves({
    ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: columns.map((Name) => ({ Name, Type: 'varchar' })) } },
    NextToken: 'more',
  });
  arrangeFile(`${columns.map((name) => `"${name}"`).join(',')}\n`);
};
const refused = (error: Error) => download(() => mocked.s3.on(GetObjectCommand).rejects(error));
const body = (text: string, ContentLength: number) =>
  ({ Body: Readable.from([Buffer.from(text)]), ContentLength, ETag: 'e1' }) as never;

const FAULTS: readonly Fault[] = [
  {
    name: 'throttled for good',
    arrange: starting(awsError('TooManyRequestsException', 'Rate exceeded')),
    says: /StartQueryExecution on workgroup audit: AWS still answers TooManyRequestsException/,
  },
  {
    name: 'in a storm of 503 at its start',
    arrange: starting(BUSY),
    says: /ServiceUnavailable[^\n]*\n.*whether Athena started the query is unknown/,
  },
  { name: 'started by expired credentials', arrange: starting(EXPIRED), says: /have expired; renew them/ },
  {
    name: 'that fails',
    arrange: ended('FAILED', 'PERMISSION_DENIED: Access Denied (Service: Amazon S3; Status Code: 403)'),
    says: /permission is missing: the default credentials needs .*s3:GetObject on the logs \(Athena says: PERMISSION_DENIED/,
  },
  {
    name: 'that fails for want of a key',
    arrange: ended('FAILED', 'not authorized to perform: kms:Decrypt'),
    says: /a KMS key is closed to the default credentials/,
  },
  { name: 'cancelled by somebody', arrange: ended('CANCELLED', ''), says: /was cancelled by somebody else/ },
  {
    name: "cut off by the workgroup's limit",
    arrange: ended('CANCELLED', 'Bytes scanned limit was exceeded'),
    says: /the workgroup audit cut the query off at its limit of bytes scanned/,
  },
  {
    name: 'that never ends',
    arrange: () => mocked.athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: RUNNING }),
    says: /the query took longer than --query-timeout 1800 seconds/,
    stops: true,
  },
  {
    name: 'in a storm of 503 while it runs',
    arrange: asking(BUSY),
    says: /still answers ServiceUnavailable/,
    stops: true,
  },
  {
    name: 'during which the credentials expire',
    arrange: () => {
      asking(EXPIRED)();
      mocked.athena.on(StopQueryExecutionCommand).rejects(EXPIRED);
    },
    says: /have expired; renew them[^\n]*\n.*the query could not be stopped and may run on/,
    stops: true,
  },
  {
    name: 'whose result Athena does not give',
    arrange: () => mocked.athena.on(GetQueryResultsCommand).rejects(awsError('AccessDeniedException', 'no')),
    says: /the result cannot be read: access denied: athena:GetQueryResults on workgroup audit/,
  },
  {
    name: 'whose result file is missing',
    arrange: refused(awsError('NoSuchKey')),
    says: /the result file cannot be read to its end: s3:\/\/results\/query-1.csv does not exist/,
  },
  {
    name: 'whose result file is closed to us',
    arrange: refused(awsError('AccessDenied', 'no', 403)),
    says: /access denied: s3:GetObject on s3:\/\/results\/query-1.csv/,
  },
  {
    name: 'whose result is downloaded in a storm of 503',
    arrange: refused(awsError('SlowDown', 'slow', 503)),
    says: /still answers SlowDown/,
  },
  {
    name: 'whose result is never downloaded whole',
    arrange: download((head) =>
      mocked.s3
        .on(GetObjectCommand)
        .callsFake(({ Range: range }: { Range?: string }) =>
          Promise.resolve(body(range === undefined ? head : '', 1_000)),
        ),
    ),
    says: /the result file cannot be read to its end: .* of 1000 bytes came/,
  },
  {
    name: 'whose result file ends within a value',
    arrange: download((head) => mocked.s3.on(GetObjectCommand).resolves(body(`${head}"x`, head.length + 2))),
    says: /s3:\/\/results\/query-1.csv: the result ends within a value/,
  },
];

describe.each(COMMANDS)('%s --engine athena', (_command, args, columns) => {
  it.each(FAULTS)(
    'with a query $name says so, ends with 2, and leaves none running',
    async ({ arrange, says, stops }) => {
      arrange(columns);
      const { code, out, err } = await mocked.run(args);
      expect(err).toMatch(says);
      expect(err).not.toMatch(/internal error|\bat .*\.ts/);
      expect(code).toBe(2);
      // What a query wrote before its download failed is a beginning, and no report is one.
      expect(out).toBe(args[0] === 'query' && out !== '' ? 'a\n' : '');
      expect(mocked.stopped()).toEqual(stops ? ['query-1'] : []);
      expect(new Set(mocked.started()).size).toBe(1);
    },
  );
});

it('a download that breaks off goes on where it did', async () => {
  const file = '"a"\n"1"\n"2"\n';
  download(() =>
    mocked.s3
      .on(GetObjectCommand)
      .callsFake(({ Range: range, IfMatch: etag }: { Range?: string; IfMatch?: string }) => {
        if (range === undefined) return Promise.resolve(body(file.slice(0, 6), file.length));
        expect([range, etag]).toEqual(['bytes=6-', 'e1']);
        return Promise.resolve(body(file.slice(6), file.length - 6));
      }),
  )(['a']);
  await expect(mocked.run(COMMANDS[3][1])).resolves.toMatchObject({ code: 0, out: 'a\n1\n2\n' });
});

it('a throttled start and failures in passing are waited for', async () => {
  mocked.athena
    .on(StartQueryExecutionCommand)
    .rejectsOnce(awsError('TooManyRequestsException'))
    .resolves({ QueryExecutionId: 'query-1' });
  mocked.athena.on(GetQueryExecutionCommand).rejectsOnce(BUSY).resolves({ QueryExecution: SUCCEEDED });
  mocked.answer(() => [['a'], ['1']]);
  await expect(mocked.run(COMMANDS[3][1])).resolves.toMatchObject({ code: 0, out: 'a\n1\n' });
});

test('a statement that is longer than Athena takes is refused before it is sent', async () => {
  writePolicy(Array.from({ length: 9_000 }, (_, i) => `arn:aws:s3:::orders/a-folder-with-a-long-name/${i}/*`));
  const { code, err } = await mocked.run(REHEARSE);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/the query would have \d{3},\d{3} bytes, and Athena takes 262,144: ask/),
  ]);
  expect(mocked.started()).toEqual([]);
});
