import type { CompiledPolicy, CompiledStatement } from '../policy/compile';
import type { EndpointPolicy, PolicySet } from '../policy/situation';

/** What guards one bucket. */
export interface BucketGuard {
  /** Account that owns the bucket; where nothing tells it, what depends on it is undecided. */
  readonly account: string | undefined;
  /** `undefined` where the bucket has none. */
  readonly policy: CompiledPolicy | undefined;
  /** S3 Block Public Access, its setting RestrictPublicBuckets. */
  readonly restrictPublicBuckets: boolean;
  /** Nothing is planned for its own policy, which stays as it was: whoever got through, it let through. */
  readonly asItWas?: true;
  /** Why its policy is not known, such as a value that is known only after apply. */
  readonly unread?: string;
  /** ARN of the KMS key of its default encryption, where that is told. */
  readonly keyArn?: string | undefined;
}

/** What guards a KMS key. */
export interface KeyGuard {
  readonly arn: string;
  /** In a stack. */
  readonly address?: string | undefined;
  /** The ARN is a symbol of the stack: which key of AWS it is, or will be, is not known. */
  readonly isSymbolic?: boolean;
  readonly policy: CompiledPolicy;
}

/** The policies of a rehearsal, as planned or as they were: all that stands between a caller and the buckets but identity. */
export interface GuardingPolicies {
  /** By bucket name: only these buckets are rehearsed. */
  readonly buckets: ReadonlyMap<string, BucketGuard>;
  readonly endpoints: readonly EndpointPolicy[];
  /** Of the buckets. @default aws */
  readonly partition?: string;
  /** Keys whose policies are planned. */
  readonly keys?: readonly KeyGuard[];
  /** Policies of access points by the ARN of each. */
  readonly accessPoints?: ReadonlyMap<string, CompiledPolicy>;
  /** Why the planned policy of an access point is not known, by its ARN. */
  readonly unreadPoints?: ReadonlyMap<string, string>;
  /** What else of a stack decides requests, by addresses: it is not held against them. */
  readonly notHeld?: readonly string[];
  /** Service control policies by level; resource control policies of all levels. */
  readonly scps?: PolicySet['scps'];
  readonly rcps?: PolicySet['rcps'];
  /** ARNs of roles whose path is known: a session's ARN has none, and names of roles are unique within an account. */
  readonly roles?: readonly string[];
}

/**
 * The policies that decide a request, beside those of its caller's identity.
 *
 * @param policy of the resource.
 */
export function policySetOf(
  { endpoints, scps, rcps }: GuardingPolicies,
  { policy, restrictPublicBuckets }: Pick<BucketGuard, 'policy' | 'restrictPublicBuckets'>,
  identity: readonly CompiledPolicy[],
): PolicySet {
  return { identity, resource: policy, restrictPublicBuckets, endpoints, scps, rcps };
}

/** The keys by which objects of a bucket may be encrypted, as far as their policies are planned. */
export function keysOf({ keys = [] }: GuardingPolicies, { keyArn }: BucketGuard): readonly KeyGuard[] {
  return keyArn === undefined ? keys : keys.filter(({ arn }) => arn === keyArn);
}

/** Every statement of the policies. */
export function statementsOfGuards({
  buckets,
  endpoints,
  keys = [],
  accessPoints = new Map(),
  scps = [],
  rcps = [],
}: GuardingPolicies): CompiledStatement[] {
  const policies = [
    ...[...buckets.values()].map(({ policy }) => policy),
    ...[...endpoints, ...keys].map(({ policy }) => policy),
    ...accessPoints.values(),
    ...scps.flat(),
    ...rcps,
  ];
  return policies.flatMap((policy) => policy?.statements ?? []);
}
