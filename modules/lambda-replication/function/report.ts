import type { EventRecord } from './event-records';
import type { Outcome } from './replication';

/** One record's part of a report; `null` where the record could not be read. */
export type RecordReport = { readonly key: string | null; readonly versionId: string | null } & Outcome;

/** What became of an event. The handler returns it; its records stand in the order of the event's. */
export interface Report {
  readonly copied: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly records: readonly RecordReport[];
}

/** Counts outcomes, which must be in the order of the records. */
export function reportOf(records: readonly EventRecord[], outcomes: readonly Outcome[]): Report {
  const count = (kind: Outcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === kind).length;
  return {
    copied: count('copied'),
    deleted: count('deleted'),
    skipped: count('skipped'),
    failed: count('failed'),
    records: outcomes.map((outcome, index) => {
      const record = records[index];
      const event = record && 'event' in record ? record.event : undefined;
      return { key: event?.key ?? null, versionId: event?.versionId ?? null, ...outcome };
    }),
  };
}
