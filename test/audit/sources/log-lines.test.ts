import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { MIXED_LINE_ENDS } from '../../../audit/sources/file-bytes';
import { readLines } from '../../../audit/sources/log-lines';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();

const read = async (bytes: Buffer | string, name = 'log'): Promise<{ lines: string[]; damage: string | undefined }> => {
  const path = join(directory(), name);
  writeFileSync(path, bytes);
  const lines: string[] = [];
  const { damage } = await readLines({ kind: 'file', path }, (line, number) => {
    expect(number).toBe(lines.length + 1);
    lines.push(line.toString('latin1'));
  });
  return { lines, damage };
};

test('a last line without a line feed is a line; S3 ends each with one, so the rest was cut off', async () => {
  expect(await read('a\nb')).toEqual({ lines: ['a', 'b'], damage: 'it ends within a line: its end was cut off' });
  expect(await read('a')).toMatchObject({ lines: ['a'], damage: expect.stringContaining('within a line') as string });
});

test.each([
  ['a last line with one', 'a\nb\n', ['a', 'b']],
  ['blank lines', '\na\n\n', ['', 'a', '']],
  ['an empty file', '', []],
  ['one byte', '\n', ['']],
  ['a byte order mark', '\ufeffa\nb\n', ['a', 'b']],
  ['carriage returns before line feeds, which are no part of the line', 'a\r\nb\r\n', ['a', 'b']],
  ['carriage returns alone, which end a line for Hive', 'a\rb\r\rc\r', ['a', 'b', '', 'c']],
])('%s', async (_what, text, lines) => {
  expect(await read(text)).toEqual({ lines, damage: undefined });
});

test('lines that end in two ways are damaged: S3 ends every line alike', async () => {
  await expect(read('a\r\nb\n')).resolves.toEqual({ lines: ['a', 'b'], damage: MIXED_LINE_ENDS });
});

test('bytes that are no UTF-8 and NUL come through unchanged', async () => {
  expect((await read(Buffer.from([0xff, 0x00, 0xfe, 0x0a]))).lines).toEqual(['\u00ff\u0000\u00fe']);
});

test('lines longer than a chunk are whole', async () => {
  const long = 'x'.repeat(3_000_000);
  expect((await read(`${long}\n${long}`)).lines).toEqual([long, long]);
});

test('a line past all bounds is cut, and said to be incomplete', async () => {
  const path = join(directory(), 'log');
  writeFileSync(path, `${'x'.repeat(17 * 1024 * 1024)}\nnext\n`);
  const seen: [number, boolean][] = [];
  await readLines({ kind: 'file', path }, (line, _number, complete) => seen.push([line.length, complete]));
  expect(seen).toEqual([
    [64 * 1024, false],
    [4, true],
  ]);
});

describe('gzip', () => {
  test('is told by its bytes, not by the name', async () => {
    expect((await read(gzipSync('a\nb\n'), 'log')).lines).toEqual(['a', 'b']);
    expect((await read('a\n', 'log.gz')).lines).toEqual(['a']);
  });

  test('named so and empty is damaged; compressed, even nothing has bytes', async () => {
    const damage = 'it is empty, which no gzip file is';
    expect(await read('', 'log.gz')).toEqual({ lines: [], damage });
    expect(await read('', 'LOG.GZ')).toEqual({ lines: [], damage });
    expect(await read(gzipSync(''), 'log.gz')).toEqual({ lines: [], damage: undefined });
  });

  test('of several members is read to the end', async () => {
    expect((await read(Buffer.concat([gzipSync('a\nb'), gzipSync('c\nd\n')]))).lines).toEqual(['a', 'bc', 'd']);
  });

  test('cut short counts as far as it could be read, and is damaged', async () => {
    const text = Array.from({ length: 50_000 }, (_, i) => `line ${(i * 7919) % 50_000}\n`).join('');
    const { lines, damage } = await read(gzipSync(text).subarray(0, 100_000));
    expect(lines.length).toBeGreaterThan(100);
    expect(damage).toMatch(/^damaged gzip: unexpected end of file/);
  });

  test('with a flipped byte is damaged', async () => {
    const bytes = gzipSync('a\nb\n'.repeat(1000));
    bytes[bytes.length - 6]! ^= 0xff;
    expect((await read(bytes)).damage).toMatch(/^damaged gzip: /);
  });

  test('followed by other bytes is damaged: they may have been lines', async () => {
    const member = gzipSync(Array.from({ length: 20_000 }, (_, i) => `line ${(i * 7919) % 20_000}\n`).join(''));
    const text = await read(Buffer.concat([member, Buffer.from('b\n')]));
    expect(text.damage).toBe('damaged gzip: incorrect header check');
    expect(text.lines.length).toBeGreaterThan(10_000);
    const padding = await read(Buffer.concat([member, Buffer.from([0, 0])]));
    expect(padding.damage).toBe('damaged gzip: bytes follow its last member');
  });
});

test('a file that cannot be opened is an input error', async () => {
  await expect(readLines({ kind: 'file', path: join(directory(), 'none') }, () => undefined)).rejects.toMatchObject({
    problems: [expect.stringMatching(/none: no such file or directory$/)],
  });
});

test('any bytes give the lines that splitting at line feeds, carriage returns or both gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const text = Buffer.from(bytes).toString('latin1');
      fc.pre(!text.startsWith('\u001f\u008b') && !text.startsWith('\u00ef\u00bb\u00bf'));
      const expected = text.split(/\r\n|\r|\n/);
      if (expected.at(-1) === '') expected.pop();
      expect((await read(Buffer.from(bytes))).lines).toEqual(expected);
    }),
  );
});
