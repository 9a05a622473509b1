import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { InputError } from '../../../errors/input-error';
import { reasonOf } from '../../../errors/reason';
import type { TrinoConnection } from './connection';
import { httpFailureSentence } from './failures';

/** Answers that ask for another try, 50 to 100 ms later (Trino documentation, "Trino client REST API"). */
const AGAIN = [429, 502, 503, 504];
const TRIES = 40;
const LONGEST_WAIT_MS = 3_000;
/** A server that is silent for so long is gone. It answers within a second, with or without rows. */
const SILENCE_MS = 120_000;
/** Nothing has reached the server. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
/** Beyond these tries a server that cannot be reached at all is not waited for. */
const FIRST_TRIES = 3;

/** A request to a Trino. */
export interface Call {
  readonly method: 'POST' | 'GET' | 'DELETE';
  /** Path and query. Whatever host the server names there, it is asked where the user said. */
  readonly path: string;
  readonly body?: string;
  /** Ends further tries. */
  readonly interruption?: AbortSignal;
}

/**
 * Calls Trino, again and again where it asks for that, and where a connection broke that only asked for rows.
 *
 * @returns the body of an answer that succeeded.
 * @throws InputError saying why there is none.
 */
export async function callTrino(connection: TrinoConnection, call: Call): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await once(connection, call).catch((error: unknown) => ({ error }));
    if ('status' in outcome && outcome.status >= 200 && outcome.status < 300) return outcome.body;
    const passes = 'status' in outcome ? AGAIN.includes(outcome.status) : isWorthAnother(call, outcome.error, attempt);
    if (!passes || attempt === TRIES || call.interruption?.aborted === true) {
      throw new InputError([
        'status' in outcome
          ? httpFailureSentence(outcome.status, outcome.body, connection)
          : `${connection.origin}: Trino cannot be reached: ${networkReason(outcome.error)}`,
      ]);
    }
    await connection.wait(Math.min(LONGEST_WAIT_MS, 50 * 2 ** Math.min(attempt - 1, 10)) * (1 + Math.random()));
  }
}

/** A statement that may have arrived is not sent twice; Trino itself ends one whose rows nobody asks for. */
function isWorthAnother({ method }: Call, error: unknown, attempt: number): boolean {
  const isUnreachable = NEVER_SENT.includes(codeOf(error));
  if (isUnreachable) return attempt < FIRST_TRIES;
  return method === 'GET' && !/CERT|TLS|SSL|SELF_SIGNED/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as { readonly code?: string }).code ?? '';
}

/** A certificate that none vouches for whom the system knows. */
const UNKNOWN_ISSUER = /SELF_SIGNED|UNABLE_TO_(VERIFY_LEAF|GET_ISSUER)/;

/** An address that resolves to several fails with an error that has only a code. */
function networkReason(error: unknown): string {
  const reason = reasonOf(error);
  if (UNKNOWN_ISSUER.test(codeOf(error))) return `${reason}; --trino-ca names a file of certificates that vouch for it`;
  return reason === '' ? codeOf(error) : reason;
}

function once(connection: TrinoConnection, { method, path, body }: Call): Promise<{ status: number; body: string }> {
  const { origin, ca, authorization, user, catalog, schema } = connection;
  const url = new URL(path, origin);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = {
    ...{ 'x-trino-user': user, 'x-trino-catalog': catalog, 'x-trino-schema': schema, 'x-trino-source': 's3-audit' },
    // Types with their precision; times as our views have them.
    ...{ 'x-trino-client-capabilities': 'PARAMETRIC_DATETIME', 'x-trino-time-zone': 'UTC' },
    ...(authorization !== undefined && { authorization }),
    ...(body !== undefined && { 'content-type': 'text/plain; charset=utf-8' }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, timeout: SILENCE_MS, ...(ca !== undefined && { ca }) }, (answer) => {
      text(answer).then((received) => {
        resolve({ status: answer.statusCode ?? 0, body: received });
      }, reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer came in time')));
    sent.on('error', reject);
    sent.end(body);
  });
}
