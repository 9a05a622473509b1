import { Command, Option } from '@commander-js/extra-typings';
import { DAY } from '../../../contract/time';
import type { AwsOptions } from '../../aws/settings';
import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import { detoursOf, type PathUse } from '../../judge/detours';
import type { FindingKind } from '../../judge/judgement';
import { judgeGroups, type JudgedGroup } from '../../judge/report';
import { count } from '../../output/numbers';
import type { Coverage } from '../../records/aggregate';
import { spanOf } from '../../records/extent';
import { hoursOf, type RequestGroup } from '../../records/request-group';
import { TIMELINE_FORMATS } from '../../report/registry/formats';
import { changesInFiles } from '../parts/changes-in-files';
import { EXIT } from '../parts/exit-codes';
import { engineOf } from '../parts/open-engine';
import { CLOUDTRAIL, logOptions, outputOptions } from '../parts/options';
import { readExpectationsFile, selectionOf } from '../parts/read-report';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

const OPTIONS = [
  new Option('--expect <file>', 'expectations: what tells an expected path from another').makeOptionMandatory(),
  CLOUDTRAIL,
  new Option('--lookup', "ask CloudTrail's own event history too (90 days, each account and region)").default(false),
  ...outputOptions(TIMELINE_FORMATS),
] as const;

/** `s3-audit timeline`: when traffic changed path, and what was changed at that time; no judgement, so it succeeds where all was read and each bucket has records. */
export function timeline({ end, engines }: Shell) {
  const command = new Command('timeline');
  return withOptions(command, [...OPTIONS, ...logOptions(engines)]).action(async (options) => {
    const expectations = await readExpectationsFile(options.expect);
    const asked = selectionOf(options);
    const buckets = asked.buckets.length > 0 ? asked.buckets : expectations.buckets;
    const selection = { ...asked, buckets, hourly: true };
    // CloudTrail's files are read for changes of configuration, not held against the logs.
    const { cloudtrail, ...engineOptions } = options;
    const engine = await engineOf(engineOptions, engines);
    const { groups, coverage } = (await engine.aggregate(selection)).logged;
    const inFiles = await changesInFiles(cloudtrail ?? [], options, selection);
    const changes = [...inFiles.changes, ...(options.lookup ? await changesLookedUp(options, groups) : [])];
    const report = {
      detours: detoursOf(judgeGroups(groups, expectations).flatMap(useOf), changes),
      changes: [...changes].sort((a, b) => a.time - b.time),
      changesKnown: cloudtrail !== undefined || options.lookup,
      unread: [...unreadSentences(coverage), ...silences(buckets, groups), ...inFiles.unread],
    };
    await writeFormatted(report, TIMELINE_FORMATS, options);
    end(report.unread.length === 0 ? EXIT.pass : EXIT.unproven);
  });
}

function unreadSentences({ rejects, damaged }: Coverage): readonly string[] {
  return [
    ...(rejects > 0 ? [`${count(rejects, 'line')} could not be read; see s3-audit rejects`] : []),
    ...damaged.map(({ file, reason }) => `${file} was read only in part: ${reason}`),
  ];
}

/** Of a bucket without a record nobody can say that nothing got through by another path. */
function silences(buckets: readonly string[], groups: readonly RequestGroup[]): readonly string[] {
  const logged = new Set(groups.map(({ bucket }) => bucket));
  return buckets
    .filter((bucket) => !logged.has(bucket))
    .map((bucket) => `no record of ${bucket} in the window: nothing shows how it was reached`);
}

/** Asks for the time of the records and a day before and after them, where no window was asked for. */
async function changesLookedUp(
  options: AwsOptions & { readonly since: number | null; readonly until: number | null },
  groups: readonly RequestGroup[],
): Promise<readonly ConfigurationChange[]> {
  if (groups.length === 0) return [];
  const { identitiesOf } = await import('../../aws/settings');
  const { lookUpChanges } = await import('../../cloudtrail/lookup-changes');
  const { firstSeen, lastSeen } = spanOf(groups);
  return lookUpChanges(identitiesOf(options), {
    since: options.since ?? firstSeen - DAY,
    until: options.until ?? lastSeen + DAY,
  });
}

const TELLS_NO_PATH: readonly FindingKind[] = ['blocked', 'doubtful', 'exempt', 'harmless'];

/** Requests that were blocked or exempt say nothing of the path that traffic takes. */
function useOf({ group, network, finding }: JudgedGroup): readonly PathUse[] {
  if (TELLS_NO_PATH.includes(finding) || (finding === 'pass' && network === 'aws-service')) return [];
  const { bucket } = group;
  const violating = finding === 'violation';
  return hoursOf(group).map(({ requests, firstSeen, lastSeen }) => ({
    ...{ bucket, network, violating, requests, firstSeen, lastSeen },
  }));
}
