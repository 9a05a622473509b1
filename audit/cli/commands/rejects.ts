import { printable } from '../../../contract/printable';
import { redactUri } from '../../access-log/redact-uri';
import { placeOf, type Reject } from '../../records/reject';
import { csvText } from '../../output/csv';
import { jsonText } from '../../output/json';
import { EXIT } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import type { ReportOptions } from '../parts/options';
import { engineOf } from '../parts/open-engine';
import { selectionOf } from '../parts/read-report';

/** Formats that `rejects` can write. */
export const REJECT_FORMATS: Readonly<Record<string, (rejects: readonly Reject[]) => string>> = {
  table: (rejects) =>
    rejects.map((reject) => `${printable(`${placeOf(reject)}: ${reject.reason}: ${reject.text}`)}\n`).join(''),
  json: (rejects) => jsonText({ rejects }),
  csv: (rejects) => csvText(rejects, ['file', 'line', 'reason', 'text']),
};

/** `s3-audit rejects`: every line that could not be read, with its place, its text and the reason. */
export async function listRejects(options: ReportOptions): Promise<number> {
  const { format, output } = options;
  const rejects: Reject[] = [];
  // A line that could not be read may hold a presigned URL, and this is what people paste into tickets.
  const keep = (reject: Reject): unknown => rejects.push({ ...reject, text: redactUri(reject.text) });
  await (await engineOf(options)).rejects(selectionOf(options), keep);
  await writeResult(REJECT_FORMATS[format]?.(rejects) ?? '', output);
  return EXIT.pass;
}
