/**
 * Decodes the key of a record as S3 encoded it, which depends on the operation: requests (`REST`, `WEBSITE`) have it
 * percent-encoded twice, batch deletes and S3's own operations (`BATCH`, `S3`) once, with `+` for a space. Which one it was
 * cannot be told from the key itself, so keys of other operations are left as they are.
 * Source: S3 User Guide, "Amazon S3 server access log format" (key); the difference is seen in practice and not documented,
 * and the `+` of `S3` operations is inferred from that of batch deletes.
 *
 * @param key as the log writes it, `null` for `-`.
 * @returns the key; what is no percent-encoding stays as it is, and bytes that are no UTF-8 become U+FFFD.
 */
export function decodeKey(key: string | null, operation: string): string | null {
  if (key === null) return null;
  const kind = operation.slice(0, operation.indexOf('.'));
  if (kind === 'REST' || kind === 'WEBSITE') return percentDecoded(percentDecoded(key));
  return kind === 'BATCH' || kind === 'S3' ? percentDecoded(key.replaceAll('+', ' ')) : key;
}

/** Decodes runs of `%xx` as UTF-8; unlike decodeURIComponent it has an answer for every text. */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}
