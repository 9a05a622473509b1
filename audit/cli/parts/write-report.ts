import { InputError } from '../../errors/input-error';
import { REPORT_FORMATS } from '../../report/formats';
import type { AuditReport } from '../../report/rendering';
import { writeResult } from './files';
import type { ReportOptions } from './options';

/** Writes a report in the format asked for. */
export async function writeReport(report: AuditReport, { format, output }: ReportOptions): Promise<void> {
  const load = REPORT_FORMATS[format];
  if (load === undefined)
    throw new InputError([`--format ${format}: allowed: ${Object.keys(REPORT_FORMATS).join(', ')}`]);
  const render = await load();
  const colour = output === undefined && process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  await writeResult(render(report, { colour }), output);
}
