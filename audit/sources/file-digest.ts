import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { CarryOut } from '../threads/crew';

/** Has threads digest files, each the next ones. */
export type DigestByThreads = CarryOut<readonly string[], readonly FileDigest[]>;

/** What is read at once, of one file after the other: room of its own for each of many files would take longer than to read it. */
const PIECE = Buffer.allocUnsafeSlow(256 * 1024);

/** A file as it lies there, compressed or not. */
export interface FileDigest {
  /** Those that the digest is of. */
  readonly bytes: number;
  /** In hexadecimal digits; `null` of what cannot be read, or not again: a pipe has no second reading. */
  readonly sha256: string | null;
}

/** Reads a file for its SHA-256. */
export function digestOf(path: string): FileDigest {
  try {
    // Before it is opened: opening a pipe takes it from whoever reads it.
    if (!statSync(path).isFile()) return { bytes: 0, sha256: null };
    const descriptor = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      for (let bytes = 0; ;) {
        const length = readSync(descriptor, PIECE);
        if (length === 0) return { bytes, sha256: hash.digest('hex') };
        hash.update(PIECE.subarray(0, length));
        bytes += length;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return { bytes: 0, sha256: null };
  }
}
