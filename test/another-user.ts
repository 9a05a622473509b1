import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** nobody, on every Unix. */
const NOBODY = 65_534;

/**
 * Does something as a user whom file permissions bind: root may read everything, so where the tests run as root, the
 * process is another user meanwhile. Others run it as they are.
 *
 * @param directory made readable for that user, with what it holds now; what was made unreadable before stays so.
 */
export async function asAnotherUser<T>(directory: string, action: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return action();
  openToAll(directory);
  process.seteuid?.(NOBODY);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

function openToAll(path: string): void {
  const { mode } = statSync(path);
  const isDirectory = statSync(path).isDirectory();
  if ((mode & 0o400) === 0) return;
  chmodSync(path, mode | (isDirectory ? 0o055 : 0o044));
  if (isDirectory) for (const name of readdirSync(path)) openToAll(join(path, name));
}
