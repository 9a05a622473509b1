import type { Running } from '../../engines/athena/athena-engine';
import { connect, type AthenaConnection } from '../../engines/athena/client/connection';
import { bytesText } from '../../engines/athena/client/scan-cost';
import { InputError } from '../../errors/input-error';
import type { AthenaQueryOptions } from './athena-options';
import { onInterruption } from './interruption';
import { progressLine } from './progress-line';

type Options = AthenaQueryOptions & { readonly logs?: readonly string[]; readonly cloudtrail?: readonly string[] };

/**
 * The connection that the options of a command ask for; nothing is called yet.
 *
 * @throws InputError for options that contradict each other or are missing.
 */
export function connectFor(options: Options): AthenaConnection {
  const connection = connect(options, onInterruption);
  if ((options.logs ?? []).length > 0 || options.cloudtrail !== undefined) {
    throw new InputError([
      '--engine athena reads the tables of --database, not --logs and --cloudtrail; reports join CloudTrail by --cloudtrail-table',
    ]);
  }
  return connection;
}

/** How queries are run for a command: within the limits asked for, what they cost told on standard error. */
export function runningOf({ maxScan, queryTimeout }: Options): Running {
  const scanned = progressLine<number>((bytes) => `Athena has scanned ${bytesText(bytes)}`);
  return {
    limits: { timeout: queryTimeout, ...(maxScan !== undefined && { maxScan }) },
    note: (sentence) => {
      scanned.end();
      note(sentence);
    },
    onScan: scanned.show,
  };
}

/** Tells the user something that is no result. */
export function note(sentence: string): void {
  process.stderr.write(`s3-audit: ${sentence}\n`);
}
