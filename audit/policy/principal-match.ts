import type { Effect, Listed, PolicyKind, PrincipalEntry } from './document';
import { accountOf, type Requester, type RoleRequester } from './requester';

/**
 * How a resource-based statement names the requester, from weakest to strongest:
 * `account` only delegates to the IAM policies of that account; `role` grants, within permissions boundary and session
 * policy; `direct` (the user, the session, the service, everyone) grants whatever those leave out.
 * Source: IAM User Guide, "Policy evaluation logic", "Evaluating identity-based policies with resource-based policies".
 */
export type Strength = 'none' | 'account' | 'role' | 'direct';

/** The weakest and the strongest way in which a statement may name the requester; they differ where nobody can tell. */
export interface PrincipalMatch {
  readonly least: Strength;
  readonly most: Strength;
  /** Why the two differ. */
  readonly doubt: string | undefined;
}

/** What else decides whether a statement is about a requester. */
export interface MatchCircumstances {
  readonly kind: PolicyKind;
  readonly effect: Effect;
  /** Whether a permissions boundary is attached to the requester. */
  readonly hasBoundary: boolean;
  /** Whether the policy is of a gateway endpoint. */
  readonly ofGateway: boolean;
}

/** Order of the matches by what they grant. */
export const STRENGTH: Readonly<Record<Strength, number>> = { none: 0, account: 1, role: 2, direct: 3 };

const sure = (strength: Strength): PrincipalMatch => ({ least: strength, most: strength, doubt: undefined });
const perhaps = (most: Strength, doubt: string): PrincipalMatch => ({ least: 'none', most, doubt });
const NONE = sure('none');
const DIRECT = sure('direct');

/** Says how a Principal or NotPrincipal element names the requester; an absent element names everyone. */
export function matchPrincipals(
  principals: Listed<PrincipalEntry> | undefined,
  requester: Requester,
  circumstances: MatchCircumstances,
): PrincipalMatch {
  if (principals === undefined) return DIRECT;
  if (principals.negated) return matchAllBut(principals.entries, requester, circumstances);
  return principals.entries.map((entry) => matchEntry(entry, requester, circumstances)).reduce(stronger, NONE);
}

function stronger(a: PrincipalMatch, b: PrincipalMatch): PrincipalMatch {
  const least = STRENGTH[a.least] >= STRENGTH[b.least] ? a.least : b.least;
  const most = STRENGTH[a.most] >= STRENGTH[b.most] ? a.most : b.most;
  return { least, most, doubt: least === most ? undefined : (b.doubt ?? a.doubt) };
}

function matchEntry(entry: PrincipalEntry, requester: Requester, circumstances: MatchCircumstances): PrincipalMatch {
  const match = entryNames(entry, requester, circumstances.kind);
  return circumstances.ofGateway ? atGateway(entry, match, requester, circumstances.effect) : match;
}

function entryNames(entry: PrincipalEntry, requester: Requester, kind: PolicyKind): PrincipalMatch {
  switch (entry.type) {
    case 'everyone':
      return requester.type === 'federated' && kind === 'trust'
        ? perhaps('direct', 'AWS does not say whether "*" trusts identity providers too')
        : DIRECT;
    case 'account':
      if (accountOf(requester) !== entry.accountId) return NONE;
      return requester.type === 'root' ? DIRECT : sure('account');
    case 'service':
      return requester.type === 'service' && requester.service === entry.service ? DIRECT : NONE;
    case 'user':
      return matchUser(entry, requester);
    case 'role':
      return requester.type === 'role' && isRole(entry, requester) ? sure('role') : NONE;
    case 'session':
      return matchSession(entry, requester);
    case 'federated-user':
      return requester.type === 'federated-user' && requester.arn === entry.arn ? DIRECT : NONE;
    case 'federated':
      return matchProvider(entry.provider, requester);
    case 'canonical-user':
      return accountOf(requester) === undefined
        ? NONE
        : perhaps('account', `nobody can tell which account has the canonical user id ${entry.id}`);
    case 'unique-id':
      return matchUniqueId(entry, requester);
    case 'origin-access-identity':
    case 'nobody':
      return NONE;
  }
}

function matchUniqueId(
  { id, of }: { readonly id: string; readonly of: 'user' | 'role' },
  { type }: Requester,
): PrincipalMatch {
  const isOfKind = type === of || (of === 'user' && type === 'federated-user');
  return isOfKind ? perhaps(type === 'user' ? 'direct' : 'role', `nobody can tell which ${of} has the id ${id}`) : NONE;
}

function matchUser(entry: { readonly arn: string; readonly accountId: string }, requester: Requester): PrincipalMatch {
  if (requester.type === 'user') return requester.arn === entry.arn ? DIRECT : NONE;
  if (requester.type !== 'federated-user' || requester.accountId !== entry.accountId) return NONE;
  if (requester.userArn !== undefined) return requester.userArn === entry.arn ? sure('role') : NONE;
  return perhaps('role', 'the ARN of a federated user session does not tell which user it is of');
}

function matchSession(
  entry: { readonly arn: string; readonly accountId: string; readonly name: string },
  requester: Requester,
): PrincipalMatch {
  if (requester.type !== 'role') return NONE;
  if (requester.sessionArn !== undefined) return requester.sessionArn === entry.arn ? DIRECT : NONE;
  const ofRole = requester.accountId === entry.accountId && requester.name === entry.name;
  return ofRole
    ? perhaps('direct', 'it names one session of the role, and the request does not say which it is')
    : NONE;
}

/** `*` is every identity provider: so AWS's published endpoint policies for AWS STS let whoever is federated pass. */
function matchProvider(provider: string, requester: Requester): PrincipalMatch {
  if (requester.type === 'federated') return provider === '*' || requester.provider === provider ? DIRECT : NONE;
  if (requester.type !== 'role' || requester.provider === null) return NONE;
  if (requester.provider !== undefined) return provider === '*' || requester.provider === provider ? DIRECT : NONE;
  const through = provider === '*' ? 'an identity provider' : `the identity provider ${provider}`;
  return perhaps('direct', `whether the session was made through ${through} is not known`);
}

/**
 * "With gateway endpoints, the Principal element must be set to *"; of an account, an Allow lets only the root user pass.
 * What an endpoint does with any other principal is not said.
 * Source: AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies", "Principals for gateway endpoints".
 */
function atGateway(entry: PrincipalEntry, match: PrincipalMatch, requester: Requester, effect: Effect): PrincipalMatch {
  if (entry.type === 'everyone' || match.most === 'none') return match;
  if (entry.type === 'account' && effect === 'Allow') return requester.type === 'root' ? DIRECT : NONE;
  return perhaps(match.most, 'AWS does not say what a gateway endpoint makes of a principal other than "*"');
}

/** Role names are unique in an account, so where the path is not known the name decides. */
function isRole(entry: { arn: string; accountId: string; name: string }, requester: RoleRequester): boolean {
  if (requester.roleArn !== undefined) return requester.roleArn === entry.arn;
  return (
    entry.accountId === requester.accountId &&
    entry.name === requester.name &&
    entry.arn.split(':')[1] === requester.partition
  );
}

const HALF_SPARED =
  'NotPrincipal lists some but not all of account, role or user, and session, and AWS may check them one after the other';

/**
 * A Deny with NotPrincipal. It surely spares who is listed with all that he is: account and user, or account, role and
 * session; it surely denies who is not listed at all, whose account is listed for the sake of another (AWS's example denies
 * all principals but Bob, and lists him and his account), and everyone with a permissions boundary.
 * Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
function matchAllBut(
  entries: readonly PrincipalEntry[],
  requester: Requester,
  { hasBoundary, kind }: MatchCircumstances,
): PrincipalMatch {
  if (hasBoundary) return DIRECT;
  const listed = identitiesOf(requester, kind).map((names) =>
    entries.map((entry) => names(entry)).reduce(stronger, NONE),
  );
  if (listed.length > 0 && listed.every(({ least }) => least !== 'none')) return NONE;
  const own = sparesOthersOf(requester, entries) ? listed.slice(1) : listed;
  return own.every(({ most }) => most === 'none') ? DIRECT : perhaps('direct', HALF_SPARED);
}

/** Whether somebody of the requester's account is listed: then the account is listed for him, and not for all who are of it. */
function sparesOthersOf(requester: Requester, entries: readonly PrincipalEntry[]): boolean {
  const account = accountOf(requester);
  const isWithin = requester.type !== 'root' && account !== undefined;
  return isWithin && entries.some((one) => one.type !== 'account' && 'accountId' in one && one.accountId === account);
}

type Names = (entry: PrincipalEntry) => PrincipalMatch;

/** What a requester is, one after the other: its account, its user or role, its session. */
function identitiesOf(requester: Requester, kind: PolicyKind): readonly Names[] {
  const as =
    (...types: readonly PrincipalEntry['type'][]): Names =>
    (entry) =>
      types.includes(entry.type) ? entryNames(entry, requester, kind) : NONE;
  switch (requester.type) {
    case 'anonymous':
      return [];
    case 'service':
      return [as('service')];
    case 'root':
      return [as('account', 'canonical-user')];
    case 'user':
      return [as('account', 'canonical-user'), as('user', 'unique-id')];
    case 'role':
      return [as('account', 'canonical-user'), as('role', 'unique-id'), as('session', 'federated')];
    case 'federated-user':
      return [as('account', 'canonical-user'), as('user', 'unique-id'), as('federated-user')];
    case 'federated':
      return [as('federated')];
  }
}
