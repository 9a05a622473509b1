import type { Answer } from '../records/outcome';
import type { Assumptions, Recorded } from './recorded';
import { keysOf, type BucketGuard, type GuardingPolicies, type KeyGuard } from './guarding-policies';
import type { OperationRights } from './operations';
import { encryptionOf } from './told';

/** One permission that a recorded request needed, or may have needed. */
export interface Need {
  /** As AWS spells it. */
  readonly action: string;
  readonly on: NeededOf;
  /** What would tell whether it was needed; `undefined` where it surely was. */
  readonly unsure?: string;
}

export type NeededOf =
  | { readonly kind: 'object' | 'bucket' }
  /** The bucket, asked by S3 itself to choose its answer: not a listing, so nothing tells what a listing would. */
  | { readonly kind: 'bucket-for-answer' }
  | { readonly kind: 'key'; readonly key: KeyGuard };

/** What is known beside the record. */
export interface Circumstances extends Assumptions {
  readonly guarding: GuardingPolicies;
  readonly guard: BucketGuard;
}

/** Every permission that a recorded request needed, and those that it may have needed. */
export function needsOf(recorded: Recorded, rights: OperationRights, circumstances: Circumstances): readonly Need[] {
  const { actions, ofVersion = actions, perhaps = [], perhapsOfVersion = perhaps, target } = rights;
  const [sure, extras] = recorded.fields.versionId === null ? [actions, perhaps] : [ofVersion, perhapsOfVersion];
  const on = { kind: target };
  return [
    ...sure.map((action) => ({ action, on })),
    ...(wasNotThere(recorded, rights) ? [LISTS_FOR_ANSWER] : neededOfKeys(recorded, rights, circumstances)),
    ...(circumstances.plain ? [] : extras.map((action) => ({ action, on, unsure: PLAIN }))),
  ];
}

const PLAIN = '--plain takes it that it did not';

/** Without this permission, the answer would have been 403. */
const LISTS_FOR_ANSWER: Need = { action: 's3:ListBucket', on: { kind: 'bucket-for-answer' } };

/** Whether a read found no object, and was told so. */
function wasNotThere({ fields }: Recorded, { reads }: OperationRights): boolean {
  return reads === true && tellsOfAbsence(fields);
}

/** Whether an answer to a read says that there is no such object. */
export function tellsOfAbsence({ httpStatus, errorCode }: Answer): boolean {
  return httpStatus === 404 && (errorCode === 'NoSuchKey' || errorCode === null);
}

export const KEY_OF_ENCRYPTION = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** By which key an object is encrypted is told of uploads by CloudTrail at most; the user may say. */
function neededOfKeys(
  recorded: Recorded,
  { ofKey = [] }: OperationRights,
  circumstances: Circumstances,
): readonly Need[] {
  const { guarding, guard, values } = circumstances;
  const used = encryptionOf(recorded.witness)?.usedKey;
  if (used === null) return [];
  const { keys: all = [] } = guarding;
  const isPlanned = all.some(({ arn }) => arn === used);
  // Of a stack, a key may be the one that was used under a name that is not known.
  const keys = isPlanned ? all : keysOf(guarding, guard).filter((key) => used === undefined || key.isSymbolic === true);
  const told =
    isPlanned && used !== undefined ? [used] : used === undefined ? values.get(KEY_OF_ENCRYPTION) : undefined;
  return keys.flatMap((key): Need[] => {
    if (told !== undefined && !told.includes(key.arn)) return [];
    const unsure = told === undefined && { unsure: `--assume ${KEY_OF_ENCRYPTION}=${key.arn} takes it that it did` };
    return ofKey.map((action) => ({ action, on: { kind: 'key', key }, ...unsure }));
  });
}
