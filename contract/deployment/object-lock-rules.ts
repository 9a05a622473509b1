import { accountOfPrincipal, isOfPartition, readAssignment } from '../identity-center';
import { INTERFACE_ENDPOINT, OWN_ENDPOINT } from './consumer-settings';
import { SIDES, type Side } from './names';
import { COMPLIANCE_ACKNOWLEDGEMENT, EXEMPT } from './object-lock-settings';
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

/** Its own policies let a holder in only where the bucket is of the same account. */
const holdersAreOfAccount = (side: Side): Rule => ({
  reads: [['partition'], [side]],
  check: (deployment) => {
    const { account, bucket } = deployment[side];
    return (bucket?.objectLock?.holders ?? []).flatMap(({ principal }, index) => {
      return accountOfPrincipal(principal) === account && isOfPartition(principal, deployment.partition)
        ? []
        : [
            {
              path: [side, 'bucket', 'objectLock', 'holders', index, 'principal'],
              rule: `must be a principal of account ${account} in partition ${deployment.partition}`,
            },
          ];
    });
  },
});

/** Logs tell no path of a role: one of IAM Identity Center cannot be told there from one that somebody named alike. */
const exemptHoldersHaveAnArn = (side: Side): Rule => ({
  reads: [[side, 'bucket']],
  check: (deployment) =>
    (deployment[side].bucket?.objectLock?.holders ?? []).flatMap(({ principal, through }, index) =>
      through === EXEMPT && readAssignment(principal) !== undefined
        ? [
            {
              path: [side, 'bucket', 'objectLock', 'holders', index, 'principal'],
              rule: `must be an ARN where through is ${EXEMPT}: an access log cannot tell roles of IAM Identity Center apart`,
            },
          ]
        : [],
    ),
});

const holdersHaveAWay = (side: Side): Rule => ({
  reads: [[side, 'bucket'], ['privateAccess']],
  check: (deployment) => {
    const { privateAccess } = deployment;
    const holders = deployment[side].bucket?.objectLock?.holders ?? [];
    const path = (index: number) => [side, 'bucket', 'objectLock', 'holders', index, 'through'];
    const ways = [
      OWN_ENDPOINT,
      ...(privateAccess?.interfaceEndpoint ? [INTERFACE_ENDPOINT] : []),
      ...(privateAccess?.endpoints ?? []).map(({ name }) => name),
      EXEMPT,
    ];
    return holders.flatMap(({ through }, index) => [
      ...(through !== undefined && (side === 'source' || privateAccess === undefined)
        ? [
            {
              path: path(index),
              rule: 'is for the data bucket with privateAccess: there is no endpoint here',
            },
          ]
        : []),
      ...(through !== undefined && side === 'destination' && privateAccess && !ways.includes(through)
        ? [{ path: path(index), rule: `is not a way to the data; allowed here: ${ways.join(', ')}` }]
        : []),
    ]);
  },
});

/** Rules of Object Lock. */
export const OBJECT_LOCK_RULES: readonly Rule[] = [
  ...SIDES.map(complianceIsAcknowledged),
  locksReplicateToLocks,
  ...SIDES.map(holdersAreOfAccount),
  ...SIDES.map(exemptHoldersHaveAnArn),
  ...SIDES.map(holdersHaveAWay),
];
