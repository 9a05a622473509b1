import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { readRows } from '../../../../../audit/engines/athena/client/result-rows';
import { runQuery } from '../../../../../audit/engines/athena/client/run-query';
import { InputError } from '../../../../../audit/errors/input-error';
import { awsError, fakeAthena, RUNNING, SUCCEEDED } from '../fake-athena';

const SQL = 'SELECT 1';
const LIMITS = { timeout: 600 };
/** A connection that broke, after the SDK tried again by itself. */
const BROKEN = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: { attempts: 5 } });
const UNREACHABLE = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', $metadata: { attempts: 5 } });
const FINISHED = { id: 'query-1', scannedBytes: 0, resultFile: 's3://results/query-1.csv' };

describe('a query', () => {
  it('is run without reuse of an earlier result, and followed to its end', async () => {
    const fake = fakeAthena();
    fake.states({ Status: { State: 'QUEUED' } }, RUNNING, SUCCEEDED);
    await expect(runQuery(fake.connection, SQL, LIMITS)).resolves.toEqual({ ...FINISHED, scannedBytes: 1_500_000_000 });
    expect(fake.started()[0]).toMatchObject({
      QueryString: SQL,
      WorkGroup: 'audit',
      QueryExecutionContext: { Database: 'audit' },
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    });
    expect(fake.stopped()).toEqual([]);
  });

  it('is started once, however often Athena throttles the start', async () => {
    const fake = fakeAthena();
    const throttled = awsError('TooManyRequestsException', 'Rate exceeded');
    fake.athena
      .on(StartQueryExecutionCommand)
      .rejectsOnce(throttled)
      .rejectsOnce(throttled)
      .resolves({ QueryExecutionId: 'query-1' });
    fake.states(SUCCEEDED);
    await runQuery(fake.connection, SQL, LIMITS);
    const tokens = fake.started().map(({ ClientRequestToken: token }) => token);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
    expect(fake.waits[1]).toBeGreaterThan(fake.waits[0]!);
  });

  it('longer than Athena takes is not started', async () => {
    const fake = fakeAthena();
    await expect(runQuery(fake.connection, 'x'.repeat(262_145), LIMITS)).rejects.toThrow('name fewer buckets');
    expect(fake.started()).toEqual([]);
  });

  it('is stopped on Ctrl-C', async () => {
    const fake = fakeAthena();
    fake.athena.on(GetQueryExecutionCommand).callsFake(async () => {
      await fake.interrupt();
      return { QueryExecution: { Status: { State: 'CANCELLED', StateChangeReason: 'Query cancelled by user' } } };
    });
    await expect(runQuery(fake.connection, SQL, LIMITS)).rejects.toThrow(InputError);
    expect(fake.stopped()).toEqual(['query-1']);
  });

  it('is stopped on Ctrl-C even before Athena answered the start', async () => {
    const fake = fakeAthena();
    let answer = (): void => undefined;
    fake.athena.on(StartQueryExecutionCommand).callsFake(
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve({ QueryExecutionId: 'query-1' });
          };
        }),
    );
    fake.states(SUCCEEDED);
    const running = runQuery(fake.connection, SQL, LIMITS);
    const interrupted = fake.interrupt();
    await new Promise(setImmediate);
    answer();
    await interrupted;
    await running;
    expect(fake.stopped()).toEqual(['query-1']);
  });

  it('whose answer is lost is found again by the same token, and not started twice', async () => {
    const fake = fakeAthena();
    fake.athena
      .on(StartQueryExecutionCommand)
      .rejectsOnce(BROKEN)
      .rejectsOnce(awsError('InternalServerException', 'oops', 500))
      .resolves({ QueryExecutionId: 'query-1' });
    fake.states(SUCCEEDED);
    await expect(runQuery(fake.connection, SQL, LIMITS)).resolves.toMatchObject({ id: 'query-1' });
    expect(new Set(fake.started().map(({ ClientRequestToken: token }) => token)).size).toBe(1);
  });

  it('is not started any more after Ctrl-C', async () => {
    const fake = fakeAthena();
    fake.athena.on(StartQueryExecutionCommand).callsFake(async () => {
      await new Promise(setImmediate);
      void fake.interrupt();
      throw awsError('TooManyRequestsException');
    });
    await expect(runQuery(fake.connection, SQL, LIMITS)).rejects.toThrow('TooManyRequestsException');
    expect(fake.started()).toHaveLength(1);
    expect(fake.stopped()).toEqual([]);
  });

  it('whose answer was lost is still asked for on Ctrl-C, and stopped', async () => {
    const fake = fakeAthena();
    let interrupted: Promise<unknown> | undefined;
    fake.athena
      .on(StartQueryExecutionCommand)
      .callsFakeOnce(async () => {
        await new Promise(setImmediate);
        interrupted = fake.interrupt();
        throw BROKEN;
      })
      .resolves({ QueryExecutionId: 'query-1' });
    fake.states(SUCCEEDED);
    await runQuery(fake.connection, SQL, LIMITS);
    await interrupted;
    expect(fake.stopped()).toEqual(['query-1']);
  });

  it('that cannot be stopped on Ctrl-C is told of', async () => {
    const fake = fakeAthena();
    fake.athena.on(StopQueryExecutionCommand).rejects(awsError('ExpiredTokenException'));
    let interrupted: Promise<unknown> | undefined;
    fake.athena.on(GetQueryExecutionCommand).callsFake(() => {
      interrupted = fake.interrupt();
      return Promise.resolve({ QueryExecution: SUCCEEDED });
    });
    await runQuery(fake.connection, SQL, LIMITS);
    await expect(interrupted).rejects.toThrow('may run on');
  });

  it('is followed through passing failures of Athena', async () => {
    const fake = fakeAthena();
    let poll = 0;
    fake.athena.on(GetQueryExecutionCommand).callsFake(() => {
      return poll++ < 10
        ? Promise.reject(awsError('ServiceUnavailable', 'try later', 503))
        : Promise.resolve({ QueryExecution: SUCCEEDED });
    });
    await expect(runQuery(fake.connection, SQL, LIMITS)).resolves.toMatchObject({ id: 'query-1' });
  });
});

interface Fault {
  readonly name: string;
  readonly arrange: (fake: ReturnType<typeof fakeAthena>) => void;
  readonly says: RegExp;
  readonly stops?: boolean;
  readonly maxScan?: number;
  /** Times the start is tried. */
  readonly starts?: number;
}

const failed = (reason: string) => ({ Status: { State: 'FAILED' as const, StateChangeReason: reason } });

const FAULTS: readonly Fault[] = [
  {
    name: 'throttled for good',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(awsError('TooManyRequestsException')),
    says: /TooManyRequestsException.*try again later[^\n]*$/,
    starts: 40,
  },
  {
    name: 'started, perhaps, by a call whose answers are all lost',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(BROKEN),
    says: /cannot be reached.*ECONNRESET.*\nwhether Athena started the query is unknown/,
    starts: 5,
  },
  {
    name: 'started, perhaps, before a storm of 503',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(awsError('ServiceUnavailable', 'x', 503)),
    says: /ServiceUnavailable.*\nwhether Athena started the query is unknown/,
    starts: 40,
  },
  {
    name: 'started, perhaps, before the credentials expired',
    arrange: ({ athena }) =>
      athena
        .on(StartQueryExecutionCommand)
        .rejects(Object.assign(awsError('ExpiredTokenException'), { $metadata: { attempts: 2 } })),
    says: /have expired.*\nwhether Athena started the query is unknown/,
    starts: 1,
  },
  {
    name: 'of a machine that does not reach Athena',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(UNREACHABLE),
    says: /^AWS cannot be reached[^\n]*ENOTFOUND[^\n]*$/,
    starts: 1,
  },
  {
    name: 'started without permission',
    arrange: ({ athena }) =>
      athena.on(StartQueryExecutionCommand).rejects(awsError('AccessDeniedException', 'User: x is not authorized')),
    says: /athena:StartQueryExecution on workgroup audit/,
  },
  {
    name: 'started in a workgroup that is not',
    arrange: ({ athena }) =>
      athena
        .on(StartQueryExecutionCommand)
        .rejects(awsError('InvalidRequestException', 'WorkGroup audit is not found.')),
    says: /there is no workgroup audit.*--workgroup/,
  },
  {
    name: 'without a place for results',
    arrange: ({ athena }) =>
      athena
        .on(StartQueryExecutionCommand)
        .rejects(awsError('InvalidRequestException', 'No output location provided.')),
    says: /--results s3:\/\/bucket\/prefix/,
  },
  {
    name: 'of a missing table',
    arrange: ({ states }) => {
      states(RUNNING, failed("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.audit.access_logs' does not exist"));
    },
    says: /a table is missing in database audit; s3-audit tables makes it/,
  },
  {
    name: 'of a missing database',
    arrange: ({ states }) => {
      states(failed("SCHEMA_NOT_FOUND: line 1:15: Schema 'audit' does not exist"));
    },
    says: /there is no database audit/,
  },
  {
    name: 'of logs it may not read',
    arrange: ({ states }) => {
      states(failed('PERMISSION_DENIED: Access Denied (Service: Amazon S3; Status Code: 403)'));
    },
    says: /permission is missing: role arn:aws:iam::222222222222:role\/auditor needs/,
  },
  {
    name: 'of encrypted logs without the key',
    arrange: ({ states }) => {
      states(failed('not authorized to perform: kms:Decrypt on the resource associated with this ciphertext'));
    },
    says: /kms:Decrypt is needed/,
  },
  {
    name: 'that Athena cannot parse',
    arrange: ({ states }) => {
      states(failed("SYNTAX_ERROR: line 1:1: mismatched input 'x'"));
    },
    says: /does not take the query; please report it/,
  },
  {
    name: 'of a damaged log object',
    arrange: ({ states }) => {
      states(failed('HIVE_CURSOR_ERROR: Failed to read file: s3://logs/a.gz: not a gzip file'));
    },
    says: /a log object .* cannot be read.*s3:\/\/logs\/a.gz/,
  },
  {
    name: 'cut off by its workgroup',
    arrange: ({ states }) => {
      states(RUNNING, { Status: { State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' } });
    },
    says: /the workgroup audit cut the query off/,
  },
  {
    name: 'cancelled by somebody else',
    arrange: ({ states }) => {
      states(RUNNING, { Status: { State: 'CANCELLED' } });
    },
    says: /cancelled by somebody else/,
  },
  {
    name: 'that takes too long',
    arrange: ({ states }) => {
      states(RUNNING);
    },
    says: /longer than --query-timeout 600/,
    stops: true,
  },
  {
    name: 'that scans more than --max-scan',
    arrange: ({ states }) => {
      states(RUNNING, { ...RUNNING, Statistics: { DataScannedInBytes: 3e9 } });
    },
    maxScan: 2e9,
    says: /scanned 3.0 GB, more than --max-scan 2.0 GB/,
    stops: true,
  },
  {
    name: 'whose state is closed to us',
    arrange: ({ athena }) => athena.on(GetQueryExecutionCommand).rejects(awsError('AccessDeniedException', 'no')),
    says: /athena:GetQueryExecution on workgroup audit/,
    stops: true,
  },
  {
    name: 'during which the credentials expire',
    arrange: ({ athena }) => {
      athena
        .on(GetQueryExecutionCommand)
        .resolvesOnce({ QueryExecution: RUNNING })
        .rejects(awsError('ExpiredTokenException'));
      athena.on(StopQueryExecutionCommand).rejects(awsError('ExpiredTokenException'));
    },
    says: /credentials .* have expired.*\n.*could not be stopped and may run on/,
    stops: true,
  },
];

describe('a query that fails', () => {
  it.each(FAULTS)(
    '$name says so in plain words, and does not run on',
    async ({ arrange, says, stops = false, maxScan, starts = 1 }) => {
      const fake = fakeAthena();
      arrange(fake);
      const running = runQuery(fake.connection, SQL, { ...LIMITS, ...(maxScan !== undefined && { maxScan }) });
      await expect(running).rejects.toThrow(InputError);
      await expect(running).rejects.toThrow(says);
      expect(fake.stopped()).toEqual(stops ? ['query-1'] : []);
      expect(fake.started()).toHaveLength(starts);
      expect(await fake.interrupt()).toEqual([]);
    },
  );
});

describe('the result of a query', () => {
  const rows: (readonly (string | null)[])[] = [];
  const read = (
    fake: ReturnType<typeof fakeAthena>,
    resultFile: string | undefined = FINISHED.resultFile,
  ): Promise<void> => {
    rows.length = 0;
    return readRows(fake.connection, { ...FINISHED, resultFile }, ['a', 'b'], (row) => rows.push(row));
  };
  const body = (text: string, ContentLength = Buffer.byteLength(text)) =>
    ({ Body: Readable.from([Buffer.from(text)]), ContentLength, ETag: 'e1' }) as never;
  const TWO_PAGES = [
    [
      ['a', 'b'],
      ['1', null],
    ],
    [['2', 'x']],
  ] as const;
  const FILE = '"a","b"\n"1",\n"2","x"\n';

  it('is taken from Athena where it is small', async () => {
    const fake = fakeAthena();
    fake.results([
      ['a', 'b'],
      ['1', null],
    ]);
    await read(fake);
    expect(rows).toEqual([['1', null]]);
    expect(fake.s3.calls()).toEqual([]);
  });

  it('is read from its file where it is larger, and not by pages', async () => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).resolves(body(FILE));
    await read(fake);
    expect(rows).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
    expect(fake.athena.commandCalls(GetQueryResultsCommand)).toHaveLength(1);
  });

  it('is read page by page where the workgroup keeps it', async () => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    await readRows(fake.connection, { ...FINISHED, resultFile: undefined }, ['a', 'b'], (row) => rows.push(row));
    expect(rows.slice(-2)).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
  });

  it('goes on where a download broke off', async () => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).callsFake(({ Range: range, IfMatch: etag }: { Range?: string; IfMatch?: string }) => {
      if (range === undefined) return Promise.resolve(body(FILE.slice(0, 10), FILE.length));
      expect([range, etag]).toEqual(['bytes=10-', 'e1']);
      return Promise.resolve(body(FILE.slice(10)));
    });
    await read(fake);
    expect(rows).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
  });

  it.each([
    ['is missing', awsError('NoSuchKey'), /cannot be read to its end: s3:\/\/results\/query-1.csv does not exist/],
    ['is closed to us', awsError('AccessDenied'), /s3:GetObject on s3:\/\/results/],
    ['is in a storm of 503', awsError('SlowDown', 'slow', 503), /SlowDown/],
    ['was replaced in the middle', awsError('PreconditionFailed'), /PreconditionFailed/],
    ['outlasts the credentials', awsError('ExpiredToken'), /have expired/],
  ])('whose file %s ends in a clear message', async (_what, error, says) => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).rejects(error);
    await expect(read(fake)).rejects.toThrow(says);
  });

  it('is refused where its columns are others, or it ends early', async () => {
    const fake = fakeAthena();
    fake.results([['a', 'c']]);
    await expect(read(fake)).rejects.toThrow('columns differ');
    fake.results([['a', 'b'], ['1']]);
    await expect(read(fake)).rejects.toThrow('another length');
    fake.results([]);
    await expect(read(fake)).rejects.toThrow('is empty');
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).resolves(body('"a","b"\n"1","2'));
    await expect(read(fake)).rejects.toThrow('ends within a value');
  });
});
