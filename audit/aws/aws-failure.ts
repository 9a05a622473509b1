import { printable } from '../../contract/printable';
import { isObject } from '../../contract/json-object';
import { MAX_ATTEMPTS } from './settings';

/**
 * Why a call failed: what the user can do about it differs.
 * - `credentials`: none, wrong or expired, or no region to use them in; every further call fails too.
 * - `denied`: a policy says no.
 * - `missing`: the resource does not exist.
 * - `region`: asked in the wrong region.
 * - `busy`: AWS is throttling or ailing; later it works.
 * - `network`: AWS cannot be reached.
 * - `other`: anything else.
 */
export type FailureKind = 'credentials' | 'denied' | 'missing' | 'region' | 'busy' | 'network' | 'other';

/** What a failed call of AWS means. */
export interface AwsFailure {
  readonly kind: FailureKind;
  /** AWS's own code, such as `AccessDenied`. */
  readonly code: string;
  /** One sentence for the user: what was wrong and what to do. */
  readonly sentence: string;
}

/** What was tried. */
export interface Attempt {
  /** IAM action that the call needs, such as `s3:ListBucket`. */
  readonly action: string;
  /** ARN that the action is asked of. */
  readonly resource: string;
  /** Who asked: {@link Identity}'s name. */
  readonly who: string;
}

/** Failures after which no other call succeeds. A connection that breaks or stalls may be one object's bad luck. */
export function isFatal({ kind, code }: AwsFailure): boolean {
  return kind === 'credentials' || (kind === 'network' && !/^(ECONNRESET|EPIPE|ETIMEDOUT|TimeoutError)$/.test(code));
}

const KINDS: Readonly<Record<Exclude<FailureKind, 'other'>, RegExp>> = {
  credentials:
    /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired|InvalidToken|CredentialsProviderError|TokenProviderError|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken|RequestTimeTooSkewed)$/,
  denied:
    /^(AccessDenied|AccessDeniedException|Forbidden|UnauthorizedOperation|UnauthorizedAccess|AllAccessDisabled|AccountProblem|KMS\.\w+Exception|403)$/,
  missing: /^(NoSuchBucket|NoSuchKey|NotFound|TrailNotFoundException|NoSuchVersion|404)$/,
  region: /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|IncorrectEndpoint|301)$/,
  busy: /^(SlowDown|Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|ServiceUnavailable|InternalError|InternalFailure|InternalServerError|BandwidthLimitExceeded|500|502|503|504)$/,
  network:
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|TimeoutError|NetworkingError|CERT_HAS_EXPIRED|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/,
};

/** Says in plain words why an AWS call failed. */
export function failureOf(error: unknown, attempt: Attempt): AwsFailure {
  // The SDK's own error, which has no code.
  if (detailOf(error) === 'Region is missing') {
    return { kind: 'credentials', code: 'RegionMissing', sentence: NO_REGION };
  }
  const codes = codesOf(error);
  for (const [kind, pattern] of Object.entries(KINDS) as [Exclude<FailureKind, 'other'>, RegExp][]) {
    const code = codes.find((candidate) => pattern.test(candidate));
    if (code !== undefined) return { kind, code, sentence: SENTENCES[kind](code, attempt, detailOf(error)) };
  }
  const code = codes[0] ?? 'Error';
  return {
    kind: 'other',
    code,
    sentence: `${attempt.action} on ${attempt.resource} failed: ${code}: ${detailOf(error)}`,
  };
}

const NO_REGION = 'no AWS region is known: give --region, or set AWS_REGION or a region in the profile';

type Sentence = (code: string, attempt: Attempt, detail: string) => string;

const SENTENCES: Readonly<Record<Exclude<FailureKind, 'other'>, Sentence>> = {
  credentials: (code, { who }, detail) => {
    if (/^Expired|^TokenRefresh|^RequestExpired/.test(code)) {
      return `the credentials (${who}) have expired; renew them (such as by aws sso login) and run the command again`;
    }
    if (code === 'RequestTimeTooSkewed') return `the clock of this machine is wrong: AWS refuses its signatures`;
    if (code.includes('Provider')) {
      return `no AWS credentials (${who}): ${detail}; give --profile, or set up credentials as for the AWS CLI`;
    }
    return `AWS does not accept the credentials (${who}): ${code}: ${detail}`;
  },
  denied: (_code, { action, resource, who }, detail) =>
    detail.includes('sts:AssumeRole')
      ? `${who} cannot be assumed: ${detail}`
      : `access denied: ${action} on ${resource} is not allowed to ${who}${detail === '' ? '' : ` (${detail})`}`,
  missing: (code, { resource }) => `${resource} does not exist (${code})`,
  region: (_code, { resource }, detail) =>
    `${resource} is in another region than asked; give it with --bucket-region (${detail})`,
  busy: (code, { action, resource }) =>
    `${action} on ${resource}: AWS still answers ${code} after ${MAX_ATTEMPTS} attempts; try again later, or with less at once`,
  network: (code, { action }, detail) =>
    `AWS cannot be reached (${action}: ${code}${detail === '' || detail === code ? '' : `: ${detail}`})`,
};

/** Every code that an error carries, the most telling first; an answer without body has only its status. */
export function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at: unknown = error, depth = 0; isObject(at) && depth < 4; at = at.cause, depth++) {
    const { name, Code, code, $metadata: metadata } = at;
    for (const text of [Code, code, name]) if (typeof text === 'string' && text !== 'Error') codes.push(text);
    if (isObject(metadata) && typeof metadata.httpStatusCode === 'number') codes.push(String(metadata.httpStatusCode));
  }
  return codes;
}

const LONGEST_DETAIL = 400;

/** AWS's message names the principal and the kind of policy at fault; it may quote what a stranger wrote. */
function detailOf(error: unknown): string {
  const message = isObject(error) && typeof error.message === 'string' ? error.message : '';
  return /^(UnknownError|Access Denied|null|)$/.test(message) ? '' : printable(message).slice(0, LONGEST_DETAIL);
}
