import type { CompiledPolicy, CompiledStatement, StatementRef } from './compile';
import type { Context } from './context';
import { STRENGTH, type PrincipalMatch } from './principal-match';
import { publicStatements } from './public-policy';
import { accountOf, type Requester } from './requester';

/** What is asked, but for the context. */
export interface Request {
  readonly requester: Requester;
  /** Lower-case, such as `s3:getobject`. */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
}

/** The policies that bear on a request. */
export interface PolicySet {
  readonly identity: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy | undefined;
  /** The bucket's, key's, queue's, topic's or function's policy, or the role's trust policy. */
  readonly resource?: CompiledPolicy | undefined;
  /** Policies of VPC endpoints. An endpoint without one has AWS's default policy, which allows everything. */
  readonly endpoints?: readonly EndpointPolicy[];
  /** S3 Block Public Access, its setting RestrictPublicBuckets. */
  readonly restrictPublicBuckets?: boolean;
}

export interface EndpointPolicy {
  /** The endpoint that has this policy; without it, whichever endpoint the request came through. */
  readonly vpcEndpointId?: string;
  readonly policy: CompiledPolicy;
}

export type AllowBecause = 'identity' | 'resource' | 'both' | 'root-user' | 'root-recovery';
export type ImplicitDenyBecause =
  | 'endpoint-policy'
  | 'public-access-block'
  | 'root-can-not-assume-roles'
  | 'no-statement'
  | 'identity-policy'
  | 'permissions-boundary'
  | 'resource-policy'
  | 'resource-policy-delegates-only';

/** The answer, why, and the statements that decided it. */
export type Decision =
  | { readonly result: 'allow'; readonly because: AllowBecause; readonly by: readonly StatementRef[] }
  | { readonly result: 'explicit-deny'; readonly by: readonly StatementRef[] }
  | { readonly result: 'implicit-deny'; readonly because: ImplicitDenyBecause; readonly by: readonly StatementRef[] };

interface Grant {
  readonly statement: CompiledStatement;
  readonly match: PrincipalMatch;
}

/**
 * A request with the statements that can still apply to it, whatever the context: those whose principal, action and
 * (where it has no policy variable) resource match. Build it once, then decide many contexts.
 */
export interface Situation {
  readonly request: Request;
  /** Denies of identity policies, boundary and resource policy. */
  readonly denies: readonly CompiledStatement[];
  readonly identityAllows: readonly CompiledStatement[];
  readonly boundaryAllows: readonly CompiledStatement[] | undefined;
  readonly resourceGrants: readonly Grant[];
  readonly endpoints: readonly {
    readonly vpcEndpointId: string | undefined;
    readonly denies: readonly CompiledStatement[];
    readonly allows: readonly CompiledStatement[];
  }[];
  readonly sameAccount: boolean;
  /** For KMS keys and role trust, IAM policies count only where the resource's own policy says so. */
  readonly resourcePolicyRules: boolean;
  /** The statements that make the bucket public, when Block Public Access therefore shuts this requester out. */
  readonly publicAccessBlock: readonly StatementRef[] | undefined;
  readonly rootRecovers: boolean;
}

const SOURCE_VPCE = 'aws:sourcevpce';
const NOTHING: readonly StatementRef[] = [];
const EMPTY: Context = new Map();

/** Narrows policies to one requester, action and resource. */
export function situationOf(policies: PolicySet, request: Request): Situation {
  const hasBoundary = policies.boundary !== undefined;
  const grantsOf = (policy: CompiledPolicy | undefined): Grant[] =>
    (policy?.statements ?? []).flatMap((statement) => {
      const match = statement.matchPrincipal(request.requester, hasBoundary);
      return match !== 'none' && canCover(statement, request) ? [{ statement, match }] : [];
    });
  const statementsOf = (policy: CompiledPolicy | undefined): CompiledStatement[] =>
    grantsOf(policy).map(({ statement }) => statement);

  const identity = policies.identity.flatMap(statementsOf);
  const boundary = policies.boundary && statementsOf(policies.boundary);
  const resource = grantsOf(policies.resource);
  const rootRecovers = isRootRecovery(request);
  return {
    request,
    // The owner's root user can always mend a bucket policy, even one that denies it.
    denies: denies([
      ...identity,
      ...(boundary ?? []),
      ...(rootRecovers ? [] : resource.map(({ statement }) => statement)),
    ]),
    identityAllows: allows(identity),
    boundaryAllows: boundary && allows(boundary),
    resourceGrants: resource.filter(({ statement }) => statement.effect === 'Allow'),
    endpoints: (policies.endpoints ?? []).map(({ vpcEndpointId, policy }) => {
      const statements = statementsOf(policy);
      return { vpcEndpointId, denies: denies(statements), allows: allows(statements) };
    }),
    sameAccount: accountOf(request.requester) === request.resourceAccount,
    resourcePolicyRules: isKmsKey(request) || isRoleTrust(request),
    publicAccessBlock: publicAccessBlock(policies, request),
    rootRecovers,
  };
}

function canCover({ coversAction, resources }: CompiledStatement, { action, resource }: Request): boolean {
  return coversAction(action) && (resources.reads.length > 0 || resources.covers(resource, EMPTY));
}

const denies = (statements: readonly CompiledStatement[]): CompiledStatement[] =>
  statements.filter(({ effect }) => effect === 'Deny');
const allows = (statements: readonly CompiledStatement[]): CompiledStatement[] =>
  statements.filter(({ effect }) => effect === 'Allow');

/** KMS Developer Guide, "Key policies in AWS KMS": a key policy must itself enable IAM policies. */
function isKmsKey({ action, resource }: Request): boolean {
  return action.startsWith('kms:') && /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource);
}

/** IAM User Guide, "Policy evaluation logic": a role is assumed only by those its trust policy names. */
function isRoleTrust({ action, resource }: Request): boolean {
  return action.startsWith('sts:') && /^arn:[^:]*:iam::[^:]*:role\//.test(resource);
}

const RECOVERY = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy']);

/** Amazon S3 API Reference, PutBucketPolicy: the owning account's root can do these whatever the bucket policy says. */
export function isRootRecovery({ requester, action, resourceAccount }: Request): boolean {
  return requester.type === 'root' && requester.accountId === resourceAccount && RECOVERY.has(action);
}

/** RestrictPublicBuckets leaves a public bucket to AWS services and to the owner's own account. */
function publicAccessBlock(
  { resource, restrictPublicBuckets }: PolicySet,
  request: Request,
): readonly StatementRef[] | undefined {
  const { requester, action, resourceAccount } = request;
  if (restrictPublicBuckets !== true || resource === undefined || !action.startsWith('s3:')) return undefined;
  if (requester.type === 'service' || accountOf(requester) === resourceAccount) return undefined;
  const statements = publicStatements(resource);
  return statements.length === 0 ? undefined : statements.map(({ ref }) => ref);
}

/**
 * Decides a request in one context. Pure; allocates little, to be called millions of times.
 * Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic".
 */
export function decide(situation: Situation, context: Context): Decision {
  const { request } = situation;
  const denied = firstHolding(situation.denies, request, context);
  if (denied !== undefined) return { result: 'explicit-deny', by: [denied.ref] };
  return decideAtEndpoints(situation, context) ?? decideGrants(situation, context);
}

function decideAtEndpoints({ endpoints, request }: Situation, context: Context): Decision | undefined {
  const through = context.get(SOURCE_VPCE)?.[0];
  if (through === undefined) return undefined;
  for (const { vpcEndpointId, denies: endpointDenies, allows: endpointAllows } of endpoints) {
    if (vpcEndpointId !== undefined && vpcEndpointId !== through) continue;
    const denied = firstHolding(endpointDenies, request, context);
    if (denied !== undefined) return { result: 'explicit-deny', by: [denied.ref] };
    if (firstHolding(endpointAllows, request, context) === undefined) return implicitDeny('endpoint-policy');
  }
  return undefined;
}

function decideGrants(situation: Situation, context: Context): Decision {
  const { request, rootRecovers, publicAccessBlock: blockedBy, resourcePolicyRules } = situation;
  const { requester } = request;
  if (rootRecovers) return { result: 'allow', because: 'root-recovery', by: NOTHING };
  if (requester.type === 'root' && isRoleTrust(request)) return implicitDeny('root-can-not-assume-roles');
  if (blockedBy !== undefined) return implicitDeny('public-access-block', blockedBy);

  const grant = strongestGrant(situation, context);
  const match = grant?.match ?? 'none';
  if (requester.type === 'anonymous' || requester.type === 'service') {
    return grant === undefined ? implicitDeny('resource-policy') : allow('resource', grant.statement);
  }
  const { sameAccount } = situation;
  if (sameAccount && grant !== undefined && match === 'direct') return allow('resource', grant.statement);
  const needsResource = !sameAccount || resourcePolicyRules;
  if (needsResource && grant === undefined) return implicitDeny('resource-policy');
  if (requester.type === 'root') return { result: 'allow', because: 'root-user', by: refs(grant?.statement) };

  const bounded = situation.boundaryAllows && firstHolding(situation.boundaryAllows, request, context);
  const withinBoundary = situation.boundaryAllows === undefined || bounded !== undefined;
  if (sameAccount && grant !== undefined && match === 'role' && withinBoundary)
    return allow('resource', grant.statement);
  const identity = firstHolding(situation.identityAllows, request, context);
  if (identity !== undefined && withinBoundary) {
    return needsResource ? allow('both', identity, grant?.statement) : allow('identity', identity);
  }
  if (!withinBoundary && (identity !== undefined || match === 'role')) return implicitDeny('permissions-boundary');
  if (grant === undefined) return implicitDeny('no-statement');
  return implicitDeny(sameAccount ? 'resource-policy-delegates-only' : 'identity-policy', refs(grant.statement));
}

function strongestGrant({ resourceGrants, request }: Situation, context: Context): Grant | undefined {
  let strongest: Grant | undefined;
  for (const grant of resourceGrants) {
    if (strongest !== undefined && STRENGTH[grant.match] <= STRENGTH[strongest.match]) continue;
    if (holds(grant.statement, request, context)) strongest = grant;
  }
  return strongest;
}

function firstHolding(
  statements: readonly CompiledStatement[],
  request: Request,
  context: Context,
): CompiledStatement | undefined {
  return statements.find((statement) => holds(statement, request, context));
}

/** Whether a statement of the situation applies in a context: its resource's variables and all its conditions. */
export function holds({ resources, conditions }: CompiledStatement, { resource }: Request, context: Context): boolean {
  if (resources.reads.length > 0 && !resources.covers(resource, context)) return false;
  return conditions.every((condition) => condition.holds(context));
}

function allow(because: AllowBecause, ...statements: (CompiledStatement | undefined)[]): Decision {
  return { result: 'allow', because, by: statements.flatMap(refs) };
}

function implicitDeny(because: ImplicitDenyBecause, by: readonly StatementRef[] = NOTHING): Decision {
  return { result: 'implicit-deny', because, by };
}

function refs(statement: CompiledStatement | undefined): readonly StatementRef[] {
  return statement === undefined ? NOTHING : [statement.ref];
}
