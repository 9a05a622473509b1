import { mapConcurrently } from './concurrency';
import { type EventRecord, type ObjectEvent, compareSequencers, readEvent } from './event-records';
import { type FailureMessage, failureMessage } from './failure-queue';
import type { Outcome } from './replication';
import { type Report, reportOf } from './report';
import { describeError } from './s3-errors';

/** The ends of the handler: what it does to the world, given from outside. */
export interface Effects {
  readonly concurrency: number;
  readonly replicate: (event: ObjectEvent) => Promise<Outcome>;
  readonly sendFailure: (message: FailureMessage) => Promise<void>;
  readonly publishResult: (report: Report) => Promise<void>;
  /** Tells logs and metrics of one record. */
  readonly observe: (record: EventRecord, outcome: Outcome) => void;
  /** Tells the metrics of all. */
  readonly count: (report: Report) => void;
  readonly resultNotPublished: (error: unknown) => void;
  readonly now: () => Date;
}

/** Failures could not be written to the failure queue. Thrown so that Lambda keeps the event, tries again, and dead-letters it. */
export class FailureQueueError extends Error {
  override readonly name = 'FailureQueueError';
}

/**
 * Handles an S3 event to its end: every record is tried, whatever becomes of the others; each failure goes to the failure
 * queue; one result message tells of all. An event with `replay: true` comes from the replay command, which keeps its own
 * message until it reads here that the record succeeded: its failures are reported but not queued a second time.
 * @throws FailureQueueError if a failure could not be queued: the event must then be delivered again.
 */
export async function handleEvent(event: unknown, effects: Effects): Promise<Report> {
  const records = readEvent(event);
  const outcomes = await replicateAll(records, effects);
  const report = reportOf(records, outcomes);
  effects.count(report);
  const lost = isReplay(event) ? [] : await queueFailures(records, outcomes, effects);
  if (records.length > 0) await effects.publishResult(report).catch(effects.resultNotPublished);
  if (lost.length > 0) {
    throw new FailureQueueError(`${lost.length} failures could not be queued; the first: ${describeError(lost[0])}`);
  }
  return report;
}

function isReplay(event: unknown): boolean {
  return (event as { replay?: unknown } | null)?.replay === true;
}

interface Numbered {
  readonly index: number;
  readonly record: EventRecord;
}

/** Different keys go side by side; the records of one key go one after another, oldest first. */
async function replicateAll(records: readonly EventRecord[], effects: Effects): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await mapConcurrently(inOrderPerKey(records), effects.concurrency, async (ofOneKey) => {
    for (const { index, record } of ofOneKey) {
      const outcome = await replicateOne(record, effects);
      effects.observe(record, outcome);
      outcomes[index] = outcome;
    }
  });
  return outcomes;
}

/** Never throws: whatever happens to a record is its outcome. */
async function replicateOne(record: EventRecord, effects: Effects): Promise<Outcome> {
  if ('unreadable' in record) return { outcome: 'failed', reason: record.unreadable, attempts: 0 };
  try {
    return await effects.replicate(record.event);
  } catch (error) {
    return { outcome: 'failed', reason: describeError(error), attempts: 1 };
  }
}

/** Groups records by bucket and key, each group ordered by sequencer; unreadable records stand alone. */
function inOrderPerKey(records: readonly EventRecord[]): Numbered[][] {
  const groups = new Map<string | number, Numbered[]>();
  for (const [index, record] of records.entries()) {
    const group = 'event' in record ? `${record.event.bucket}/${record.event.key}` : index;
    groups.set(group, [...(groups.get(group) ?? []), { index, record }]);
  }
  return [...groups.values()].map((group) => group.toSorted(bySequencer));
}

function bySequencer(a: Numbered, b: Numbered): number {
  const [left, right] = [a, b].map(({ record }) => ('event' in record ? record.event.sequencer : undefined));
  return left === undefined || right === undefined ? 0 : compareSequencers(left, right);
}

/** Returns the errors of those that could not be queued. */
async function queueFailures(
  records: readonly EventRecord[],
  outcomes: readonly Outcome[],
  { concurrency, sendFailure, now }: Effects,
): Promise<unknown[]> {
  const messages = outcomes.flatMap((outcome, index) => {
    const record = records[index];
    if (outcome.outcome !== 'failed' || record === undefined) return [];
    return [failureMessage(record, outcome.reason, outcome.attempts, now())];
  });
  const errors = await mapConcurrently(messages, concurrency, (message) =>
    sendFailure(message).then(
      () => [],
      (error: unknown) => [error],
    ),
  );
  return errors.flat();
}
