/** What the name of an endpoint begins with, in any case. */
export const ENDPOINT_MARK = 'vpce-';

/** The last one counts: what stands before it may be a bucket that is named so. */
const ENDPOINT_LABEL = /(?:^|\.)(vpce-[0-9a-z]+)(?=[-.:]|$)/g;

/**
 * The VPC endpoint that a Host header names: `bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com` and the like (S3 User
 * Guide, "AWS PrivateLink for Amazon S3"). A gateway endpoint has no name of its own.
 *
 * @returns its id in small letters, or `null` for none.
 */
export function endpointOfHost(host: string | null, bucket: string): string | null {
  if (host === null) return null;
  const name = host.toLowerCase();
  const inFront = `${bucket.toLowerCase()}.`;
  const rest = name.startsWith(inFront) ? name.slice(inFront.length) : name;
  return [...rest.matchAll(ENDPOINT_LABEL)].at(-1)?.[1] ?? null;
}
