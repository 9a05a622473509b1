import { printable } from '../../contract/printable';
import type { Reject } from '../engines/engine';
import { localEngine } from '../engines/local/local-engine';
import { csvText } from '../report/csv-report';
import { jsonText } from '../report/json-report';
import { findLogFiles } from '../sources/log-files';
import { EXIT } from './exit-codes';
import { writeResult } from './files';
import type { ReportOptions } from './options';
import { readS3With } from './s3-locations';

/** Formats that `rejects` can write. */
export const REJECT_FORMATS: Readonly<Record<string, (rejects: readonly Reject[]) => string>> = {
  table: (rejects) =>
    rejects.map(({ file, line, reason, text }) => `${printable(`${file}:${line}: ${reason}: ${text}`)}\n`).join(''),
  json: (rejects) => jsonText({ rejects }),
  csv: (rejects) => csvText(rejects, ['file', 'line', 'reason', 'text']),
};

/** `s3-audit rejects`: every line that could not be read, with its place, its text and the reason. */
export async function listRejects(options: ReportOptions): Promise<number> {
  const { logs, format, output } = options;
  const rejects: Reject[] = [];
  await localEngine.rejects(await findLogFiles(logs, '--logs', readS3With({ ...options, since: null })), (reject) =>
    rejects.push(reject),
  );
  await writeResult(REJECT_FORMATS[format]?.(rejects) ?? '', output);
  return EXIT.pass;
}
