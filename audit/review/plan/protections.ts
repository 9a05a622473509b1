import type { NotReviewed, ReviewFinding } from '../review-types';
import { blocksOf, type Attributes } from '../stack/stack';
import { isNew, isUnknown, type Plan, type ResourceChange } from './plan';
import { findingOf } from './stateful';

/** A setting that protects something, and how strong it is: a plan that makes it weaker is a finding. */
interface Protection {
  readonly type: string;
  readonly argument: string;
  /** Larger is stronger; `undefined` when the setting is not given. */
  readonly strength: (values: Attributes) => number | undefined;
  readonly why: string;
}

const truth = (value: unknown): number | undefined => (typeof value === 'boolean' ? Number(value) : undefined);

const flag = (type: string, argument: string, why: string, good = true): Protection => ({
  type,
  argument,
  strength: ({ [argument]: value }) => truth(typeof value === 'boolean' ? value === good : value),
  why,
});

const PUBLIC = 'public policies or ACLs of the bucket would count again';

/** Every setting that protects something. */
export const PROTECTIONS: readonly Protection[] = [
  ...['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].flatMap(
    (argument) => [
      flag('aws_s3_bucket_public_access_block', argument, PUBLIC),
      flag('aws_s3_account_public_access_block', argument, PUBLIC),
    ],
  ),
  {
    type: 'aws_s3_bucket_versioning',
    argument: 'versioning_configuration',
    strength: ({ versioning_configuration: block }) => Number(blocksOf(block)[0]?.status === 'Enabled'),
    why: 'overwritten and deleted objects are no longer kept',
  },
  {
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    argument: 'rule',
    strength: ({ rule }) => Number(algorithmOf(rule).startsWith('aws:kms')),
    why: 'objects are no longer encrypted by a key whose policy says who may read them',
  },
  {
    type: 'aws_s3_bucket_ownership_controls',
    argument: 'rule',
    strength: ({ rule }) => Number(blocksOf(rule)[0]?.object_ownership === 'BucketOwnerEnforced'),
    why: 'access control lists count again, and no policy shows what they allow',
  },
  {
    type: 'aws_s3_bucket_object_lock_configuration',
    argument: 'rule',
    strength: ({ rule }) => retentionOf(rule),
    why: 'new objects are retained for less time, or in a mode that can be bypassed',
  },
  {
    type: 'aws_cloudwatch_log_group',
    argument: 'retention_in_days',
    // Zero keeps for ever.
    strength: ({ retention_in_days: days }) => (typeof days === 'number' ? (days === 0 ? Infinity : days) : undefined),
    why: 'log events are deleted sooner',
  },
  flag('aws_s3_bucket', 'force_destroy', 'the bucket would be deleted with all its objects', false),
  flag('aws_kms_key', 'is_enabled', 'nothing that the key encrypted can be read'),
  flag('aws_kms_key', 'enable_key_rotation', 'the key material is no longer rotated'),
  flag(
    'aws_kms_key',
    'bypass_policy_lockout_safety_check',
    'a key policy that nobody can change would be taken',
    false,
  ),
  flag('aws_cloudtrail', 'enable_logging', 'nothing is recorded any more'),
  flag('aws_cloudtrail', 'enable_log_file_validation', 'log files could be changed unnoticed'),
];

function algorithmOf(rule: unknown): string {
  const [defaults] = blocksOf(rule).flatMap(({ apply_server_side_encryption_by_default: block }) => blocksOf(block));
  return typeof defaults?.sse_algorithm === 'string' ? defaults.sse_algorithm : '';
}

/** Compliance mode is stronger than any time of governance mode. */
function retentionOf(rule: unknown): number {
  const [retention] = blocksOf(rule).flatMap(({ default_retention: block }) => blocksOf(block));
  if (retention === undefined) return 0;
  const days = Number(retention.days ?? 0) + 365 * Number(retention.years ?? 0);
  return days + (retention.mode === 'COMPLIANCE' ? 1e6 : 0);
}

/** Names every protection that the plan weakens, and those of which it cannot be told. */
export function checkProtections({ resource_changes: changes }: Plan): {
  readonly findings: readonly ReviewFinding[];
  readonly notReviewed: readonly NotReviewed[];
} {
  const findings: ReviewFinding[] = [];
  const notReviewed: NotReviewed[] = [];
  for (const change of changes.filter(({ mode }) => mode === 'managed')) {
    for (const protection of PROTECTIONS.filter(({ type }) => type === change.type)) {
      if (isUnknown(change, protection.argument)) notReviewed.push(unknownProtection(change, protection));
      else if (isWeaker(change, protection)) findings.push(weakened(change, protection));
    }
  }
  return { findings, notReviewed };
}

function isWeaker(change: ResourceChange, { strength }: Protection): boolean {
  const { before, after } = change.change;
  if (isNew(change) || before === null || after === null) return false;
  const [was, is] = [strength(before), strength(after)];
  return was !== undefined && is !== undefined && is < was;
}

function weakened({ address }: ResourceChange, { argument, why }: Protection): ReviewFinding {
  return findingOf('plan-protection-weakened', 'error', `${address} would weaken ${argument}`, why, address);
}

function unknownProtection({ address }: ResourceChange, { argument }: Protection): NotReviewed {
  return { resource: address, reason: `${argument} is known only after apply` };
}
