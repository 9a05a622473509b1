import { z } from 'zod';
import { principal } from './principal';

const MEGABYTE = 1_000_000;

/** Athena and Glue over the logs of each account. */
export const catalog = z
  .strictObject({
    readers: z
      .array(principal)
      .min(1, 'must name at least one principal')
      .describe('Who may become the audit reader of either account: ARNs, or { permissionSet, account }'),
    scanLimitMegabytes: z
      .int()
      .min(10, 'must be at least 10, the least that Athena takes')
      .max(7_000_000)
      .default(10_000)
      .describe('Most that one query may read, and cost'),
    compactors: z
      .array(principal)
      .default([])
      .describe('Who may become the role that writes logs as Parquet (s3-audit tables --compact); none: no such role'),
    resultRetentionDays: z.int().min(1).max(365).default(7).describe('Days until query results expire'),
  })
  .describe('Athena and Glue over the logs of each account, and a role that may read them');

export type CatalogSettings = z.output<typeof catalog>;

/** The limit in bytes, as Athena takes it. */
export function scanLimitBytes({ scanLimitMegabytes }: CatalogSettings): number {
  return scanLimitMegabytes * MEGABYTE;
}
