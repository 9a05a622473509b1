import { describeStatement, holds, type CompiledStatement, type StatementRef } from './compile';
import { isUnknown, UNKNOWN, type Context } from './context';
import { doubtOf } from './doubt';
import { isRoleTrust, needsNoPermission, reachesAccount } from './limits';
import { STRENGTH, type Strength } from './principal-match';
import type { Request } from './request';
import type { Requester } from './requester';
import type { Applicable, EndpointSituation, Situation } from './situation';

export type AllowBecause = 'identity' | 'resource' | 'both' | 'root-user' | 'root-recovery' | 'no-permission-needed';
export type ExplicitDenyBecause = 'statement' | 'public-access-block';
export type ImplicitDenyBecause =
  | 'endpoint-policy'
  | 'service-control-policy'
  | 'not-across-accounts'
  | 'can-not-assume-roles'
  | 'no-statement'
  | 'identity-policy'
  | 'permissions-boundary'
  | 'session-policy'
  | 'resource-policy'
  | 'resource-policy-delegates-only';

/** An answer of AWS, why, and the statements that decided it. */
export type Answer =
  | { readonly result: 'allow'; readonly because: AllowBecause; readonly by: readonly StatementRef[] }
  | { readonly result: 'explicit-deny'; readonly because: ExplicitDenyBecause; readonly by: readonly StatementRef[] }
  | { readonly result: 'implicit-deny'; readonly because: ImplicitDenyBecause; readonly by: readonly StatementRef[] };

/**
 * A decision is AWS's answer, or `unknown` where it cannot be told: AWS's documentation leaves it open, or the context
 * holds a key that is not known (`UNKNOWN`, `SOME_VALUE` of ./context). Then `least` is the answer when everything that is
 * not known turns out against the request, `most` when it turns out for it. What a proof rests on must be settled by
 * `mayAllow`, never by `result === 'allow'` alone: an unknown answer proves neither that a request is allowed nor that it
 * is denied.
 */
export type Decision = Answer | UnknownAnswer;

/** An answer that lies between two, because of something that nobody knows. */
export interface UnknownAnswer {
  readonly result: 'unknown';
  readonly least: Answer;
  readonly most: Answer;
  /** What is not known: each a sentence that names the statement; never empty. */
  readonly doubts: readonly string[];
  /** The statements that would let it through. */
  readonly by: readonly StatementRef[];
}

/** Whether a decision leaves it possible that the request is allowed: what must be false to prove that nobody can. */
export function mayAllow(decision: Decision): boolean {
  return decision.result === 'allow' || (decision.result === 'unknown' && decision.most.result === 'allow');
}

/** Which way what is not known is taken, and what was met of it on the way. */
interface Lean {
  readonly forRequest: boolean;
  readonly doubts: Set<string>;
}

const NOTHING: readonly StatementRef[] = [];

/**
 * Decides a request in one context. Pure; allocates little, to be called millions of times.
 * Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic".
 *
 * What is not known is taken against the request, then for it. An Allow more never denies and a Deny more never allows, so
 * every way in which it may turn out lies between these two: where they agree, that is the answer.
 */
export function decide(situation: Situation, context: Context): Decision {
  if (noDoubts.size > 0) noDoubts = new Set();
  const doubts = noDoubts;
  const least = decideOnce(situation, context, { forRequest: false, doubts });
  if (doubts.size === 0) return least;
  const most = decideOnce(situation, context, { forRequest: true, doubts });
  if (least.result === most.result) return least.result === 'allow' ? least : most;
  return { result: 'unknown', least, most, doubts: [...doubts], by: most.by };
}

/** Most decisions leave no doubt: the next takes the same empty set. */
let noDoubts = new Set<string>();

function decideOnce(situation: Situation, context: Context, lean: Lean): Answer {
  const { request } = situation;
  if (needsNoPermission(request)) return decideWithoutPermission(situation, context, lean);
  const denied = firstApplying(situation.denies, request, context, lean);
  if (denied !== undefined) return deniedBy(denied);
  const answer =
    decideAtEndpoints(situation, context, lean) ??
    decideByScps(situation, context, lean) ??
    decideGrants(situation, context, lean);
  return blockPublicAccess(answer, situation, lean);
}

const ENDPOINT_AND_NO_PERMISSION =
  'AWS does not say whether an endpoint policy can stop an action that needs no permission';

function decideWithoutPermission(situation: Situation, context: Context, lean: Lean): Answer {
  const stopped = decideAtEndpoints(situation, context, lean);
  if (stopped !== undefined) lean.doubts.add(ENDPOINT_AND_NO_PERMISSION);
  return stopped === undefined || lean.forRequest ? allow('no-permission-needed') : stopped;
}

function decideAtEndpoints({ endpoints, request }: Situation, context: Context, lean: Lean): Answer | undefined {
  if (endpoints.length === 0) return undefined;
  const through = context.get('aws:sourcevpce');
  for (const endpoint of endpoints) {
    if (!passes(endpoint, through, lean)) continue;
    const denied = firstApplying(endpoint.denies, request, context, lean);
    if (denied !== undefined) return deniedBy(denied);
    if (firstApplying(endpoint.allows, request, context, lean) === undefined) return implicitDeny('endpoint-policy');
  }
  return undefined;
}

/** Whether a request through `through` passes this endpoint. */
function passes({ vpcEndpointId }: EndpointSituation, through: readonly string[] | undefined, lean: Lean): boolean {
  if (!isUnknown(through)) {
    const id = through?.[0];
    return id !== undefined && (vpcEndpointId === undefined || vpcEndpointId === id);
  }
  if (through !== UNKNOWN && vpcEndpointId === undefined) return true;
  lean.doubts.add('the endpoint that the request came through (aws:SourceVpce) is not known');
  return !lean.forRequest;
}

function decideByScps({ scpLevels, underScps, request }: Situation, context: Context, lean: Lean): Answer | undefined {
  if (underScps === false) return undefined;
  if (scpLevels.every((level) => firstApplying(level, request, context, lean) !== undefined)) return undefined;
  if (underScps === undefined) lean.doubts.add('policies of the organization do not restrict service-linked roles');
  return underScps === undefined && lean.forRequest ? undefined : implicitDeny('service-control-policy');
}

function decideGrants(situation: Situation, context: Context, lean: Lean): Answer {
  const { request, rootRecovers, resourcePolicyRules, sameAccount } = situation;
  const { requester } = request;
  if (!reachesAccount(request)) return implicitDeny('not-across-accounts');
  if (rootRecovers) return allow('root-recovery');
  if (canNotAssumeRoles(requester) && isRoleTrust(request)) return implicitDeny('can-not-assume-roles');

  const grant = strongestGrant(situation, context, lean);
  const match = grant?.strength ?? 'none';
  if (!('accountId' in requester)) {
    return grant === undefined ? implicitDeny('resource-policy') : allow('resource', grant.statement);
  }
  if (sameAccount && grant !== undefined && match === 'direct') return allow('resource', grant.statement);
  const needsResource = !sameAccount || resourcePolicyRules;
  if (needsResource && grant === undefined) return implicitDeny('resource-policy');
  if (requester.type === 'root') return allow('root-user', grant?.statement);

  const beyond = beyondLimits(situation, context, lean);
  if (sameAccount && grant !== undefined && match === 'role' && beyond === undefined)
    return allow('resource', grant.statement);
  const identity = firstApplying(situation.identityAllows, request, context, lean);
  if (identity !== undefined && beyond === undefined) {
    return needsResource ? allow('both', identity, grant?.statement) : allow('identity', identity);
  }
  if (beyond !== undefined && (identity !== undefined || match === 'role')) return implicitDeny(beyond);
  if (grant === undefined) return implicitDeny('no-statement');
  return implicitDeny(sameAccount ? 'resource-policy-delegates-only' : 'identity-policy', [grant.statement.ref]);
}

/** Source: IAM User Guide, "Comparing the AWS STS API operations": neither root nor a federated user session can. */
function canNotAssumeRoles({ type }: Requester): boolean {
  return type === 'root' || type === 'federated-user';
}

/** Which of the policies that limit a principal does not allow the request; `undefined` when none stands against it. */
function beyondLimits(
  { boundaryAllows, sessionAllows, request }: Situation,
  context: Context,
  lean: Lean,
): 'permissions-boundary' | 'session-policy' | undefined {
  const within = (limit: readonly Applicable[] | undefined): boolean =>
    limit === undefined || firstApplying(limit, request, context, lean) !== undefined;
  if (!within(boundaryAllows)) return 'permissions-boundary';
  return within(sessionAllows) ? undefined : 'session-policy';
}

/** Shuts a public bucket, where nobody can tell whether it is one only what would be allowed otherwise is in doubt. */
function blockPublicAccess(answer: Answer, { publicAccessBlock: block }: Situation, lean: Lean): Answer {
  if (block === undefined || answer.result === 'explicit-deny') return answer;
  const blocked = explicitDeny('public-access-block', block.by);
  if (block.sure) return blocked;
  if (answer.result !== 'allow') return answer;
  lean.doubts.add(`${doubtOfPublic(block.by)} is not told by AWS's documentation`);
  return lean.forRequest ? answer : blocked;
}

function doubtOfPublic(by: readonly StatementRef[]): string {
  return `whether S3 takes the policy for public because of ${by.map(describeStatement).join(', ')}`;
}

interface Grant {
  readonly statement: CompiledStatement;
  readonly strength: Strength;
}

function strongestGrant({ resourceGrants, request }: Situation, context: Context, lean: Lean): Grant | undefined {
  let strongest: Grant | undefined;
  for (const grant of resourceGrants) {
    const strength = lean.forRequest ? grant.match.most : grant.match.least;
    const isWeaker = STRENGTH[grant.match.most] <= STRENGTH[strongest?.strength ?? 'none'];
    if (isWeaker || !applies(grant, request, context, lean)) continue;
    if (STRENGTH[strength] > STRENGTH[strongest?.strength ?? 'none'])
      strongest = { statement: grant.statement, strength };
  }
  return strongest;
}

function firstApplying(
  all: readonly Applicable[],
  request: Request,
  context: Context,
  lean: Lean,
): CompiledStatement | undefined {
  return all.find((one) => applies(one, request, context, lean))?.statement;
}

/** Whether a statement applies; what is not known of it is noted, and taken the way that is leant to. */
function applies({ statement, match }: Applicable, request: Request, context: Context, lean: Lean): boolean {
  const truth = holds(statement, request.resource, context);
  if (truth === false) return false;
  if (truth === true && match.doubt === undefined) return true;
  lean.doubts.add(doubtOf(statement, match, truth, context));
  if (truth === true && match.least !== 'none') return true;
  return (statement.effect === 'Allow') === lean.forRequest;
}

function allow(because: AllowBecause, ...statements: (CompiledStatement | undefined)[]): Answer {
  return { result: 'allow', because, by: statements.flatMap((statement) => statement?.ref ?? []) };
}

function explicitDeny(because: ExplicitDenyBecause, by: readonly StatementRef[]): Answer {
  return { result: 'explicit-deny', because, by };
}

const DENIED_BY = new WeakMap<CompiledStatement, Answer>();

/** One answer for each statement: most requests of a proof are denied. */
function deniedBy(statement: CompiledStatement): Answer {
  const known = DENIED_BY.get(statement) ?? explicitDeny('statement', [statement.ref]);
  DENIED_BY.set(statement, known);
  return known;
}

const NOT_ALLOWED = new Map<ImplicitDenyBecause, Answer>();

function implicitDeny(because: ImplicitDenyBecause, by?: readonly StatementRef[]): Answer {
  if (by !== undefined) return { result: 'implicit-deny', because, by };
  const known = NOT_ALLOWED.get(because) ?? { result: 'implicit-deny', because, by: NOTHING };
  NOT_ALLOWED.set(because, known);
  return known;
}
