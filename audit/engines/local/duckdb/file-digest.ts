import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** One buffer: streams take a new one for each piece, and the collector sees little of them. */
const PIECE = 256 * 1024;

/** SHA-256 of a file's bytes in hexadecimal, and how many there are. */
export async function digestFile(path: string): Promise<{ readonly digest: string; readonly size: number }> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(PIECE);
  const file = await open(path);
  try {
    for (let size = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE, null);
      if (bytesRead === 0) return { digest: hash.digest('hex'), size };
      hash.update(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
  } finally {
    await file.close();
  }
}
