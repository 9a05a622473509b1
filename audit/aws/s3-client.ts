import { HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { InputError } from '../errors/input-error';
import { failureOf, type AwsFailure } from './aws-failure';
import type { Identity } from './settings';

/** Where S3 has no region of its own to begin with; it redirects to the bucket's. */
const ANY_REGION = 'us-east-1';

/** A bucket with somebody who can read it. */
export interface BucketAccess {
  readonly bucket: string;
  readonly s3: S3Client;
  readonly region: string;
  readonly identity: Identity;
}

/** A bucket that nobody could open. */
export class ClosedBucket extends InputError {
  /** @param failures of each who tried. */
  constructor(
    bucket: string,
    readonly failures: readonly AwsFailure[],
  ) {
    super([...new Set(failures.map(({ sentence }) => `s3://${bucket}: ${sentence}`))]);
  }
}

/** Makes an S3 client that finds a bucket's region by itself. */
export function s3Client({ settings }: Identity, region?: string): S3Client {
  return new S3Client({
    ...settings,
    ...(region !== undefined && { region }),
    followRegionRedirects: true,
    forcePathStyle: isLoopback(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL),
  });
}

/** An emulator has no DNS names for buckets. */
function isLoopback(endpoint: string | undefined): boolean {
  return endpoint !== undefined && /^https?:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/.test(endpoint);
}

/**
 * Finds who of several can read a bucket, and the bucket's region. An identity that is for one account is taken only
 * where the bucket is that account's (Amazon S3 API Reference, HeadBucket, `x-amz-expected-bucket-owner`).
 *
 * @param region of the bucket, where the user says so.
 * @throws ClosedBucket when nobody can, with the reason of each.
 */
export async function openBucket(
  bucket: string,
  identities: readonly Identity[],
  region?: string,
): Promise<BucketAccess> {
  const failures: AwsFailure[] = [];
  for (const identity of identities) {
    const access = await tryBucket(bucket, identity, identities.length > 1, region);
    if ('s3' in access) return access;
    failures.push(access);
  }
  throw new ClosedBucket(bucket, failures);
}

async function tryBucket(
  bucket: string,
  identity: Identity,
  several: boolean,
  region: string | undefined,
): Promise<BucketAccess | AwsFailure> {
  const given = region ?? identity.settings.region ?? ANY_REGION;
  const s3 = s3Client(identity, given);
  const asked = {
    Bucket: bucket,
    ...(several && identity.account !== undefined && { ExpectedBucketOwner: identity.account }),
  };
  try {
    // The answer to HEAD has no body that could tell why it failed; the same question by GET has.
    const head = await s3.send(new HeadBucketCommand(asked)).catch(() => undefined);
    if (head === undefined) await s3.send(new ListObjectsV2Command({ ...asked, MaxKeys: 1 }));
    const found = head?.BucketRegion ?? given;
    if (found === given) return { bucket, s3, region: given, identity };
    s3.destroy();
    return { bucket, s3: s3Client(identity, found), region: found, identity };
  } catch (error) {
    s3.destroy();
    return failureOf(error, { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, who: identity.name });
  }
}
