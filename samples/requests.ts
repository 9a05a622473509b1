import type { Chance } from './random';
import { record, requestIds, type Request, type SampleRecord } from './record';
import type { Caller } from './story';

/** What a program of account A does at one moment: the rows it leaves in the log. */
export type Act = (time: number, caller: Caller, chance: Chance) => readonly SampleRecord[];

const PART_SIZE = 8 * 1024 * 1024;
const SHOPS = ['berlin', 'lisbon', 'nairobi', 'osaka', 'quito'] as const;
/** Names that survive only with the right number of decodings. */
const AWKWARD_NAMES = [
  'crème brûlée.json',
  'quote "42".json',
  'a+b & c=d.csv',
  '100% paid?.txt',
  '報告 #7.json',
] as const;

/** REST rows hold the key encoded twice, the request line once; slashes stay. */
export function keyText(name: string): { readonly key: string; readonly path: string } {
  const path = encoded(name);
  return { key: encoded(path), path };
}

function encoded(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}

function orderName(time: number, chance: Chance): string {
  const day = new Date(time * 1000).toISOString().slice(0, 10).replaceAll('-', '/');
  const name = chance.happens(0.04) ? chance.pick(AWKWARD_NAMES) : `order-${chance.integer(100_000, 999_999)}.json`;
  return `orders/${chance.pick(SHOPS)}/${day}/${name}`;
}

/** A request for one object: method, target and key agree. */
export function onObject(
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'POST',
  resource: string,
  name: string,
  rest: Omit<Request, 'operation' | 'key' | 'target'>,
  query = '',
): Request {
  const { key, path } = keyText(name);
  return { operation: `REST.${method}.${resource}`, key, target: `${method} /${path}${query}`, ...rest };
}

const get: Act = (time, caller, chance) => {
  const size = chance.integer(900, 60_000);
  const answer = chance.happens(0.05)
    ? { status: 304, size }
    : chance.happens(0.08)
      ? { status: 206, sent: 512, size }
      : { status: 200, sent: size, size };
  return [record(time, caller, onObject('GET', 'OBJECT', orderName(time, chance), answer), chance)];
};

const put: Act = (time, caller, chance) => {
  const size = chance.integer(900, 60_000);
  return [record(time, caller, onObject('PUT', 'OBJECT', orderName(time, chance), { status: 200, size }), chance)];
};

/** Asks whether the object exists, then writes it. */
const headThenPut: Act = (time, caller, chance) => {
  const name = orderName(time, chance);
  const missing = { status: 404, error: 'NoSuchKey', sent: 312 };
  const size = chance.integer(900, 60_000);
  return [
    record(time, caller, onObject('HEAD', 'OBJECT', name, missing), chance),
    record(time + 1, caller, onObject('PUT', 'OBJECT', name, { status: 200, size }), chance),
  ];
};

const list: Act = (time, caller, chance) => {
  const target = `GET /?list-type=2&prefix=orders%2F${chance.pick(SHOPS)}%2F&encoding-type=url`;
  const answer = { status: 200, sent: chance.integer(500, 9_000) };
  return [record(time, caller, { operation: 'REST.GET.BUCKET', key: null, target, ...answer }, chance)];
};

const slowDown: Act = (time, caller, chance) => {
  const answer = { status: 503, error: 'SlowDown', sent: 283 };
  return [record(time, caller, onObject('GET', 'OBJECT', orderName(time, chance), answer), chance)];
};

/** A copy writes two rows under one request ID. */
const copy: Act = (time, caller, chance) => {
  const name = orderName(time, chance);
  const ids = requestIds(chance);
  const size = chance.integer(900, 60_000);
  const write = onObject('PUT', 'OBJECT', name.replace('orders/', 'shipped/'), { status: 200, sent: 234, size });
  return [
    record(time, caller, { ...write, operation: 'REST.COPY.OBJECT_GET', key: keyText(name).key }, chance, ids),
    record(time, caller, { ...write, operation: 'REST.COPY.OBJECT' }, chance, ids),
  ];
};

/** A batch delete writes one row for the request and one for each key, all under one request ID. */
const batchDelete: Act = (time, caller, chance) => {
  const ids = requestIds(chance);
  const answer = { status: 200, sent: 640 };
  const request = { operation: 'REST.POST.MULTI_OBJECT_DELETE', key: null, target: 'POST /?delete', ...answer };
  const keys = Array.from({ length: chance.integer(2, 4) }, () =>
    encoded(`tmp/run ${chance.integer(1, 99)}/part-${chance.integer(0, 9999)}`).replaceAll('%20', '+'),
  );
  return [
    record(time, caller, request, chance, ids),
    ...keys.map((key) => ({
      ...record(
        time,
        caller,
        { operation: 'BATCH.DELETE.OBJECT', key, target: null, status: 204, size: chance.integer(100, 9_000) },
        chance,
        ids,
      ),
      userAgent: null,
    })),
  ];
};

const multipartUpload: Act = (time, caller, chance) => {
  const name = `exports/${chance.pick(SHOPS)}/${chance.integer(1000, 9999)}.parquet`;
  const upload = `uploadId=${chance.text(64, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._')}`;
  const parts = chance.integer(2, 4);
  const step = (
    offset: number,
    method: 'PUT' | 'POST',
    resource: string,
    query: string,
    sent: number,
    size: number | null,
  ): SampleRecord =>
    record(time + offset, caller, onObject(method, resource, name, { status: 200, sent, size }, query), chance);
  return [
    step(0, 'POST', 'UPLOADS', '?uploads', 412, null),
    ...Array.from({ length: parts }, (_, i) =>
      step(2 * i + 1, 'PUT', 'PART', `?partNumber=${i + 1}&${upload}`, 0, PART_SIZE),
    ),
    step(2 * parts + 2, 'POST', 'UPLOAD', `?${upload}`, 433, parts * PART_SIZE),
  ];
};

/** What an instance does next, the common things often. */
export function instanceAct(chance: Chance): Act {
  const common = [get, get, get, get, get, put, put, headThenPut, list, list] as const;
  const rare = [copy, copy, batchDelete, multipartUpload, slowDown] as const;
  return chance.happens(0.1) ? chance.pick(rare) : chance.pick(common);
}

export const download: Act = get;

/** The same download where the bucket policy denies it. */
export const refusedDownload: Act = (time, caller, chance) => [refused(time, caller, chance, orderName(time, chance))];

/** A request for an object that S3 refuses. */
export function refused(time: number, caller: Caller, chance: Chance, name: string): SampleRecord {
  const answer = { status: 403, error: 'AccessDenied', sent: 243 };
  return record(time, caller, onObject('GET', 'OBJECT', name, answer), chance);
}
