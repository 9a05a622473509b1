import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { parse, validate } from '@aws-sdk/util-arn-parser';
import { blocksOf, type Attributes } from '../review/stack/stack';
import type { Bucket } from '../review/system/system';
import type { BucketState } from './bucket-state';
import { notApplicable, ok, wrong, type Check } from './check';
import { judged } from './live';

/**
 * The settings of a bucket of data: what every such bucket must have, and what the stack says of this one.
 *
 * @param planned the bucket as it was synthesized, where a synthesis is given.
 */
export function checkSettings(name: string, state: BucketState, planned: Bucket | undefined): readonly Check[] {
  return [
    ...judged('versioning', name, state.versioning, (status) => {
      if (status === 'Enabled') return ok('versioning', name, 'is enabled');
      return wrong('versioning', name, `is ${status === undefined ? 'off' : 'suspended'}`, 'enable versioning');
    }),
    ...judged('ownership', name, state.ownership, (ownership) => {
      if (ownership === 'BucketOwnerEnforced')
        return ok('ownership', name, 'is BucketOwnerEnforced: no access control lists');
      const what = `is ${ownership ?? 'not set'}, so access control lists count`;
      return wrong('ownership', name, what, 'set object ownership to BucketOwnerEnforced');
    }),
    ...judged('public-access-block', name, state.publicAccessBlock, (block = {}) => {
      const missing = BLOCKS.filter((setting) => block[setting] !== true);
      if (missing.length === 0) return ok('public-access-block', name, 'all four settings are on');
      return wrong('public-access-block', name, `${missing.join(', ')} is off`, 'turn on all four settings');
    }),
    ...judged('encryption', name, state.encryption, (rule) => checkEncryption(name, rule, planned)),
    ...judged('object-lock', name, state.objectLock, (live) => {
      const retention = live?.Rule?.DefaultRetention;
      const is = lockText(live?.ObjectLockEnabled === 'Enabled', retention?.Mode, retention?.Days, retention?.Years);
      return checkLock(name, is, planned);
    }),
  ];
}

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

function checkEncryption(name: string, rule: ServerSideEncryptionRule | undefined, planned: Bucket | undefined): Check {
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  const [wanted] = blocksOf(planned?.settings.get(ENCRYPTION)?.attributes.rule);
  const byDefault = blocksOf(wanted?.apply_server_side_encryption_by_default)[0];
  const mend = 'apply the deployment again';
  if (byDefault !== undefined && byDefault.sse_algorithm !== algorithm) {
    return wrong(
      'encryption',
      name,
      `is ${algorithm ?? 'not set'}, not ${String(byDefault.sse_algorithm)} as synthesized`,
      mend,
    );
  }
  if (wanted?.bucket_key_enabled === true && rule?.BucketKeyEnabled !== true) {
    return wrong('encryption', name, 'has no bucket key, unlike the synthesized one', mend);
  }
  if (algorithm === 'AES256') return ok('encryption', name, 'is SSE-S3');
  if (key === undefined || algorithm === undefined) {
    const what = `is ${algorithm ?? 'not set'} without a key of its own`;
    return wrong(
      'encryption',
      name,
      what,
      'name a customer-managed key: AWS managed keys can not be used across accounts',
    );
  }
  const owner = accountOfKey(key);
  const plannedOwner =
    typeof byDefault?.kms_master_key_id === 'string' ? accountOfKey(byDefault.kms_master_key_id) : undefined;
  if (owner === undefined)
    return wrong(
      'encryption',
      name,
      `names its key as ${key}`,
      "name the key by its full ARN: an alias resolves in the caller's account",
    );
  if (plannedOwner !== undefined && owner !== plannedOwner) {
    return wrong('encryption', name, `uses a key of account ${owner}, not of ${plannedOwner} as synthesized`, mend);
  }
  return ok('encryption', name, `is ${algorithm} by ${key}`);
}

const ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';

function accountOfKey(text: string): string | undefined {
  if (!validate(text)) return undefined;
  const { service, accountId, resource } = parse(text);
  return service === 'kms' && resource.startsWith('key/') ? accountId : undefined;
}

function checkLock(name: string, is: string, planned: Bucket | undefined): Check {
  if (planned === undefined)
    return is === NO_LOCK ? notApplicable('object-lock', name, is) : ok('object-lock', name, is);
  const { attributes } = planned.settings.get('aws_s3_bucket_object_lock_configuration') ?? {};
  const retention = blocksOf(blocksOf(attributes?.rule)[0]?.default_retention)[0];
  const isLocked = attributes !== undefined;
  const wanted = lockText(
    isLocked,
    textIn(retention, 'mode'),
    numberIn(retention, 'days'),
    numberIn(retention, 'years'),
  );
  // A bucket can be made with Object Lock and without a default retention.
  if (wanted === is) return is === NO_LOCK ? notApplicable('object-lock', name, is) : ok('object-lock', name, is);
  return wrong(
    'object-lock',
    name,
    `${is}; synthesized: ${wanted}`,
    'apply the deployment again; Object Lock itself can not be taken off',
  );
}

const NO_LOCK = 'no Object Lock';

function lockText(
  isOn: boolean,
  mode: string | undefined,
  days: number | undefined,
  years: number | undefined,
): string {
  if (!isOn) return NO_LOCK;
  if (mode === undefined) return 'Object Lock without default retention';
  return `Object Lock, ${mode} for ${days === undefined ? `${years ?? 0} years` : `${days} days`}`;
}

function textIn(block: Attributes | undefined, name: string): string | undefined {
  const value = block?.[name];
  return typeof value === 'string' ? value : undefined;
}

function numberIn(block: Attributes | undefined, name: string): number | undefined {
  const value = block?.[name];
  return typeof value === 'number' ? value : undefined;
}
