import { z } from 'zod';
import { PERMISSION_SETS, type PermissionSet } from './permission-set-settings';
import { principal } from './principal';

/** What compliance mode needs to be told, in so many words. */
export const COMPLIANCE_ACKNOWLEDGEMENT = 'nobody can shorten it';

/** How long what is locked is kept. */
export const retention = z
  .strictObject({
    days: z.int().min(1).max(36_500).optional().describe('Days that a version is kept; or years'),
    years: z.int().min(1).max(100).optional().describe('Years that a version is kept; or days'),
  })
  .refine(
    ({ days, years }) => (days === undefined) !== (years === undefined),
    'must be either days or years, and one of them',
  )
  .describe('How long each new version is kept, in days or in years');

/** Duties as deployment.yaml spells them. */
export const DUTIES = PERMISSION_SETS.map((set) => set.replaceAll('_', '-'));

/** Way of a holder who goes round the endpoint, by an exemption of its own. */
export const EXEMPT = 'exempt';

const holder = z.strictObject({
  principal: principal.describe(
    'Role or user of the account of the bucket, whose permission set is attached by hand, or people by a permission set of ' +
      'IAM Identity Center that names it',
  ),
  duty: z
    .enum(DUTIES, `must be one of ${DUTIES.join(', ')}`)
    .describe('What it does, and no more: the permission set of that name'),
  through: z
    .string()
    .optional()
    .describe(
      `With privateAccess, the way to the data bucket: own (the default), interface, a name of privateAccess.endpoints, ` +
        `or ${EXEMPT}: from anywhere, by an exemption that names it`,
    ),
});

export const lockMode = z
  .enum(['governance', 'compliance'], 'must be governance or compliance')
  .describe('governance: the retention administrator can lift it; compliance: nobody can, the root user included');

export const lockAcknowledgement = z
  .string()
  .optional()
  .describe(`With compliance mode the words "${COMPLIANCE_ACKNOWLEDGEMENT}": not even AWS lifts it`);

/** Object Lock (S3 User Guide, "Locking objects with Object Lock"). */
export const objectLock = z
  .strictObject({
    mode: lockMode,
    retention,
    acknowledgement: lockAcknowledgement,
    holders: z
      .array(holder)
      .default([])
      .describe('Who has which duty, and by which way they reach the bucket; with privateAccess nobody else does'),
  })
  .describe('Object Lock with default retention, legal hold, and the permission sets for both. It cannot be undone');

/** Refuses a second upload under an existing key, which Object Lock alone does not. */
export const preventOverwrite = z
  .boolean()
  .default(false)
  .describe('Refuse every upload that does not ask for the key to be free (If-None-Match: *)');

export type ObjectLockSettings = z.output<typeof objectLock>;

export type DutyHolder = z.output<typeof holder>;

/** The permission set of a duty. */
export function permissionSetOf({ duty }: Pick<DutyHolder, 'duty'>): PermissionSet {
  const found = PERMISSION_SETS.find((set) => set.replaceAll('_', '-') === duty);
  if (found === undefined) throw new Error(`${duty} is no duty`);
  return found;
}
