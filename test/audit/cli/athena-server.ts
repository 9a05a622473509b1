import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Athena answers, by the name of the call; an empty answer to others. What has a `__type` is an error. */
export type Answers = Readonly<Record<string, (asked: Record<string, unknown>) => unknown>>;

export interface AthenaServer {
  readonly endpoint: string;
  /** Names of the calls, in their order. */
  readonly calls: readonly string[];
  /** Ids of the queries that were stopped. */
  readonly stopped: readonly unknown[];
  readonly close: () => Promise<void>;
}

/** An HTTP server on loopback that speaks as much of Athena as a query needs. */
export async function serveAthena(answers: Answers): Promise<AthenaServer> {
  const calls: string[] = [];
  const stopped: unknown[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const name = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    const asked = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>;
    calls.push(name);
    if (name === 'StopQueryExecution') stopped.push(asked.QueryExecutionId);
    const answered = ((await answers[name]?.(asked)) ?? {}) as Record<string, unknown>;
    // Errors of this protocol name themselves in the body.
    response.statusCode = '__type' in answered ? 400 : 200;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(answered));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stopped,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
