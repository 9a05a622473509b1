import type { AccessLogRecord } from '../../contract/access-log-fields';
import { exposureOf, type Answer } from '../records/outcome';

type Readings = readonly [AccessLogRecord, ...AccessLogRecord[]];

/** Of the ways to read an ambiguous line, the one by which the request got most. */
export function worstReading(readings: Readings): AccessLogRecord {
  return readings.reduce((worst, reading) => (exposureOf(reading) > exposureOf(worst) ? reading : worst));
}

/** The answer by which the request got least, `null` where the worst reading's gave no more away. */
export function mildestAnswer(readings: Readings): Answer | null {
  const mildest = readings.reduce((mild, reading) => (exposureOf(reading) < exposureOf(mild) ? reading : mild));
  if (exposureOf(mildest) === exposureOf(worstReading(readings))) return null;
  const { httpStatus, errorCode } = mildest;
  return { httpStatus, errorCode };
}
