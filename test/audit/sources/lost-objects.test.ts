import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findLogFiles } from '../../../audit/sources/log-files';
import { findLostObjects, type LostObjects } from '../../../audit/sources/lost-objects';
import { pathOfKey } from '../../../audit/sources/object-path';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();
const KEYS = ['p/2026-01-05-10-10-10-A', 'p/2026-01-06-10-10-10-B', 'q/2026-01-06-10-10-10-C'];
const placeOf = (key: string): string => join(directory(), 'kept/logs', pathOfKey(key));

/** A directory as `collect` leaves it. */
beforeEach(() => {
  for (const key of KEYS) {
    mkdirSync(dirname(placeOf(key)), { recursive: true });
    writeFileSync(placeOf(key), 'content\n');
  }
  mkdirSync(join(directory(), 'kept/.s3-audit'));
  const lines = KEYS.map((key) => `${JSON.stringify({ key, etag: 'e', size: 8, path: pathOfKey(key) })}\n`);
  writeFileSync(join(directory(), 'kept/.s3-audit/logs.jsonl'), lines.join(''));
});

const lost = async (
  paths: readonly string[],
  isAsked: (key: string) => boolean = () => true,
): Promise<LostObjects | null> => {
  const named = paths.map((path) => join(directory(), path));
  return findLostObjects(named, await findLogFiles(named), isAsked);
};

test('nothing is lost of what is as it was copied', async () => {
  expect(await lost(['kept'])).toBeNull();
});

test.each([['kept'], ['kept/logs'], ['kept/logs/p'], ['.']])(
  'an object that is gone is missed where %s is named',
  async (path) => {
    rmSync(placeOf(KEYS[0]!));
    expect(await lost([path])).toEqual({ count: 1, examples: [`${placeOf(KEYS[0]!)} is gone`] });
  },
);

test('so is an object that is shorter, or longer, than its copy', async () => {
  writeFileSync(placeOf(KEYS[0]!), 'cont');
  writeFileSync(placeOf(KEYS[2]!), 'content and more\n');
  expect(await lost(['kept'])).toEqual({
    count: 2,
    examples: [`${placeOf(KEYS[0]!)} has 4 bytes, 8 were copied`, `${placeOf(KEYS[2]!)} has 17 bytes, 8 were copied`],
  });
});

test('a whole folder that is gone is missed', async () => {
  rmSync(join(directory(), 'kept/logs/q'), { recursive: true });
  expect(await lost(['kept'])).toMatchObject({ count: 1 });
});

test('where a shell named the files that a pattern matches, one of their directory is missed too', async () => {
  rmSync(placeOf(KEYS[0]!));
  expect(await lost(['kept/logs/p/2026-01-06-10-10-10-B'])).toMatchObject({ count: 1 });
  expect(await lost(['kept/logs/p/*'])).toMatchObject({ count: 1 });
});

test('who chooses some files of a directory, or another directory, misses none of the others', async () => {
  rmSync(placeOf(KEYS[0]!));
  writeFileSync(placeOf('p/2026-01-07-10-10-10-D'), 'content\n');
  const more = `${JSON.stringify({ key: 'p/2026-01-07-10-10-10-D', etag: 'e', size: 8 })}\n`;
  writeFileSync(join(directory(), 'kept/.s3-audit/logs.jsonl'), more, { flag: 'a' });
  expect(await lost(['kept/logs/p/2026-01-07-10-10-10-D'])).toBeNull();
  expect(await lost(['kept/logs/q'])).toBeNull();
});

test('an object that cannot hold what is asked for is not missed', async () => {
  rmSync(placeOf(KEYS[0]!));
  expect(await lost(['kept'], (key) => !key.includes('2026-01-05'))).toBeNull();
});

test('a torn line of the manifest is passed over', async () => {
  writeFileSync(join(directory(), 'kept/.s3-audit/logs.jsonl'), '{"key":"p/', { flag: 'a' });
  expect(await lost(['kept'])).toBeNull();
});
