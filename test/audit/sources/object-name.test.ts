import { join } from 'node:path';
import { objectNameReader } from '../../../audit/sources/object-name';
import { repeatedObjects } from '../../../audit/sources/repeated-objects';

const DAY = Date.UTC(2026, 0, 5) / 86_400_000;
const FOLDER = '/logs/s3-access/222222222222/us-east-1/orders';
const file = (path: string, name?: string) => ({ kind: 'file' as const, path, ...(name !== undefined && { name }) });
const read = (path: string, name?: string): unknown => objectNameReader()(file(path, name));

test('a partitioned prefix tells the bucket, and the time of delivery', () => {
  const delivered = DAY * 86_400 + 10 * 3600 + 11 * 60 + 12;
  const path = `${FOLDER}/2026/01/05/2026-01-05-10-11-12-6D5FDAF32CD2B5BC`;
  expect(read(path)).toEqual({ bucket: 'orders', day: DAY, delivered });
  expect(read(`${path}.gz`)).toEqual({ bucket: 'orders', day: DAY, delivered });
});

test('partitioned by event time it tells the day of the requests alone', () => {
  expect(read(`${FOLDER}/2026/01/05/2026-01-05-00-00-00-6D5FDAF32CD2B5BC`)).toEqual({
    ...{ bucket: 'orders', day: DAY, delivered: null },
  });
});

test('a flat prefix tells the time of delivery, also at midnight, and no bucket', () => {
  const flat = { bucket: null, day: DAY, delivered: DAY * 86_400 };
  expect(read('/logs/2026-01-05-00-00-00-6D5FDAF32CD2B5BC')).toEqual(flat);
  expect(read('orders-2026-01-05-00-00-00-6D5FDAF32CD2B5BC')).toEqual(flat);
});

test('the name in S3 goes before the path of a copy', () => {
  const name = `s3://logs-222222222222${FOLDER}/2026/01/05/2026-01-05-10-11-12-6D5F`;
  expect(read('/cache/%sha256-0123.object', name)).toMatchObject({ bucket: 'orders', day: DAY });
});

test('a path from within the folders is completed', () => {
  const readName = objectNameReader(FOLDER);
  expect(readName(file('2026/01/05/2026-01-05-10-11-12-6D5F'))).toMatchObject({ bucket: 'orders' });
});

test.each([
  ['another day than its folders', `${FOLDER}/2026/01/06/2026-01-05-10-11-12-6D5F`],
  ['a day that does not exist', '/logs/2026-02-30-10-11-12-6D5F'],
  ['a time that does not exist', '/logs/2026-01-05-24-11-12-6D5F'],
  ['no time', '/logs/2026-01-05-access.log'],
  ['nothing', '/logs/log'],
  ['nothing of the file, only of a folder', '/logs/2026-01-05-10-11-12-6D5F/log'],
])('a name tells nothing that has %s', (_what, path) => {
  expect(read(path)).toBeUndefined();
});

test('standard input has no name', () => {
  expect(objectNameReader()({ kind: 'stdin' })).toBeUndefined();
});

test('one reader reads names of many folders and days', () => {
  const readName = objectNameReader();
  const names = ['a', 'b', 'a'].map((bucket, i) => {
    const day = `2026/01/0${i + 5}`;
    return readName(
      file(join('/222222222222/us-east-1', `bucket-${bucket}`, day, `${day.replaceAll('/', '-')}-01-00-00-A`)),
    );
  });
  expect(names).toMatchObject([
    { bucket: 'bucket-a', day: DAY },
    { bucket: 'bucket-b', day: DAY + 1 },
    { bucket: 'bucket-a', day: DAY + 2 },
  ]);
});

test('an object is known by its name in another folder, compressed or not; other files are not', () => {
  const twice = [
    'a/2026-01-05-10-11-12-6D',
    'a/log',
    'b/2026-01-05-10-11-12-6D.gz',
    'b/log',
    'c/2026-01-05-10-11-12-6D',
  ];
  expect(repeatedObjects(twice.map((path) => file(path)))).toEqual({
    ...{ objects: 1, example: ['a/2026-01-05-10-11-12-6D', 'b/2026-01-05-10-11-12-6D.gz'] },
  });
  expect(repeatedObjects([file('a/2026-01-05-10-11-12-6D'), file('a/2026-01-05-10-11-12-6E')])).toBeNull();
});
