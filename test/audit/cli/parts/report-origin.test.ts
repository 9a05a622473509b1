import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withOrigin } from '../../../../audit/cli/parts/report-origin';
import { InputError } from '../../../../audit/errors/input-error';
import { digestOf, type DigestByThreads } from '../../../../audit/sources/file-digest';
import type { LogFile } from '../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../temporary-directory';

const directory = useTemporaryDirectory();
const options = () => ({ since: null, logs: [join(directory(), 'log')] });

/** Of many bytes, so that threads are asked for digests. */
function logFile(): LogFile {
  const path = join(directory(), 'log');
  writeFileSync(path, '');
  truncateSync(path, 20 * 1024 * 1024);
  return { kind: 'file', path, size: 20 * 1024 * 1024 } as LogFile;
}

const sha256 = (): string =>
  createHash('sha256')
    .update(Buffer.alloc(20 * 1024 * 1024))
    .digest('hex');

/** Threads that read, and end before they have digested anything. */
const ending: DigestByThreads = () => Promise.reject(new InputError(['more different lines than memory can hold']));
const reading: DigestByThreads = (orders, onResult) => {
  orders.forEach((paths, i) => {
    onResult(paths.map(digestOf), i);
  });
  return Promise.resolve();
};

test('where reading began anew, the digests are those of the threads that read to the end', async () => {
  const logs = [logFile()];
  const { provenance } = await withOrigin(options(), undefined, (onIdle) => {
    onIdle({ logs, cloudtrail: [], byThreads: ending });
    onIdle({ logs, cloudtrail: [], byThreads: reading });
    return Promise.resolve({});
  });
  await expect(provenance).resolves.toMatchObject({ logs: { files: 1, listed: [{ sha256: sha256() }] } });
});

test('digests that threads of their own began are not begun again', async () => {
  const logs = [logFile()];
  const again = jest.fn(reading);
  const { provenance } = await withOrigin(options(), undefined, (onIdle) => {
    onIdle({ logs, cloudtrail: [] });
    onIdle({ logs, cloudtrail: [], byThreads: again });
    return Promise.resolve({});
  });
  await expect(provenance).resolves.toMatchObject({ logs: { listed: [{ sha256: sha256() }] } });
  expect(again).not.toHaveBeenCalled();
});

test('what fails while files are digested is told to who writes the page, and to nobody before', async () => {
  const logs = [logFile()];
  const { provenance } = await withOrigin(options(), undefined, (onIdle) => {
    onIdle({ logs, cloudtrail: [], byThreads: ending });
    return Promise.resolve({});
  });
  await new Promise(setImmediate);
  await expect(provenance).rejects.toThrow('more different lines than memory can hold');
});

test('a report that cannot be made ends the digests too', async () => {
  const logs = [logFile()];
  let signal: AbortSignal | undefined;
  const waiting: DigestByThreads = (_orders, _onResult, ended) => {
    signal = ended;
    return new Promise((_, reject) =>
      ended?.addEventListener('abort', () => {
        reject(ended.reason as Error);
      }),
    );
  };
  const made = withOrigin(options(), undefined, (onIdle) => {
    onIdle({ logs, cloudtrail: [], byThreads: waiting });
    return Promise.reject(new InputError(['no report']));
  });
  await expect(made).rejects.toThrow('no report');
  expect(signal?.aborted).toBe(true);
});
