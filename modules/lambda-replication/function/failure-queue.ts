import { type SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { EventRecord } from './event-records';
import type { Call } from './retry';

/** A message of the failure queue: the record as S3 sent it, to be replayed, and what a reader wants to know of it. */
export interface FailureMessage {
  readonly version: 1;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly versionId: string | null;
  readonly sequencer: string | null;
  readonly eventName: string | null;
  readonly eventTime: string | null;
  readonly reason: string;
  readonly attempts: number;
  /** ISO 8601. */
  readonly failedAt: string;
  /** The record as it came; of an event that was none, the whole event. */
  readonly record: unknown;
}

/** The message for one failed record. */
export function failureMessage(record: EventRecord, reason: string, attempts: number, failedAt: Date): FailureMessage {
  const event = 'event' in record ? record.event : undefined;
  return {
    version: 1,
    bucket: event?.bucket ?? null,
    key: event?.key ?? null,
    versionId: event?.versionId ?? null,
    sequencer: event?.sequencer ?? null,
    eventName: event?.eventName ?? null,
    eventTime: event?.eventTime ?? null,
    reason,
    attempts,
    failedAt: failedAt.toISOString(),
    record: record.raw,
  };
}

/**
 * JSON in ASCII alone. SQS and SNS refuse or replace characters that XML does not know, and keys may hold them.
 * Source: Amazon SQS API Reference, SendMessage.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Sends one failure to the queue. Throws the error of SQS, or OutOfTimeError. */
export async function sendFailure(
  { client, queueUrl, timeoutMs, call }: { client: SQSClient; queueUrl: string; timeoutMs: number; call: Call },
  message: FailureMessage,
): Promise<void> {
  const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: asciiJson(message) });
  await call(timeoutMs, (abortSignal) => client.send(command, { abortSignal }));
}
