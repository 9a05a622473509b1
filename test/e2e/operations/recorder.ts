import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Emulator } from '../emulator/emulator';
import { readApiCall, type ApiCall } from './api-call';
import { iamRequestsOf, rememberAnswer, Remembered, type IamRequest } from './iam-requests';

/** Name of the deployers of every deployment that is recorded. */
const DEPLOYER = 'terraform-deployer';

/** Stands before an emulator, passes everything on, and writes down what was asked of it. */
export interface Recorder {
  /** The emulator by way of the recorder. */
  readonly emulator: Emulator;
  /** What IAM would have been asked since the last time; each once. @throws Error where a request could not be read. */
  readonly take: () => readonly IamRequest[];
  readonly close: () => Promise<void>;
}

export async function startRecorder(emulator: Emulator): Promise<Recorder> {
  const roles = new Map<string, string>();
  const known = new Remembered();
  const unread: string[] = [];
  let asked = new Map<string, IamRequest>();

  /** What somebody else asks, who only becomes the deployer, is not for the deployer's policy. */
  const note = (call: ApiCall) => {
    const [, , , , account = '', role] = roles.get(call.accessKeyId)?.split(':') ?? [];
    for (const one of role === `role/${DEPLOYER}` ? iamRequestsOf(call, account, known) : []) {
      asked.set(JSON.stringify(one), one);
    }
  };
  const learn = (call: ApiCall, answer: string) => {
    rememberAnswer(call, answer, known);
    const [, accessKeyId] = /<AccessKeyId>([^<]+)</.exec(answer) ?? [];
    const role = call.parameters.get('RoleArn');
    if (accessKeyId !== undefined && role !== undefined) roles.set(accessKeyId, role);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const { method = '', url = '/', headers } = request;
    let call: ApiCall | undefined;
    try {
      call = readApiCall({ method, url, headers, body: body.toString() });
      note(call);
    } catch (error) {
      unread.push(String(error));
    }
    const answer = await passOn(emulator.endpoint, request, body, response);
    if (call !== undefined) learn(call, answer);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    emulator: throughRecorder(emulator, endpoint, roles),
    take: () => {
      if (unread.length > 0) throw new Error(unread.join('\n'));
      const taken = [...asked.values()];
      asked = new Map();
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** @param roles learns whose keys the credentials are that are given out. */
function throughRecorder(emulator: Emulator, endpoint: string, roles: Map<string, string>): Emulator {
  return {
    ...emulator,
    endpoint,
    credentialsFor: async (account, role = DEPLOYER) => {
      const credentials = await emulator.credentialsFor(account, role);
      roles.set(credentials.accessKeyId, `arn:aws:iam::${account}:role/${role}`);
      return credentials;
    },
  };
}

/** @returns the body of the answer. */
async function passOn(
  endpoint: string,
  { url = '/', method, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<string> {
  const forwarded = ask(new URL(url, endpoint), { method, headers });
  forwarded.end(body);
  const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
  const content = await buffer(answer);
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  response.end(content);
  return content.toString();
}
