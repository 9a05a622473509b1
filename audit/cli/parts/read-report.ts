import type { Expectations } from '../../../contract/expectations';
import type { AwsRanges } from '../../address-ranges/aws-ranges';
import { isInWindow, type Selection } from '../../records/selection';
import { InputError } from '../../errors/input-error';
import { completenessOf } from '../../judge/completeness';
import { findManyDuplicates } from '../../judge/duplicates';
import { type Finding, judge } from '../../judge/report';
import type { RemoteIpReport } from '../../report/rendering';
import { readJsonFile, readJsonFileOfUniqueKeys } from './files';
import type { LogOptions, ReportOptions } from './options';
import { engineOf } from './open-engine';

/** Reads the logs and judges each group of records. */
export async function readReport(
  options: ReportOptions,
  expectations: Expectations | undefined,
  asked: Selection,
): Promise<{ report: RemoteIpReport; findings: () => readonly Finding[] }> {
  const ranges = await rangesOf(options);
  const engine = await engineOf(options);
  const { selection, listed, logged, unlogged, trail, ...found } = await engine.aggregate(asked);
  const repeatedObjects = findManyDuplicates(logged.coverage) === null ? null : found.repeatedObjects();
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
  if (expect === undefined) return undefined;
  // Loaded when used: validation alone takes as long to load as all the rest.
  const { readExpectations } = await import('../../judge/expectations');
  return readExpectations(await readJsonFileOfUniqueKeys('--expect', expect), expect);
}

export async function rangesOf({ ipRanges }: ReportOptions): Promise<AwsRanges | undefined> {
  if (ipRanges === undefined) return undefined;
  const { readAwsRanges } = await import('../../address-ranges/aws-ranges');
  return readAwsRanges(await readJsonFile('--ip-ranges', ipRanges), ipRanges);
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
