import { readConfigurationChange, type ConfigurationChange } from '../../cloudtrail/configuration-changes';
import { readEvents } from '../../cloudtrail/read-events';
import type { RequestGroup } from '../../records/request-group';
import { isInWindow, type Selection } from '../../records/selection';
import { judgeGroups, type JudgedGroup } from '../../judge/report';
import { TIMELINE_FORMATS } from '../../report/timeline-report';
import { findLogFiles } from '../../sources/log-files';
import { detoursOf, type PathUse } from '../../judge/detours';
import { EXIT } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import type { ReportOptions } from '../parts/options';
import { engineOf, type AskedEngine } from '../parts/open-engine';
import { expectationsOf, selectionOf } from '../parts/read-report';
import { readS3With } from '../parts/s3-locations';

/** What `timeline` is told beside what `remote-ips` is. */
export interface TimelineOptions extends ReportOptions {
  readonly lookup: boolean;
}

/** `s3-audit timeline`: when traffic changed path, and what was changed at that time; no judgement, so it succeeds. */
export async function timeline(options: TimelineOptions): Promise<number> {
  const expectations = await expectationsOf(options);
  const asked = selectionOf(options);
  const buckets = asked.buckets.length > 0 ? asked.buckets : (expectations?.buckets ?? []);
  const selection = { ...asked, buckets, hourly: true };
  const engine = await engineOf(withoutTrail(options));
  const { groups } = (await engine.aggregate(selection)).logged;
  const changes = [...(await changesInFiles(options, selection)), ...(await changesLookedUp(options, groups))];
  const uses = judgeGroups(groups, expectations).flatMap(useOf);
  const report = {
    detours: detoursOf(uses, changes),
    changes: [...changes].sort((a, b) => a.time - b.time),
    changesKnown: options.cloudtrail !== undefined || options.lookup,
  };
  await writeResult(TIMELINE_FORMATS[options.format]?.(report) ?? '', options.output);
  return EXIT.pass;
}

/** CloudTrail's files are read for changes of configuration, not held against the logs. */
function withoutTrail({ cloudtrail, ...options }: TimelineOptions): AskedEngine {
  return options;
}

async function changesInFiles(options: TimelineOptions, selection: Selection): Promise<readonly ConfigurationChange[]> {
  const changes: ConfigurationChange[] = [];
  const files = await findLogFiles(options.cloudtrail ?? [], '--cloudtrail', readS3With(options));
  const { damaged } = await readEvents(files, (_event, _file, record) => {
    const change = readConfigurationChange(record);
    if (change !== undefined && isInWindow(change.time, selection)) changes.push(change);
  });
  for (const { file, reason } of damaged) process.stderr.write(`s3-audit: ${file} could not be read: ${reason}\n`);
  return changes;
}

const DAY = 86_400;

/** Asks for the time of the records and a day before them, where no window was asked for. */
async function changesLookedUp(
  options: TimelineOptions,
  groups: readonly RequestGroup[],
): Promise<readonly ConfigurationChange[]> {
  if (!options.lookup || groups.length === 0) return [];
  const { identitiesOf } = await import('../../aws/settings');
  const { lookUpChanges } = await import('../../cloudtrail/lookup-changes');
  const first = groups.reduce((time, { firstSeen }) => Math.min(time, firstSeen), Infinity);
  const last = groups.reduce((time, { lastSeen }) => Math.max(time, lastSeen), 0);
  return lookUpChanges(identitiesOf(options), {
    since: options.since ?? first - DAY,
    until: options.until ?? last + DAY,
  });
}

/** Requests that were blocked or exempt say nothing of the path that traffic takes. */
function useOf({ group, network, finding }: JudgedGroup): readonly PathUse[] {
  if (finding === 'blocked' || finding === 'exempt' || network === 'aws-service') return [];
  const { bucket, requests, firstSeen, lastSeen } = group;
  return [{ bucket, network, violating: finding === 'violation', requests, firstSeen, lastSeen }];
}
