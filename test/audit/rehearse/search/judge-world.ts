import { parseLine } from '../../../../audit/access-log/parse-line';
import { readEvent } from '../../../../audit/cloudtrail/events';
import { detailOf } from '../../../../audit/cloudtrail/request-detail';
import { Trail } from '../../../../audit/cloudtrail/trail';
import { unloggedRows } from '../../../../audit/cloudtrail/unlogged-rows';
import type { RecordedRow } from '../../../../audit/records/record-grouping';
import { evaluate } from '../../../../audit/policy/evaluate';
import { classesOf } from '../../../../audit/rehearse/classes';
import { RecordedGroups } from '../../../../audit/rehearse/group-recorded';
import type { GuardingPolicies } from '../../../../audit/rehearse/guarding-policies';
import { compiledText } from '../../../../audit/rehearse/planned-policies';
import { rehearsing, type Change } from '../../../../audit/rehearse/rehearsal';
import { networkOf } from '../recorded';
import { BUCKET, OWNER, POINT } from './random-policies';
import type { RecordedRequest, RecordedWorld } from './recorded-world';

const ANYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

export interface WrittenPolicy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

export function policyOf({ statements }: RecordedWorld): WrittenPolicy {
  return { Version: '2012-10-17', Statement: statements };
}

export function pointPolicyOf({ pointStatements }: RecordedWorld): WrittenPolicy {
  return { Version: '2012-10-17', Statement: pointStatements };
}

/** The policies of a world, as a rehearsal takes them. */
export function guardingOf(world: RecordedWorld): GuardingPolicies {
  const [policy, atPoint] = [policyOf(world), pointPolicyOf(world)].map((written) => {
    const read = compiledText(JSON.stringify(written), 'planned', 'resource');
    if (!read.ok) throw new Error(read.problems.join('; '));
    return read.value;
  });
  const guard = { account: OWNER, policy, restrictPublicBuckets: false };
  const accessPoints = new Map(atPoint === undefined ? [] : [[POINT, atPoint]]);
  return { buckets: new Map([[BUCKET, guard]]), endpoints: [], accessPoints };
}

/** Of an access point whose policy nobody plans; whoever got through, it let through. */
const ANYBODY = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
};

type Answer = 'allow' | 'deny' | 'unknown';

/** What `evaluate` says of one request, by whichever way it came. */
function answerOf(world: RecordedWorld, request: RecordedRequest, identity: readonly object[]): Answer {
  const { asked, otherwise = asked } = request;
  const answers = [asked, otherwise].map((one) => answerTo(world, { ...request, asked: one }, identity));
  return answers[0] === answers[1] ? (answers[0] ?? 'unknown') : 'unknown';
}

/** All that it asks must be allowed. */
function answerTo(world: RecordedWorld, { principal, asked }: RecordedRequest, identity: readonly object[]): Answer {
  const answers = asked.map(({ action, resource, context, unknownKeys, accessPoint }): Answer => {
    const { result, reason } = evaluate({
      request: { principal, action, resource, resourceAccount: OWNER, context, unknownKeys, accessPoint },
      identityPolicies: principal === 'anonymous' ? [] : identity,
      resourcePolicy: policyOf(world),
      ...(accessPoint === POINT && { accessPointPolicy: pointPolicyOf(world) }),
      ...(accessPoint !== undefined && accessPoint !== POINT && { accessPointPolicy: ANYBODY }),
    });
    if (result === 'error') throw new Error(`the oracle cannot be asked: ${reason}`);
    if (result === 'not-supported') return reason.includes('-deny and allow:') ? 'unknown' : 'deny';
    return result === 'allow' ? 'allow' : 'deny';
  });
  if (answers.includes('deny')) return 'deny';
  return answers.includes('unknown') ? 'unknown' : 'allow';
}

/** The change that a rehearsal must tell for one request, without policies that were in force. */
export function expectedChange(world: RecordedWorld, request: RecordedRequest): Change {
  if (request.outcome === 'failed') return 'unchanged';
  const most = answerOf(world, request, [ANYTHING]);
  if (request.outcome === 'passed') {
    return most === 'allow' ? 'unchanged' : most === 'deny' ? 'would-be-denied' : 'undecided';
  }
  if (most === 'deny') return 'unchanged';
  if (most === 'unknown') return 'undecided';
  // Whether an access point without a planned policy refuses it, nobody knows.
  const isOpen = request.asked.every(({ accessPoint = POINT }) => accessPoint === POINT);
  return isOpen && answerOf(world, request, []) === 'allow' ? 'would-be-allowed' : 'undecided';
}

/** A request of which the rehearsal says something else than `evaluate`. */
export interface Difference {
  readonly expected: Change;
  readonly found: Change;
  readonly request: RecordedRequest;
}

/**
 * Rehearses a world's requests, together and one by one.
 *
 * @returns what differs from `evaluate`; and whether the groups come to the same as their requests.
 */
export function judgeWorld(world: RecordedWorld): {
  readonly differences: readonly Difference[];
  readonly isGrouped: boolean;
} {
  const after = guardingOf(world);
  const classes = classesOf(after);
  const changesOf = (rows: readonly RecordedRow[]): ReadonlyMap<Change, number> => {
    const groups = new RecordedGroups(classes, networkOf);
    for (const row of rows) groups.addRow(row);
    const changes = new Map<Change, number>();
    const rehearse = rehearsing({ after, assumptions: { values: new Map(), plain: true } });
    for (const group of groups.groups()) {
      const { change } = rehearse(group);
      changes.set(change, (changes.get(change) ?? 0) + group.requests);
    }
    return changes;
  };
  const rows = rowsOf(world);
  const differences = world.requests.flatMap((request, i) => {
    const row = rows[i];
    if (row === undefined) throw new Error('a request without a row');
    const [found = 'undecided'] = changesOf([row]).keys();
    const expected = expectedChange(world, request);
    // A rehearsal does not know that a request has an address or an endpoint, never both.
    const isCautious = request.otherwise !== undefined && found === 'undecided';
    return found === expected || isCautious ? [] : [{ expected, found, request }];
  });
  const singly = new Map<Change, number>();
  for (const row of rows)
    for (const change of changesOf([row]).keys()) singly.set(change, (singly.get(change) ?? 0) + 1);
  const text = (changes: ReadonlyMap<Change, number>): string => JSON.stringify([...changes].sort());
  return { differences, isGrouped: text(changesOf(rows)) === text(singly) };
}

/** What a line of the log tells of each request; of one that CloudTrail alone tells of, its event. */
function rowsOf({ requests }: RecordedWorld): readonly RecordedRow[] {
  const trail = new Trail();
  const events = requests.map(({ event }) => {
    const read = event === null ? null : readEvent(event);
    if (read !== null && read.kind !== 'request') throw new Error(`the event of a request is ${JSON.stringify(read)}`);
    if (read !== null) trail.add(read);
    return read;
  });
  return requests.map(({ line, event }, i): RecordedRow => {
    const read = events[i];
    if (line === null) {
      if (event === null || read == null) throw new Error('a request that nothing tells of');
      const alone = new Trail();
      alone.add(read);
      const [one] = alone.unlogged();
      if (one === undefined) throw new Error('an event that tells of no request');
      const detail = detailOf(event as Record<string, unknown>);
      const [row] = unloggedRows({ ...one, detail, requestId: read.requestId }, [BUCKET]);
      if (row === undefined) throw new Error('a request without a row');
      return row;
    }
    const parsed = parseLine(line);
    if (parsed.kind !== 'record') throw new Error(`a line of the world is a ${parsed.kind}`);
    const [record] = parsed.readings;
    const { time, bytesSent } = record;
    const witness = trail.witnessOf(record);
    return { record, ambiguous: parsed.ambiguous, witness, requests: 1, bytesSent, firstSeen: time, lastSeen: time };
  });
}
