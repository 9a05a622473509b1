import { readPrincipalArn } from '../../contract/principal-arn';
import { isServicePrincipal } from '../../contract/exempt-principal';

/** Who asks. */
export type Requester =
  | { readonly type: 'anonymous' }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'root'; readonly accountId: string; readonly arn: string }
  | { readonly type: 'user'; readonly accountId: string; readonly arn: string; readonly name: string }
  | RoleRequester
  /** A session of an IAM user or of root, by `sts:GetFederationToken`. */
  | FederatedUserRequester
  /** Someone whom an identity provider vouches for, before he has a session. */
  | { readonly type: 'federated'; readonly provider: string };

/** The ARN of such a session does not tell whose it is: then `userArn` is not known. */
export interface FederatedUserRequester {
  readonly type: 'federated-user';
  readonly accountId: string;
  readonly arn: string;
  readonly name: string;
  readonly userArn?: string;
}

/**
 * A session of a role. A session ARN has no path: then the role's own ARN is not known. Nor does it tell whether the session was
 * made through an identity provider: `provider` is its name where one is known, `null` where there surely is none.
 */
export interface RoleRequester {
  readonly type: 'role';
  readonly accountId: string;
  readonly partition: string;
  readonly name: string;
  readonly roleArn: string | undefined;
  readonly sessionArn: string | undefined;
  readonly provider?: string | null;
}

/** Identity providers that AWS knows without an ARN. Source: IAM User Guide, "Principal", "Web identity session principals". */
const KNOWN_PROVIDERS = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]);
const PROVIDER_ARN = /^arn:[^:]+:iam::\d{12}:(oidc-provider|saml-provider)\/[\w.:/@+=,-]+$/;

/**
 * Reads the principal of a request: `anonymous`, a service principal (`s3.amazonaws.com`), an identity provider, or the ARN
 * of an account's root user, an IAM user, a role (standing for any session of it), a role session or a federated user.
 * Source: IAM User Guide, "IAM identifiers", "How AWS enforcement code logic evaluates requests".
 *
 * @returns `undefined` when the text is none of them.
 */
export function readRequester(text: string): Requester | undefined {
  if (text === 'anonymous') return { type: 'anonymous' };
  if (KNOWN_PROVIDERS.has(text) || PROVIDER_ARN.test(text)) return { type: 'federated', provider: text };
  if (isServicePrincipal(text)) return { type: 'service', service: text };
  const arn = readPrincipalArn(text);
  if (arn === undefined) return undefined;
  const { accountId, name, partition } = arn;
  switch (arn.type) {
    case 'root':
      return { type: 'root', accountId, arn: text };
    case 'user':
    case 'federated-user':
      return { type: arn.type, accountId, arn: text, name };
    case 'role': {
      const isSession = text.includes(':assumed-role/');
      const [roleArn, sessionArn] = isSession ? [undefined, text] : [text, undefined];
      return { type: 'role', accountId, partition, name, roleArn, sessionArn };
    }
  }
}

/**
 * A role as any of its sessions that no policy names, a federated user as of a user whom none names: who asks for classes of
 * principals asks for named sessions and users, and for sessions through an identity provider, apart.
 */
export function inUnnamedSession(requester: Requester): Requester {
  if (requester.type === 'federated-user') return { ...requester, userArn: 'a user that is not named' };
  if (requester.type !== 'role') return requester;
  if (requester.sessionArn !== undefined) return { ...requester, provider: null };
  const { partition, accountId, name } = requester;
  return {
    ...requester,
    provider: null,
    sessionArn: `arn:${partition}:sts::${accountId}:assumed-role/${name}/a-session-not-named`,
  };
}

/** The same session, made through an identity provider; `undefined` of whoever has no session of a role. */
export function throughProvider(requester: Requester, provider: string): RoleRequester | undefined {
  return requester.type === 'role' ? { ...requester, provider } : undefined;
}

/** The account that a requester belongs to; none for anonymous callers, AWS services and whom a provider vouches for. */
export function accountOf(requester: Requester): string | undefined {
  return 'accountId' in requester ? requester.accountId : undefined;
}
