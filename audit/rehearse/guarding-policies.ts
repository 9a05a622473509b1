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
  /** Why its policy is not known, such as a value that is known only after apply. */
  readonly unread?: string;
}

/** The policies of a rehearsal, as planned or as they were: all that stands between a caller and the buckets but identity. */
export interface GuardingPolicies {
  /** By bucket name: only these buckets are rehearsed. */
  readonly buckets: ReadonlyMap<string, BucketGuard>;
  readonly endpoints: readonly EndpointPolicy[];
  /** Service control policies by level; resource control policies of all levels. */
  readonly scps?: PolicySet['scps'];
  readonly rcps?: PolicySet['rcps'];
  /** ARNs of roles whose path is known: a session's ARN has none, and names of roles are unique within an account. */
  readonly roles?: readonly string[];
}

/** The policies that decide a request to one bucket, beside those of its caller's identity. */
export function policySetOf(
  { endpoints, scps, rcps }: GuardingPolicies,
  guard: BucketGuard,
  identity: readonly CompiledPolicy[],
): PolicySet {
  return {
    identity,
    resource: guard.policy,
    restrictPublicBuckets: guard.restrictPublicBuckets,
    endpoints,
    scps,
    rcps,
  };
}

/** Every statement of the policies. */
export function statementsOfGuards({
  buckets,
  endpoints,
  scps = [],
  rcps = [],
}: GuardingPolicies): CompiledStatement[] {
  const policies = [
    ...[...buckets.values()].map(({ policy }) => policy),
    ...endpoints.map(({ policy }) => policy),
    ...scps.flat(),
    ...rcps,
  ];
  return policies.flatMap((policy) => policy?.statements ?? []);
}
