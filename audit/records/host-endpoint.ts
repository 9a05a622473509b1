/** The endpoint of Transfer Acceleration: an edge of CloudFront's, which no VPC endpoint leads to. */
const ACCELERATION = 's3-accelerate';
/**
 * The endpoint of Multi-Region Access Points: gateway endpoints do not serve it, interface endpoints of their own do (S3 User
 * Guide, "Multi-Region Access Point restrictions and limitations").
 */
export const MULTI_REGION = 's3-global';

/** Stands, in any case, in every Host header that names an endpoint. */
const ENDPOINT_MARK = new RegExp(`vpce-|${ACCELERATION}|${MULTI_REGION}`, 'i');

/** The same in SQL. */
export const ENDPOINT_MARK_SQL = `(?i)${ENDPOINT_MARK.source}`;

/** The last one counts: what stands before it may be a bucket that is named so. */
const ENDPOINT_LABEL = new RegExp(
  `(?:^|\\.)(vpce-[0-9a-z]+(?=[-.:]|$)|(?:${ACCELERATION}|${MULTI_REGION})(?=[.:]|$))`,
  'g',
);

/** Says whether a Host header may name an endpoint; {@link endpointOfHost} finds none in others. */
export function mayNameEndpoint(host: string): boolean {
  return ENDPOINT_MARK.test(host);
}

/**
 * The endpoint that a Host header names and that is not the one of S3 in a region: a VPC endpoint, as in
 * `bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com` (S3 User Guide, "AWS PrivateLink for Amazon S3"), or one of those
 * above. A gateway endpoint has no name of its own.
 *
 * @returns its id or label in small letters, or `null` for none.
 */
export function endpointOfHost(host: string | null, bucket: string): string | null {
  if (host === null) return null;
  const name = host.toLowerCase();
  const inFront = `${bucket.toLowerCase()}.`;
  const rest = name.startsWith(inFront) ? name.slice(inFront.length) : name;
  return [...rest.matchAll(ENDPOINT_LABEL)].at(-1)?.[1] ?? null;
}
