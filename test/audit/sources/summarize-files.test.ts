import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { LogFile } from '../../../audit/sources/log-files';
import { currentTime, summarizeFiles } from '../../../audit/sources/summarize-files';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

function written(name: string, bytes: string | Buffer): LogFile {
  const path = join(directory(), name);
  writeFileSync(path, bytes);
  return { kind: 'file', path };
}

// The larger one is more than a thread is started for.
test.each([10, 17 * 1024 * 1024])(
  'files of %d bytes are told by their digests, and all by one as sha256sum writes it',
  async (size) => {
    const texts = ['', 'line\n', Buffer.alloc(size, 'log ')];
    const files = texts.map((text, i) => written(`log-${i}`, text));
    const summary = await summarizeFiles(files, currentTime());
    const listed = texts.map((text, i) => ({
      ...{ name: join(directory(), `log-${i}`), bytes: text.length, sha256: sha256(text), isChanged: false },
    }));
    expect(summary).toEqual({
      files: 3,
      bytes: 5 + size,
      changed: 0,
      digest: sha256(listed.map((file) => `${file.sha256}  ${file.name}\n`).join('')),
      listed,
    });
  },
);

test('a file given twice is told twice', async () => {
  const file = written('log', 'line\n');
  expect((await summarizeFiles([file, file], currentTime())).listed.map((one) => one.sha256)).toEqual([
    sha256('line\n'),
    sha256('line\n'),
  ]);
});

test('of standard input, a pipe or what is gone there is no digest, and a pipe is not even opened', async () => {
  const pipe = join(directory(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const files: readonly LogFile[] = [
    { kind: 'stdin' },
    { kind: 'file', path: pipe },
    { kind: 'file', path: join(directory(), 'gone') },
  ];
  expect((await summarizeFiles(files, currentTime())).listed.map((one) => one.sha256)).toEqual([null, null, null]);
});

test('the thread of a large file ends when nobody wants the digest any more', async () => {
  const ended = new AbortController();
  const summary = summarizeFiles([written('log', Buffer.alloc(17 * 1024 * 1024))], currentTime(), ended.signal);
  ended.abort(new RangeError('nobody wants it'));
  await expect(summary).rejects.toThrow('nobody wants it');
});

// The larger one is digested by a thread.
test.each([10, 17 * 1024 * 1024])('a file of %d bytes that is written to after reading began is told', async (size) => {
  const files = [written('still', 'line\n'), written('growing', Buffer.alloc(size, 'log '))];
  await setTimeout(20);
  const begunAt = currentTime();
  await setTimeout(20);
  appendFileSync(join(directory(), 'growing'), 'line\n');
  const { changed, listed } = await summarizeFiles(files, begunAt);
  expect({ changed, listed: listed.map(({ isChanged }) => isChanged) }).toEqual({ changed: 1, listed: [false, true] });
});
