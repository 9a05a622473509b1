import { DeleteObjectCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { ObjectEvent } from './event-records';
import { headDestination, headSource } from './observe';
import type { Outcome, Replication } from './replication';

/** The destination bucket keeps no versions, so that a delete there would destroy data. */
class UnversionedDestinationError extends Error {
  override readonly name = 'UnversionedDestinationError';
}

/**
 * Puts a delete marker on the destination's key if the source's current version still is the delete marker of the event.
 * No version is ever deleted. The destination is looked at before the source, and the delete is conditional on it:
 * whatever was written since makes S3 answer 412.
 * @throws UnversionedDestinationError, the error of S3, or OutOfTimeError.
 */
export async function replicateDeletion(replication: Replication, event: ObjectEvent): Promise<Outcome> {
  const destination = await headDestination(replication, event.key);
  const current = await headSource(replication, event.key);
  if (current.state !== 'deleted' || current.markerVersionId !== event.versionId) {
    return { outcome: 'skipped', reason: 'superseded by a newer version' };
  }
  if (destination.state !== 'present') return { outcome: 'skipped', reason: 'already absent' };
  await putDeleteMarker(replication, event.key, destination.head.ETag);
  return { outcome: 'deleted' };
}

/** Deletes the current object under a key, if it is the one with this ETag, by creating a delete marker. */
export async function putDeleteMarker(
  { configuration, destinationClient, call }: Replication,
  key: string,
  eTag: string | undefined,
): Promise<void> {
  const { bucket, accountId } = configuration.destination;
  const owned = { Bucket: bucket, ExpectedBucketOwner: accountId };
  const { Status } = await call(configuration.requestTimeoutMs, (abortSignal) =>
    destinationClient.send(new GetBucketVersioningCommand(owned), { abortSignal }),
  );
  // Suspended is not enough: a delete then destroys the null version.
  if (Status !== 'Enabled') {
    throw new UnversionedDestinationError(
      `bucket ${bucket} has versioning ${Status ?? 'off'}, so a delete would destroy data; enable versioning there`,
    );
  }
  const command = new DeleteObjectCommand({ ...owned, Key: key, IfMatch: eTag });
  await call(configuration.requestTimeoutMs, (abortSignal) => destinationClient.send(command, { abortSignal }));
}
