import type { Answer, Decision } from './decide';

/** A request's resource as an access point names it, and whose it is. */
export interface AccessPointResource {
  readonly resource: string;
  readonly account: string;
}

const ACCESS_POINT = /^arn:[^:]+:s3:[^:]*:(\d{12}):accesspoint\/[^/:]+$/;
const BUCKET_OR_OBJECT = /^arn:[^:]+:s3:::[^/]+(?:\/(.*))?$/s;

/**
 * The resource of a request as policies of the access point and of identities name it: the access point for what is asked
 * of a bucket, `…/object/KEY` for what is asked of an object.
 * Source: Amazon S3 User Guide, "Configuring IAM policies for using access points".
 *
 * @returns `undefined` when one is no access point or the other neither bucket nor object.
 */
export function throughAccessPoint(accessPoint: string, resource: string): AccessPointResource | undefined {
  const account = ACCESS_POINT.exec(accessPoint)?.[1];
  const target = BUCKET_OR_OBJECT.exec(resource);
  if (account === undefined || target === null) return undefined;
  const [, key] = target;
  return { resource: key === undefined ? accessPoint : `${accessPoint}/object/${key}`, account };
}

const EITHER_ARN =
  'AWS does not say whether the policies of the principal must allow the access point, the bucket behind it, or both';

/**
 * Takes the decisions on the access point and on the bucket behind it together: "both the access point policy and the
 * underlying bucket policy must permit the request". Source: Amazon S3 User Guide, "Managing access to shared datasets with
 * access points".
 *
 * @param identityAllows whether the policies of the principal allow one of the two; default true, which is to doubt more.
 */
export function together(atPoint: Decision, atBucket: Decision, identityAllows = true): Decision {
  const doubts = [atPoint, atBucket].flatMap((one) => (one.result === 'unknown' ? one.doubts : []));
  const least = stricter(worst(atPoint), worst(atBucket));
  const most = stricter(best(atPoint), best(atBucket));
  const isDenied = least.result === most.result && most.result === 'implicit-deny';
  if (isDenied && identityAllows && identityMayDo(best(atPoint), best(atBucket))) {
    const allowed = [best(atPoint), best(atBucket)].find(({ result }) => result === 'allow') ?? most;
    return { result: 'unknown', least, most: allowed, doubts: [...doubts, EITHER_ARN], by: allowed.by };
  }
  return least.result === most.result ? most : { result: 'unknown', least, most, doubts, by: most.by };
}

const worst = (decision: Decision): Answer => (decision.result === 'unknown' ? decision.least : decision);
const best = (decision: Decision): Answer => (decision.result === 'unknown' ? decision.most : decision);

const ORDER: Readonly<Record<Answer['result'], number>> = { 'explicit-deny': 0, 'implicit-deny': 1, allow: 2 };

function stricter(a: Answer, b: Answer): Answer {
  return ORDER[a.result] <= ORDER[b.result] ? a : b;
}

/** Reasons of a denial that a policy of the principal would lift. */
const LACKING: ReadonlySet<string> = new Set(['no-statement', 'identity-policy', 'resource-policy-delegates-only']);

/** Whether all that is missing is that an identity policy, which allows one of the two, allows the other as well. */
function identityMayDo(a: Answer, b: Answer): boolean {
  const lacksIdentity = ({ result, because }: Answer): boolean => result === 'implicit-deny' && LACKING.has(because);
  return (a.result === 'allow' && lacksIdentity(b)) || (b.result === 'allow' && lacksIdentity(a));
}
