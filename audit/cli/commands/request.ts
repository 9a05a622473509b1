import { printable } from '../../../contract/printable';
import { readAwsRanges } from '../../address-ranges/aws-ranges';
import { InputError } from '../../errors/input-error';
import { knownRequest } from '../../request/known-request';
import { requestJson, requestTable } from '../../request/request-report';
import { EXIT } from '../parts/exit-codes';
import { readJsonFile, writeResult } from '../parts/files';
import type { ReportOptions } from '../parts/options';
import { engineOf } from '../parts/open-engine';
import { expectationsOf, selectionOf } from '../parts/read-report';

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * `s3-audit request`: everything known about one request, found in files or by Athena.
 *
 * @returns 3 where nothing is: the delivery of logs is best effort, so that proves nothing.
 * @throws InputError when the id or a file can not be read.
 */
export async function showRequest(requestId: string, options: ReportOptions): Promise<number> {
  if (!REQUEST_ID.test(requestId)) {
    throw new InputError([
      `request ${printable(requestId)}: is no request ID: letters, digits and hyphens are allowed`,
    ]);
  }
  const { ipRanges, format, output } = options;
  const judgedBy = {
    expectations: await expectationsOf(options),
    ranges: ipRanges === undefined ? undefined : readAwsRanges(await readJsonFile('--ip-ranges', ipRanges), ipRanges),
  };
  const found = await (await engineOf(options)).request(requestId, selectionOf(options));
  const request = knownRequest(requestId, found, judgedBy);
  await writeResult(format === 'json' ? requestJson(request) : requestTable(request), output);
  return request.rows.length + request.events.length > 0 ? EXIT.pass : EXIT.unproven;
}
