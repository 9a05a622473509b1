import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs, { chmodSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Aggregate } from '../../../../audit/records/aggregate';
import { createLogReader } from '../../../../audit/engines/local/log-reader';
import { batchesOf } from '../../../../audit/engines/local/scanner/parts';
import { scanPart } from '../../../../audit/engines/local/scanner/scan-part';
import type { Scanner } from '../../../../audit/engines/local/scanner/scanner';
import { readChunks } from '../../../../audit/sources/file-bytes';
import type { LogFile } from '../../../../audit/sources/log-files';
import { asAnotherUser } from '../../../another-user';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';

const directory = useTemporaryDirectory();
const path = (): string => join(directory(), 'log');
const file = (): LogFile => ({ kind: 'file', path: path() });
const lines = (count: number): string => Array.from({ length: count }, () => `${logLine()}\n`).join('');
const aggregate = async (): Promise<Aggregate> =>
  createLogReader({}).aggregate([file()], { buckets: [], since: null, until: null });

test('a pipe is read whole though its writer is gone at once', async () => {
  execFileSync('mkfifo', [path()]);
  writeFileSync(join(directory(), 'few'), lines(3));
  // Whether the writer is faster is for the system to say.
  for (let run = 0; run < 20; run++) {
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', join(directory(), 'few'), path()]);
    const left = new Promise((resolve) => writer.once('exit', resolve));
    expect((await aggregate()).coverage).toMatchObject({ records: 3, damaged: [] });
    await left;
  }
}, 20_000);

test('a file system that gives a file in pieces gives all of it', async () => {
  writeFileSync(path(), lines(100));
  const whole = fs.readSync;
  const inPieces = jest
    .spyOn(fs, 'readSync')
    .mockImplementation(((descriptor: number, room: Buffer, offset: number, length: number, position: number) =>
      whole(descriptor, room, offset, Math.min(length, 1000), position)) as never);
  const { coverage } = await aggregate();
  inPieces.mockRestore();
  expect(coverage).toMatchObject({ records: 100, rejects: 0, damaged: [] });
});

test('a file that became shorter while it was read is damaged', async () => {
  writeFileSync(path(), lines(10));
  const scanner: Pick<Scanner, 'begin' | 'free' | 'advance' | 'end'> = {
    begin: () => undefined,
    free: () => Buffer.alloc(1000),
    advance: () => {
      truncateSync(path(), 1000);
    },
    end: () => false,
  };
  const damage = await scanPart(scanner as Scanner, { index: 0, file: file(), from: 0, to: null }, () => undefined);
  expect(damage).toBe('became shorter while it was read');
  const part = { index: 0, file: file(), from: 2000, to: 3000 };
  expect(await scanPart(scanner as Scanner, part, () => undefined)).toBe('became shorter while it was read');
});

test('a large file that may not be read is named', async () => {
  writeFileSync(path(), lines(10));
  await aggregate(); // loads the scanner while this user may read the checkout
  chmodSync(path(), 0);
  await asAnotherUser(directory(), async () => {
    expect([...batchesOf([file()], 100)]).toHaveLength(1);
    await expect(
      createLogReader({ cut: 100 }).aggregate([file()], { buckets: [], since: null, until: null }),
    ).rejects.toThrow(/log: permission denied$/);
  });
});

test('a file that is gone before it is cut is left to whoever reads it', () => {
  expect([...batchesOf([file()], 100)]).toEqual([[{ index: 0, file: file(), from: 0, to: null }]]);
});

test('that a scanner fails is no damage of the file, and it is asked for nothing more', async () => {
  const writeGzip = (): void => {
    writeFileSync(path(), gzipSync(randomBytes(200_000).toString('hex')));
  };
  const writePlain = (): void => {
    writeFileSync(path(), lines(3));
  };
  for (const [write, file] of [
    [writeGzip, { kind: 'file', path: path() }],
    [writePlain, { kind: 'file', path: path() }],
  ] as const) {
    write();
    let asked = 0;
    const fail = (): never => {
      asked++;
      throw new Error('memory is exhausted');
    };
    const room = Buffer.alloc(1000);
    const failing = { begin: () => undefined, free: () => room, advance: fail, push: fail, end: fail };
    const part = { index: 0, file, from: 0, to: null };
    await expect(scanPart(failing as unknown as Scanner, part, () => undefined)).rejects.toThrow('memory is exhausted');
    expect(asked).toBe(1);
  }
});

test('what fails while it takes bytes of a stream is told as it is', async () => {
  writeFileSync(path(), lines(3));
  const reading = readChunks(file(), () => {
    throw new Error('memory is exhausted');
  });
  await expect(reading).rejects.toThrow('memory is exhausted');
});
