import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Bytes that are read at once. */
const PIECE = 1024 * 1024;

/** A file as it lies there, compressed or not. */
export interface FileDigest {
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
      const { size } = fstatSync(descriptor);
      const hash = createHash('sha256');
      const piece = Buffer.allocUnsafe(Math.min(PIECE, size + 1));
      for (;;) {
        const length = readSync(descriptor, piece);
        if (length === 0) return { bytes: size, sha256: hash.digest('hex') };
        hash.update(piece.subarray(0, length));
      }
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return { bytes: 0, sha256: null };
  }
}
