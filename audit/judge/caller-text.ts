import { isAccountId } from '../../contract/exempt-principal';

/** Names who made requests, for people; of some callers from other accounts CloudTrail tells no more than the account. */
export function callerText(requester: string | null): string {
  if (requester === null) return 'anonymous';
  return isAccountId(requester) ? `account ${requester}` : requester;
}
