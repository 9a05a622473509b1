import { count } from '../output/numbers';
import { blocksOf, type Attributes } from '../review/stack/stack';
import type { Bucket } from '../review/system/system';
import { checkEncryption, type PlannedBucket } from './bucket-encryption';
import type { BucketState } from './bucket-state';
import { notApplicable, ok, wrong, type Check } from './check';
import { judged } from './live';
import { textIn } from './planned';

/**
 * The settings of a bucket of data: what every such bucket must have, and what the stack says of this one.
 *
 * @param synthesized the bucket as it was synthesized, where a synthesis is given.
 */
export function checkSettings(
  name: string,
  state: BucketState,
  synthesized: PlannedBucket | undefined,
): readonly Check[] {
  return [
    ...judged('versioning', name, state.versioning, (status) => checkVersioning(name, status)),
    ...judged('ownership', name, state.ownership, (ownership) => {
      if (ownership === 'BucketOwnerEnforced')
        return ok('ownership', name, 'is BucketOwnerEnforced: no access control lists');
      const what = `is ${ownership ?? 'not set'}, so access control lists count`;
      return wrong('ownership', name, what, 'set object ownership to BucketOwnerEnforced');
    }),
    ...judged('public-access-block', name, state.publicAccessBlock, (block = {}) => {
      const missing = BLOCKS.filter((setting) => block[setting] !== true);
      if (missing.length === 0) return ok('public-access-block', name, 'all four settings are on');
      const what = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} off`;
      return wrong('public-access-block', name, what, 'turn on all four settings');
    }),
    ...judged('encryption', name, state.encryption, (rule) => checkEncryption(name, rule, synthesized)),
    ...judged('object-lock', name, state.objectLock, (live) => {
      const retention = live?.Rule?.DefaultRetention;
      const is = lockText(live?.ObjectLockEnabled === 'Enabled', retention?.Mode, retention?.Days, retention?.Years);
      return checkLock(name, is, synthesized?.bucket);
    }),
  ];
}

/** Whether every version is kept: `Enabled`, `Suspended`, or `undefined` where it never was on. */
export function checkVersioning(name: string, status: string | undefined): Check {
  if (status === 'Enabled') return ok('versioning', name, 'is enabled');
  return wrong('versioning', name, `is ${status === undefined ? 'off' : 'suspended'}`, 'enable versioning');
}

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

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
  if (wanted === is) return is === NO_LOCK ? notApplicable('object-lock', name, is) : ok('object-lock', name, is);
  return wrong(
    'object-lock',
    name,
    `${is}; synthesized: ${wanted}`,
    'apply the deployment again; Object Lock itself cannot be taken off',
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
  const period = days === undefined ? count(years ?? 0, 'year') : count(days, 'day');
  return `Object Lock, ${mode} for ${period}`;
}

function numberIn(block: Attributes | undefined, name: string): number | undefined {
  const value = block?.[name];
  return typeof value === 'number' ? value : undefined;
}
