import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { EventRecord } from './event-records';
import type { Outcome } from './replication';
import type { Report } from './report';

export const METRICS_NAMESPACE = 'S3PrivatePath/Replication';

/** Counts an event's outcomes, zeros too, so that an alarm always sees data. */
export function countOutcomes(metrics: Metrics, { copied, deleted, skipped, failed }: Report): void {
  metrics.addMetric('ObjectsCopied', 'Count', copied);
  metrics.addMetric('ObjectsDeleted', 'Count', deleted);
  metrics.addMetric('ObjectsSkipped', 'Count', skipped);
  metrics.addMetric('ObjectsFailed', 'Count', failed);
}

/** Logs one record's outcome; of a copy, measures size and delay. */
export function observeRecord(
  { logger, metrics }: { logger: Logger; metrics: Metrics },
  record: EventRecord,
  outcome: Outcome,
  now: Date,
): void {
  const event = 'event' in record ? record.event : undefined;
  if (outcome.outcome === 'copied' && event) {
    metrics.addMetric('BytesCopied', 'Bytes', outcome.bytes);
    metrics.addMetric('ReplicationLatency', 'Milliseconds', now.getTime() - Date.parse(event.eventTime));
  }
  const { key, versionId, sequencer, eventName } = event ?? {};
  const entry = { key, versionId, sequencer, eventName, ...outcome };
  if (outcome.outcome === 'failed') logger.error('Object not replicated', entry);
  else logger.info('Object handled', entry);
}
