import { blocksOf } from '../stack/stack';
import type { Prohibition } from './goal';
import { inLayer } from './nobody-else';

/** Only the services that deliver logs write to log buckets; an administrator could else forge what is proven by them. */
export const LOG_WRITERS: Prohibition = {
  id: 'log-writers',
  why: 'whoever can write log files can forge the proof that is made of them',
  constants: ({ layer, target, action }, { logBuckets }) => {
    if (layer !== 'actual' && layer !== 'denies') return undefined;
    const bucket = logBuckets.find((one) => one === target.owned);
    if (bucket === undefined || target.kind !== 'object') return undefined;
    const versioning = blocksOf(
      bucket.settings.get('aws_s3_bucket_versioning')?.attributes.versioning_configuration,
    )[0];
    // S3 replicates only into buckets with versions.
    const writes = ['s3:putobject', ...(versioning?.status === 'Enabled' ? ['s3:replicateobject'] : [])];
    return writes.includes(action) ? new Map() : undefined;
  },
  objection: (fact) =>
    fact.principal.requester.type === 'service'
      ? undefined
      : `${fact.principal.label} may ${fact.action} on ${fact.target.arn}, where only AWS services deliver logs${inLayer(fact)}`,
};
