import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_CONFIGURATION } from '../run-s3-audit';

/*
 * npx tsx test/audit/cli/search/killed-compactions.ts [kills] [seed]
 *
 * Kills `tables --compact` at random moments, as an Athena of our own goes on with what was begun. Then it is run again as its
 * messages say, at once for every second kill, while the query of the killed run may still run, and later for the others. Each day has to be there once and whole, and none may
 * ever be called complete that is not.
 */

const DAY = '2026-01-05';
const PARTS = 5;
const PARTITION = 'parquet/orders/2026/01/05/';
const MARKER = 'parquet/complete/orders/2026/01/05';

/** What came of it. */
export interface KilledCompactions {
  readonly refused: number;
  readonly completed: number;
  /** Times that a day was called complete and was not there once and whole. */
  readonly wrong: number;
}

export async function killCompactions(kills: number, seed: number): Promise<KilledCompactions> {
  const athena = await startAthena();
  let random = (seed % 2_147_483_646) + 1;
  const found = { refused: 0, completed: 0, wrong: 0 };
  const look = (): void => {
    const parts = athena.keys().filter((key) => key.startsWith(PARTITION));
    if (athena.keys().includes(MARKER) && parts.length !== PARTS) found.wrong++;
  };
  try {
    for (let kill = 0; kill < kills; kill++) {
      random = (random * 48_271) % 2_147_483_647;
      const child = compaction(athena.endpoint);
      const ended = once(child, 'exit');
      await pause(random % 1500);
      child.kill('SIGKILL');
      await ended;
      if (kill % 2 === 0) await athena.idle();
      look();
      let code = await codeOf(athena.endpoint);
      if (code !== 0) {
        found.refused++;
        athena.remove(PARTITION);
        code = await codeOf(athena.endpoint);
      }
      if (code === 0 && athena.keys().includes(MARKER)) found.completed++;
      look();
      athena.remove('');
    }
    return found;
  } finally {
    await athena.stop();
  }
}

function compaction(endpoint: string) {
  const env = { ...process.env, ...NO_CONFIGURATION, AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }; // prettier-ignore
  const args = [
    'tables',
    '--compact',
    DAY,
    '--compact-location',
    's3://logs/parquet/',
    '--location',
    's3://logs/access/',
  ];
  const place = [
    '--account',
    '222222222222',
    '--log-region',
    'us-east-1',
    '--bucket',
    'orders',
    '--from',
    '2026-01-01',
    '--database',
    'audit',
  ];
  return spawn(process.execPath, ['bin/s3-audit', ...args, ...place], { env, stdio: 'ignore' });
}

async function codeOf(endpoint: string): Promise<number | null> {
  const [code] = (await once(compaction(endpoint), 'exit')) as [number | null];
  return code;
}

/** Athena and S3, as much of both as a compaction needs; what it writes comes part by part, whether anybody waits or not. */
async function startAthena() {
  const keys = new Set<string>();
  const bodies = new Map<string, string>();
  const byToken = new Map<string, string>();
  const queries = new Map<string, { state: string; running: Promise<void> }>();
  const write = async (query: { state: string }, number: number): Promise<void> => {
    for (let part = 0; part < PARTS; part++) {
      await pause(40);
      keys.add(`${PARTITION}${number}-${part}`);
    }
    query.state = 'SUCCEEDED';
  };
  const begin = (sql: string): string => {
    const id = `q${queries.size}`;
    const query = { state: 'SUCCEEDED', running: Promise.resolve() };
    queries.set(id, query);
    if (!sql.startsWith('CREATE TABLE') || sql.slice(0, 30).includes('EXTERNAL')) return id;
    const isTaken = [...keys].some((key) => key.startsWith(PARTITION));
    query.state = isTaken ? 'FAILED' : 'RUNNING';
    if (!isTaken) query.running = write(query, queries.size);
    return id;
  };
  const calls: Record<string, (asked: Record<string, string>) => unknown> = {
    StartQueryExecution: ({ QueryString: sql = '', ClientRequestToken: token = '' }) => {
      const id = byToken.get(token) ?? begin(sql);
      byToken.set(token, id);
      return { QueryExecutionId: id };
    },
    GetQueryExecution: ({ QueryExecutionId: id = '' }) => ({
      QueryExecution: { QueryExecutionId: id, Status: { State: queries.get(id)?.state, StateChangeReason: 'HIVE_PATH_ALREADY_EXISTS' }, Statistics: {} }, // prettier-ignore
    }),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const name = String(request.headers['x-amz-target'] ?? '').replace('AmazonAthena.', '');
    if (name !== '') return void response.end(JSON.stringify(calls[name]?.(JSON.parse(body) as never) ?? {}));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(pathname.replace('/logs/', ''));
    response.setHeader('content-type', 'application/xml');
    if (request.method === 'PUT') {
      const isTaken = bodies.get(key) !== undefined;
      const { 'if-none-match': none, 'if-match': match } = request.headers;
      if ((isTaken && none !== undefined) || (match !== undefined && match !== etagOf(bodies.get(key)))) {
        response.statusCode = 412;
        return void response.end('<Error><Code>PreconditionFailed</Code></Error>');
      }
      bodies.set(key, body);
      keys.add(key);
      return void response.end('');
    }
    if (!searchParams.has('list-type')) {
      response.setHeader('etag', etagOf(bodies.get(key)));
      if (!keys.has(key)) response.statusCode = 404;
      return void response.end(keys.has(key) ? bodies.get(key) : '<Error><Code>NoSuchKey</Code></Error>');
    }
    const listed = [...keys].filter((name) => name.startsWith(searchParams.get('prefix') ?? ''));
    response.end(
      `<ListBucketResult><IsTruncated>false</IsTruncated>${listed.map((name) => `<Contents><Key>${name}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`, // prettier-ignore
    );
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: () => [...keys],
    remove: (prefix: string) => {
      for (const key of [...keys].filter((name) => name.startsWith(prefix))) {
        keys.delete(key);
        bodies.delete(key);
      }
    },
    idle: () => Promise.all([...queries.values()].map(({ running }) => running)),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function etagOf(body: string | undefined): string {
  return `"${body ?? ''}"`;
}

if (require.main === module) {
  const [kills = '50', seed = '1'] = process.argv.slice(2);
  void killCompactions(Number(kills), Number(seed)).then(({ refused, completed, wrong }) => {
    console.log(`${kills} kills: ${completed} completed after them, ${refused} of them refused before, ${wrong} wrong`);
    process.exitCode = completed === Number(kills) && wrong === 0 ? 0 : 1;
  });
}
