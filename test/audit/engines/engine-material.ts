import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudTrailRecord } from '../cloudtrail/cloudtrail-record';
import { logLine } from '../log-lines';

/** Logs and CloudTrail that every engine is asked about, as text and as files. */
export interface Material {
  readonly lines: readonly string[];
  readonly events: readonly Record<string, unknown>[];
  readonly log: string;
  readonly trail: string;
}

/** The request that the material has a record and an event of. */
export const REQUEST = 'AAAAAAAAAAAAAAA1';
export const WINDOW = { since: 1_767_571_200, until: 1_767_657_600 };
export const REJECT = 'no record at all';

const PROVEN = logLine({ requestId: REQUEST, hostId: 'host1=' });

/** Of everything that engines tell apart, one. */
export function writeMaterial(directory: string): Material {
  const lines = [
    PROVEN,
    PROVEN,
    logLine({ remoteIp: '52.198.48.49' }),
    logLine({ bucket: 'elsewhere' }),
    logLine({ at: '2026-01-04T23:00:00Z' }),
    logLine({ userAgent: 'a" 200 - 1 1 1 1 "-" "b' }),
    REJECT,
  ];
  const events = [
    cloudTrailRecord(),
    cloudTrailRecord({ requestID: 'UNLOGGED', additionalEventData: { 'x-amz-id-2': 'host9=' } }),
    cloudTrailRecord({
      requestID: 'DENIED',
      eventCategory: 'NetworkActivity',
      eventType: 'AwsVpceEvent',
      errorCode: 'VpceAccessDenied',
    }),
  ];
  const [log, trail] = [join(directory, 'log'), join(directory, 'trail.json')];
  writeFileSync(log, `${lines.join('\n')}\n`);
  writeFileSync(trail, JSON.stringify({ Records: events }));
  return { lines, events, log, trail };
}
