import type { CompiledPolicy, CompiledStatement, StatementRef } from './compile';
import type { Context } from './context';
import type { Request } from './request';
import { hasGateway, isKmsKey, isRoleTrust, isRootRecovery, isUnderRcps, isUnderScps } from './limits';
import type { PrincipalMatch } from './principal-match';
import { publicStatements, type PublicSubject } from './public-policy';
import { accountOf } from './requester';
import type { Truth } from './truth';

/** The policies that bear on a request. */
export interface PolicySet {
  readonly identity: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy | undefined;
  /** Session policies, taken together; `undefined` where the session was made without one. */
  readonly session?: readonly CompiledPolicy[] | undefined;
  /** Service control policies of the principal's account, by level from the root of the organization to the account. */
  readonly scps?: readonly (readonly CompiledPolicy[])[] | undefined;
  /** Resource control policies of the resource's account, of all levels. */
  readonly rcps?: readonly CompiledPolicy[] | undefined;
  /** The bucket's, key's, queue's, topic's or function's policy, the role's trust policy, or the access point's policy. */
  readonly resource?: CompiledPolicy | undefined;
  /** Policies of VPC endpoints. An endpoint without one has AWS's default policy, which allows everything. */
  readonly endpoints?: readonly EndpointPolicy[];
  /** S3 Block Public Access, its setting RestrictPublicBuckets. */
  readonly restrictPublicBuckets?: boolean;
  /** What `resource` is a policy of, where that is told apart; default `bucket`. */
  readonly publicSubject?: PublicSubject;
}

/** The policy of a VPC endpoint. */
export interface EndpointPolicy {
  /** The endpoint that has this policy; without it, whichever endpoint the request came through. */
  readonly vpcEndpointId?: string;
  /** Default: what the service has, `Gateway` for S3 and DynamoDB. */
  readonly type?: VpcEndpointType | undefined;
  readonly policy: CompiledPolicy;
}

/** Every policy of a set, whatever it is. */
export function policiesOf(policies: PolicySet): readonly CompiledPolicy[] {
  return placesOf(policies).map(({ policy }) => policy);
}

/** A policy, and where it stands in its set: a word that tells it from every other place where it would count otherwise. */
export interface Placed {
  readonly place: string;
  readonly policy: CompiledPolicy;
  /** For the policy of an endpoint. */
  readonly endpoint?: EndpointPolicy;
}

/** Every policy of a set in its place. */
export function placesOf(policies: PolicySet): readonly Placed[] {
  const { identity, boundary, session = [], scps = [], rcps = [], resource, endpoints = [] } = policies;
  const at = (place: string, ...all: readonly CompiledPolicy[]): Placed[] => all.map((policy) => ({ place, policy }));
  return [
    ...at('identity', ...identity),
    ...at('session', ...session),
    ...scps.flatMap((level, index) => at(`scp ${index}`, ...level)),
    ...at('rcp', ...rcps),
    ...(boundary ? at('boundary', boundary) : []),
    ...(resource ? at('resource', resource) : []),
    ...endpoints.map((endpoint, index) => ({ place: `endpoint ${index}`, policy: endpoint.policy, endpoint })),
  ];
}

/** As the EC2 API calls them. */
export type VpcEndpointType = 'Gateway' | 'Interface';

/** A statement that can still apply to a request, and how it names the requester. */
export interface Applicable {
  readonly statement: CompiledStatement;
  readonly match: PrincipalMatch;
}

/**
 * A request with the statements that can still apply to it, whatever the context: those whose principal, action and
 * (where it has no policy variable) resource match. Build it once, then decide many contexts.
 */
export interface Situation {
  readonly request: Request;
  /** Denies of all policies but those of endpoints. */
  readonly denies: readonly Applicable[];
  readonly identityAllows: readonly Applicable[];
  readonly boundaryAllows: readonly Applicable[] | undefined;
  readonly sessionAllows: readonly Applicable[] | undefined;
  /** Allows of service control policies by level: every level must allow. */
  readonly scpLevels: readonly (readonly Applicable[])[];
  /** Whether those restrict the requester at all. */
  readonly underScps: Truth;
  readonly resourceGrants: readonly Applicable[];
  readonly endpoints: readonly EndpointSituation[];
  readonly sameAccount: boolean;
  /** For KMS keys and role trust, IAM policies count only where the resource's own policy says so. */
  readonly resourcePolicyRules: boolean;
  /** The statements that make the bucket public, where Block Public Access therefore shuts this requester out. */
  readonly publicAccessBlock: PublicAccessBlock | undefined;
  readonly rootRecovers: boolean;
}

/** What the policy of an endpoint says of a request. */
export interface EndpointSituation {
  readonly vpcEndpointId: string | undefined;
  readonly denies: readonly Applicable[];
  readonly allows: readonly Applicable[];
}

/** The statements that make a policy public where public policies are blocked. */
export interface PublicAccessBlock {
  readonly by: readonly StatementRef[];
  /** Whether the policy is surely public. */
  readonly sure: boolean;
}

const EMPTY: Context = new Map();
const NAMED: PrincipalMatch = { least: 'direct', most: 'direct', doubt: undefined };

/** Narrows policies to one requester, action and resource. */
export function situationOf(policies: PolicySet, request: Request): Situation {
  const { requester } = request;
  const hasBoundary = policies.boundary !== undefined;
  const of = (policy: CompiledPolicy | undefined, ofGateway = false): Applicable[] =>
    (policy?.statements ?? []).flatMap((statement) => {
      if (!statement.coversAction(request.action)) return [];
      // Of hundreds of statements most name somebody else, which is found out sooner than what their patterns cover.
      const match = statement.matchPrincipal(requester, { hasBoundary, ofGateway });
      return match.most === 'none' || !canCover(statement, request.resource) ? [] : [{ statement, match }];
    });
  const ofAll = (all: readonly CompiledPolicy[]): Applicable[] => all.flatMap((policy) => of(policy));

  const identity = ofAll(policies.identity);
  const boundary = policies.boundary && of(policies.boundary);
  const session = policies.session && ofAll(policies.session);
  const resource = of(policies.resource);
  const underScps = isUnderScps(requester);
  const scps = (policies.scps ?? []).map(ofAll);
  const rcps = ofAll(policies.rcps ?? []);
  const rootRecovers = isRootRecovery(request);
  return {
    request,
    // The owner's root user can always mend a bucket policy, even one that denies it.
    denies: denies([
      ...[...identity, ...(boundary ?? []), ...(session ?? [])],
      ...(rootRecovers ? [] : resource),
      ...asFar(underScps, scps.flat()),
      ...asFar(isUnderRcps(request), rcps),
    ]),
    identityAllows: allows(identity),
    boundaryAllows: boundary && allows(boundary),
    sessionAllows: session && allows(session),
    scpLevels: scps.map(allows),
    underScps: scps.length > 0 && underScps,
    resourceGrants: allows(resource),
    endpoints: (policies.endpoints ?? []).map(({ vpcEndpointId, type, policy }) => {
      const statements = of(policy, isGateway(type, request.action));
      return { vpcEndpointId, denies: denies(statements), allows: allows(statements) };
    }),
    sameAccount: accountOf(requester) === request.resourceAccount,
    resourcePolicyRules: isKmsKey(request) || isRoleTrust(request),
    publicAccessBlock: publicAccessBlock(policies, request),
    rootRecovers,
  };
}

/** Whether an endpoint that a request of an action comes by is a gateway. */
export function isGateway(type: VpcEndpointType | undefined, action: string): boolean {
  return type === undefined ? hasGateway(action) : type === 'Gateway';
}

/** Whether a statement covers a resource in some context. */
export function canCover({ resources }: CompiledStatement, resource: string): boolean {
  return resources.reads.length > 0 || resources.covers(resource, EMPTY) === true;
}

const denies = (all: readonly Applicable[]): Applicable[] => all.filter(({ statement }) => statement.effect === 'Deny');
const allows = (all: readonly Applicable[]): Applicable[] =>
  all.filter(({ statement }) => statement.effect === 'Allow');

const PERHAPS_SERVICE_LINKED: PrincipalMatch = {
  least: 'none',
  most: 'direct',
  doubt: 'the name is that of a service-linked role, which policies of the organization do not restrict',
};

/** RCPs that AWS itself publishes lack it, though its syntax asks for it. */
const PERHAPS_REFUSED: PrincipalMatch = {
  least: 'none',
  most: 'direct',
  doubt: 'AWS asks for a Principal in every statement of a resource control policy, and this one has none',
};

/** Statements of policies that restrict a requester surely, perhaps, or not at all. */
function asFar(reach: Truth, all: readonly Applicable[]): Applicable[] {
  if (reach === false) return [];
  return all.map(({ statement }) => {
    if (reach === undefined) return { statement, match: PERHAPS_SERVICE_LINKED };
    const lacksPrincipal = statement.ref.kind === 'rcp' && statement.source.principals === undefined;
    return { statement, match: lacksPrincipal ? PERHAPS_REFUSED : NAMED };
  });
}

/** RestrictPublicBuckets leaves a public bucket to AWS services and to the owner's own account. */
function publicAccessBlock(
  { resource, restrictPublicBuckets, publicSubject = 'bucket' }: PolicySet,
  { requester, action, resourceAccount }: Request,
): PublicAccessBlock | undefined {
  if (restrictPublicBuckets !== true || resource === undefined || !action.startsWith('s3:')) return undefined;
  if (requester.type === 'service' || accountOf(requester) === resourceAccount) return undefined;
  const { surely, perhaps } = publicStatements(resource, publicSubject);
  const found = surely.length > 0 ? surely : perhaps;
  return found.length === 0 ? undefined : { by: found.map(({ ref }) => ref), sure: surely.length > 0 };
}
