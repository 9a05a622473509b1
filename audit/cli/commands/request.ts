import { Command } from '@commander-js/extra-typings';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { REQUEST_FORMATS } from '../../request/formats';
import { knownRequest } from '../../request/known-request';
import { EXIT } from '../parts/exit-codes';
import { engineOf } from '../parts/open-engine';
import { CLOUDTRAIL, EXPECT, IP_RANGES, LOG_FOLDERS, logOptions, outputOptions } from '../parts/options';
import { expectationsOf, rangesOf, selectionOf } from '../parts/read-report';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * `s3-audit request`: everything known about one request. The exit code is 3 where nothing is: the delivery of logs is best
 * effort, so that proves nothing; and where something could not be read, which may have had more.
 */
export function request({ end, engines }: Shell) {
  const command = new Command('request').argument('<id>', 'the request ID, as S3 gave it in x-amz-request-id');
  const options = [
    ...logOptions(engines, LOG_FOLDERS),
    CLOUDTRAIL,
    EXPECT,
    IP_RANGES,
    ...outputOptions(REQUEST_FORMATS),
  ] as const;
  return withOptions(command, options).action(async (id, options) => {
    requireRequestId(id);
    const judgedBy = { expectations: await expectationsOf(options), ranges: await rangesOf(options) };
    const found = await (await engineOf(options, engines)).request(id, selectionOf(options));
    const known = knownRequest(id, found, judgedBy);
    await writeFormatted(known, REQUEST_FORMATS, options);
    const isFound = known.rows.length + known.events.length > 0;
    end(isFound && found.damaged.length + found.cloudtrailUnreadable === 0 ? EXIT.pass : EXIT.unproven);
  });
}

function requireRequestId(id: string): void {
  if (REQUEST_ID.test(id)) return;
  throw new InputError([`request ${printable(id)}: is no request ID: letters, digits and hyphens are allowed`]);
}
