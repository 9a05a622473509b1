import { appendFileSync, readFileSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { openManifest } from '../../../audit/collect/manifest';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();
const path = (): string => join(directory(), 'state', 'bucket.jsonl');
const lines = (): string[] => readFileSync(path(), 'utf8').split('\n').slice(0, -1);

const write = async (...keys: string[]): Promise<void> => {
  const manifest = await openManifest(path());
  await Promise.all(keys.map((key, index) => manifest.add({ key, etag: `e${index}`, size: index })));
  await manifest.close();
};

test('a manifest remembers, line by line, what was collected', async () => {
  await write('a', 'b/c');
  expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
    { key: 'a', etag: 'e0', size: 0, path: 'a%file.object' },
    { key: 'b/c', etag: 'e1', size: 1, path: 'b/c%file.object' },
  ]);
  const manifest = await openManifest(path());
  expect([manifest.find('b/c'), manifest.find('c')]).toEqual([{ etag: 'e1', size: 1 }, undefined]);
  await manifest.close();
});

test('cut anywhere by a crash, it keeps every whole line and can be written on', async () => {
  await write('a', 'b', 'c');
  const whole = readFileSync(path(), 'utf8');
  for (let length = whole.length; length >= 0; length--) {
    appendFileSync(path(), 'x');
    truncateSync(path(), 0);
    appendFileSync(path(), whole.slice(0, length));
    const manifest = await openManifest(path());
    await manifest.add({ key: 'd', etag: 'e', size: 4 });
    await manifest.close();
    const kept = whole
      .slice(0, length)
      .split('\n')
      .filter((line) => line.endsWith('}'));
    expect(lines().map((line) => (JSON.parse(line) as { key: string }).key)).toEqual([
      ...kept.map((line) => (JSON.parse(line) as { key: string }).key),
      'd',
    ]);
  }
  expect(readdirSync(join(directory(), 'state'))).toEqual(['bucket.jsonl']);
});

test('the last line of a key counts, and the earlier ones go', async () => {
  await write('a', 'a');
  const manifest = await openManifest(path());
  expect(manifest.find('a')).toEqual({ etag: 'e1', size: 1 });
  await manifest.close();
  expect(lines()).toHaveLength(1);
});
