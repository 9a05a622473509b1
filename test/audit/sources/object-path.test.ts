import { isAbsolute, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { pathOfKey } from '../../../audit/sources/object-path';
import { STATE_DIRECTORY } from '../../../audit/sources/state-directory';

/** Segments that make trouble, and those of real log objects; keys are made of both. */
const segment = fc.oneof(
  fc.constantFrom(
    ...['', '.', '..', '...', '~', '%2E%2E', '%2e', '%file.object', 'x%directory', '%empty', STATE_DIRECTORY, 'a', 'A'],
    ...['a.gz', 'A.gz', '.gz', 'AWSLogs', 'awslogs', 'AWSLOGS', 'CloudTrail', '222222222222', 'us-east-1', 'Ü', 'ü'],
    ...['2026-01-05-00-00-00-ABCDEF0123456789', '2026-01-05-00-00-00-abcdef0123456789', 'nul\u0000', 'C:', 'a\\b'],
    ...['x_20260105T0000Z_AbCdEf.json.gz', 'x_20260105T0000Z_aBcDeF.json.gz', 'a~3', 'A~3', 'CON', 'a.', 'a '],
    ...['x'.repeat(255), 'x'.repeat(300), `${'y'.repeat(300)}.gz`],
  ),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }).map((text) => text.replace(/[\ud800-\udfff]/g, '')),
);
const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

describe('where an object is kept', () => {
  test('log objects keep their names', () => {
    for (const name of [
      's3-access/222222222222/us-east-1/orders-replica/2026/01/05/2026-01-05-01-03-43-CBD01B6FBB937199',
      'logs/2026-01-05-01-03-43-CBD01B6FBB937199',
      'AWSLogs/222222222222/CloudTrail/us-east-1/2026/01/05/2026.json.gz',
    ]) {
      expect(pathOfKey(name)).toBe(name);
    }
  });

  test('names of CloudTrail tell their capitals beside, since some file systems do not', () => {
    const name = '1_CloudTrail_us-east-1_20260105T0000Z_AbCd';
    expect(pathOfKey(`AWSLogs/${name}.json.gz`)).toMatch(
      /^AWSLogs\/1_CloudTrail_us-east-1_20260105T0000Z_AbCd~[0-9a-f]+\.json\.gz$/,
    );
  });

  test('no key leaves the directory or reaches the state of collect', () => {
    fc.assert(
      fc.property(key, (text) => {
        const path = pathOfKey(text);
        const below = relative('/to/bucket', resolve('/to/bucket', path));
        expect(below).toBe(path);
        expect(isAbsolute(below) || below.startsWith('..') || below === '').toBe(false);
        expect(path).toMatch(/^[ -~]+$/);
        expect(path.split('/')).not.toContain(STATE_DIRECTORY);
        expect(path.split('/').every((part) => part.length > 0 && part.length <= 255)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('no two keys share a path, differ only in case, or are file and directory of each other', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [pathOfKey(one).toLowerCase(), pathOfKey(other).toLowerCase()];
        expect(a).not.toBe(b);
        expect(a.startsWith(`${b}/`) || b.startsWith(`${a}/`)).toBe(false);
      }),
      { numRuns: 20_000 },
    );
  });

  test('nor does a key with its relatives: other capitals, deeper, one level up', () => {
    const swapped = (text: string): string =>
      Array.from(text, (one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase())).join('');
    fc.assert(
      fc.property(key, (one) => {
        const relatives = [
          one.toLowerCase(),
          one.toUpperCase(),
          swapped(one),
          `${one}/`,
          `${one}/x`,
          `/${one}`,
          `./${one}`,
        ];
        const paths = [...new Set([one, ...relatives])].map((other) => pathOfKey(other).toLowerCase()).sort();
        expect(new Set(paths).size).toBe(new Set([one, ...relatives]).size);
        paths.forEach((path, index) => {
          expect(paths[index + 1]?.startsWith(`${path}/`) ?? false).toBe(false);
        });
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['a and a/b', 'a', 'a/b'],
    ['x.gz and x.gz/y', 'x.gz', 'x.gz/y'],
    ['a/ and a', 'a/', 'a'],
    ['A and a', 'A.gz', 'a.gz'],
    ['double and single slashes', 'a//b', 'a/b'],
  ])('%s stay apart', (_what, one, other) => {
    const [a, b] = [pathOfKey(one).toLowerCase(), pathOfKey(other).toLowerCase()];
    expect([a === b, a.startsWith(`${b}/`), b.startsWith(`${a}/`)]).toEqual([false, false, false]);
  });
});
