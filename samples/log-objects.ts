import { ACCESS_LOG_FIELDS } from '../contract/access-log-fields';
import { HOUR } from '../contract/time';
import { hostileRecords } from './hostile';
import { chanceFrom, type Chance } from './random';
import { lineOf } from './record';
import { LOG_PREFIX, SEED } from './story';
import { traffic } from './traffic';

/** One object of the log bucket. */
export interface LogObject {
  /** Path below `samples/logs`, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly gzip: boolean;
}

interface Delivery {
  readonly line: string;
  /** Seconds since the epoch; S3 delivers in batches, here once an hour. */
  readonly hour: number;
}

/** All objects of the sample logs, the same ones on every run, in the order of their names. */
export function sampleLogObjects(): readonly LogObject[] {
  const chance = chanceFrom(SEED);
  const batches = new Map<number, string[]>();
  for (const { line, hour } of deliveries(chance)) {
    const batch = batches.get(hour);
    if (batch === undefined) batches.set(hour, [line]);
    else batch.push(line);
  }
  return [...batches]
    .sort(([a], [b]) => a - b)
    .map(([hour, lines]) => {
      // S3 writes plain text; a collector that keeps the logs may have compressed them.
      const gzip = chance.happens(0.6);
      return { path: `${pathOf(hour, chance)}${gzip ? '.gz' : ''}`, text: `${lines.join('\n')}\n`, gzip };
    });
}

/** Lines are delivered within two hours, a few of them a day late, a few twice, and in no strict order. */
function deliveries(chance: Chance): readonly Delivery[] {
  const records = [...traffic(chance), ...hostileRecords(chance)].sort((a, b) => a.time - b.time);
  return records.flatMap((sample) => {
    const line = lineOf(sample, fieldsOf(chance));
    const lag = chance.happens(0.004) ? chance.integer(20 * HOUR, 26 * HOUR) : chance.integer(300, 2 * HOUR);
    const hour = Math.ceil((sample.time + lag) / HOUR) * HOUR;
    return chance.happens(0.005)
      ? [
          { line, hour },
          { line, hour: hour + HOUR },
        ]
      : [{ line, hour }];
  });
}

/** Nearly all records are of today's format, some end before the fields added last. */
function fieldsOf(chance: Chance): number {
  return ACCESS_LOG_FIELDS.length - (chance.happens(0.05) ? chance.integer(1, 3) : 0);
}

function pathOf(hour: number, chance: Chance): string {
  const written = new Date((hour + chance.integer(0, 900)) * 1000).toISOString().slice(0, 19);
  const folder = written.slice(0, 10).replaceAll('-', '/');
  return `${LOG_PREFIX}/${folder}/${written.replace(/[T:]/g, '-')}-${chance.text(16, '0123456789ABCDEF')}`;
}
