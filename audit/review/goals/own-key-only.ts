import { SIDES } from '../../../contract/deployment/names';
import type { Asked } from '../prove/prove';
import type { Intent, Prohibition } from './goal';
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
  constants: (asked, intent) => {
    const key = keyOf(asked, intent);
    return key === undefined
      ? undefined
      : new Map([
          [ALGORITHM, []],
          [KEY, [key]],
          [CALLERS_KEY, []],
        ]);
  },
  objection: (fact, intent) => {
    const { context, principal, target } = fact;
    const [named] = context.get(KEY) ?? [];
    const how = context.has(CALLERS_KEY)
      ? 'under a key of the caller (SSE-C)'
      : named !== undefined
        ? named === keyOf(fact, intent)
          ? undefined
          : `under another key, ${named}`
        : context.has(ALGORITHM)
          ? 'encrypted without the key of the account'
          : undefined;
    return how && `${principal.label} may write ${target.arn} ${how}${inLayer(fact)}`;
  },
};

/** The key that an upload has to be under, where it is asked about one. */
function keyOf(asked: Asked, { deployment, system, dataBuckets }: Intent): string | undefined {
  const { layer, target, action } = asked;
  if ((layer !== 'actual' && layer !== 'denies') || target.kind !== 'object' || action !== 's3:putobject')
    return undefined;
  const bucket = dataBuckets.find((one) => one === target.owned);
  if (bucket === undefined) return undefined;
  const side = SIDES.find((one) => deployment[one].account === bucket.account) ?? 'destination';
  return system.keys.find(({ account }) => account === bucket.account)?.arn ?? deployment[side].key?.arn;
}
