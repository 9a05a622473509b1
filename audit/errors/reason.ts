import { printable } from '../../contract/printable';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ELOOP: 'the symbolic links lead in a circle',
  EISDIR: 'it is a directory',
  ENAMETOOLONG: 'the name is longer than the system takes',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  EIO: 'the device gave an error',
  EMFILE: 'too many files are open',
  ENOTDIR: 'a part of the path is not a directory',
};

/** By its properties, not its class: errors of Node's own may come from another realm. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Says in plain words why a path could not be read. */
export function reasonOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return REASONS[codeOf(error)] ?? printable(String(message));
}
