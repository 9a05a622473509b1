import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a request asks for, as IAM would name it; as much of it as `doctor` asks. */
const S3_QUERIES: Readonly<Record<string, string>> = {
  logging: 's3:GetBucketLogging',
  versioning: 's3:GetBucketVersioning',
  ownershipControls: 's3:GetBucketOwnershipControls',
  publicAccessBlock: 's3:GetBucketPublicAccessBlock',
  encryption: 's3:GetEncryptionConfiguration',
  policy: 's3:GetBucketPolicy',
  'object-lock': 's3:GetBucketObjectLockConfiguration',
  requestPayment: 's3:GetBucketRequestPayment',
  'list-type': 's3:ListBucket',
};

/** The emulator behind a door: it evaluates no policies by itself, and does not keep every setting. */
export interface Door {
  readonly endpoint: string;
  /** From now on answers this action as AWS does where no policy allows it. */
  readonly deny: (action: string) => void;
  /** From now on answers this question about a bucket by this XML. */
  readonly answer: (action: string, bucket: string, xml: string) => void;
  /** Lets everything through again. */
  readonly open: () => void;
  readonly close: () => Promise<void>;
}

/** Answers in the emulator's place, or does not. */
type Guard = (action: string, url: string, response: ServerResponse) => boolean;

export async function openDoor(emulator: string): Promise<Door> {
  let guard: Guard = () => false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const action = actionOf(request, body.toString());
    const isAnswered = action !== undefined && guard(action, request.url ?? '/', response);
    if (!isAnswered) pass(emulator, request, body, response);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deny: (denied) => {
      guard = (action, _url, response) => action === denied && refuse(action, response);
    },
    answer: (asked, bucket, xml) => {
      guard = (action, url, response) =>
        action === asked && url.split(/[/?]/)[1] === bucket && send(response, 200, 'application/xml', xml);
    },
    open: () => {
      guard = () => false;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function actionOf({ url = '/', headers }: IncomingMessage, body: string): string | undefined {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return `cloudtrail:${target.split('.').at(-1) ?? ''}`;
  const [, called] = /^Action=(\w+)/.exec(body) ?? [];
  if (called === 'DescribeVpcEndpoints') return `ec2:${called}`;
  const { searchParams } = new URL(url, 'http://localhost');
  return Object.entries(S3_QUERIES).find(([query]) => searchParams.has(query))?.[1];
}

function refuse(action: string, response: ServerResponse): true {
  const [service] = action.split(':');
  const what = `User: arn:aws:sts::222222222222:assumed-role/auditor/s3-audit is not authorized to perform: ${action}`;
  if (service === 'cloudtrail') {
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: what });
    return send(response, 400, 'application/x-amz-json-1.1', body);
  }
  const body =
    service === 's3'
      ? `<Error><Code>AccessDenied</Code><Message>${what}</Message></Error>`
      : `<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>${what}</Message></Error></Errors></Response>`;
  return send(response, 403, 'application/xml', body);
}

function send(response: ServerResponse, status: number, type: string, body: string): true {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
  return true;
}

function pass(emulator: string, { url, method, headers }: IncomingMessage, body: Buffer, response: ServerResponse) {
  const forwarded = ask(new URL(url ?? '/', emulator), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  forwarded.end(body);
}
