import { isAccountId, isCanonicalId, readExemptPrincipal, type ExemptPrincipal } from '../../contract/exempt-principal';
import type { Expectations } from '../../contract/expectations';
import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';
import type { RequestGroup } from '../records/request-group';
import { remembering } from '../remembering';

/** Says why a request may go round the endpoint; `null` where nothing excuses it. */
export type ExemptionOf = (request: Pick<RequestGroup, 'requester' | 'witness'>) => string | null;

/** Makes the judgement of exemptions from the expectations. Two sources that contradict each other excuse nobody. */
export function exemptionsOf(expectations: Expectations | undefined): ExemptionOf {
  const exempt = (expectations?.exempt ?? []).flatMap(({ principal: text, reason }) => {
    const principal = readExemptPrincipal(text);
    return principal === undefined ? [] : [{ principal, reason }];
  });
  // Logs may have a caller for every few lines.
  if (exempt.length === 0) return () => null;
  const known = expectations?.accounts;
  const reasonFor = remembering(
    (caller) => exempt.find(({ principal }) => isCoveredBy(caller, principal))?.reason ?? null,
  );
  return ({ requester, witness }) => {
    if (witness?.path === 'contradiction') return null;
    const callers = callersOf(requester, witness?.caller ?? null);
    const reasons = callers.map(reasonFor);
    const [first = null] = reasons;
    if (first !== null && !reasons.includes(null)) return first;
    if (witness?.path !== 'via-service') return null;
    const isKnown = known === undefined || callers.some((caller) => known.includes(accountOf(caller) ?? ''));
    return isKnown ? reasonFor(`svc:${witness.service}`) : null;
  };
}

/**
 * Who called, by both sources; each has to be exempt. They agree already as far as they can be compared: an account says less
 * than an ARN of it, and of a root the log has no more than the canonical user id of its account.
 */
function callersOf(requester: string | null, witnessed: string | null): readonly string[] {
  const names = [...new Set([requester, witnessed])].filter((name) => name !== null);
  const [log, trail] = names;
  if (log === undefined || trail === undefined) return names;
  if (isAccountId(trail) && accountOf(log) === trail) return [log];
  if (isCanonicalId(log) && readPrincipalArn(trail)?.type === 'root') return [trail];
  return names;
}

function accountOf(caller: string): string | null {
  return isAccountId(caller) ? caller : (readPrincipalArn(caller)?.accountId ?? null);
}

function isCoveredBy(caller: string, exempt: ExemptPrincipal): boolean {
  switch (exempt.kind) {
    case 'account':
      return accountOf(caller) === exempt.accountId;
    case 'canonical-id':
      return caller === exempt.id;
    case 'origin-access-identity':
      return caller === exempt.arn;
    case 'service':
      return caller === `svc:${exempt.service}` || (caller === 'AmazonS3' && exempt.service === 's3.amazonaws.com');
    case 'arn': {
      const principal = readPrincipalArn(caller);
      return principal !== undefined && isSamePrincipal(exempt.arn, principal);
    }
  }
}
