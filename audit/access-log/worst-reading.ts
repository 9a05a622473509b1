import type { AccessLogRecord } from '../../contract/access-log-fields';
import { exposureOf } from '../records/outcome';

/** Of the ways to read an ambiguous line, the one by which the request got most. */
export function worstReading(readings: readonly [AccessLogRecord, ...AccessLogRecord[]]): AccessLogRecord {
  return readings.reduce((worst, reading) =>
    exposureOf(reading.httpStatus) > exposureOf(worst.httpStatus) ? reading : worst,
  );
}
