import { supportsResourceControlPolicies } from './aws-data';
import type { Request } from './request';
import { accountOf, type Requester } from './requester';
import type { Truth } from './truth';

/** Rules of single actions and principals that no policy can change, as data where AWS gives lists. */

const lower = (service: string, names: string): ReadonlySet<string> =>
  new Set(names.split(/\s+/).map((name) => `${service}:${name.toLowerCase()}`));

/**
 * The only KMS actions whose permission is effective across accounts.
 * Source: AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key" (and there "Cryptographic
 * operations"; ReEncrypt is two permissions).
 */
const KMS_ACROSS_ACCOUNTS = lower(
  'kms',
  `Decrypt DeriveSharedSecret Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext
   GenerateDataKeyWithoutPlaintext GenerateMac GetPublicKey ReEncryptFrom ReEncryptTo Sign Verify VerifyMac
   CreateGrant DescribeKey GetKeyRotationStatus ListGrants RetireGrant RevokeGrant`,
);

/**
 * Asked by an identity of another account, S3 answers 405 whatever the policies say.
 * Source: Amazon S3 API Reference, GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy ("belong to the bucket owner's
 * account").
 */
const S3_WITHIN_ACCOUNT = lower('s3', 'GetBucketPolicy PutBucketPolicy DeleteBucketPolicy');

/** Whether an action of this requester can have an effect in the account that owns the resource. */
export function reachesAccount({ requester, action, resource, resourceAccount }: Request): boolean {
  const account = accountOf(requester);
  if (account === resourceAccount || requester.type === 'service' || requester.type === 'federated') return true;
  // Asked of no resource, an action is asked of the caller's own account.
  if (resource === '*' && account !== undefined) return false;
  if (action.startsWith('kms:')) return KMS_ACROSS_ACCOUNTS.has(action);
  return !S3_WITHIN_ACCOUNT.has(action);
}

/**
 * Actions that need no permission, and that policies of the principal cannot take away.
 * Sources: AWS STS API Reference, GetCallerIdentity ("No permissions are required"; not even an explicit denial stops it);
 * IAM User Guide, "Request temporary security credentials" (GetSessionToken, by users and root only).
 */
export function needsNoPermission({ requester, action }: Request): boolean {
  if (action === 'sts:getcalleridentity') return accountOf(requester) !== undefined;
  return action === 'sts:getsessiontoken' && (requester.type === 'user' || requester.type === 'root');
}

const RECOVERY = S3_WITHIN_ACCOUNT;

/**
 * The owning account's root user can do these whatever the bucket policy says; only endpoint policies and policies of the
 * organization stop it. Source: Amazon S3 API Reference, PutBucketPolicy.
 */
export function isRootRecovery({ requester, action, resourceAccount }: Request): boolean {
  return requester.type === 'root' && requester.accountId === resourceAccount && RECOVERY.has(action);
}

/** KMS Developer Guide, "Key policies in AWS KMS": a key policy must itself enable IAM policies. */
export function isKmsKey({ action, resource }: Request): boolean {
  return action.startsWith('kms:') && KEY.test(resource);
}

const KEY = /^arn:[^:]*:kms:[^:]*:[^:]*:key\//;
const ROLE = /^arn:[^:]*:iam::[^:]*:role\//;

/** IAM User Guide, "Policy evaluation logic": a role is assumed only by those its trust policy names. */
export function isRoleTrust({ action, resource }: Request): boolean {
  return action.startsWith('sts:') && ROLE.test(resource);
}

/**
 * Whether service-linked roles aside, policies of the organization speak of a principal: they do not restrict
 * service-linked roles. Sources: AWS Organizations User Guide, "Service control policies", "Resource control policies".
 */
function isOrdinary(requester: Requester): Truth {
  if (requester.type !== 'role') return true;
  if (requester.roleArn !== undefined) return !requester.roleArn.includes(':role/aws-service-role/');
  return requester.name.startsWith('AWSServiceRoleFor') ? undefined : true;
}

/** Whether service control policies restrict a principal: all of an account, its root user too, and nobody else. */
export function isUnderScps(requester: Requester): Truth {
  return accountOf(requester) !== undefined && isOrdinary(requester);
}

/**
 * What no resource control policy restricts, not even one of `kms:*`.
 * Source: AWS KMS Developer Guide, "Resource control policies in AWS KMS".
 */
const BEYOND_RCPS = lower('kms', 'RetireGrant');

/** Whether resource control policies restrict a request: of everybody, for resources of the services that support them. */
export function isUnderRcps({ requester, action }: Request): Truth {
  if (BEYOND_RCPS.has(action)) return false;
  return supportsResourceControlPolicies(action.slice(0, action.indexOf(':'))) && isOrdinary(requester);
}

/** Services whose VPC endpoints are gateways unless said otherwise. Source: AWS PrivateLink Guide, "Gateway endpoints". */
export function hasGateway(action: string): boolean {
  return action.startsWith('s3:') || action.startsWith('dynamodb:');
}

/**
 * What a decision depends on of the action itself, beside which statements cover it: every rule above that names actions
 * must show here. `alike.property.test.ts` holds this against the evaluator.
 */
export function traitsOf(request: Request): string {
  const { action } = request;
  const rules = [isRootRecovery(request), reachesAccount(request), needsNoPermission(request), isUnderRcps(request)];
  return `${action.slice(0, action.indexOf(':'))} ${rules.join(' ')}`;
}

/** What of a requester the rules behind `traitsOf` look at: those of whom it is the same have the same traits. */
export function requesterTraitsOf({ requester, resourceAccount }: Omit<Request, 'action'>): string {
  const account = accountOf(requester);
  return `${requester.type} ${account !== undefined} ${account === resourceAccount} ${isOrdinary(requester)}`;
}

/** What a decision depends on of the resource itself, beside which statements cover it: as above, for rules that look at it. */
export function resourceTraitsOf(resource: string): string {
  return `${resource === '*'} ${KEY.test(resource)} ${ROLE.test(resource)}`;
}
