import {
  type HeadObjectCommandOutput,
  type ListObjectVersionsCommandInput,
  HeadObjectCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { decodeKey } from './event-records';
import type { Replication } from './replication';
import { deleteMarkerOf, kindOfError } from './s3-errors';

/** What a bucket holds under a key, or under one version of it. */
export type Held =
  | { readonly state: 'absent' }
  | { readonly state: 'deleted'; readonly markerVersionId: string }
  | { readonly state: 'present'; readonly head: HeadObjectCommandOutput };

/** The destination's current object. */
export function headDestination({ configuration, destinationClient, call }: Replication, key: string): Promise<Held> {
  const { bucket, accountId } = configuration.destination;
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: accountId });
  return held(() =>
    call(configuration.requestTimeoutMs, (abortSignal) => destinationClient.send(command, { abortSignal })),
  );
}

/** The source's current version, or the version named; with its checksum, for copies in parts. */
export function headSource(
  { configuration, sourceClient, call }: Replication,
  key: string,
  versionId?: string,
): Promise<Held> {
  const { bucket, accountId } = configuration.source;
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    ChecksumMode: 'ENABLED',
    ExpectedBucketOwner: accountId,
  });
  return held(() => call(configuration.requestTimeoutMs, (abortSignal) => sourceClient.send(command, { abortSignal })));
}

async function held(head: () => Promise<HeadObjectCommandOutput>): Promise<Held> {
  try {
    return { state: 'present', head: await head() };
  } catch (error) {
    if (kindOfError(error) !== 'missing') throw error;
    const markerVersionId = deleteMarkerOf(error);
    return markerVersionId === undefined ? { state: 'absent' } : { state: 'deleted', markerVersionId };
  }
}

/** The newest version of a key that is not a delete marker, or undefined if there is none. */
export async function newestVersionId(
  { configuration, sourceClient, call }: Replication,
  key: string,
): Promise<string | undefined> {
  const { bucket, accountId } = configuration.source;
  // Encoded, because XML cannot hold every character that a key can.
  const input = { Bucket: bucket, Prefix: key, EncodingType: 'url', ExpectedBucketOwner: accountId } as const;
  const isKey = (encoded = ''): boolean => decodeKey(encoded) === key;
  let marker: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
  for (;;) {
    const command = new ListObjectVersionsCommand({ ...input, ...marker });
    const page = await call(configuration.requestTimeoutMs, (abortSignal) =>
      sourceClient.send(command, { abortSignal }),
    );
    // Versions come newest first; the key itself sorts before every longer key that it is a prefix of.
    const newest = page.Versions?.find((version) => isKey(version.Key));
    if (newest || !page.IsTruncated || !isKey(page.NextKeyMarker)) return newest?.VersionId;
    marker = { KeyMarker: key, VersionIdMarker: page.NextVersionIdMarker };
  }
}
