import { SIDES } from '../../../contract/deployment/names';
import { blocksOf } from '../stack/stack';
import type { Judgement } from '../prove/questions';
import type { Bucket } from '../system/system';
import { judgementFor, ofActions, type Intent, type Prohibition } from './goal';
import { roleArn } from './intended';
import { inLayer } from './nobody-else';

/**
 * Only the services that deliver logs write to log buckets, and only the role that makes Parquet of them to where that lies;
 * an administrator could else forge what is proven by them.
 */
export const LOG_WRITERS: Prohibition = {
  id: 'log-writers',
  why: 'whoever can write log files can forge the proof that is made of them',
  over: (intent) => {
    const compact = compactBuckets(intent);
    const judgementOf = judgementFor((bucket: Bucket) =>
      compact.includes(bucket) ? compactorWrites(bucket, intent) : SERVICES_WRITE,
    );
    return ({ layer, target }) => {
      if ((layer !== 'actual' && layer !== 'denies') || target.kind !== 'object') return undefined;
      const bucket = [...intent.logBuckets, ...compact].find((one) => one === target.owned);
      return bucket && ofActions(writesTo(bucket), judgementOf(bucket));
    };
  },
};

/** S3 replicates only into buckets with versions. */
function writesTo({ settings }: Bucket): ReadonlySet<string> {
  const [versioning] = blocksOf(settings.get('aws_s3_bucket_versioning')?.attributes.versioning_configuration);
  return new Set(['s3:putobject', ...(versioning?.status === 'Enabled' ? ['s3:replicateobject'] : [])]);
}

const SERVICES_WRITE: Judgement = {
  constants: new Map(),
  objection: (fact) => {
    const { principal, action, target } = fact;
    if (principal.requester.type === 'service') return undefined;
    return `${principal.label} may ${action} on ${target.arn}, where only AWS services deliver logs${inLayer(fact)}`;
  },
};

function compactorWrites({ account }: Bucket, intent: Intent): Judgement {
  const compactors = compactorsOf(account, intent);
  return {
    constants: new Map(),
    objection: (fact) => {
      const { principal, action, target } = fact;
      if (compactors.includes(principal.text)) return undefined;
      const who = 'the role that compacts them writes logs';
      return `${principal.label} may ${action} on ${target.arn}, where only ${who}${inLayer(fact)}`;
    },
  };
}

function compactBuckets({ system, names }: Intent): readonly Bucket[] {
  const compact = Object.values(names.catalog.compactBucket);
  return system.buckets.filter(({ name }) => compact.includes(name));
}

/** The role of the account of the bucket. */
function compactorsOf(account: string, intent: Intent): readonly string[] {
  return SIDES.filter((side) => intent.deployment[side].account === account).map((side) =>
    roleArn(intent, side, intent.names.catalog.compactorRole),
  );
}
