import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { commandLine, readNumber } from './command-line';
import { gzipSync } from 'node:zlib';
import { chanceFrom } from '../samples/random';
import { newTally, type GroundTruth } from './ground-truth';
import { trailWriter, type TrueTrail } from './trail';
import { MIXTURES, type Mixture, type MixtureName } from './mixtures';
import { traffic } from './traffic';

/** What to write. Give bytes (before compression) or lines; the other is unbounded. */
export interface CorpusPlan {
  /** Folder for the log files; made where it is missing. */
  readonly directory: string;
  readonly seed: number;
  readonly files: number;
  readonly gzip: boolean;
  readonly mixture: MixtureName;
  readonly bytes?: number;
  readonly lines?: number;
  /** Folder for CloudTrail files that tell of the same requests; none are written without it. */
  readonly trail?: string;
}

/** What was written. */
export interface Corpus extends GroundTruth {
  readonly trail?: TrueTrail;
}

const FLUSH_BYTES = 1024 * 1024;

/**
 * Writes server access logs and counts what they hold. The same plan gives the same bytes. A hostile corpus begins with a
 * byte order mark and ends in the middle of a line.
 */
export function generate(plan: CorpusPlan): Corpus {
  const { directory, seed, files, gzip } = plan;
  const mixture: Mixture = MIXTURES[plan.mixture];
  const next = traffic(chanceFrom(seed), mixture);
  const tally = newTally();
  const trail = plan.trail === undefined ? undefined : trailWriter(plan.trail);
  let bytes = 0;
  let lines = 0;
  mkdirSync(directory, { recursive: true });
  for (let i = 0; i < files; i++) {
    const file = openSync(join(directory, nameOf(i, gzip)), 'w');
    const whole: Buffer[] = [];
    let pending = mixture.damaged === true && i === 0 ? ['\u00ef\u00bb\u00bf'] : [];
    let pendingBytes = 0;
    const flush = (): void => {
      const chunk = Buffer.from(pending.join(''), 'latin1');
      pending = [];
      pendingBytes = 0;
      if (gzip) whole.push(chunk);
      else writeSync(file, chunk);
    };
    const share = (i + 1) / files;
    // S3 delivers no empty object, however long the line before was.
    do {
      const line = next();
      const { text, meaning } = line;
      tally.add(meaning);
      trail?.add(line);
      pending.push(text, '\n');
      lines++;
      bytes += text.length + 1;
      pendingBytes += text.length + 1;
      if (pendingBytes > FLUSH_BYTES) flush();
    } while (bytes < (plan.bytes ?? Infinity) * share && lines < (plan.lines ?? Infinity) * share);
    if (mixture.damaged === true && i === files - 1) {
      pending.push('79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be orders-archive [05/Ja');
      tally.add({ kind: 'reject' });
    }
    flush();
    if (gzip) writeSync(file, gzipSync(Buffer.concat(whole)));
    closeSync(file);
  }
  return { ...tally.total({ seed, files, bytes }), ...(trail && { trail: trail.end() }) };
}

function nameOf(i: number, gzip: boolean): string {
  const moment = new Date(Date.UTC(2026, 0, 5) + i * 61_000).toISOString().slice(0, 19).replace(/[T:]/g, '-');
  return `${moment}-${(i * 2654435761 + 1).toString(16).toUpperCase().padStart(16, '0')}${gzip ? '.gz' : ''}`;
}

if (require.main === module) {
  const { directory, seed, files, bytes, gzip, mixture, trail, truth } = commandLine(
    'bench/generate.ts',
    'Writes access logs of made-up traffic, always the same for a seed.',
  )
    .requiredOption('--directory <folder>', 'where the log files go')
    .option('--truth <file>', 'what is in the logs, counted, as JSON')
    .option('--trail <folder>', 'where CloudTrail files of the same requests go')
    .option('--seed <n>', 'of the traffic', readNumber, 1)
    .option('--files <n>', 'how many', readNumber, 1)
    .option('--bytes <n>', 'of all files together', readNumber, 100 * 1024 * 1024)
    .option('--gzip', 'compress them', false)
    .addOption(
      new Option('--mixture <name>', 'of the traffic')
        .choices(Object.keys(MIXTURES) as MixtureName[])
        .default('usual' as const),
    )
    .parse()
    .opts();
  const told = generate({ directory, seed, files, bytes, gzip, mixture, ...(trail !== undefined && { trail }) });
  if (truth !== undefined) writeFileSync(truth, JSON.stringify(told));
  process.stdout.write(`${told.lines} lines, ${told.bytes} bytes, ${told.groups.length} groups in ${files} files\n`);
}
