import type { Expectations } from '../../../contract/expectations';
import type { AwsRanges } from '../../address-ranges/aws-ranges';
import type { Engine, FilesOfEngine } from '../../engines/interface/engine';
import { InputError } from '../../errors/input-error';
import { FEW, requireMemory, SHARE_OF_REPORT } from '../../memory';
import { grouped } from '../../output/numbers';
import { completenessOf } from '../../judge/completeness';
import { findManyDuplicates } from '../../judge/duplicates';
import { judge, type Finding } from '../../judge/report';
import { trafficOf } from '../../judge/traffic';
import { verdictOf, type Demands } from '../../judge/verdict';
import { waive, type KnownFinding, type TrafficWaiver } from '../../judge/waivers';
import { isInWindow, type Selection } from '../../records/selection';
import type { RemoteIpReport, VerifyReport } from '../../report/rendering';
import { readJsonFile, readJsonFileOfUniqueKeys } from './files';
import { requestsOf } from '../../records/extent';

/** Who reads the logs, which of them, and what to judge them by. */
export interface ReportQuestion {
  readonly engine: Engine;
  readonly asked: Selection;
  readonly expectations: Expectations | undefined;
  readonly ranges: AwsRanges | undefined;
  /** Count requests over time too: a group for each hour takes more time and memory. @default false */
  readonly overTime?: boolean;
  /** Called when a processor may have nothing to read any more, perhaps more than once. */
  readonly onIdle?: ((files: FilesOfEngine) => void) | undefined;
}

/** A report, and what not every command asks of the groups it was made from. */
export interface ReadReport {
  readonly report: RemoteIpReport;
  readonly findings: () => readonly Finding[];
  /** Requests over time, where they were asked for. */
  readonly traffic: (excused?: ReadonlySet<string>) => Pick<RemoteIpReport, 'traffic'>;
}

/** Reads the logs and judges each group of records. */
export async function readReport({
  engine,
  asked,
  expectations,
  ranges,
  overTime = false,
  onIdle,
}: ReportQuestion): Promise<ReadReport> {
  const {
    selection,
    listed,
    logged,
    unlogged,
    trail,
    lostObjects,
    unmeasured = 0,
    ...found
  } = await engine.aggregate({ ...asked, hourly: overTime }, onIdle);
  const repeatedObjects = findManyDuplicates(logged.coverage) === null ? null : found.repeatedObjects();
  const aggregate = { ...logged, groups: [...logged.groups, ...unlogged] };
  const completeness = completenessOf(logged, {
    ...{ selection, asked, listed, repeatedObjects, lostObjects, unmeasured, unlogged },
  });
  const judged = judge(aggregate.groups, expectations, ranges);
  if (aggregate.groups.length > FEW)
    requireMemory(
      `a report of ${grouped(aggregate.groups.length)} groups of requests: judge a shorter time or fewer buckets`,
      SHARE_OF_REPORT,
    );
  const summary = trail && {
    coverage: trail.coverage,
    unlogged: requestsOf(unlogged.filter(({ witness }) => witness?.pathAlone !== true)),
    testified: requestsOf(aggregate.groups.filter(({ witness }) => witness !== null)),
    denials: trail.denials.filter(({ time }) => isInWindow(time, selection)),
    digestDoubts: trail.digestDoubts ?? [],
  };
  return {
    report: {
      selection,
      aggregate,
      completeness,
      remoteIps: judged.remoteIps,
      ...(summary && { trail: summary }),
      ...(overTime && { changes: [...(trail?.changes ?? [])].sort((a, b) => a.time - b.time) }),
    },
    findings: () => judged.findings,
    traffic: (excused) => (overTime ? { traffic: trafficOf(judged.groups, excused) } : {}),
  };
}

/** Reads the logs and says whether they are as expected: the whole answer of `verify`. */
export async function readVerdict(
  question: ReportQuestion & { readonly expectations: Expectations },
  demands: Demands,
  accepted: Accepted = { waivers: [], baseline: [] },
): Promise<VerifyReport> {
  const { report, findings: found, traffic } = await readReport(question);
  const today = new Date().toISOString().slice(0, 10);
  const { findings, remarks, excused } = waive(found(), accepted.waivers, accepted.baseline, today);
  const { aggregate, completeness, trail } = report;
  const judged = verdictOf(findings, { coverage: aggregate.coverage, completeness, trail }, demands);
  return { ...report, ...judged, reasons: [...judged.reasons, ...remarks], findings, ...traffic(excused) };
}

/** What is known and does not count. */
export interface Accepted {
  readonly waivers: readonly TrafficWaiver[];
  readonly baseline: readonly KnownFinding[];
}

/** Reads the file of `--expect`. */
export async function readExpectationsFile(file: string): Promise<Expectations> {
  // Loaded when used: validation alone takes as long to load as all the rest.
  const { readExpectations } = await import('../../judge/expectations');
  return readExpectations(await readJsonFileOfUniqueKeys('--expect', file), file);
}

/** Reads `--expect`, where it is given. */
export async function expectationsOf({ expect }: { readonly expect?: string }): Promise<Expectations | undefined> {
  return expect === undefined ? undefined : readExpectationsFile(expect);
}

/** Reads `--ip-ranges`, where it is given. */
export async function rangesOf({ ipRanges }: { readonly ipRanges?: string }): Promise<AwsRanges | undefined> {
  if (ipRanges === undefined) return undefined;
  const { readAwsRanges } = await import('../../address-ranges/aws-ranges');
  return readAwsRanges(await readJsonFile('--ip-ranges', ipRanges), ipRanges);
}

/** What the options say that select records; times in seconds since the epoch. */
export interface SelectionOptions {
  readonly bucket: readonly string[];
  readonly since: number | null;
  readonly until: number | null;
}

/**
 * The records that the options keep.
 *
 * @throws InputError when the window is empty by definition.
 */
export function selectionOf({ bucket, since, until }: SelectionOptions): Selection {
  if (since !== null && until !== null && since >= until) {
    throw new InputError(['--since must be before --until: the window between them is empty']);
  }
  return { buckets: bucket, since, until };
}
