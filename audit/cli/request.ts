import { printable } from '../../contract/printable';
import { readAwsRanges } from '../address-ranges/aws-ranges';
import type { S3SourceOptions } from '../collect/s3-source';
import { readExpectations } from '../expectations-file';
import { InputError } from '../input-error';
import { findRequest } from '../request/find-request';
import { requestJson, requestTable } from '../request/request-report';
import { findLogFiles } from '../sources/log-files';
import { EXIT } from './exit-codes';
import { readJsonFile, readJsonFileOfUniqueKeys, writeResult } from './files';
import { readS3With } from './s3-locations';

/** What `request` is told beside the id. */
export interface RequestOptions extends S3SourceOptions {
  readonly logs: readonly string[];
  readonly cloudtrail?: readonly string[];
  readonly expect?: string;
  readonly ipRanges?: string;
  readonly format: string;
  readonly output?: string;
}

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * `s3-audit request`: everything known about one request.
 *
 * @returns 3 where nothing is: the delivery of logs is best effort, so that proves nothing.
 * @throws InputError when the id or a file can not be read.
 */
export async function showRequest(requestId: string, options: RequestOptions): Promise<number> {
  if (!REQUEST_ID.test(requestId)) {
    throw new InputError([
      `request ${printable(requestId)}: is no request ID: letters, digits and hyphens are allowed`,
    ]);
  }
  const { expect, ipRanges, format, output } = options;
  const readS3 = readS3With({ ...options, since: null });
  const request = await findRequest(requestId, {
    logs: await findLogFiles(options.logs, '--logs', readS3),
    cloudtrail: await findLogFiles(options.cloudtrail ?? [], '--cloudtrail', readS3),
    expectations:
      expect === undefined ? undefined : readExpectations(await readJsonFileOfUniqueKeys('--expect', expect), expect),
    ranges: ipRanges === undefined ? undefined : readAwsRanges(await readJsonFile('--ip-ranges', ipRanges), ipRanges),
  });
  await writeResult(format === 'json' ? requestJson(request) : requestTable(request), output);
  return request.rows.length + request.events.length > 0 ? EXIT.pass : EXIT.unproven;
}
