import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Emulator } from '../emulator/emulator';

const VERSION = 476;
/** Trino needs it since 472. */
const OLDEST_JAVA = 24;
/** Where install.sh put it. */
const HOME =
  process.env.TRINO_TEST_HOME ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 's3-private-path', `trino-${VERSION}`);
/** Kept out of git; a log stays here when a run went wrong. */
const LOG_FOLDER = resolve('out', 'trino');
const READY_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 20_000;
/** A shell that ends the server when the test process that holds the fourth descriptor ends, however that ends. */
const KEEPER = '"$@" 2>&1 3<&- & server=$!; (cat <&3 >/dev/null; kill "$server") & exec 3<&-; wait "$server"';

export const CATALOG = 'logs';

export interface Trino {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly logPath: string;
  /** Ends the process. The log is removed unless `keepLog` is true. */
  readonly stop: (options?: { keepLog?: boolean }) => Promise<void>;
}

/**
 * Why Trino cannot run here, in a sentence, or undefined if it can.
 * @throws Error with that sentence where CI=true: there a skipped proof is a failed one.
 */
export function trinoUnavailable(): string | undefined {
  const missing = existsSync(join(HOME, 'complete'))
    ? javaHome() === undefined && `no Java ${OLDEST_JAVA} or later was found`
    : `Trino ${VERSION} is not in ${HOME}`;
  if (missing === false) return undefined;
  const reason = `${missing}; test/e2e/trino/install.sh gets it`;
  if (process.env.CI === 'true') throw new Error(`Trino must run in CI, but ${reason}.`);
  return reason;
}

/**
 * Starts a Trino of one node on a free port of the loopback address, whose catalog is the emulator's Glue and whose files lie
 * in the emulator's S3, and waits until it takes statements. It takes 2 GB of heap at most.
 *
 * @param forSpeed lets Java compile all it can, which costs the first queries more than it saves them, and gives it 12 GB and a disk beyond.
 * @throws Error naming the log if it is not ready in time.
 */
export async function startTrino(
  emulator: Emulator,
  credentials: { readonly accessKeyId: string },
  { forSpeed = false }: { readonly forSpeed?: boolean } = {},
): Promise<Trino> {
  const java = javaHome();
  if (java === undefined) throw new Error(trinoUnavailable());
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-trino-'));
  writeConfiguration(folder, port, emulator.endpoint, credentials.accessKeyId, memoryOfQueries(folder, forSpeed));
  mkdirSync(LOG_FOLDER, { recursive: true });
  const logPath = join(LOG_FOLDER, `${port}.log`);
  const child = spawn('sh', ['-c', KEEPER, 'sh', join(java, 'bin', 'java'), ...javaArguments(folder, forSpeed)], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [, out, , keeper] = child.stdio as unknown as readonly [null, Readable, null, Writable];
  const log = createWriteStream(logPath);
  out.pipe(log, { end: false });
  const end = async (): Promise<void> => {
    await ended(child, keeper);
    log.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await started(child, out);
  } catch (error) {
    await end();
    throw new Error(`Trino did not start; its log is ${logPath}.`, { cause: error });
  }
  return {
    url: `http://127.0.0.1:${port}`,
    logPath,
    stop: async ({ keepLog = false } = {}) => {
      await end();
      if (keepLog) console.warn(`Trino's log is ${logPath}.`);
      else rmSync(logPath);
    },
  };
}

/** What a query may take, and where speed is measured, what it does beyond (Trino documentation, "Spill to disk"). */
function memoryOfQueries(folder: string, forSpeed: boolean): Readonly<Record<string, string>> {
  const most = forSpeed ? '8GB' : '1GB';
  return {
    'query.max-memory': most,
    'query.max-memory-per-node': most,
    ...(forSpeed && { 'spill-enabled': 'true', 'spiller-spill-path': join(folder, 'spill') }),
  };
}

function writeConfiguration(
  folder: string,
  port: number,
  emulator: string,
  accessKey: string,
  memory: Readonly<Record<string, string>>,
): void {
  const properties = (file: string, values: Readonly<Record<string, string | number | boolean>>): void => {
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, file), lines.join(''));
  };
  mkdirSync(join(folder, 'catalog'));
  properties('config.properties', {
    coordinator: true,
    'node-scheduler.include-coordinator': true,
    'http-server.http.port': port,
    'discovery.uri': `http://127.0.0.1:${port}`,
    'node.internal-address': '127.0.0.1',
    'http-server.log.enabled': false,
    'catalog.config-dir': join(folder, 'catalog'),
    ...memory,
  });
  properties(`catalog/${CATALOG}.properties`, {
    ...documentedCatalog(),
    'hive.metastore.glue.endpoint-url': emulator,
    'hive.metastore.glue.aws-access-key': accessKey,
    'hive.metastore.glue.aws-secret-key': 'none',
    's3.endpoint': emulator,
    's3.path-style-access': true,
    's3.aws-access-key': accessKey,
    's3.aws-secret-key': 'none',
    'hive.security': 'allow-all',
  });
}

/** The catalog that docs/trino.md tells people to write. */
function documentedCatalog(): Readonly<Record<string, string>> {
  const block = /```properties\n([^]*?)```/.exec(readFileSync('docs/trino.md', 'utf8'))?.[1] ?? '';
  return Object.fromEntries(
    block
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

/** Quick to start rather than quick to run, save where speed is measured: what the tests ask is small. */
function javaArguments(folder: string, forSpeed: boolean): readonly string[] {
  return [
    ...[forSpeed ? '-Xmx12G' : '-Xmx2G', '-XX:+ExitOnOutOfMemoryError'],
    ...(forSpeed ? [] : ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']),
    ...['-Djdk.attach.allowAttachSelf=true', '-Dfile.encoding=UTF-8', '--enable-native-access=ALL-UNNAMED'],
    ...['--sun-misc-unsafe-memory-access=allow', `-Dplugin.dir=${join(HOME, 'plugin')}`],
    ...['-Dnode.environment=test', '-Dnode.id=test', `-Dnode.data-dir=${folder}`],
    ...[`-Dconfig=${join(folder, 'config.properties')}`, '-cp', join(HOME, 'lib', '*'), 'io.trino.server.TrinoServer'],
  ];
}

async function started(child: ChildProcess, output: Readable): Promise<void> {
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  const lines = createInterface({ input: output });
  await Promise.race([
    new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        if (line.includes('SERVER STARTED')) resolve();
      });
    }),
    once(child, 'exit', { signal }).then(() => {
      throw new Error('the server ended by itself');
    }),
  ]);
}

async function ended(child: ChildProcess, keeper: Writable): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(STOPPED_WITHIN_MS) });
  keeper.destroy();
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Java as install.sh got it, as the environment names it, or beside the one that answers to `java`. */
function javaHome(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .filter((path) => existsSync(path))
    .map((path) => dirname(dirname(realpathSync(path))));
  const beside = onPath.flatMap((home) => readdirSync(dirname(home)).map((name) => join(dirname(home), name)));
  const named = process.env.JAVA_HOME === undefined ? [] : [process.env.JAVA_HOME];
  return [join(HOME, 'java'), ...named, ...onPath, ...beside].find((home) => javaVersion(home) >= OLDEST_JAVA);
}

function javaVersion(home: string): number {
  const release = join(home, 'release');
  if (!existsSync(release) || !existsSync(join(home, 'bin', 'java'))) return 0;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1] ?? 0);
}
