import type { Answer, Decision } from './decide';

/** A request's resource as an access point names it, and whose it is. */
export interface AccessPointResource {
  readonly resource: string;
  readonly account: string;
}

const ACCESS_POINT = /^arn:[^:]+:s3:[^:]*:(\d{12}):accesspoint\/[^/:]+$/;
const BUCKET_OR_OBJECT = /^arn:[^:]+:s3:::[^/]+(?:\/(.*))?$/s;

/** The account that owns an access point, of one region or several; `undefined` of an ARN that is none's. */
export function accountOfAccessPoint(arn: string): string | undefined {
  return ACCESS_POINT.exec(arn)?.[1];
}

/**
 * The resource of a request as policies of the access point and of identities name it: the access point for what is asked
 * of a bucket, `…/object/KEY` for what is asked of an object.
 * Source: Amazon S3 User Guide, "Configuring IAM policies for using access points".
 *
 * @returns `undefined` when one is no access point or the other neither bucket nor object.
 */
export function throughAccessPoint(accessPoint: string, resource: string): AccessPointResource | undefined {
  const account = accountOfAccessPoint(accessPoint);
  const target = BUCKET_OR_OBJECT.exec(resource);
  if (account === undefined || target === null) return undefined;
  const [, key] = target;
  return { resource: key === undefined ? accessPoint : `${accessPoint}/object/${key}`, account };
}

const EITHER_ARN =
  'AWS does not say whether the policies of the principal must allow the access point, the bucket behind it, or both';

/** What the policies of a principal allow of an access point and the bucket behind it, of one of the two at least. */
export interface AllowedOfEither {
  readonly identity: boolean;
  /** Permissions boundary and session policy; a policy that there is not limits nothing. */
  readonly limits: boolean;
}

/**
 * Takes the decisions on the access point and on the bucket behind it together: "both the access point policy and the
 * underlying bucket policy must permit the request". Source: Amazon S3 User Guide, "Managing access to shared datasets with
 * access points".
 */
export function together(atPoint: Decision, atBucket: Decision, either: AllowedOfEither): Decision {
  const doubts = [atPoint, atBucket].flatMap((one) => (one.result === 'unknown' ? one.doubts : []));
  const least = stricter(worst(atPoint), worst(atBucket));
  const bests = [best(atPoint), best(atBucket)] as const;
  const most = stricter(...bests);
  if (most.result === 'implicit-deny' && bests.every((answer) => mayBeAllowed(answer, either))) {
    const allowed = bests.find(({ result }) => result === 'allow') ?? BY_EITHER;
    return { result: 'unknown', least, most: allowed, doubts: [...doubts, EITHER_ARN], by: allowed.by };
  }
  return least.result === most.result ? most : { result: 'unknown', least, most, doubts, by: most.by };
}

const BY_EITHER: Answer = { result: 'allow', because: 'both', by: [] };

const worst = (decision: Decision): Answer => (decision.result === 'unknown' ? decision.least : decision);
const best = (decision: Decision): Answer => (decision.result === 'unknown' ? decision.most : decision);

const ORDER: Readonly<Record<Answer['result'], number>> = { 'explicit-deny': 0, 'implicit-deny': 1, allow: 2 };

function stricter(a: Answer, b: Answer): Answer {
  return ORDER[a.result] <= ORDER[b.result] ? a : b;
}

/** Denials that a policy of the principal would lift, by the kind of that policy. */
const LACKS_IDENTITY: ReadonlySet<string> = new Set([
  'no-statement',
  'identity-policy',
  'resource-policy-delegates-only',
]);
const LACKS_LIMITS: ReadonlySet<string> = new Set(['permissions-boundary', 'session-policy']);

/** Whether nothing is missing here but what policies of the principal allow of the other. */
function mayBeAllowed({ result, because }: Answer, { identity, limits }: AllowedOfEither): boolean {
  if (result !== 'implicit-deny') return result === 'allow';
  return limits && ((identity && LACKS_IDENTITY.has(because)) || LACKS_LIMITS.has(because));
}
