import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetTableMetadataCommand } from '@aws-sdk/client-athena';
import { athenaEngine } from '../../../../../audit/engines/athena/athena-engine';
import { compact } from '../../../../../audit/engines/athena/tables/compact';
import { awsError, fakeAthena, SUCCEEDED } from '../fake-athena';

const DAY = {
  source: { database: 'audit', table: 'access_logs' },
  location: 's3://logs/parquet/',
  bucket: 'orders',
  day: '2026/01/05',
};
const LIMITS = { timeout: 60 };
const MARKER = 'parquet/complete/orders/2026/01/05';
const BEGUN = 'parquet/begun/orders/2026/01/05';
const PART = 'parquet/orders/2026/01/05/part-0';
const ENDED = { Status: { State: 'FAILED', StateChangeReason: 'HIVE_PATH_ALREADY_EXISTS' } } as const;

/** A bucket that holds these keys and those put into it; a day that was begun names its query `earlier`. */
function fakeBucket(...keys: string[]) {
  const fake = fakeAthena();
  fake.states(SUCCEEDED);
  fake.s3.on(GetObjectCommand).callsFake(() => {
    if (!keys.includes(BEGUN)) throw awsError('NoSuchKey', 'no such key', 404);
    return { Body: { transformToString: () => Promise.resolve('earlier') }, ETag: '"as it was"' };
  });
  fake.s3
    .on(ListObjectsV2Command)
    .callsFake(({ Prefix: prefix = '' }: { Prefix?: string }) =>
      Promise.resolve({ Contents: keys.filter((key) => key.startsWith(prefix)).map((Key) => ({ Key, Size: 1_000 })) }),
    );
  fake.s3.on(PutObjectCommand).callsFake(({ Key: key }: { Key: string }) => Promise.resolve(void keys.push(key)));
  return { ...fake, keys };
}

describe('a day of logs as Parquet', () => {
  it('is written once and then left alone', async () => {
    const fake = fakeBucket();
    await expect(compact(fake.connection, DAY, LIMITS)).resolves.toBe(true);
    const queries = fake.started().map(({ QueryString: sql = '' }) => sql.split(' ').slice(0, 2).join(' '));
    expect(queries.map((sql) => sql.split('\n')[0])).toEqual(['DROP TABLE', 'CREATE TABLE', 'DROP TABLE']);
    expect(fake.keys).toEqual([BEGUN, MARKER]);
    await expect(compact(fake.connection, DAY, LIMITS)).resolves.toBe(false);
    expect(fake.started()).toHaveLength(3);
  });

  it('is refused where an earlier run left a part of it', async () => {
    const fake = fakeBucket('parquet/orders/2026/01/05/part-0');
    await expect(compact(fake.connection, DAY, LIMITS)).rejects.toThrow(/never completed/);
    expect(fake.started()).toEqual([]);
  });

  it('is not complete when the query fails', async () => {
    const fake = fakeBucket();
    fake.states(ENDED);
    await expect(compact(fake.connection, DAY, LIMITS)).rejects.toThrow('HIVE_PATH_ALREADY_EXISTS');
    expect(fake.keys).not.toContain(MARKER);
  });

  it('is written by the query of a run that was killed, which is found by its name and waited for', async () => {
    const fake = fakeBucket(BEGUN, PART);
    const writing = () => fake.started().filter(({ QueryString: sql = '' }) => sql.startsWith('CREATE')).map(({ ClientRequestToken: token }) => token); // prettier-ignore
    await expect(compact(fake.connection, DAY, LIMITS)).resolves.toBe(true);
    expect(fake.keys).toEqual([BEGUN, PART, MARKER]);
    fake.keys.pop();
    await compact(fake.connection, DAY, LIMITS);
    const [first, second] = writing();
    expect(second).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is begun anew where the query of a killed run ended without objects, and refused where it left some', async () => {
    const anew = fakeBucket(BEGUN);
    anew.states(SUCCEEDED, ENDED, SUCCEEDED);
    await expect(compact(anew.connection, DAY, LIMITS)).resolves.toBe(true);
    expect(anew.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({ Key: BEGUN, IfMatch: '"as it was"' }); // prettier-ignore
    const parts = fakeBucket(BEGUN, PART);
    parts.states(SUCCEEDED, ENDED, SUCCEEDED);
    await expect(compact(parts.connection, DAY, LIMITS)).rejects.toThrow(/never completed/);
  });

  it.each([409, 412])('is left to the run that began it at the same moment (%i)', async (status) => {
    const fake = fakeBucket();
    fake.s3.on(PutObjectCommand).rejects(awsError('refused', 'refused', status));
    await expect(compact(fake.connection, DAY, LIMITS)).rejects.toThrow(/written by another run just now/);
    expect(fake.started()).toEqual([]);
  });
});

const SELECTION = { buckets: ['orders'], since: 1_767_571_200, until: 1_767_657_600 };
const running = (maxScan?: number) => {
  const notes: string[] = [];
  const limits = { ...LIMITS, ...(maxScan !== undefined && { maxScan }) };
  return { limits, notes, note: (sentence: string) => void notes.push(sentence) };
};

describe('a report of Athena', () => {
  it('over Parquet is refused where a day was never written', async () => {
    const fake = fakeBucket(MARKER);
    fake.athena
      .on(GetTableMetadataCommand)
      .resolves({ TableMetadata: { Name: 'x', Parameters: { location: 's3://logs/parquet' } } });
    const tables = { accessLog: { database: 'audit', table: 'access_log_parquet' }, layout: 'compact' } as const;
    await expect(
      athenaEngine({ connection: fake.connection, tables, running: running() }).aggregate(SELECTION),
    ).rejects.toThrow(
      /2 of the days to read were never written as Parquet, such as orders 2026\/01\/06, orders 2026\/01\/07/,
    );
    expect(fake.started()).toEqual([]);
  });

  it('is not started where it would scan more than --max-scan', async () => {
    const day = (text: string): string => `s3-access/2/us-east-1/orders/${text}/a`;
    const fake = fakeBucket(
      day('2026/01/05'),
      day('2026/01/07'),
      day('2026/01/08'),
      's3-access/2/us-east-1/other/2026/01/05/a',
    );
    fake.athena.on(GetTableMetadataCommand).resolves({
      TableMetadata: {
        Name: 'access_logs',
        PartitionKeys: ['log_account', 'log_region', 'log_bucket', 'day'].map((Name) => ({ Name })),
        Parameters: {
          'projection.log_account.values': '2',
          'projection.log_region.values': 'us-east-1',
          'projection.log_bucket.values': 'orders,other',
          'storage.location.template': 's3://logs/s3-access/${log_account}/${log_region}/${log_bucket}/${day}/',
        },
      },
    });
    const tables = { accessLog: DAY.source, layout: 'partitioned' } as const;
    await expect(
      athenaEngine({ connection: fake.connection, tables, running: running(1_999) }).aggregate(SELECTION),
    ).rejects.toThrow('not started: the query would scan 2.0 kB or more, and --max-scan is 2.0 kB');
    expect(fake.started()).toEqual([]);
    const enough = running(2_000);
    fake.results([['other']]);
    await expect(
      athenaEngine({ connection: fake.connection, tables, running: enough }).aggregate(SELECTION),
    ).rejects.toThrow('malformed');
    expect(enough.notes).toEqual([
      'the query will scan about 2.0 kB',
      expect.stringMatching(/^scanned 1.5 GB, which costs less than \$0.01/),
    ]);
  });
});
