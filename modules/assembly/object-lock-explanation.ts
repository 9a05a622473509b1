import { DUTIES } from '../../contract/deployment/object-lock-settings';
import { SIDES, type Side } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';

/** Says where Object Lock and overwrite prevention differ, for each bucket that has one without the other. */
export function objectLockExplanations(deployment: Deployment): readonly string[] {
  return [...SIDES.flatMap((side) => explain(deployment, side)), ...dutiesWithoutHolder(deployment)];
}

/** A permission set alone leads nobody past the Deny of what does not come through an endpoint. */
function dutiesWithoutHolder({ destination, privateAccess }: Deployment): readonly string[] {
  const { objectLock } = destination.bucket;
  if (objectLock === undefined || privateAccess === undefined) return [];
  const missing = DUTIES.filter((duty) => !objectLock.holders.some((holder) => holder.duty === duty));
  if (missing.length === 0) return [];
  return [
    `destination.bucket.objectLock.holders names nobody as ${missing.join(', ')}: whoever gets that permission set is let ` +
      `through no endpoint, and refused elsewhere.`,
  ];
}

function explain(deployment: Deployment, side: Side): readonly string[] {
  const { objectLock, preventOverwrite = false } = deployment[side].bucket ?? {};
  if (objectLock && !preventOverwrite) {
    return [
      `${side}.bucket.objectLock keeps every version, but takes a second upload under an existing key as a new version, ` +
        `and a delete marker that hides both; preventOverwrite: true refuses the second upload.`,
    ];
  }
  if (!objectLock && preventOverwrite) {
    return [
      `${side}.bucket.preventOverwrite refuses a second upload under an existing key, but not the deletion of versions, ` +
        `nor an upload after a delete marker; objectLock keeps versions.`,
    ];
  }
  return [];
}
