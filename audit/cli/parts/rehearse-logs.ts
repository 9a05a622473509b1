import { printable } from '../../../contract/printable';
import { isoTime } from '../../access-log/log-time';
import type { EndpointDenial } from '../../cloudtrail/events';
import type { RecordedReading } from '../../engines/interface/engine';
import type { Engines } from '../../engines/open-engine';
import { allRead } from '../../errors/all-read';
import { InputError } from '../../errors/input-error';
import { readDate } from '../../policy/values';
import { isInWindow, type Selection } from '../../records/selection';
import { expectedNetworksOf } from '../../judge/network';
import { answerOf } from '../../rehearse/answer';
import { classesOf } from '../../rehearse/classes';
import type { Assumptions } from '../../rehearse/recorded';
import { REHEARSAL_FORMATS } from '../../rehearse/formats';
import { groupingOf, partitionOf, timesIn } from '../../rehearse/grouping';
import { RecordedGroups } from '../../rehearse/group-recorded';
import { rolesNamedIn, statementsOfGuards, type GuardingPolicies } from '../../rehearse/guarding-policies';
import { heldPolicies } from '../../rehearse/origin';
import { rehearsing, type Change, type Rehearsed } from '../../rehearse/rehearsal';
import type { RehearsalCoverage, RehearsalReport } from '../../rehearse/report';
import { assumedValues } from './assumed-values';
import { engineOf, type AskedEngine } from './open-engine';
import type { Planned } from './planned-policies';
import type { OutputOptions } from './outputs';
import { expectationsOf, selectionOf } from './read-report';
import { currentTime } from '../../sources/summarize-files';
import { rehearsalOriginOf, type HeldOptions } from './rehearsal-origin';
import { isKept } from './report-origin';
import { requestsOf } from '../../records/extent';

/** What is rehearsed, and what is known beside it. */
export type RehearseOptions = AskedEngine &
  HeldOptions &
  Partial<OutputOptions> & {
    readonly expect?: string;
    /** Those to rehearse. @default all that a policy is planned for */
    readonly bucket?: readonly string[];
    readonly until: number | null;
  };

/** Rehearses the requests of logs. @throws InputError when there is no complete answer, with what is wrong with all that is given. */
export async function rehearseLogs(
  options: RehearseOptions,
  planned: Planned | Promise<Planned>,
  engines: Engines,
): Promise<RehearsalReport> {
  const begunAt = currentTime();
  const [{ after, before }, assumed, expectations, engine] = await allRead([
    planned,
    Promise.resolve().then(() => assumedValues(options.assume ?? [])),
    expectationsOf(options),
    engineOf(options, engines),
  ]);
  const assumptions = { ...assumed, plain: options.plain };
  const exempt = (expectations?.exempt ?? []).map(({ principal }) => principal);
  const given = withKnown(withExpected(after, expectations?.buckets ?? []), assumptions, exempt);
  const inForce = before === undefined ? [] : statementsOfGuards(before);
  const statements = [...statementsOfGuards(given), ...inForce];
  const partition = partitionOf(statements);
  const asOf = timeOf(assumed.values);
  const owned = { ...given, partition, ...(asOf !== undefined && { asOf }) };
  const buckets = bucketsOf(options.bucket ?? [], [...owned.buckets.keys()]);
  const selection = selectionOf({ ...options, bucket: buckets });
  const classes = classesOf(given, ...(before === undefined ? [] : [before]));
  const { ofAddress } = expectedNetworksOf(expectations);
  let gathered = new RecordedGroups(classes, ofAddress, partition);
  const reading = await engine.recorded(selection, groupingOf(statements), () => {
    gathered = new RecordedGroups(classes, ofAddress, partition);
    return (row) => {
      gathered.addRow(row);
    };
  });
  const { notHeld = [], roles = [] } = owned;
  const endpointDenials = deniedByChanged(reading.denials, owned, before, selection).length;
  const told = coverageOf(reading, gathered.unlogged);
  const perhapsTwice = told.unlogged > 0 ? gathered.withoutHostId : 0;
  const coverage = {
    ...told,
    ...(perhapsTwice > 0 && { perhapsTwice }),
    ...(notHeld.length > 0 && { notHeld }),
    ...(endpointDenials > 0 && { endpointDenials }),
    ...(asOf === undefined && timesToCome(given, gathered.groups())),
  };
  const rehearsed = gravestFirst(
    gathered.groups().map(rehearsing({ after: owned, before: before && { ...before, partition, roles }, assumptions })),
  );
  const policies = [...heldPolicies(statementsOfGuards(given), true), ...heldPolicies(inForce, false)];
  const origin = isKept(REHEARSAL_FORMATS, { format: null, ...options })
    ? await rehearsalOriginOf(options, expectations, begunAt, selection, policies, reading.changes)
    : undefined;
  return { ...answerOf(rehearsed, coverage, options.failOn), rehearsed, coverage, origin };
}

/** As of when the user asks the planned policies. */
function timeOf(values: Assumptions['values']): number | undefined {
  const [time] = values.get('aws:currenttime') ?? values.get('aws:epochtime') ?? [];
  const at = time === undefined ? undefined : readDate(time);
  return at && at / 1000;
}

/** The last time that has a date; no later one comes. */
const LATEST = 8.64e12;

/** When the planned policies begin or end to hold after all that was recorded. */
function timesToCome(
  planned: GuardingPolicies,
  groups: readonly { readonly lastSeen: number }[],
): Pick<RehearsalCoverage, 'timesToCome'> {
  const last = groups.reduce((most, { lastSeen }) => Math.max(most, lastSeen), -Infinity);
  const times = timesIn(statementsOfGuards(planned)).filter((at) => at > last && at <= LATEST);
  return groups.length > 0 && times.length > 0 ? { timesToCome: times.map(isoTime) } : {};
}

/** @throws InputError for buckets that no policy is planned for. */
function bucketsOf(asked: readonly string[], planned: readonly string[]): readonly string[] {
  const strange = asked.filter((bucket) => !planned.includes(bucket));
  if (strange.length > 0) {
    const allowed = planned.join(', ') || 'none';
    throw new InputError(
      strange.map((bucket) => `--bucket ${printable(bucket)}: no policy is planned for it; allowed: ${allowed}`),
    );
  }
  return asked.length > 0 ? asked : planned;
}

/** What became of the lines and events: what could not be read might have told another path or caller. */
function coverageOf(
  { coverage, unlogged, trail, unmeasured = 0 }: RecordedReading,
  rehearsedAlone: number,
): RehearsalCoverage {
  const { files, lines, records, blank, duplicates, rejects, otherBuckets, outsideWindow, damaged } = coverage;
  const alone = unlogged.filter(({ witness }) => witness?.pathAlone !== true);
  const unrehearsed = requestsOf(alone);
  return {
    ...{ files, lines, records, blank, duplicates, rejects, otherBuckets, outsideWindow },
    unlogged: rehearsedAlone + unrehearsed,
    unrehearsed,
    damaged: [...damaged, ...(trail?.damaged ?? [])],
    trailUnreadable: trail?.unreadable ?? 0,
    ...(unmeasured > 0 && { unmeasured }),
  };
}

/** Who was denied by the policy of an endpoint is in no access log; a policy that is to change may let it in. */
function deniedByChanged(
  denials: readonly EndpointDenial[],
  after: GuardingPolicies,
  before: GuardingPolicies | undefined,
  selection: Selection,
): readonly EndpointDenial[] {
  const textOf = (guarding: GuardingPolicies | undefined, id: string): string | undefined => {
    const policy = guarding?.endpoints.find(({ vpcEndpointId }) => vpcEndpointId === id)?.policy;
    return policy && JSON.stringify(policy.document);
  };
  return denials.filter(({ vpcEndpointId: id, time }) => {
    return isInWindow(time, selection) && textOf(after, id) !== textOf(before, id);
  });
}

const GRAVEST_FIRST: readonly Change[] = ['would-be-denied', 'would-be-allowed', 'undecided', 'unchanged'];

/** Gravest first, then most requests, then by what tells rows apart: the same order whoever read the logs. */
function gravestFirst(rehearsed: readonly Rehearsed[]): readonly Rehearsed[] {
  return GRAVEST_FIRST.flatMap((change) => rehearsed.filter((one) => one.change === change).sort(byRequests()));
}

function byRequests(): (a: Rehearsed, b: Rehearsed) => number {
  const identities = new Map<Rehearsed, string>();
  const identity = (one: Rehearsed): string => {
    const known = identities.get(one) ?? identityOf(one);
    identities.set(one, known);
    return known;
  };
  return (a, b) =>
    b.group.requests - a.group.requests ||
    a.group.firstSeen - b.group.firstSeen ||
    // Mostly the samples differ already.
    order(a.group.requestId, b.group.requestId) ||
    order(identity(a), identity(b));
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function identityOf({ group, why }: Rehearsed): string {
  const { recorded, key, requester, remoteIp, answer, bytesSent } = group;
  const { bucket, fields } = recorded;
  return JSON.stringify([bucket, fields.operation, key, requester, remoteIp, answer, bytesSent, why]);
}

/** Where no policy of a bucket is planned, those of the expected buckets stay as they were. */
function withExpected(guarding: GuardingPolicies, expected: readonly string[]): GuardingPolicies {
  if (guarding.buckets.size > 0) return guarding;
  const asItWas = { account: undefined, policy: undefined, restrictPublicBuckets: false, asItWas: true } as const;
  return { ...guarding, buckets: new Map(expected.map((bucket) => [bucket, asItWas])) };
}

/** Where no stack tells who owns a bucket, or the path of a role, the user may; exempt principals are named with theirs. */
function withKnown(guarding: GuardingPolicies, assumptions: Assumptions, exempt: readonly string[]): GuardingPolicies {
  const [account] = assumptions.values.get('aws:resourceaccount') ?? [];
  const buckets = [...guarding.buckets].map(
    ([name, guard]) => [name, { ...guard, account: guard.account ?? account }] as const,
  );
  const named = rolesNamedIn(statementsOfGuards(guarding));
  const roles = [...(guarding.roles ?? []), ...(assumptions.values.get('aws:principalarn') ?? []), ...exempt, ...named];
  return { ...guarding, buckets: new Map(buckets), roles };
}
