import type { IncomingHttpHeaders } from 'node:http';

/** One request of the provider's, as it was signed and sent. */
export interface ApiCall {
  /** Who signed, and for what, by the credential scope (IAM User Guide, "Elements of an AWS API request signature"). */
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** As the API names it. */
  readonly operation: string;
  /** Of a form or a JSON body by name, lists with their places (`Tag.1.Key`); of a REST path what the table below names. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A request on its way. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const SCOPE = /Credential=([^/]+)\/\d+\/([^/]*)\/([^/]+)\/aws4_request/;

/** @throws Error where the request is unsigned, or no operation is known that looks like it. */
export function readApiCall(request: SentRequest): ApiCall {
  const { headers, method, url, body } = request;
  const [, accessKeyId = '', region = '', service = ''] = SCOPE.exec(headers.authorization ?? '') ?? [];
  const { operation, parameters } = readOperation(service, request);
  if (accessKeyId === '' || operation === undefined) {
    throw new Error(`no operation is known of ${service}: ${method} ${url} ${body.slice(0, 200)}`);
  }
  return { accessKeyId, region, service: PREFIX[service] ?? service, operation, parameters };
}

/** Services that sign by another name than IAM's prefix. */
const PREFIX: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

interface Operation {
  readonly operation: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

function readOperation(service: string, request: SentRequest): Operation {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return { operation: target.split('.').at(-1), parameters: jsonParameters(request) };
  if (service === 's3') return s3Operation(request);
  if (service === 'lambda') return lambdaOperation(request);
  const form = new URLSearchParams(request.body);
  return { operation: form.get('Action') ?? undefined, parameters: new Map(form) };
}

function jsonParameters({ body }: SentRequest): ReadonlyMap<string, string> {
  return new Map(body === '' ? [] : flattened('', JSON.parse(body)));
}

function flattened(place: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[place, String(value)]];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, inner]) =>
    flattened([place, isList ? String(Number(name) + 1) : name].filter(Boolean).join('.'), inner),
  );
}

/** Amazon S3 API Reference, "API operations": what a bucket is asked by, and how its operation is named after the verb. */
const S3_SUBRESOURCES: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};
const VERB: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete', HEAD: 'Head' };

function s3Operation({ method, url, headers, body }: SentRequest): Operation {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(pathname)) ?? [];
  const parameters = new Map([
    ['Bucket', bucket],
    ...(key === '' ? [] : [['Key', key] as const]),
    ...(headers['x-amz-bucket-object-lock-enabled'] === 'true' ? [['ObjectLock', 'true'] as const] : []),
    ...(body.includes('<VersionId>') || searchParams.has('versionId') ? [['VersionId', 'given'] as const] : []),
    ...(headers['x-amz-object-ownership'] === undefined ? [] : [['ObjectOwnership', 'given'] as const]),
    ...(method === 'PUT'
      ? [...body.matchAll(/<Role>([^<]+)<\/Role>/g)].map(([, role = '']) => ['Role', role] as const)
      : []),
  ]);
  const verb = VERB[method];
  const asked = Object.keys(S3_SUBRESOURCES).find((name) => searchParams.has(name));
  const whole = () => {
    if (bucket === '') return method === 'GET' ? 'ListBuckets' : undefined;
    if (searchParams.has('versions')) return 'ListObjectVersions';
    if (searchParams.has('delete')) return 'DeleteObjects';
    if (key !== '') return verb && `${verb}Object`;
    if (method === 'GET') return 'ListObjectsV2';
    return method === 'PUT' ? 'CreateBucket' : verb && `${verb}Bucket`;
  };
  return { operation: asked === undefined ? whole() : verb && `${verb}${S3_SUBRESOURCES[asked]}`, parameters };
}

/** AWS Lambda API Reference, "Actions": methods and paths; what they are about is the one part that changes. */
const LAMBDA: readonly (readonly [string, RegExp, string])[] = [
  ['POST', /^\/2015-03-31\/functions\/?$/, 'CreateFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)$/, 'GetFunction'],
  ['DELETE', /^\/2015-03-31\/functions\/([^/]+)$/, 'DeleteFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'UpdateFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/([^/]+)\/code$/, 'UpdateFunctionCode'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/versions$/, 'ListVersionsByFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/policy$/, 'GetPolicy'],
  ['POST', /^\/2015-03-31\/functions\/([^/]+)\/policy$/, 'AddPermission'],
  ['DELETE', /^\/2015-03-31\/functions\/([^/]+)\/policy\/[^/]+$/, 'RemovePermission'],
  ['PUT', /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, 'PutFunctionConcurrency'],
  ['DELETE', /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, 'DeleteFunctionConcurrency'],
  ['GET', /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/, 'GetFunctionCodeSigningConfig'],
  ['PUT', /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/, 'PutFunctionCodeSigningConfig'],
  ['GET', /^\/2017-03-31\/tags\/(.+)$/, 'ListTags'],
  ['POST', /^\/2017-03-31\/tags\/(.+)$/, 'TagResource'],
  ['DELETE', /^\/2017-03-31\/tags\/(.+)$/, 'UntagResource'],
];

function lambdaOperation(request: SentRequest): Operation {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  for (const [method, pattern, operation] of LAMBDA) {
    const found = method === request.method ? pattern.exec(path) : null;
    if (found === null) continue;
    const name = found[1]?.split(':function:').at(-1)?.split(':')[0];
    const given = new Map([...(request.method === 'GET' ? [] : jsonParameters(request))]);
    return { operation, parameters: name === undefined ? given : new Map([...given, ['FunctionName', name]]) };
  }
  return { operation: undefined, parameters: new Map() };
}
