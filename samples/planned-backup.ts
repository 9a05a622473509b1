import { parseLine } from '../audit/access-log/parse-line';
import { HOUR } from '../contract/time';
import { chanceFrom, type Chance } from './random';
import { lineOf, record, type SampleRecord } from './record';
import { INSTANCES, type Caller } from './story';
import { eventOf } from './trail-files';

// Three nights of the bucket before the planned deployment: nothing is denied yet. The instances read through the endpoint;
// a backup in a data centre reads by a role of account B past any, and nobody remembers it.

const SEED = 20_251_229;
const FIRST_NIGHT = Date.parse('2025-12-29T00:00:00Z') / 1000;
const DAY = 24 * HOUR;

const BACKUP: Caller = {
  remoteIp: '203.0.113.40',
  requester: 'arn:aws:sts::222222222222:assumed-role/backup/nightly',
  userAgent: 'rclone/v1.72.0',
  sourceRegion: null,
};

function nights(chance: Chance): readonly SampleRecord[] {
  return [0, 1, 2].flatMap((night) => {
    const start = FIRST_NIGHT + night * DAY + HOUR;
    const keys = [1, 2, 3, 4, 5].map((number) => `orders/2025/12/2${8 + night}/order-${number}.json`);
    const asked = (caller: Caller, from: number): readonly SampleRecord[] => [
      record(
        from,
        caller,
        { operation: 'REST.GET.BUCKET', key: null, target: 'GET /?list-type=2', status: 200, sent: 900 },
        chance,
      ),
      ...keys.map((key, i) =>
        record(
          from + 5 * (i + 1),
          caller,
          { operation: 'REST.GET.OBJECT', key, target: `GET /${key}`, status: 200, sent: 4000 + i, size: 4000 + i },
          chance,
        ),
      ),
    ];
    return [
      ...INSTANCES.flatMap((instance, i) => asked(instance, start + 600 * i)),
      ...asked(BACKUP, start + 3 * HOUR),
    ];
  });
}

/** One object of access logs, and the CloudTrail file of its requests. */
export function plannedFiles(): { readonly logs: readonly PlannedFile[]; readonly cloudtrail: readonly PlannedFile[] } {
  const text = `${nights(chanceFrom(SEED))
    .map((sample) => lineOf(sample))
    .join('\n')}\n`;
  const events = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const parsed = parseLine(line);
      return parsed.kind === 'record' ? eventOf(parsed.readings[0]) : [];
    });
  const records = JSON.stringify({ Records: events });
  return {
    logs: [{ path: '2026-01-01-00-15-00-5D1C0B7A3E9F2468', text, gzip: false }],
    cloudtrail: [{ path: '222222222222_CloudTrail_us-east-1_20260101T0000Z.json.gz', text: records, gzip: true }],
  };
}

/** A file below `samples/planned`. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly gzip: boolean;
}
