import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
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
  /** When the file was last written to or renamed, in milliseconds since the epoch; `-Infinity` where it cannot be read. */
  readonly changedAt: number;
}

export const UNREAD: FileDigest = { bytes: 0, sha256: null, changedAt: -Infinity };

/** Reads a file for its SHA-256. */
export function digestOf(path: string): FileDigest {
  try {
    // Before it is opened: opening a pipe takes it from whoever reads it.
    if (!statSync(path).isFile()) return UNREAD;
    const descriptor = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      for (let bytes = 0; ;) {
        const length = readSync(descriptor, PIECE);
        // Asked at the end: what changes while it is digested is told, too.
        if (length === 0) return { bytes, sha256: hash.digest('hex'), changedAt: fstatSync(descriptor).ctimeMs };
        hash.update(PIECE.subarray(0, length));
        bytes += length;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return UNREAD;
  }
}
