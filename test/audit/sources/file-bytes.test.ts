import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { readChunks } from '../../../audit/sources/file-bytes';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();

async function readBack(bytes: Buffer): Promise<{ readonly text: string; readonly damage: string | undefined }> {
  const path = join(directory(), 'log.gz');
  writeFileSync(path, bytes);
  const chunks: Buffer[] = [];
  const { damage } = await readChunks({ kind: 'file', path }, (chunk) => chunks.push(Buffer.from(chunk)));
  return { text: Buffer.concat(chunks).toString('latin1'), damage };
}

const linesOf = (count: number): string =>
  Array.from({ length: count }, (_, i) => `line ${i} ${Math.sin(i)}\n`).join('');
const withoutCheck = (gzip: Buffer): Buffer =>
  Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(4), gzip.subarray(-4)]);

// Of one piece, of a few and of many.
describe.each([1, 500, 60_000])('a gzip file of %d lines', (count) => {
  const text = linesOf(count);
  const sound = gzipSync(text);

  test.each([
    ['text behind its last member', Buffer.concat([sound, Buffer.from('garbage')])],
    ['a wrong check sum', withoutCheck(sound)],
    ['a second member that is none', Buffer.concat([sound, sound.subarray(0, 3), Buffer.from('no member')])],
  ])('tells all lines before %s, and the damage', async (_, bytes) => {
    const read = await readBack(bytes);
    expect(read.damage).toMatch(/^damaged gzip: /);
    expect(read.text === text).toBe(true);
  });

  test('without damage is read once, as it is', async () => {
    const read = await readBack(sound);
    expect({ isSame: read.text === text, damage: read.damage }).toEqual({ isSame: true, damage: undefined });
  });
});

test('of a gzip file whose middle is damaged, all that can be unpacked before is told, once', async () => {
  const text = linesOf(60_000);
  const bytes = gzipSync(text);
  // A block of a kind that there is not, where a member ends and another begins.
  const broken = Buffer.concat([
    bytes,
    gzipSync('more\n').subarray(0, 10),
    Buffer.from([0x07]),
    Buffer.alloc(9000, 0x55),
  ]);
  const read = await readBack(broken);
  expect(read.damage).toMatch(/^damaged gzip: /);
  expect(read.text === text).toBe(true);
});

test('a gzip file that ends too early gives what it holds, wherever it ends', async () => {
  const text = linesOf(3000);
  const bytes = gzipSync(text);
  for (const length of [bytes.length - 1, bytes.length - 8, bytes.length - 9, 5000, 4097, 4096, 4095, 700]) {
    const cut = bytes.subarray(0, length);
    const { text: told, damage } = await readBack(cut);
    // All that is left of a text whose end is missing.
    expect(told).toBe(gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1'));
    expect(damage).toMatch(/^damaged gzip: /);
  }
});
