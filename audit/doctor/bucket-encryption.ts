import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { parse, validate } from '@aws-sdk/util-arn-parser';
import { blocksOf } from '../review/stack/stack';
import type { Bucket } from '../review/system/system';
import { ok, unreadable, wrong, type Check } from './check';
import { ENCRYPTION, plannedKey, textIn, type Planned, type PlannedKey } from './planned';

/** The synthesis, and the bucket that it has of this name. */
export interface PlannedBucket {
  readonly planned: Planned;
  readonly bucket: Bucket;
}

/**
 * Whether objects are encrypted by default, by a key that others can be let use, and as it was synthesized.
 * Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)".
 */
export function checkEncryption(
  name: string,
  rule: ServerSideEncryptionRule | undefined,
  synthesized: PlannedBucket | undefined,
): Check {
  return (
    (synthesized && deviation(name, rule, synthesized.bucket)) ??
    checkKey(name, rule, synthesized && plannedKey(synthesized.planned, synthesized.bucket))
  );
}

const AGAIN = 'apply the deployment again';

/** Where algorithm or bucket key are not as synthesized. */
function deviation(name: string, rule: ServerSideEncryptionRule | undefined, bucket: Bucket): Check | undefined {
  const [wanted] = blocksOf(bucket.settings.get(ENCRYPTION)?.attributes.rule);
  if (wanted === undefined) return undefined;
  const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  const synthesized = textIn(blocksOf(wanted.apply_server_side_encryption_by_default)[0], 'sse_algorithm');
  if (synthesized !== undefined && synthesized !== algorithm) {
    return wrong('encryption', name, `is ${algorithm ?? 'not set'}, not ${synthesized} as synthesized`, AGAIN);
  }
  const hasBucketKey = rule?.BucketKeyEnabled === true;
  if (hasBucketKey === (wanted.bucket_key_enabled === true)) return undefined;
  return wrong('encryption', name, `has ${hasBucketKey ? 'a' : 'no'} bucket key, unlike the synthesized one`, AGAIN);
}

function checkKey(name: string, rule: ServerSideEncryptionRule | undefined, key: PlannedKey | undefined): Check {
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: live } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (algorithm === 'AES256') return ok('encryption', name, 'is SSE-S3');
  if (live === undefined || algorithm === undefined) {
    const what = `is ${algorithm ?? 'not set'} without a key of its own`;
    const mend = 'name a customer-managed key: AWS managed keys cannot be used across accounts';
    return wrong('encryption', name, what, mend);
  }
  if (!isKeyArn(live)) {
    const mend = "name the key by its full ARN: an alias resolves in the caller's account";
    return wrong('encryption', name, `names its key as ${live}`, mend);
  }
  const is = `is ${algorithm} by ${live}`;
  if (key === undefined || key.arn === live) return ok('encryption', name, is);
  if (key.arn !== undefined) return wrong('encryption', name, `${is}, not by ${key.arn} as synthesized`, AGAIN);
  // The account and region of a key are known before AWS gives it an id.
  if (placeOf(live) !== placeOf(key.text)) {
    return wrong('encryption', name, `${is}, not by a key of ${placeOf(key.text)} as synthesized`, AGAIN);
  }
  return unreadable(
    'encryption',
    name,
    `${is}; whether that is the synthesized key cannot be told`,
    'give --expect the whole of terraform output -json, which tells the key',
  );
}

function isKeyArn(text: string): boolean {
  return validate(text) && parse(text).service === 'kms' && parse(text).resource.startsWith('key/');
}

function placeOf(text: string): string {
  if (!isKeyArn(text)) return text;
  const { region, accountId } = parse(text);
  return `account ${accountId} in ${region}`;
}
