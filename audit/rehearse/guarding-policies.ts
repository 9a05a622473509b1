import type { CompiledPolicy, CompiledStatement } from '../policy/compile';
import type { EndpointPolicy } from '../policy/situation';
import type { OrganizationPolicy } from './organization';

/** Ids that AWS has given, by what stands for them in a stack: a symbol, or a resource's address. */
export type RealIds = ReadonlyMap<string, string>;

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
  /** Why what stands beside it is not known: the policy of an endpoint, or of the key of its default encryption. */
  readonly unreadBeside?: string;
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
  /** Planned otherwise than it was: objects may be encrypted by it whatever the default of their bucket is today. */
  readonly isChanged?: true;
  readonly policy: CompiledPolicy;
}

/** The policies of a rehearsal, as planned or as they were: all that stands between a caller and the buckets but identity. */
export interface GuardingPolicies {
  /** By bucket name: only these buckets are rehearsed. */
  readonly buckets: ReadonlyMap<string, BucketGuard>;
  readonly endpoints: readonly EndpointPolicy[];
  /** Of the buckets. @default aws */
  readonly partition?: string;
  /** As of when they are asked, in seconds since the epoch. @default as of each request */
  readonly asOf?: number;
  /** Keys whose policies are planned. */
  readonly keys?: readonly KeyGuard[];
  /** Policies of access points by the ARN of each. */
  readonly accessPoints?: ReadonlyMap<string, CompiledPolicy>;
  /** Why the planned policy of an access point is not known, by its ARN. */
  readonly unreadPoints?: ReadonlyMap<string, string>;
  /** What else of a stack decides requests, by addresses: it is not held against them. */
  readonly notHeld?: readonly string[];
  readonly organization?: readonly OrganizationPolicy[];
  /** Endpoints whose traffic takes another path once it is applied. */
  readonly leaving?: readonly LeavingEndpoint[];
  /** Addresses of what brings traffic to endpoints once it is applied. */
  readonly arriving?: readonly string[];
  /** Of policies in force: what else is planned, and nothing tells what was in force of it. */
  readonly untold?: readonly UntoldPolicy[];
  /** ARNs of roles whose path is known: a session's ARN has none, and names of roles are unique within an account. */
  readonly roles?: readonly string[];
}

/** An endpoint that some requests will no longer come through. */
export interface LeavingEndpoint {
  /** `vpce-…`; `undefined` where it is not known. */
  readonly id: string | undefined;
  /** Which it is and what happens to it, such as `aws_vpc_endpoint.s3, which the plan deletes`. */
  readonly what: string;
}

/** A policy of which nothing tells what it was before: a new one may let in whom that refused. */
export interface UntoldPolicy {
  readonly name: string;
  /** Where it stands in the way of requests through one access point alone: its ARN. */
  readonly point?: string;
}

/** The keys by which objects of a bucket may be encrypted, as far as their policies are planned, and matter. */
export function keysOf({ keys = [] }: GuardingPolicies, { keyArn }: BucketGuard): readonly KeyGuard[] {
  return keyArn === undefined ? keys : keys.filter(({ arn, isChanged }) => arn === keyArn || isChanged);
}

/**
 * Roles by their whole ARNs, as far as policies of buckets, keys and access points name them as principals: AWS takes no such
 * policy whose principals do not exist. Source: AWS re:Post, "Invalid principal in policy".
 */
export function rolesNamedIn(statements: readonly CompiledStatement[]): readonly string[] {
  return statements.flatMap(({ ref, source }) =>
    ref.kind === 'resource'
      ? (source.principals?.entries ?? []).flatMap((entry) => (entry.type === 'role' ? [entry.arn] : []))
      : [],
  );
}

/** Every statement of the policies. */
export function statementsOfGuards({
  buckets,
  endpoints,
  keys = [],
  accessPoints = new Map(),
  organization = [],
}: GuardingPolicies): CompiledStatement[] {
  const policies = [
    ...[...buckets.values()].map(({ policy }) => policy),
    ...[...endpoints, ...keys, ...organization].map(({ policy }) => policy),
    ...accessPoints.values(),
  ];
  return policies.flatMap((policy) => policy?.statements ?? []);
}
