import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { bundleHandler } from '../../modules/lambda-replication/bundle';
import type { Report } from '../../modules/lambda-replication/function/report';

/** Builds the bundle as it is deployed and unpacks it as Lambda does. Returns the path of its module, and how to remove it. */
export function deployBundle(): { modulePath: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'replication-function-'));
  const files = unzipSync(readFileSync(bundleHandler(folder).path));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return {
    modulePath: join(folder, 'index.mjs'),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** The deployed function in a process of its own. */
export interface ReplicationFunction {
  /** Rejects with the handler's error, as `name: message`. */
  readonly invoke: (event: unknown) => Promise<Report>;
  /** What it has written to standard output: logs and metrics. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly ready?: boolean;
  readonly result?: Report;
  readonly error?: string;
}

/** Starts the function with these environment variables alone, besides what finds programs. */
export async function startFunction(modulePath: string, variables: NodeJS.ProcessEnv): Promise<ReplicationFunction> {
  const child = fork(join(__dirname, 'lambda-runtime.mjs'), [modulePath], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));

  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', ({ id = -1, ...answer }: Answer) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`the function did not start: ${output}`);
    }),
  ]);

  let invocations = 0;
  return {
    invoke: async (event) => {
      const id = ++invocations;
      const answer = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, event });
      });
      if (answer.result === undefined) throw new Error(answer.error);
      return answer.result;
    },
    output: () => output,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

/** Lambda's Invoke API on a loopback port, in front of a function. */
export async function serveInvoke(target: ReplicationFunction): Promise<{ endpoint: string; server: Server }> {
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => target.invoke(JSON.parse(body)))
      .then(
        (report) => response.end(JSON.stringify(report)),
        (error: unknown) => {
          response.setHeader('x-amz-function-error', 'Unhandled');
          response.end(JSON.stringify({ errorMessage: String(error) }));
        },
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
