import { Command } from '@commander-js/extra-typings';
import { redactUri } from '../../access-log/redact-uri';
import type { Reject } from '../../records/reject';
import { REJECT_FORMATS } from '../../report/registry/formats';
import { EXIT } from '../parts/exit-codes';
import { engineOf } from '../parts/open-engine';
import { CLOUDTRAIL, LOG_FOLDERS, logOptions, outputOptions } from '../parts/options';
import { selectionOf } from '../parts/read-report';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

/**
 * `s3-audit rejects`: every line, and record of CloudTrail, that could not be read, with its place, its text and the reason.
 * The exit code is 3 where a file could not be read to its end: what it had more is not among them.
 */
export function rejects({ end, engines }: Shell) {
  const command = new Command('rejects');
  const options = [...logOptions(engines, LOG_FOLDERS), CLOUDTRAIL, ...outputOptions(REJECT_FORMATS)] as const;
  return withOptions(command, options).action(async (options) => {
    const found: Reject[] = [];
    const engine = await engineOf(options, engines);
    const damaged = await engine.rejects(selectionOf(options), (reject) => {
      // A line that could not be read may hold a presigned URL, and this is what people paste into tickets.
      found.push({ ...reject, text: redactUri(reject.text) });
    });
    await writeFormatted({ rejects: found, damaged }, REJECT_FORMATS, options);
    end(damaged.length === 0 ? EXIT.pass : EXIT.unproven);
  });
}
