import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connectTrino, type TrinoConnection } from '../../../../../audit/engines/trino/client/connection';

/** What a server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** An answer; `status` 0 breaks the connection. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

/** A key, and a certificate of it for 127.0.0.1, PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A server on the loopback address that answers in the order of `answers`, the last one for ever; by TLS with an identity. */
export async function fakeTrino(answers: readonly (Answer | ((asked: Asked) => Answer))[], identity?: Identity) {
  const asked: Asked[] = [];
  let at = 0;
  const listener: RequestListener = (request, response) => {
    void (async () => {
      const { method = '', url: path = '', headers } = request;
      const call = { method, path, headers, body: await text(request) };
      asked.push(call);
      const next = answers[Math.min(at, answers.length - 1)] ?? {};
      if (method !== 'DELETE') at++;
      const { status = 200, body = {} } =
        method === 'DELETE' ? { status: 204 } : typeof next === 'function' ? next(call) : next;
      if (status === 0) return void request.socket.destroy();
      response.writeHead(status);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  };
  const server = (identity === undefined ? createServer(listener) : createTlsServer(identity, listener)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const undo = new Set<() => unknown>();
  const trinoUrl = `${identity === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const onInterruption: TrinoConnection['onInterruption'] = (stop) => {
    undo.add(stop);
    return () => undo.delete(stop);
  };
  return {
    ...{ asked, trinoUrl },
    connection: {
      ...connectTrino({ trinoUrl, trinoUser: 'auditor', trinoCatalog: 'logs' }, onInterruption, {}),
      wait: () => Promise.resolve(),
    },
    interrupt: () => Promise.all([...undo].map((stop) => stop())),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
