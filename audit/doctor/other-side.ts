import { bucketArn, namesOf, type Side } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import { isBuilt, otherSide } from '../../contract/deployment/sides';
import { ClosedBucket, openBucket, type BucketAccess } from '../aws/s3-client';
import { checkSending } from './bucket-replication';
import { checkVersioning } from './bucket-settings';
import { readBucketState } from './bucket-state';
import { ok, unreadable, wrong, type Check } from './check';
import { whyClosed, type KnownIdentity } from './examine';
import { judged } from './live';

/** A side of a deployment that somebody else builds, and what must be true of it. */
export interface OtherSide {
  readonly side: Side;
  readonly account: string;
  readonly bucket: string;
  /** Key that replicas are written with, where that side receives. */
  readonly keyArn: string | undefined;
  /** What S3 is to replicate to and by which role, where that side sends by S3. */
  readonly sendsTo: { readonly arn: string; readonly role: string } | undefined;
}

/** The side that a deployment leaves to somebody else; `undefined` where it builds both. */
export function otherSideOf(deployment: Deployment): OtherSide | undefined {
  const side = (['source', 'destination'] as const).find((one) => !isBuilt(deployment, one));
  if (side === undefined) return undefined;
  const { account, elsewhere } = deployment[side];
  const names = namesOf(deployment);
  const buckets = { source: names.sourceBucket, destination: names.dataBucket };
  const role = deployment.replication?.native === undefined ? undefined : elsewhere?.replicationRole;
  return {
    side,
    account,
    bucket: buckets[side],
    keyArn: elsewhere?.keyArn,
    sendsTo: role === undefined ? undefined : { arn: bucketArn(deployment.partition, buckets[otherSide(side)]), role },
  };
}

/** A side that nobody has named: a synthesis alone does not tell whose it is. */
export function unnamedOtherSide(stack: string): Check {
  return unreadable(
    'other-side',
    stack,
    'is one side of a deployment; the other is built by somebody else, and nothing is known of it',
    'give --deployment, the file that names it',
  );
}

/**
 * Looks at the other side of a one-sided deployment as far as somebody of its account is given, and says what nobody can
 * tell: that is never well.
 */
export async function checkOtherSide(
  other: OtherSide,
  identities: readonly KnownIdentity[],
): Promise<readonly Check[]> {
  const { account, bucket, side } = other;
  const own = identities.filter(({ belongsTo }) => belongsTo === account);
  if (own.length === 0) {
    const doing = side === 'source' ? 'what it sends' : 'whether it takes what is sent';
    const what = `is built by somebody else in account ${account}, of which nobody is given: ${doing} cannot be told`;
    const mend = 'give --role-arn for its account, or have that account run doctor on its own side';
    return [unreadable('other-side', bucket, what, mend)];
  }
  try {
    const access = await openBucket(bucket, own);
    const checks = await checksOf(other, access);
    access.s3.destroy();
    return [ok('other-side', bucket, `is built by somebody else in account ${account}, and there`), ...checks];
  } catch (error) {
    if (!(error instanceof ClosedBucket)) throw error;
    const { isMissing, reason } = whyClosed(error);
    const mend = 'have the other side applied, or name its bucket as it is called';
    return [isMissing ? wrong('other-side', bucket, reason, mend) : unreadable('other-side', bucket, reason)];
  }
}

async function checksOf({ bucket, keyArn, sendsTo }: OtherSide, access: BucketAccess): Promise<readonly Check[]> {
  const { versioning, encryption } = await readBucketState(access);
  return [
    ...judged('versioning', bucket, versioning, (status) => checkVersioning(bucket, status)),
    ...(keyArn === undefined
      ? []
      : judged('encryption', bucket, encryption, (rule) =>
          checkNamedKey(bucket, keyArn, rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID),
        )),
    ...(sendsTo === undefined ? [] : await checkSending(bucket, sendsTo, access.s3, access.identity.name)),
  ];
}

/** A bucket may encrypt by another key than the one that replicas name: no fault, but no sign of the right one either. */
function checkNamedKey(bucket: string, named: string, live: string | undefined): Check {
  if (live === named) return ok('encryption', bucket, `is by ${named}, as elsewhere.keyArn says`);
  const what = `is by ${live ?? 'no key of its own'}, and elsewhere.keyArn is ${named}: whether that is a key cannot be told`;
  return unreadable('encryption', bucket, what, 'let elsewhere.keyArn be the key of the bucket');
}
