import { z } from 'zod';

/** What compliance mode needs to be told, in so many words. */
export const COMPLIANCE_ACKNOWLEDGEMENT = 'nobody can shorten it';

const retention = z
  .strictObject({
    days: z.int().min(1).max(36_500).optional(),
    years: z.int().min(1).max(100).optional(),
  })
  .refine(
    ({ days, years }) => (days === undefined) !== (years === undefined),
    'must be either days or years, and one of them',
  )
  .describe('How long each new version is kept, in days or in years');

/** Object Lock (S3 User Guide, "Locking objects with Object Lock"). */
export const objectLock = z
  .strictObject({
    mode: z
      .enum(['governance', 'compliance'], 'must be governance or compliance')
      .describe('governance: the retention administrator can lift it; compliance: nobody can, the root user included'),
    retention,
    acknowledgement: z
      .string()
      .optional()
      .describe(`With compliance mode the words "${COMPLIANCE_ACKNOWLEDGEMENT}": not even AWS lifts it`),
  })
  .describe('Object Lock with default retention, legal hold, and the permission sets for both. It cannot be undone');

/** Refuses a second upload under an existing key, which Object Lock alone does not. */
export const preventOverwrite = z
  .boolean()
  .default(false)
  .describe('Refuse every upload that does not ask for the key to be free (If-None-Match: *)');

export type ObjectLockSettings = z.output<typeof objectLock>;
