import { SIDES, type Side } from './names';
import { COMPLIANCE_ACKNOWLEDGEMENT } from './object-lock-settings';
import type { Rule } from './rule';

const complianceIsAcknowledged = (side: Side): Rule => ({
  reads: [[side, 'bucket']],
  check: (deployment) => {
    const lock = deployment[side].bucket?.objectLock;
    const path = [side, 'bucket', 'objectLock', 'acknowledgement'];
    if (lock?.mode === 'compliance' && lock.acknowledgement !== COMPLIANCE_ACKNOWLEDGEMENT) {
      return [{ path, rule: `must be "${COMPLIANCE_ACKNOWLEDGEMENT}": compliance mode binds even the account's root` }];
    }
    return lock?.mode === 'governance' && lock.acknowledgement !== undefined
      ? [{ path, rule: 'belongs to compliance mode' }]
      : [];
  },
});

/** S3 User Guide, "Using Object Lock with S3 Replication": retention travels, so the other bucket must be able to take it. */
const locksReplicateToLocks: Rule = {
  reads: [['replication'], ['source', 'bucket'], ['destination', 'bucket']],
  check: ({ replication, source, destination }) => {
    if (replication?.native === undefined) return [];
    const needed = (from: Side, to: Side) => ({
      path: [to, 'bucket', 'objectLock'],
      rule: `is missing: S3 replicates the retention of ${from}.bucket, which only a bucket with Object Lock takes`,
    });
    const [here, there] = [source.bucket?.objectLock, destination.bucket.objectLock];
    return [
      ...(here && !there ? [needed('source', 'destination')] : []),
      ...(there && !here && replication.native.bothDirections ? [needed('destination', 'source')] : []),
    ];
  },
};

/** Rules of Object Lock. */
export const OBJECT_LOCK_RULES: readonly Rule[] = [...SIDES.map(complianceIsAcknowledged), locksReplicateToLocks];
