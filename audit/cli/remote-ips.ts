import type { Expectations } from '../../contract/expectations';
import { readAwsRanges } from '../address-ranges/aws-ranges';
import { readTrail } from '../cloudtrail/read-trail';
import { unloggedRequests } from '../cloudtrail/unlogged';
import { isInWindow, type Selection } from '../engines/engine';
import { localEngine } from '../engines/local/local-engine';
import { readExpectations } from '../expectations-file';
import { InputError } from '../input-error';
import { activityOf, findGaps } from '../judge/gaps';
import { judge, type Finding } from '../judge/report';
import { REPORT_FORMATS } from '../report/formats';
import type { AuditReport, RemoteIpReport } from '../report/rendering';
import { findLogFiles } from '../sources/log-files';
import { EXIT } from './exit-codes';
import { readJsonFile, writeResult } from './files';
import { logProgress } from './log-progress';
import type { LogOptions, ReportOptions } from './options';
import { readS3With } from './s3-locations';

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
  selection: Selection,
): Promise<{ report: RemoteIpReport; findings: readonly Finding[] }> {
  const { logs, cloudtrail, ipRanges } = options;
  const ranges =
    ipRanges === undefined ? undefined : readAwsRanges(await readJsonFile('--ip-ranges', ipRanges), ipRanges);
  const readS3 = readS3With(options);
  const read =
    cloudtrail === undefined
      ? undefined
      : await readTrail(await findLogFiles(cloudtrail, '--cloudtrail', readS3), selection.buckets);
  const files = await findLogFiles(logs, '--logs', readS3);
  const progress = logProgress(files);
  const logged = await localEngine.aggregate(files, selection, read?.trail, progress.show).finally(progress.end);
  const unlogged = read === undefined ? [] : unloggedRequests(read.trail, selection);
  const aggregate = { ...logged, groups: [...logged.groups, ...unlogged] };
  const gaps = findGaps(activityOf(logged.groups), selection);
  const { remoteIps: rows, findings } = judge(aggregate.groups, expectations, ranges);
  const trail = read && {
    coverage: read.coverage,
    unlogged: unlogged.length,
    denials: read.trail.denials.filter(({ time }) => isInWindow(time, selection)),
  };
  return { report: { selection, aggregate, gaps, remoteIps: rows, ...(trail && { trail }) }, findings };
}

/** Reads `--expect`, where it is given. */
export async function expectationsOf({ expect }: ReportOptions): Promise<Expectations | undefined> {
  return expect === undefined ? undefined : readExpectations(await readJsonFile('--expect', expect), expect);
}

/**
 * The records that the options keep.
 *
 * @throws InputError when the window is empty by definition.
 */
export function selectionOf({ bucket, since, until }: LogOptions): Selection {
  if (since !== null && until !== null && since >= until) {
    throw new InputError(['--since must be before --until: the window between them is empty']);
  }
  return { buckets: bucket, since, until, hourly: true };
}

/** Writes a report in the format asked for. */
export async function writeReport(report: AuditReport, { format, output }: ReportOptions): Promise<void> {
  const render = REPORT_FORMATS[format];
  if (render === undefined)
    throw new InputError([`--format ${format}: allowed: ${Object.keys(REPORT_FORMATS).join(', ')}`]);
  const colour = output === undefined && process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  await writeResult(render(report, { colour }), output);
}
