import { z } from 'zod';
import type { FailureMessage } from '../function/failure-queue';

/** A message as the queue gave it. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** What the queue wants to see for deleting or releasing this message. */
  readonly receipt: string;
}

/** What the replay does to the world, given from outside. */
export interface ReplayEffects {
  /** Takes up to `most` messages, hidden from others for now; none when the queue is empty. */
  readonly receive: (most: number) => Promise<QueuedMessage[]>;
  /**
   * Gives an event to the function and returns what it answered.
   * Throws {@link FunctionFailedError} if the function ran and threw; any other error ends the replay.
   */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly remove: (message: QueuedMessage) => Promise<void>;
  /** Makes a message visible to others again. */
  readonly release: (message: QueuedMessage) => Promise<void>;
  readonly tell: (line: string) => void;
}

/** What became of the messages of the queue. */
export interface ReplaySummary {
  /** Messages whose record the function handled, deleted from the queue. */
  readonly replayed: number;
  /** Messages that stay in the queue: failed again, unreadable, or only looked at. */
  readonly kept: number;
}

/** The function was invoked and failed as a whole. */
export class FunctionFailedError extends Error {
  override readonly name = 'FunctionFailedError';
}

/** As many as SQS hands out at once. Source: Amazon SQS API Reference, ReceiveMessage. */
const BATCH = 10;

/** As much of the message as a replay needs. The record must be one of S3's; what the function reads in it, it checks itself. */
const failureMessage: z.ZodType<Pick<FailureMessage, 'key' | 'versionId' | 'reason' | 'record'>> = z.object({
  version: z.literal(1),
  key: z.string().nullable(),
  versionId: z.string().nullable(),
  reason: z.string(),
  record: z.looseObject({ eventSource: z.literal('aws:s3') }),
});

const answer = z.object({
  records: z.array(
    z.object({ outcome: z.enum(['copied', 'deleted', 'skipped', 'failed']), reason: z.string().optional() }),
  ),
});

type Failure = z.infer<typeof failureMessage>;

/**
 * Replays the messages of the failure queue through the function, until the queue is empty or `max` are handled. A message
 * is deleted only after the function said that its record was copied, deleted or rightly skipped; all others are released at
 * the end. The event is marked `replay: true`, so that the function does not queue its failures a second time.
 * Throws what `effects` throw, after releasing what is kept.
 */
export async function replayFailures(
  effects: ReplayEffects,
  { max, dryRun }: { max: number; dryRun: boolean },
): Promise<ReplaySummary> {
  const kept: QueuedMessage[] = [];
  const seen = new Set<string>();
  let replayed = 0;
  try {
    while (seen.size < max) {
      const batch = await effects.receive(Math.min(BATCH, max - seen.size));
      kept.push(...batch);
      // What comes round again was hidden too long ago: everything has had its turn.
      if (batch.length === 0 || batch.some(({ id }) => seen.has(id))) break;
      for (const { id } of batch) seen.add(id);
      const readable = readFailures(batch, effects.tell);
      if (dryRun) describe(readable, effects.tell);
      else replayed += await replayBatch(readable, kept, effects);
    }
  } finally {
    for (const message of kept) await effects.release(message);
  }
  return { replayed, kept: seen.size - replayed };
}

interface Readable {
  readonly message: QueuedMessage;
  readonly failure: Failure;
}

function readFailures(batch: readonly QueuedMessage[], tell: ReplayEffects['tell']): Readable[] {
  return batch.flatMap((message) => {
    const failure = parse(message.body);
    if (failure) return [{ message, failure }];
    tell(`kept ${message.id}: it is not a failure message of this project that holds an S3 record`);
    return [];
  });
}

function parse(body: string): Failure | undefined {
  try {
    return failureMessage.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function describe(readable: readonly Readable[], tell: ReplayEffects['tell']): void {
  for (const { failure } of readable) tell(`would replay ${nameOf(failure)}: ${failure.reason}`);
}

function nameOf({ key, versionId }: Failure): string {
  return `${JSON.stringify(key)}${versionId === null ? '' : ` version ${versionId}`}`;
}

/** Returns how many succeeded; those are no longer among the kept. */
async function replayBatch(
  readable: readonly Readable[],
  kept: QueuedMessage[],
  { invoke, remove, tell }: ReplayEffects,
): Promise<number> {
  if (readable.length === 0) return 0;
  const results = await resultsOf(readable, invoke);
  let replayed = 0;
  for (const [index, { message, failure }] of readable.entries()) {
    const { outcome, reason = '' } = results[index] ?? { outcome: 'failed' };
    tell(`${outcome} ${nameOf(failure)}${reason === '' ? '' : `: ${reason}`}`);
    if (outcome === 'failed') continue;
    await remove(message);
    kept.splice(kept.indexOf(message), 1);
    replayed++;
  }
  return replayed;
}

type Result = z.infer<typeof answer>['records'][number];

/** One result per record. A function that fails as a whole, or answers something else, has replayed nothing. */
async function resultsOf(readable: readonly Readable[], invoke: ReplayEffects['invoke']): Promise<Result[]> {
  const event = { replay: true, Records: readable.map(({ failure }) => failure.record) };
  const allFailed = (reason: string): Result[] => readable.map(() => ({ outcome: 'failed', reason }));
  try {
    const { data } = answer.safeParse(await invoke(event));
    return data?.records.length === readable.length
      ? data.records
      : allFailed('the function did not answer with one result per record; is it the replication function?');
  } catch (error) {
    if (error instanceof FunctionFailedError) return allFailed(error.message);
    throw error;
  }
}
