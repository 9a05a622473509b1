import { parse } from '@aws-sdk/util-arn-parser';
import { SIDES, type Side } from './names';
import type { Rule } from './rule';
import { isBuilt } from './sides';

const keyIsOfAccount = (side: Side): Rule => ({
  reads: [['partition'], [side, 'account'], [side, 'region'], [side, 'key']],
  check: (deployment) => {
    const { account, region, key } = deployment[side];
    if (key === undefined) return [];
    const { partition, accountId, region: where } = parse(key.arn);
    return partition === deployment.partition && accountId === account && where === region
      ? []
      : [{ path: [side, 'key', 'arn'], rule: `is not a key of account ${account} in ${region}` }];
  },
});

/** A bucket that exists has a name, and a default of ours can hardly be it. */
const existingBucketIsNamed = (side: Side): Rule => ({
  reads: [[side, 'bucket']],
  check: (deployment) => {
    const bucket = deployment[side].bucket;
    return bucket?.existing !== undefined && bucket.name === undefined
      ? [{ path: [side, 'bucket', 'name'], rule: 'is missing: the bucket exists and has a name' }]
      : [];
  },
});

/** S3 logs to a bucket of the same account and region: each account with a bucket has one of its own. */
const existingLogBucketIsNamed = (side: Side): Rule => ({
  reads: [['observation'], [side]],
  check: (deployment) => {
    const { observation } = deployment;
    const { bucket, logs } = deployment[side];
    const holdsTrail = observation.trail === 'create' && observation.archive === undefined;
    const used = isBuilt(deployment, side) && (bucket !== undefined || holdsTrail);
    return observation.accessLogs === 'existing' && used && logs.bucketName === undefined
      ? [{ path: [side, 'logs', 'bucketName'], rule: 'is missing: the log bucket exists and has a name' }]
      : [];
  },
});

const catalogHasLogs: Rule = {
  reads: [['observation'], ['catalog']],
  check: ({ observation, catalog }) =>
    catalog !== undefined && (observation.trail === 'existing' || observation.accessLogs === 'existing')
      ? [{ path: ['catalog'], rule: 'reads the logs that this deployment makes: observation must be create' }]
      : [],
};

/** Rules of what exists already. */
export const EXISTING_RULES: readonly Rule[] = [
  ...SIDES.flatMap((side) => [keyIsOfAccount(side), existingBucketIsNamed(side), existingLogBucketIsNamed(side)]),
  catalogHasLogs,
];
