import { createHash } from 'node:crypto';

/** A Set holds 2^24 entries at most; lines are spread over as many sets as a byte has values. */
const SHARDS = 256;
const DIGEST_BYTES = 16;

/**
 * Remembers lines by the first half of their SHA-256. A log may hold a line twice, and only a line equal in every byte is
 * the same record: a copy and a batch delete write several rows under one request ID (S3 User Guide, "Best-effort server
 * log delivery"). The hash is cryptographic because clients choose part of each line.
 */
export class SeenLines {
  private readonly shards = Array.from({ length: SHARDS }, () => new Set<string>());

  /** Says whether the line was added now, not before. */
  add(line: Buffer): boolean {
    const digest = createHash('sha256').update(line).digest().subarray(0, DIGEST_BYTES);
    const shard = this.shards[digest[0] ?? 0];
    const before = shard?.size;
    return shard?.add(digest.toString('latin1')).size !== before;
  }
}
