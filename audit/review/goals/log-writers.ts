import { SIDES } from '../../../contract/deployment/names';
import { blocksOf } from '../stack/stack';
import type { Asked } from '../prove/prove';
import type { Bucket } from '../system/system';
import type { Intent, Prohibition } from './goal';
import { roleArn } from './intended';
import { inLayer } from './nobody-else';

/**
 * Only the services that deliver logs write to log buckets, and only the role that makes Parquet of them to where that lies;
 * an administrator could else forge what is proven by them.
 */
export const LOG_WRITERS: Prohibition = {
  id: 'log-writers',
  why: 'whoever can write log files can forge the proof that is made of them',
  constants: ({ layer, target, action }, intent) => {
    if (layer !== 'actual' && layer !== 'denies') return undefined;
    const bucket = [...intent.logBuckets, ...compactBuckets(intent)].find((one) => one === target.owned);
    if (bucket === undefined || target.kind !== 'object') return undefined;
    const versioning = blocksOf(
      bucket.settings.get('aws_s3_bucket_versioning')?.attributes.versioning_configuration,
    )[0];
    // S3 replicates only into buckets with versions.
    const writes = ['s3:putobject', ...(versioning?.status === 'Enabled' ? ['s3:replicateobject'] : [])];
    return writes.includes(action) ? new Map() : undefined;
  },
  objection: (fact, intent) => {
    const { principal, action, target } = fact;
    const isCompact = compactBuckets(intent).some((one) => one === target.owned);
    const may = isCompact
      ? compactorsOf(fact, intent).includes(principal.text)
      : principal.requester.type === 'service';
    if (may) return undefined;
    const who = isCompact ? 'the role that compacts them writes logs' : 'AWS services deliver logs';
    return `${principal.label} may ${action} on ${target.arn}, where only ${who}${inLayer(fact)}`;
  },
};

function compactBuckets({ system, names }: Intent): readonly Bucket[] {
  const compact = Object.values(names.catalog.compactBucket);
  return system.buckets.filter(({ name }) => compact.includes(name));
}

/** The role of the account of the bucket. */
function compactorsOf({ target }: Asked, intent: Intent): readonly string[] {
  return SIDES.filter((side) => intent.deployment[side].account === target.account).map((side) =>
    roleArn(intent, side, intent.names.catalog.compactorRole),
  );
}
