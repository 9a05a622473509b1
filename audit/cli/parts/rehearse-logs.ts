import { readTrail } from '../../cloudtrail/read-trail';
import type { S3SourceOptions } from '../../collect/s3-source';
import { InputError } from '../../errors/input-error';
import { findConditionKey } from '../../policy/condition-keys';
import { expectedNetworksOf } from '../../judge/network';
import { answerOf, type FailOn } from '../../rehearse/answer';
import { classesOf } from '../../rehearse/classes';
import type { Assumptions } from '../../rehearse/recorded';
import { partitionOf } from '../../rehearse/grouping';
import { RecordedGroups } from '../../rehearse/group-recorded';
import { statementsOfGuards, type GuardingPolicies } from '../../rehearse/guarding-policies';
import { readRecorded } from '../../rehearse/read-recorded';
import { rehearse, type Change, type Rehearsed } from '../../rehearse/rehearsal';
import type { RehearsalReport } from '../../rehearse/report';
import { findLogFiles } from '../../sources/log-files';
import type { Planned } from './planned-policies';
import { expectationsOf, selectionOf } from './read-report';
import { readS3With } from './s3-locations';

/** What is rehearsed, and what is known beside it. */
export interface RehearseOptions extends S3SourceOptions {
  readonly logs: readonly string[];
  readonly cloudtrail?: readonly string[];
  readonly expect?: string;
  readonly since: number | null;
  readonly until: number | null;
  readonly assume?: readonly string[];
  readonly plain: boolean;
  readonly failOn: readonly FailOn[];
}

/** Rehearses the requests of log files. @throws InputError when a source cannot be opened. */
export async function rehearseLogs(options: RehearseOptions, { after, before }: Planned): Promise<RehearsalReport> {
  const assumptions = { values: assumedValues(options.assume ?? []), plain: options.plain };
  const expectations = await expectationsOf(options);
  const exempt = (expectations?.exempt ?? []).map(({ principal }) => principal);
  const given = withKnown(after, assumptions, exempt);
  const statements = [given, ...(before === undefined ? [] : [before])].flatMap(statementsOfGuards);
  const partition = partitionOf(statements);
  const owned = { ...given, partition };
  const groups = new RecordedGroups(classesOf(statements), expectedNetworksOf(expectations).ofAddress, partition);
  const selection = { ...selectionOf({ ...options, bucket: [] }), buckets: [...owned.buckets.keys()] };
  const readS3 = readS3With(options);
  const read =
    options.cloudtrail === undefined
      ? undefined
      : await readTrail(await findLogFiles(options.cloudtrail, '--cloudtrail', readS3), selection);
  const files = await findLogFiles(options.logs, '--logs', readS3);
  const logged = await readRecorded(files, selection, read?.trail, groups);
  const coverage = {
    ...logged,
    // What could not be read might have told another path or caller.
    damaged: [...logged.damaged, ...(read?.coverage.damaged ?? [])],
    trailUnreadable: read?.coverage.unreadable ?? 0,
  };
  const rehearsed = groups
    .groups()
    .map((group) => rehearse(group, { after: owned, before: before && { ...before, partition }, assumptions }))
    .sort(byGravity);
  return { ...answerOf(rehearsed, coverage, options.failOn), rehearsed, coverage };
}

const GRAVEST_FIRST: readonly Change[] = ['would-be-denied', 'would-be-allowed', 'undecided', 'unchanged'];

function byGravity(a: Rehearsed, b: Rehearsed): number {
  return GRAVEST_FIRST.indexOf(a.change) - GRAVEST_FIRST.indexOf(b.change) || b.group.requests - a.group.requests;
}

/** Reads `--assume`: several values of one key are given one by one. */
function assumedValues(texts: readonly string[]): Assumptions['values'] {
  const assumptions = new Map<string, string[]>();
  for (const text of texts) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    const key = name === undefined ? undefined : findConditionKey(name);
    if (key === undefined || value === undefined) {
      throw new InputError([`--assume ${text}: must be KEY=VALUE, where KEY is a condition key of AWS`]);
    }
    const known = assumptions.get(key.name.toLowerCase()) ?? [];
    assumptions.set(key.name.toLowerCase(), [...known, value]);
  }
  return assumptions;
}

/** Where no stack tells who owns a bucket, or the path of a role, the user may; exempt principals are named with theirs. */
function withKnown(guarding: GuardingPolicies, assumptions: Assumptions, exempt: readonly string[]): GuardingPolicies {
  const [account] = assumptions.values.get('aws:resourceaccount') ?? [];
  const buckets = [...guarding.buckets].map(
    ([name, guard]) => [name, { ...guard, account: guard.account ?? account }] as const,
  );
  const roles = [...(guarding.roles ?? []), ...(assumptions.values.get('aws:principalarn') ?? []), ...exempt];
  return { ...guarding, buckets: new Map(buckets), roles };
}
