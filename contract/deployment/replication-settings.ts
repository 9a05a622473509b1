import { z } from 'zod';

const prefix = z
  .string()
  .max(1024)
  .regex(/^[^/]/, 'must not begin with a slash: keys do not')
  .or(z.literal(''))
  .describe('Keys that begin so; empty for all');

const nativeRule = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,255}$/, 'must be 1 to 255 of letters, digits and hyphen')
    .describe('Name of the rule, unique in the list'),
  prefix: prefix.default(''),
  deleteMarkers: z
    .boolean()
    .default(false)
    .describe('Replicate delete markers as well: what is deleted at the source then vanishes at the destination'),
  metrics: z.boolean().default(false).describe('Publish how much waits for replication, and for how long'),
  timeControl: z
    .boolean()
    .default(false)
    .describe('Replication Time Control: 99.99 % within 15 minutes, at a price; needs metrics'),
});

/** S3: replication by S3 itself. */
const native = z
  .strictObject({
    rules: z
      .array(nativeRule)
      .min(1, 'must hold at least one rule')
      .max(1000)
      .prefault([{ name: 'all' }])
      .describe('The first rule whose prefix fits decides'),
    bothDirections: z
      .boolean()
      .default(false)
      .describe('Replicate from the destination to the source as well, by the same rules'),
  })
  .describe('S3: replication by S3 itself');

/** How objects get from the source bucket to the destination bucket. */
export const replication = z
  .strictObject({ native: native.optional() })
  .describe('How objects get from the source bucket to the destination bucket');

export type NativeReplicationSettings = z.output<typeof native>;
