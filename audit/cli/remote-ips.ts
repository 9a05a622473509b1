import type { Expectations } from '../../contract/expectations';
import { readAwsRanges } from '../address-ranges/aws-ranges';
import { isInWindow, type Selection } from '../engines/engine';
import { readExpectations } from '../expectations-file';
import { InputError } from '../input-error';
import { completenessOf } from '../judge/completeness';
import { judge, type Finding } from '../judge/report';
import { REPORT_FORMATS } from '../report/formats';
import type { AuditReport, RemoteIpReport } from '../report/rendering';
import { EXIT } from './exit-codes';
import { readJsonFile, readJsonFileOfUniqueKeys, writeResult } from './files';
import type { LogOptions, ReportOptions } from './options';
import { readLogs } from './read-logs';

/** `s3-audit remote-ips`: every remote IP and the path it came by; no judgement, so it succeeds whatever it finds. */
export async function remoteIps(options: ReportOptions): Promise<number> {
  const expectations = await expectationsOf(options);
  const { report } = await readReport(options, expectations, selectionOf(options));
  await writeReport(report, options);
  return EXIT.pass;
}

/** Reads the logs and judges each group of records. */
export async function readReport(
  options: ReportOptions,
  expectations: Expectations | undefined,
  asked: Selection,
): Promise<{ report: RemoteIpReport; findings: () => readonly Finding[] }> {
  const { ipRanges } = options;
  const ranges =
    ipRanges === undefined ? undefined : readAwsRanges(await readJsonFile('--ip-ranges', ipRanges), ipRanges);
  const { selection, listed, repeatedObjects, logged, unlogged, trail } = await readLogs(
    options,
    asked,
    options.cloudtrail,
  );
  const aggregate = { ...logged, groups: [...logged.groups, ...unlogged] };
  const completeness = completenessOf(logged, { selection, asked, listed, repeatedObjects });
  const judged = judge(aggregate.groups, expectations, ranges);
  const summary = trail && {
    coverage: trail.coverage,
    unlogged: unlogged.reduce((total, { requests }) => total + requests, 0),
    denials: trail.denials.filter(({ time }) => isInWindow(time, selection)),
  };
  return {
    report: { selection, aggregate, completeness, remoteIps: judged.remoteIps, ...(summary && { trail: summary }) },
    findings: () => judged.findings,
  };
}

/** Reads `--expect`, where it is given. */
export async function expectationsOf({ expect }: ReportOptions): Promise<Expectations | undefined> {
  return expect === undefined
    ? undefined
    : readExpectations(await readJsonFileOfUniqueKeys('--expect', expect), expect);
}

/**
 * The records that the options keep.
 *
 * @throws InputError when the window is empty by definition.
 */
export function selectionOf({ bucket, since, until }: Pick<LogOptions, 'bucket' | 'since' | 'until'>): Selection {
  if (since !== null && until !== null && since >= until) {
    throw new InputError(['--since must be before --until: the window between them is empty']);
  }
  return { buckets: bucket, since, until };
}

/** Writes a report in the format asked for. */
export async function writeReport(report: AuditReport, { format, output }: ReportOptions): Promise<void> {
  const render = REPORT_FORMATS[format];
  if (render === undefined)
    throw new InputError([`--format ${format}: allowed: ${Object.keys(REPORT_FORMATS).join(', ')}`]);
  const colour = output === undefined && process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  await writeResult(render(report, { colour }), output);
}
