import { z } from 'zod';

/** What one record of an S3 event notification says, its key decoded. */
export interface ObjectEvent {
  readonly kind: 'created' | 'delete-marker-created' | 'other';
  readonly eventName: string;
  /** ISO 8601, as S3 sent it. */
  readonly eventTime: string;
  readonly bucket: string;
  readonly key: string;
  /** Absent where the bucket is not versioned. */
  readonly versionId: string | undefined;
  readonly eTag: string | undefined;
  /** Hexadecimal; comparable within one key only, see {@link compareSequencers}. */
  readonly sequencer: string | undefined;
}

/** A record as it came, and what it says or why it cannot be read. */
export type EventRecord = { readonly raw: unknown } & (
  { readonly event: ObjectEvent } | { readonly unreadable: string }
);

const record = z.object({
  eventSource: z.literal('aws:s3'),
  eventVersion: z.string(),
  eventName: z.string().min(1),
  eventTime: z.iso.datetime({ offset: true }),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({
      key: z.string().min(1),
      versionId: z.string().min(1).nullish(),
      eTag: z.string().nullish(),
      sequencer: z
        .string()
        .regex(/^[0-9A-Fa-f]+$/)
        .nullish(),
    }),
  }),
});

/**
 * Reads the records of an S3 event, each by itself: one that cannot be read does not hide the others.
 * The `s3:TestEvent` that S3 sends when a notification is configured has no records. An event of another shape is
 * one unreadable record, so that it is kept and not lost.
 */
export function readEvent(event: unknown): EventRecord[] {
  if (isTestEvent(event)) return [];
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records)) return [{ raw: event, unreadable: 'not an S3 event: it has no list of Records' }];
  return records.map(readRecord);
}

function isTestEvent(event: unknown): boolean {
  return (event as { Event?: unknown } | null)?.Event === 's3:TestEvent';
}

function readRecord(raw: unknown): EventRecord {
  const { data, error } = record.safeParse(raw);
  if (error) {
    const faults = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    return { raw, unreadable: `not an S3 event record (${faults.join('; ')})` };
  }
  // AWS raises the minor version with additions only; a new major version may mean anything.
  if (!data.eventVersion.startsWith('2.')) {
    return { raw, unreadable: `event version ${data.eventVersion} is not 2.x` };
  }
  const { bucket, object } = data.s3;
  const key = decodeKey(object.key);
  if (key === undefined) return { raw, unreadable: `the key ${object.key} is not percent-encoded UTF-8` };
  const event: ObjectEvent = {
    kind: kindOf(data.eventName),
    eventName: data.eventName,
    eventTime: data.eventTime,
    bucket: bucket.name,
    key,
    versionId: object.versionId ?? undefined,
    eTag: object.eTag ?? undefined,
    sequencer: object.sequencer ?? undefined,
  };
  return { raw, event };
}

function kindOf(eventName: string): ObjectEvent['kind'] {
  const name = eventName.replace(/^s3:/, '');
  if (name.startsWith('ObjectCreated:')) return 'created';
  return name === 'ObjectRemoved:DeleteMarkerCreated' ? 'delete-marker-created' : 'other';
}

/** The key that S3 wrote form-encoded into an event, or undefined if it is not decodable. Source: AWS "Event message structure". */
export function decodeKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/**
 * Orders two sequencers of one key: the shorter is padded with zeros on its right, then they compare as text.
 * Negative if `a` came first. Source: AWS "Event message structure", sequencer.
 */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((sequencer) => sequencer.toUpperCase().padEnd(length, '0')) as [string, string];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
