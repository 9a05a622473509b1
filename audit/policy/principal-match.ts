import type { Effect, Listed, PolicyKind, PrincipalEntry } from './document';
import { accountOf, type Requester, type RoleRequester } from './requester';

/**
 * How a resource-based statement names the requester, from weakest to strongest:
 * `account` only delegates to the IAM policies of that account; `role` grants, within the permissions boundary;
 * `direct` (the user, the session, the service, everyone) grants whatever the boundary leaves out.
 * Source: IAM User Guide, "Policy evaluation logic", "Evaluating identity-based policies with resource-based policies".
 */
export type PrincipalMatch = 'none' | 'account' | 'role' | 'direct';

export interface MatchCircumstances {
  readonly kind: PolicyKind;
  readonly effect: Effect;
  /** Whether a permissions boundary is attached to the requester. */
  readonly hasBoundary: boolean;
}

/** Says how a Principal or NotPrincipal element names the requester; an absent element names everyone. */
export function matchPrincipals(
  principals: Listed<PrincipalEntry> | undefined,
  requester: Requester,
  circumstances: MatchCircumstances,
): PrincipalMatch {
  if (principals === undefined) return 'direct';
  if (principals.negated) return isExcepted(principals.entries, requester, circumstances) ? 'none' : 'direct';
  return principals.entries
    .map((entry) => matchEntry(entry, requester, circumstances))
    .reduce((strongest, match) => (STRENGTH[match] > STRENGTH[strongest] ? match : strongest), 'none');
}

/** Order of the matches by what they grant. */
export const STRENGTH: Readonly<Record<PrincipalMatch, number>> = { none: 0, account: 1, role: 2, direct: 3 };

function matchEntry(entry: PrincipalEntry, requester: Requester, circumstances: MatchCircumstances): PrincipalMatch {
  switch (entry.type) {
    case 'everyone':
      return 'direct';
    case 'account':
      return accountOf(requester) === entry.accountId ? matchAccount(requester, circumstances) : 'none';
    case 'service':
      return requester.type === 'service' && requester.service === entry.service ? 'direct' : 'none';
    case 'user':
      return requester.type === 'user' && requester.arn === entry.arn ? 'direct' : 'none';
    case 'role':
      return requester.type === 'role' && isRole(entry, requester) ? 'role' : 'none';
    case 'session':
      return sessionOf(requester) === entry.arn ? 'direct' : 'none';
    case 'federated':
    case 'nobody':
      return 'none';
  }
}

/** The ARN of the session that asks, where it is one. */
function sessionOf(requester: Requester): string | undefined {
  if (requester.type === 'federated-user') return requester.arn;
  return requester.type === 'role' ? requester.sessionArn : undefined;
}

/**
 * In the policy of a gateway endpoint, an Allow for an account lets only its root user pass; elsewhere an account
 * stands for all its principals. Source: Amazon VPC, "Gateway endpoints", endpoint policies.
 */
function matchAccount(requester: Requester, { kind, effect }: MatchCircumstances): PrincipalMatch {
  if (requester.type === 'root') return 'direct';
  return kind === 'endpoint' && effect === 'Allow' ? 'none' : 'account';
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

/**
 * Says whether NotPrincipal of a Deny surely spares the requester: AWS may check the account, the role and the session
 * one after the other, so each must be listed; and a principal with a permissions boundary is never spared.
 * Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
function isExcepted(
  entries: readonly PrincipalEntry[],
  requester: Requester,
  { hasBoundary }: MatchCircumstances,
): boolean {
  if (hasBoundary && requester.type !== 'service') return false;
  const lists = (test: (entry: PrincipalEntry) => boolean): boolean => entries.some(test);
  const listsAccount = lists((entry) => entry.type === 'account' && entry.accountId === accountOf(requester));
  switch (requester.type) {
    case 'anonymous':
      return false;
    case 'service':
      return lists((entry) => entry.type === 'service' && entry.service === requester.service);
    case 'root':
      return listsAccount;
    case 'user':
    case 'federated-user':
      return listsAccount && lists((entry) => 'arn' in entry && entry.arn === requester.arn);
    case 'role':
      return (
        listsAccount &&
        lists((entry) => entry.type === 'role' && isRole(entry, requester)) &&
        lists((entry) => entry.type === 'session' && entry.arn === requester.sessionArn)
      );
  }
}
