import {
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { runQuery } from '../../../../../audit/engines/athena/client/run-query';
import { InputError } from '../../../../../audit/errors/input-error';
import { awsError, BROKEN, fakeAthena, RUNNING, SUCCEEDED } from '../fake-athena';

const SQL = 'SELECT 1';
const LIMITS = { timeout: 600 };
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
