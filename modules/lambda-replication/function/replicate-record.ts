import { copyInParts } from './copy-in-parts';
import { copyObject } from './copy-object';
import type { Copy } from './copy-request';
import { decide } from './decide';
import type { ObjectEvent } from './event-records';
import { type Held, headDestination, headSource, newestVersionId } from './observe';
import { putDeleteMarker, replicateDeletion } from './replicate-deletion';
import type { Outcome, Replication } from './replication';
import { pause } from './retry';
import { describeError, kindOfError } from './s3-errors';

/** The version is not at the source: deleted since, or not visible yet. */
class SourceMissingError extends Error {
  override readonly name = 'SourceMissingError';
}

/**
 * Brings one event to the destination. Where another writer was faster or the source is missing, it looks again, up to
 * `maxAttempts` times with growing pauses, and decides anew. Never throws: what cannot be done is a failed outcome.
 */
export async function replicateRecord(replication: Replication, event: ObjectEvent): Promise<Outcome> {
  const { configuration, policy, clock } = replication;
  const refusal = refuse(event, replication);
  if (refusal) return refusal;
  const step = event.kind === 'created' ? replicateCreation : replicateDeletion;
  let attempts = 1;
  try {
    for (; ; attempts++) {
      try {
        return await step(replication, event);
      } catch (error) {
        if (!worthAnotherLook(error) || attempts >= configuration.maxAttempts) throw error;
        await pause(attempts, policy, clock, error);
      }
    }
  } catch (error) {
    return { outcome: 'failed', reason: withCause(error), attempts };
  }
}

function refuse(event: ObjectEvent, { configuration }: Replication): Outcome | undefined {
  if (event.bucket !== configuration.source.bucket) {
    const reason = `the event is of bucket ${event.bucket}, not of SOURCE_BUCKET ${configuration.source.bucket}`;
    return { outcome: 'failed', reason, attempts: 0 };
  }
  if (event.kind === 'other') return { outcome: 'skipped', reason: 'not an object creation' };
  return event.kind === 'delete-marker-created' && !configuration.replicateDeletions
    ? { outcome: 'skipped', reason: 'deletions are not replicated' }
    : undefined;
}

function worthAnotherLook(error: unknown): boolean {
  const kind = kindOfError(error);
  return error instanceof SourceMissingError || kind === 'missing' || kind === 'conflict';
}

function withCause(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? `, after ${describeError(error.cause)}` : '';
  return describeError(error) + cause;
}

async function replicateCreation(replication: Replication, event: ObjectEvent): Promise<Outcome> {
  const { preventOverwrite, replicateDeletions } = replication.configuration;
  // In this order: see decide.
  const destination = await headDestination(replication, event.key);
  const current = await headSource(replication, event.key);
  const version = await versionOf(replication, event, current);
  if (version === 'superseded') return { outcome: 'skipped', reason: 'superseded by a newer version' };

  const decision = decide({
    destination: stateOf(destination),
    newest: await isNewest(replication, event, current),
    versionLastModified: version.LastModified ?? new Date(0),
    preventOverwrite,
    replicateDeletions,
  });
  if (decision.action === 'skip') return { outcome: 'skipped', reason: decision.reason };

  const { key, versionId } = event;
  const bytes = version.ContentLength ?? 0;
  const copy = bytes > replication.configuration.multipartThresholdBytes ? copyInParts : copyObject;
  const eTag = await copy(replication, { key, versionId, head: version, condition: decision.condition });
  if (replicateDeletions && (await deletedMeanwhile(replication, key))) {
    await putDeleteMarker(replication, key, eTag);
    return { outcome: 'skipped', reason: 'superseded by a deletion' };
  }
  return { outcome: 'copied', bytes };
}

function stateOf(destination: Held): { eTag: string; lastModified: Date } | undefined {
  if (destination.state !== 'present') return undefined;
  const { ETag, LastModified } = destination.head;
  if (ETag === undefined || LastModified === undefined) throw new Error('S3 described an object without ETag or date');
  return { eTag: ETag, lastModified: LastModified };
}

/**
 * The description of the event's version.
 * @throws SourceMissingError
 */
async function versionOf(
  replication: Replication,
  { key, versionId, eTag }: ObjectEvent,
  current: Held,
): Promise<Copy['head'] | 'superseded'> {
  if (current.state === 'present') {
    // Without versions the ETag tells whether the content still is that of the event.
    if (versionId === undefined) return sameETag(eTag, current.head.ETag) ? current.head : 'superseded';
    if (current.head.VersionId === versionId) return current.head;
  }
  const version = versionId === undefined ? current : await headSource(replication, key, versionId);
  if (version.state === 'present') return version.head;
  throw new SourceMissingError('the source has no such object, or not yet');
}

/** Events write the ETag without the quotes that headers have. */
function sameETag(ofEvent: string | undefined, ofObject: string | undefined): boolean {
  return ofEvent === undefined || ofEvent.replaceAll('"', '') === ofObject?.replaceAll('"', '');
}

async function isNewest(replication: Replication, { key, versionId }: ObjectEvent, current: Held): Promise<boolean> {
  if (versionId === undefined) return true;
  if (current.state === 'present') return current.head.VersionId === versionId;
  // Under a delete marker that stays at the source, the newest version is still the one the destination shall hold.
  return !replication.configuration.replicateDeletions && (await newestVersionId(replication, key)) === versionId;
}

/**
 * Whether the key was deleted at the source while it was copied. A precondition cannot see this, because a key that was
 * deleted and one that never was are alike to If-None-Match; and the deletion's own event may have come and gone.
 */
async function deletedMeanwhile(replication: Replication, key: string): Promise<boolean> {
  return (await headSource(replication, key)).state === 'deleted';
}
