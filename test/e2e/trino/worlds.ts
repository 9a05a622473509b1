import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../../audit/cli/main';
import { runStatement } from '../../../audit/engines/trino/client/run-statement';
import { connectTrino } from '../../../audit/engines/trino/client/connection';
import { trinoStatementsOf } from '../../../audit/engines/trino/tables/ddl';
import { accessLogTable, cloudTrailTable } from '../../../contract/log-tables';
import { CATALOG } from './trino';

export const ACCOUNT = '222222222222';
export const REGION = 'us-east-1';
const LOG_BUCKET = 'logs';

/** Files, by their paths. */
export type Files = Readonly<Record<string, Buffer | string>>;

/** Logs and events that every engine must read alike. */
export interface World {
  readonly name: string;
  /** `simple`: all objects in one prefix; else their paths are `account/region/bucket/YYYY/MM/DD/name`. */
  readonly layout: 'simple' | 'partitioned';
  readonly logs: Files;
  /** Paths are `account/CloudTrail/region/YYYY/MM/DD/name`. */
  readonly trail?: Files;
  /** Of the logged buckets, where the layout is partitioned. */
  readonly buckets?: readonly string[];
  /** The command and what it is told beside the places of the logs and the expectations. */
  readonly args: readonly string[];
  /** What only tables are told: their folders. */
  readonly folders?: readonly string[];
  /** JSON, for `--expect`. */
  readonly expect?: string;
}

/** What a command wrote, and its exit code. */
export interface Answer {
  readonly code: number;
  readonly text: string;
  readonly said: string;
}

/** Where the worlds are laid out: a folder of files for the local engine, objects and tables for Trino. */
export interface Stage {
  readonly ask: (world: World) => Promise<{ readonly local: Answer; readonly trino: Answer }>;
  readonly run: (args: readonly string[]) => Promise<Answer>;
  /** Lays a world out for Trino alone, and gives the schema of its tables. */
  readonly lay: (world: World) => Promise<string>;
  readonly execute: (sql: string, schema?: string) => Promise<readonly (readonly (string | null)[])[]>;
  readonly put: (key: string, body: Buffer | string) => Promise<void>;
  readonly folder: string;
  readonly close: () => void;
}

/** @param url of Trino; the environment leads the SDK to the emulator. */
export async function openStage(url: string): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-worlds-'));
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: LOG_BUCKET }));
  let laid = 0;

  const execute: Stage['execute'] = async (sql, trinoSchema = 's3_audit') => {
    const connection = connectTrino(
      { trinoUrl: url, trinoCatalog: CATALOG, trinoUser: 'test', trinoSchema },
      () => () => undefined,
    );
    const rows: (readonly (string | null)[])[] = [];
    for await (const page of runStatement(connection, sql, { timeout: 120 })) rows.push(...page.rows);
    return rows;
  };

  const run: Stage['run'] = async (args) => {
    const output = join(folder, 'answer');
    rmSync(output, { force: true });
    const { result: code, said } = await hearing(() => main([...args, '--output', output]));
    const text = said.includes('\n') || code !== 2 ? readOr(output) : '';
    return { code, text, said };
  };

  const put: Stage['put'] = async (key, body) => {
    await s3.send(new PutObjectCommand({ Bucket: LOG_BUCKET, Key: key, Body: body }));
  };

  const lay: Stage['lay'] = async ({ layout, logs, trail = {}, buckets = [] }) => {
    const schema = `world_${++laid}`;
    for (const [path, body] of Object.entries(logs)) await put(`${schema}/logs/${path}`, body);
    for (const [path, body] of Object.entries(trail)) await put(`${schema}/AWSLogs/${path}`, body);
    const days = { accounts: [ACCOUNT], regions: [REGION], since: '2025-12-01' };
    const place = { ...days, buckets, layout };
    const tables = {
      database: schema,
      accessLog: accessLogTable({ ...place, location: `s3://${LOG_BUCKET}/${schema}/logs/` }),
      ...(Object.keys(trail).length > 0 && {
        cloudTrail: cloudTrailTable({ ...days, location: `s3://${LOG_BUCKET}/${schema}/AWSLogs/` }),
      }),
    };
    for (const statement of trinoStatementsOf(tables)) await execute(statement);
    return schema;
  };

  return {
    ...{ folder, run, execute, lay, put },
    async ask(world) {
      const schema = await lay(world);
      const place = join(folder, schema);
      write(join(place, 'logs'), world.logs);
      write(join(place, 'AWSLogs'), world.trail ?? {});
      const expectations = join(place, 'expect.json');
      if (world.expect !== undefined) writeFileSync(expectations, world.expect);
      const args = [...world.args, ...(world.expect === undefined ? [] : ['--expect', expectations])];
      const hasTrail = Object.keys(world.trail ?? {}).length > 0;
      const local = await run([
        ...[...args, '--logs', join(place, 'logs')],
        ...(hasTrail ? ['--cloudtrail', join(place, 'AWSLogs')] : []),
      ]);
      const trino = await run([
        ...[...args, ...(world.folders ?? []), '--engine', 'trino', '--trino-url', url, '--trino-catalog', CATALOG],
        ...['--trino-schema', schema, '--layout', world.layout, ...(hasTrail ? ['--cloudtrail-table'] : [])],
      ]);
      const named = (answer: Answer, prefix: string): Answer => ({
        ...answer,
        text: answer.text.replaceAll(`${prefix}/logs/`, '').replaceAll(`${prefix}/AWSLogs/`, ''),
      });
      return { local: named(local, place), trino: named(trino, `s3://${LOG_BUCKET}/${schema}`) };
    },
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What is said to standard error meanwhile: by hand, since searches run without Jest. */
async function hearing<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly said: string }> {
  const said: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text: Uint8Array | string) => said.push(String(text)) > 0;
  try {
    return { result: await work(), said: said.join('') };
  } finally {
    process.stderr.write = write;
  }
}

function write(folder: string, files: Files): void {
  for (const [path, body] of Object.entries(files)) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, body);
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
