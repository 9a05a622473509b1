import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Empty for requests about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** How many requests like it (same method and key) came before. */
  readonly before: number;
}

/** Instead of the right answer: an error of S3, or a body that breaks off or is not what it should be. */
export type Fault = { readonly status: number; readonly code: string } | 'short body' | 'wrong bytes';

export interface FakeS3 {
  readonly endpoint: string;
  /** Keys to contents of the one bucket. */
  readonly objects: Map<string, string>;
  readonly requests: readonly SeenRequest[];
  /** Decides the fault of each request; the next one sees it. */
  fault: (request: SeenRequest) => Fault | undefined;
  /** Objects of one page of a listing. */
  pageSize: number;
  readonly stop: () => Promise<void>;
}

/**
 * One bucket on the loopback address with the faults that S3 has and the emulator has not: it answers HEAD of the bucket,
 * ListObjectsV2 and GetObject as the Amazon S3 API Reference describes them.
 */
export async function startFakeS3(bucket: string): Promise<FakeS3> {
  const requests: SeenRequest[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://s3');
    const [, asked = '', ...rest] = pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const method = request.method ?? '';
    const before = counts.get(`${method} ${key}`) ?? 0;
    counts.set(`${method} ${key}`, before + 1);
    const seen = { method, key, query, before };
    requests.push(seen);
    answer(fake, asked === bucket, seen, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeS3 = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    requests,
    fault: () => undefined,
    pageSize: 1000,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function answer(fake: FakeS3, exists: boolean, seen: SeenRequest, _request: IncomingMessage, response: ServerResponse) {
  const fault = exists ? fake.fault(seen) : { status: 404, code: 'NoSuchBucket' };
  if (typeof fault === 'object') return refuse(response, seen, fault);
  if (seen.method === 'HEAD') return response.writeHead(200, { 'x-amz-bucket-region': 'us-east-1' }).end();
  if (seen.key === '') return response.writeHead(200, XML).end(listing(fake, seen.query));
  const content = fake.objects.get(seen.key);
  if (content === undefined) return refuse(response, seen, { status: 404, code: 'NoSuchKey' });
  const body = Buffer.from(fault === 'wrong bytes' ? content.replace(/./, 'X') : content);
  const head = {
    etag: `"${etagOf(content)}"`,
    'x-amz-server-side-encryption': 'AES256',
    'content-length': body.length,
  };
  response.writeHead(200, head);
  if (fault !== 'short body') return response.end(body);
  response.write(body.subarray(0, body.length - 1), () => response.destroy());
  return response;
}

const etagOf = (content: string): string => createHash('md5').update(content).digest('hex');

const XML = { 'content-type': 'application/xml' };

function refuse(response: ServerResponse, { method }: SeenRequest, { status, code }: Exclude<Fault, string>) {
  const body = `<Error><Code>${code}</Code><Message>said the server</Message></Error>`;
  return response.writeHead(status, XML).end(method === 'HEAD' ? undefined : body);
}

const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');

function listing({ objects, pageSize }: FakeS3, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const names = new Set<string>();
  for (const key of [...objects.keys()].sort()) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
    names.add(end < 0 ? key : key.slice(0, end + 1));
  }
  const rest = [...names].filter((name) => name > after);
  const page = rest.slice(0, pageSize);
  const more = rest.length > page.length;
  const items = page.map((name) => {
    const content = objects.get(name);
    return content === undefined || (delimiter !== null && name.endsWith(delimiter) && name !== prefix)
      ? `<CommonPrefixes><Prefix>${encoded(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${encoded(name)}</Key><ETag>"${etagOf(content)}"</ETag><Size>${content.length}</Size></Contents>`;
  });
  const token = more ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${String(more)}</IsTruncated>${token}${items.join('')}</ListBucketResult>`;
}
