/**
 * Measures the SQL of reports on a Trino of one node (test/e2e/trino/install.sh gets it) and writes what docs/scale.md is computed from:
 * `npx tsx bench/trino-scale.ts --lines 10000000 > bench/trino-measured.json`. Ten million lines take 6 GB of disk and 12 GB of memory.
 */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aggregateQuery } from '../audit/engines/athena/sql/aggregate-query';
import { trinoStatementsOf } from '../audit/engines/trino/tables/ddl';
import { accessLogTable } from '../contract/log-tables';
import { startEmulator } from '../test/e2e/emulator/emulator';
import { CATALOG, startTrino } from '../test/e2e/trino/trino';
import { commandLine, readNumber } from './command-line';
import { generate } from './generate';
import { measure } from './measure';

const [ACCOUNT, REGION, BUCKET] = ['222222222222', 'us-east-1', 'logs'];
const DAY = 86_400;
/** The day of the corpora. */
const START = Date.parse('2026-01-05T00:00:00Z') / 1000;
/** Before and after it, so that a year of days has logs. */
const YEAR = Array.from({ length: 365 }, (_, i) => START + (i - 250) * DAY);
const OBJECT_OF_A_DAY = 40_000;

/** Trino's own statistics of a query, at its end (Trino documentation, "Trino client REST API"). */
interface Statistics {
  readonly physicalInputBytes: number;
  readonly processedRows: number;
  readonly cpuTimeMillis: number;
  readonly elapsedTimeMillis: number;
  readonly peakMemoryBytes: number;
}
interface Answer {
  readonly nextUri?: string;
  readonly stats: Statistics;
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly message: string };
}

const { lines } = commandLine(
  'bench/trino-scale.ts',
  'Measures the SQL of reports on a Trino of one node; prints JSON.',
)
  .option('--lines <n>', 'lines of the logs', readNumber, 1_000_000)
  .parse()
  .opts();

async function run(url: string, sql: string): Promise<{ readonly stats: Statistics; readonly rows: number }> {
  const headers = { 'x-trino-user': 'bench', 'x-trino-catalog': CATALOG };
  let answer = (await (await fetch(`${url}/v1/statement`, { method: 'POST', body: sql, headers })).json()) as Answer;
  let rows = 0;
  for (;;) {
    if (answer.error !== undefined) throw new Error(answer.error.message);
    rows += answer.data?.length ?? 0;
    if (answer.nextUri === undefined) return { stats: answer.stats, rows };
    answer = (await (await fetch(answer.nextUri, { headers })).json()) as Answer;
  }
}

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10).replaceAll('-', '/');

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-scale-'));
  const emulator = await startEmulator();
  const credentials = await emulator.credentialsFor(ACCOUNT, 'bench');
  const trino = await startTrino(emulator, credentials, { forSpeed: true });
  try {
    const s3 = new S3Client({ endpoint: emulator.endpoint, region: REGION, forcePathStyle: true, credentials });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const put = async (schema: string, seconds: number, name: string, body: Buffer): Promise<void> => {
      const key = `${schema}/${ACCOUNT}/${REGION}/orders/${dayOf(seconds)}/${name}`;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
    };
    const make = async (schema: string): Promise<void> => {
      const place = {
        accounts: [ACCOUNT],
        regions: [REGION],
        buckets: ['orders'],
        since: dayOf(YEAR[0] ?? 0).replaceAll('/', '-'),
      };
      const accessLog = accessLogTable({ ...place, layout: 'partitioned', location: `s3://${BUCKET}/${schema}/` });
      for (const statement of trinoStatementsOf({ database: schema, accessLog })) await run(trino.url, statement);
    };
    const report = (schema: string, selection: { since: number; until: number }) => {
      const accessLog = { database: schema, table: 'access_logs' };
      return run(trino.url, aggregateQuery({ accessLog, layout: 'partitioned' }, { buckets: [], ...selection }));
    };

    const small = join(folder, 'small');
    generate({ directory: small, seed: 1, files: 1, gzip: false, mixture: 'usual', bytes: OBJECT_OF_A_DAY });
    const [name = ''] = readdirSync(small);
    const body = readFileSync(join(small, name));
    for (const day of YEAR) await put('year', day, name, body);
    await make('year');
    const year = await report('year', { since: START, until: START + DAY });
    const ofWindow = 3 * body.length;

    const directory = join(folder, 'large');
    const corpus = generate({ directory, seed: 2, files: 64, gzip: false, mixture: 'usual', lines });
    for (const file of readdirSync(directory)) await put('large', START, file, readFileSync(join(directory, file)));
    await make('large');
    const selection = { since: START, until: START + Math.ceil(lines / 20 / DAY + 1) * DAY };
    const large = await report('large', selection);
    const local = measure(
      `${process.execPath} ${join(__dirname, '..', 'bin', 's3-audit')} remote-ips --format json --logs ${directory}`,
    );

    const { stats } = large;
    const measured = {
      year: {
        ...{ days: YEAR.length, bytes: YEAR.length * body.length, bytesOfWindow: ofWindow },
        bytesRead: year.stats.physicalInputBytes,
        ratio: round(year.stats.physicalInputBytes / ofWindow, 3),
      },
      lines: corpus.lines,
      bytes: corpus.bytes,
      trino: {
        ...{
          bytesRead: stats.physicalInputBytes,
          rows: large.rows,
          processorSeconds: round(stats.cpuTimeMillis / 1000, 1),
        },
        ...{
          seconds: round(stats.elapsedTimeMillis / 1000, 1),
          peakMegabytes: Math.round(stats.peakMemoryBytes / 1e6),
        },
      },
      local: { ...local, output: undefined, processorSeconds: round(local.processorSeconds, 1) },
    };
    process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  } finally {
    await trino.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

void main();
