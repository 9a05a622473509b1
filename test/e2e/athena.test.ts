import { AthenaClient, GetQueryExecutionCommand, ListQueryExecutionsCommand } from '@aws-sdk/client-athena';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { main } from '../../audit/cli/main';
import { AGGREGATE_COLUMNS, aggregateQuery } from '../../audit/engines/athena/sql/aggregate-query';
import { connect } from '../../audit/engines/athena/client/connection';
import { readRows } from '../../audit/engines/athena/client/result-rows';
import { duckdbAthena, type LoggedObject } from '../audit/engines/athena/duckdb-athena';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';

const ACCOUNT = '222222222222';
const REGION = 'us-east-1';
const BUCKET = 'orders-replica-222222222222';
const PLACE = join('samples/logs/s3-access', ACCOUNT, REGION, BUCKET);
/** The days whose folders a query of 5 and 6 January reads: two more for what is delivered late. */
const DAYS = ['2026/01/05', '2026/01/06', '2026/01/07', '2026/01/08'];
const WINDOW = ['--bucket', BUCKET, '--since', '2026-01-05', '--until', '2026-01-07'];
const SELECTION = { buckets: [BUCKET], since: 1_767_571_200, until: 1_767_744_000 };
const ATHENA = ['--database', 's3_audit', '--results', 's3://results/athena/'];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const unavailable = emulatorUnavailable();
const withEmulator = unavailable === undefined ? describe : describe.skip;
if (unavailable !== undefined) console.warn(`Skipped: ${unavailable}.`);

withEmulator('Athena on the emulator', () => {
  let emulator: Emulator;
  let folder: string;
  const before = { ...process.env };
  const notes: string[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), 's3-audit-'));
    const { accessKeyId, secretAccessKey, sessionToken } = await emulator.credentialsFor(ACCOUNT, 'auditor');
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: emulator.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: accessKeyId },
      ...{ AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
    });
    await s3().send(new CreateBucketCommand({ Bucket: 'results' }));
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => notes.push(String(text)) > 0);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    process.env = before;
    rmSync(folder, { recursive: true });
    await emulator.stop();
  });

  const s3 = (): S3Client => new S3Client({ forcePathStyle: true });
  const run = async (args: readonly string[]): Promise<{ code: number; text: string }> => {
    const output = join(folder, 'result');
    const code = await main([...args, '--output', output]);
    return { code, text: readFileSync(output, 'utf8') };
  };
  const queue = async (
    columns: readonly string[],
    rows: readonly (readonly (string | null)[])[],
    types: readonly string[] = [],
  ): Promise<void> => {
    const body = [columns, ...rows].map((row) => ({
      Data: row.map((text) => (text === null ? {} : { VarCharValue: text })),
    }));
    const answer = await fetch(`${emulator.endpoint}/moto-api/static/athena/query-results`, {
      method: 'POST',
      body: JSON.stringify({
        account_id: ACCOUNT,
        region: REGION,
        results: [{ rows: body, column_info: types.map((Type, i) => ({ Name: columns[i], Type })) }],
      }),
    });
    expect(answer.status).toBe(201);
  };

  it('makes the tables once, and leaves them unchanged the second time', async () => {
    const tables = [
      ...['tables', ...ATHENA, '--location', 's3://logs-222222222222/s3-access/', '--account', ACCOUNT],
      ...['--cloudtrail-location', 's3://logs-222222222222/AWSLogs/', '--log-region', REGION, '--bucket', BUCKET],
    ];
    await expect(run([...tables, '--check'])).resolves.toEqual({
      code: 1,
      text: 's3_audit.access_logs: missing\ns3_audit.cloudtrail: missing\n',
    });
    const made = (state: string) => ({
      code: 0,
      text: `s3_audit.access_logs: ${state}\ns3_audit.cloudtrail: ${state}\n`,
    });
    await expect(run(tables)).resolves.toEqual(made('created'));
    await expect(run(tables)).resolves.toEqual(made('unchanged'));
    await expect(run([...tables, '--check'])).resolves.toEqual(made('unchanged'));
    const other = await run([...tables, '--check', '--from', '2026-01-01']);
    expect(other).toMatchObject({
      code: 1,
      text: expect.stringContaining('projection.day.range: NOW-365DAYS') as string,
    });
  });

  it('reports remote IPs as the local engine does, byte for byte, from the result of its own query', async () => {
    const local = await run([
      'remote-ips',
      '--format',
      'json',
      ...WINDOW,
      '--logs',
      ...DAYS.map((day) => join(PLACE, day)),
    ]);
    const tables = { accessLog: { database: 's3_audit', table: 'access_logs' }, layout: 'partitioned' } as const;
    const sql = aggregateQuery(tables, SELECTION);
    const duckdb = await duckdbAthena(sampleObjects(), [], { database: 's3_audit' });
    const rows = (await duckdb.run(sql)).map((row) => AGGREGATE_COLUMNS.map((column) => row[column] ?? null));
    duckdb.close();
    await queue(AGGREGATE_COLUMNS, rows);

    const athena = await run(['remote-ips', '--format', 'json', ...WINDOW, '--engine', 'athena', ...ATHENA]);
    expect(athena).toEqual(local);
    expect(JSON.parse(local.text)).toMatchObject({ coverage: { files: expect.any(Number) as number } });
    expect(rows.filter(([kind]) => kind === 'group').length).toBeGreaterThan(10);
    expect(notes.join('')).toMatch(/scanned 0 B, which costs nothing at \$5 per TB/);
    expect(await lastQuery()).toBe(sql);
  });

  it('reads on past the first thousand rows, from the result file', async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => [String(i), i % 2 === 0 ? null : 'a "quoted"\nvalue']);
    await queue(['n', 'text'], rows);
    const { runQuery } = await import('../../audit/engines/athena/client/run-query');
    const connection = connect(
      { database: 's3_audit', results: 's3://results/athena/', roleArn: [] },
      () => () => undefined,
    );
    const query = await runQuery(connection, 'SELECT n, text FROM t', { timeout: 60 });
    const read: unknown[] = [];
    await readRows(connection, query, ['n', 'text'], (row) => read.push(row));
    expect(read).toEqual(rows);
    read.length = 0;
    await readRows(connection, { ...query, resultFile: undefined }, ['n', 'text'], (row) => read.push(row));
    expect(read).toEqual(rows);
  });

  it("writes all rows of a statement of the user's own, whose result is longer than a page", async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => [String(i), i % 2 === 0 ? null : '=a "quoted",value']);
    await queue(['n', 'text'], rows, ['bigint', 'varchar']);
    const { code, text } = await run([
      'query',
      'SELECT n, text FROM t',
      '--engine',
      'athena',
      ...ATHENA,
      '--format',
      'csv',
    ]);
    expect(code).toBe(0);
    expect(text.split('\n').slice(0, 3)).toEqual(['n,text', '0,', `1,"'=a ""quoted"",value"`]);
    expect(text.split('\n')).toHaveLength(2_502);
  });

  it('reads a result file of 50 MB in a bounded part of memory', async () => {
    const line = `"${'x'.repeat(1_000)}","1"\n`;
    const count = 50_000;
    await s3().send(
      new PutObjectCommand({ Bucket: 'results', Key: 'large.csv', Body: `"a","b"\n${line.repeat(count)}` }),
    );
    await queue(
      ['a', 'b'],
      Array.from({ length: 1_001 }, () => ['x', '1']),
    );
    const { runQuery } = await import('../../audit/engines/athena/client/run-query');
    const connection = connect(
      { database: 's3_audit', results: 's3://results/athena/', roleArn: [] },
      () => () => undefined,
    );
    const query = await runQuery(connection, 'SELECT a, b FROM t', { timeout: 60 });
    const inUse = (): number => {
      collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    let rows = 0;
    let most = 0;
    const least = inUse();
    await readRows(connection, { ...query, resultFile: 's3://results/large.csv' }, ['a', 'b'], () => {
      if (rows++ % 5_000 === 0) most = Math.max(most, inUse() - least);
    });
    expect(rows).toBe(count);
    expect(most).toBeLessThan(20_000_000);
  });

  async function lastQuery(): Promise<string | undefined> {
    const athena = new AthenaClient({});
    const { QueryExecutionIds: ids = [] } = await athena.send(new ListQueryExecutionsCommand({}));
    const { QueryExecution: last } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: ids.at(-1) }));
    return last?.Query;
  }
});

function sampleObjects(): readonly LoggedObject[] {
  return DAYS.flatMap((day) =>
    readdirSync(join(PLACE, day)).map((name) => {
      const path = join(PLACE, day, name);
      const bytes = readFileSync(path);
      return { path, bucket: BUCKET, day, text: (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
    }),
  );
}
