import { readPrincipalArn, type PrincipalArn } from './principal-arn';

/** Who may be exempted from the endpoint (`exempt_principals` of the expectations). */
export type ExemptPrincipal =
  /** A role, a user or a root. */
  | { readonly kind: 'arn'; readonly arn: PrincipalArn }
  /** Every principal of an account. */
  | { readonly kind: 'account'; readonly accountId: string }
  /** An account's root, as access logs name it. */
  | { readonly kind: 'canonical-id'; readonly id: string }
  /** CloudFront's, as access logs name it: it has an ARN that is no principal's of IAM. */
  | { readonly kind: 'origin-access-identity'; readonly arn: string }
  | { readonly kind: 'service'; readonly service: string };

const ACCOUNT_ID = /^\d{12}$/;
const CANONICAL_ID = /^[0-9a-f]{64}$/;
const ORIGIN_ACCESS_IDENTITY = /^arn:[a-z-]+:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/;
/** No label is empty; said without a repeated group, which runs out of stack on a text of megabytes. */
const SERVICE = /^(?!\.|.*\.\.)[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/;

/**
 * Reads a principal that expectations exempt. A session is none: it would stand for its role, and exempt every other session.
 *
 * @returns `undefined` for anything else, wildcards among it.
 */
export function readExemptPrincipal(text: string): ExemptPrincipal | undefined {
  if (ACCOUNT_ID.test(text)) return { kind: 'account', accountId: text };
  if (CANONICAL_ID.test(text)) return { kind: 'canonical-id', id: text };
  if (isOriginAccessIdentity(text)) return { kind: 'origin-access-identity', arn: text };
  if (isServicePrincipal(text)) return { kind: 'service', service: text };
  const arn = text.includes(':assumed-role/') ? undefined : readPrincipalArn(text);
  return arn && { kind: 'arn', arn };
}

/** Says whether a text is the id by which access logs name an account. */
export function isCanonicalId(text: string): boolean {
  return CANONICAL_ID.test(text);
}

/** Says whether a text names a CloudFront origin access identity, as access logs and policies do. */
export function isOriginAccessIdentity(text: string): boolean {
  return ORIGIN_ACCESS_IDENTITY.test(text);
}

/** Says whether a text has the form of a service principal, such as `logging.s3.amazonaws.com`. */
export function isServicePrincipal(text: string): boolean {
  return SERVICE.test(text);
}

/** Says whether a text is an account id. */
export function isAccountId(text: string): boolean {
  return ACCOUNT_ID.test(text);
}
