import { parseLine } from '../../../../audit/access-log/parse-line';
import { readEvent } from '../../../../audit/cloudtrail/events';
import { Trail } from '../../../../audit/cloudtrail/trail';
import { evaluate } from '../../../../audit/policy/evaluate';
import { classesOf } from '../../../../audit/rehearse/classes';
import { RecordedGroups, type Line } from '../../../../audit/rehearse/group-recorded';
import { statementsOfGuards, type GuardingPolicies } from '../../../../audit/rehearse/guarding-policies';
import { compiledText } from '../../../../audit/rehearse/planned-policies';
import { rehearse, type Change } from '../../../../audit/rehearse/rehearsal';
import { networkOf } from '../recorded';
import { BUCKET, OWNER, type RecordedRequest, type RecordedWorld } from './recorded-world';

const ANYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

export function policyOf({ statements }: RecordedWorld): {
  readonly Version: string;
  readonly Statement: readonly object[];
} {
  return { Version: '2012-10-17', Statement: statements };
}

type Answer = 'allow' | 'deny' | 'unknown';

/** What `evaluate` says of one request, by whichever way it came. */
function answerOf(world: RecordedWorld, request: RecordedRequest, identity: readonly object[]): Answer {
  const { asked, otherwise = asked } = request;
  const answers = [asked, otherwise].map((one) => answerTo(world, { ...request, asked: one }, identity));
  return answers[0] === answers[1] ? (answers[0] ?? 'unknown') : 'unknown';
}

/** All that it asks must be allowed. */
function answerTo(world: RecordedWorld, { principal, asked }: RecordedRequest, identity: readonly object[]): Answer {
  const answers = asked.map(({ action, resource, context, unknownKeys }): Answer => {
    const { result, reason } = evaluate({
      request: { principal, action, resource, resourceAccount: OWNER, context, unknownKeys },
      identityPolicies: principal === 'anonymous' ? [] : identity,
      resourcePolicy: policyOf(world),
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
  return answerOf(world, request, []) === 'allow' ? 'would-be-allowed' : 'undecided';
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
  const policy = compiledText(JSON.stringify(policyOf(world)), 'planned', 'resource');
  if (!policy.ok) throw new Error(policy.problems.join('; '));
  const guard = { account: OWNER, policy: policy.value, restrictPublicBuckets: false };
  const after: GuardingPolicies = { buckets: new Map([[BUCKET, guard]]), endpoints: [] };
  const classes = classesOf(statementsOfGuards(after));
  const changesOf = (lines: readonly Line[]): ReadonlyMap<Change, number> => {
    const groups = new RecordedGroups(classes, networkOf);
    for (const line of lines) groups.add(line, true);
    const changes = new Map<Change, number>();
    for (const group of groups.groups()) {
      const { change } = rehearse(group, { after, assumptions: { values: new Map(), plain: true } });
      changes.set(change, (changes.get(change) ?? 0) + group.requests);
    }
    return changes;
  };
  const lines = linesOf(world);
  const differences = world.requests.flatMap((request, i) => {
    const line = lines[i];
    if (line === undefined) throw new Error('a request without a line');
    const [found = 'undecided'] = changesOf([line]).keys();
    const expected = expectedChange(world, request);
    // A rehearsal does not know that a request has an address or an endpoint, never both.
    const isCautious = request.otherwise !== undefined && found === 'undecided';
    return found === expected || isCautious ? [] : [{ expected, found, request }];
  });
  const singly = new Map<Change, number>();
  for (const line of lines)
    for (const change of changesOf([line]).keys()) singly.set(change, (singly.get(change) ?? 0) + 1);
  const text = (changes: ReadonlyMap<Change, number>): string => JSON.stringify([...changes].sort());
  return { differences, isGrouped: text(changesOf(lines)) === text(singly) };
}

function linesOf({ requests }: RecordedWorld): readonly Line[] {
  const trail = new Trail();
  for (const { event } of requests) {
    const read = event === null ? undefined : readEvent(event);
    if (read === undefined) continue;
    if (read.kind !== 'request') throw new Error(`the event of a request is ${JSON.stringify(read)}`);
    trail.add(read);
  }
  return requests.map(({ line }) => {
    const parsed = parseLine(line);
    if (parsed.kind !== 'record') throw new Error(`a line of the world is a ${parsed.kind}`);
    return { ...parsed, witness: trail.witnessOf(parsed.readings[0]) };
  });
}
