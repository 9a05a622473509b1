import { SIDES } from '../../../contract/deployment/names';
import type { Judgement } from '../prove/questions';
import type { Target } from '../prove/targets';
import { judgementFor, ofActions, type Intent, type Prohibition } from './goal';
import { UPLOADS } from './endpoint-only';
import { inLayer } from './nobody-else';

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const CALLERS_KEY = 's3:x-amz-server-side-encryption-customer-algorithm';

/**
 * What is written to a data bucket is under the key of its account: a request names that key or nothing (S3 User Guide,
 * "Specifying server-side encryption with AWS KMS": without a key, `aws:kms` means the key of AWS).
 */
export const OWN_KEY_ONLY: Prohibition = {
  id: 'own-key-only',
  why: 'data would be under a key that its owner does not govern, or cannot read it by',
  over: (intent) => {
    const judgementOf = judgementFor(underKey);
    return ({ layer, target }) => {
      if ((layer !== 'actual' && layer !== 'denies') || target.kind !== 'object') return undefined;
      const key = keyOf(target, intent);
      return key === undefined ? undefined : ofActions(UPLOADS, judgementOf(key));
    };
  },
};

function underKey(key: string): Judgement {
  return {
    constants: new Map([
      [ALGORITHM, []],
      [KEY, [key]],
      [CALLERS_KEY, []],
    ]),
    objection: (fact) => {
      const { context, principal, target } = fact;
      const [named] = context.get(KEY) ?? [];
      const how = context.has(CALLERS_KEY)
        ? 'under a key of the caller (SSE-C)'
        : named !== undefined
          ? named === key
            ? undefined
            : `under another key, ${named}`
          : context.has(ALGORITHM)
            ? 'encrypted without the key of the account'
            : undefined;
      return how && `${principal.label} may write ${target.arn} ${how}${inLayer(fact)}`;
    },
  };
}

/** The key that an upload has to be under, where deployment.yaml means the bucket to hold data. */
function keyOf({ owned }: Target, { deployment, system, dataBuckets }: Intent): string | undefined {
  const bucket = dataBuckets.find((one) => one === owned);
  if (bucket === undefined) return undefined;
  const side = SIDES.find((one) => deployment[one].account === bucket.account) ?? 'destination';
  return system.keys.find(({ account }) => account === bucket.account)?.arn ?? deployment[side].key?.arn;
}
