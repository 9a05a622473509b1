import { outcomeOf } from '../records/outcome';
import { parse } from '@aws-sdk/util-arn-parser';
import { accountOfAccessPoint } from '../policy/access-point';
import { mayAllow, type Decision } from '../policy/decide';
import { accountOf } from '../policy/requester';
import { askPolicies, type Asking } from './ask-policies';
import { readCaller, withRolePath, type Caller } from './caller';
import type { BucketGuard, GuardingPolicies } from './guarding-policies';
import { needsOf, type Need } from './needs';
import { doubtOfOrganization, type Severity } from './organization';
import { BATCH_DELETE, otherServiceOf, readOperation, type OperationRights } from './operations';
import type { Assumptions, Identity, Recorded } from './recorded';
import { endpointOf, letThroughByAcl } from './told';

/** What policies say of a recorded request. */
export type Permit =
  | {
      readonly kind: 'decided';
      readonly allowed: boolean;
      readonly decision: Decision;
    }
  /** `extras` are permissions that it may have needed too, where only those are refused. */
  | { readonly kind: 'undecided'; readonly why: readonly string[]; readonly extras?: readonly string[] }
  /** No policy decides such a request. */
  | { readonly kind: 'unasked' };

/**
 * Decides a recorded request by guarding policies. A request that needs several permissions needs them all; where it may
 * have needed more than the log tells, and only those are refused, it is undecided.
 */
export function decideRecorded(
  recorded: Recorded,
  guarding: GuardingPolicies,
  identity: Identity,
  assumptions: Assumptions,
): Permit {
  const { operation, requester, httpStatus } = recorded.fields;
  const reading = readOperation(operation, recorded.key, requester);
  if (reading.kind === 'unasked') {
    const isRefusedBatch = operation === BATCH_DELETE && outcomeOf(httpStatus) === 'denied';
    return isRefusedBatch
      ? undecided('the keys of a batch delete that was refused are in no log')
      : { kind: 'unasked' };
  }
  if (reading.kind === 'unknown') return undecided(reading.reason);
  const service = otherServiceOf(recorded.bucket);
  if (service !== undefined) return undecided(`what ${recorded.bucket} is asked for are permissions of ${service}`);
  const guard = guarding.buckets.get(recorded.bucket);
  if (guard === undefined) return undecided(`no policy of ${recorded.bucket} is given`);
  const { unread = guard.unreadBeside } = guard;
  if (unread !== undefined) return undecided(unread);
  const doubtOfPoint = doubtOfAccessPoint(recorded.fields.accessPointArn, guarding);
  if (doubtOfPoint !== undefined) return undecided(doubtOfPoint);
  const caller = callerOf(recorded, guarding);
  if (caller.kind === 'unknown') return undecided(caller.why);
  const doubtOfPath = doubtOfPathAfter(recorded, caller, guarding);
  if (doubtOfPath !== undefined) return undecided(doubtOfPath);
  const { rights, instead } = reading;
  const permits = [rights, ...(instead === undefined ? [] : [instead])].map((one) =>
    permitOf(one, { recorded, guarding, guard, identity, assumptions, caller }),
  );
  return permits.reduce(agreeing(MAY_REPLICATE));
}

const CALLERS = new WeakMap<GuardingPolicies, Map<string, Caller>>();

/** Who asks, and of a role its path where that is known: one and the same for all of his requests. */
function callerOf({ fields, witness }: Recorded, guarding: GuardingPolicies): Caller {
  const ofGuarding = CALLERS.get(guarding) ?? new Map<string, Caller>();
  CALLERS.set(guarding, ofGuarding);
  const name = JSON.stringify([fields.requester, witness?.caller, witness?.path]);
  const known = ofGuarding.get(name);
  if (known !== undefined) return known;
  const read = readCaller(fields.requester, witness);
  const caller =
    read.kind === 'unknown' ? read : { ...read, requester: withRolePath(read.requester, guarding.roles ?? []) };
  ofGuarding.set(name, caller);
  return caller;
}

function doubtOfAccessPoint(point: string | null, { unreadPoints }: GuardingPolicies): string | undefined {
  if (point === null) return undefined;
  return accountOfAccessPoint(point) !== undefined
    ? unreadPoints?.get(point)
    : `how policies name what is behind ${point} is not known`;
}

/** Policies see where a request comes from: where that is to change, they may see something else. */
function doubtOfPathAfter(
  recorded: Recorded,
  { requester }: Extract<Caller, { kind: 'known' }>,
  { leaving = [], arriving = [] }: GuardingPolicies,
): string | undefined {
  const path = recorded.witness?.path;
  if (requester.type === 'service' || path === 'service' || path === 'via-service') return undefined;
  const through = endpointOf(recorded);
  if (through.kind === 'absent') {
    const { remoteIp } = recorded.fields;
    const isOwn = remoteIp !== null && recorded.networkOf(remoteIp) === 'own-nat';
    return isOwn && arriving.length > 0 ? `it may come through an endpoint instead: ${arriving.join(', ')}` : undefined;
  }
  const [id] = through.kind === 'values' ? through.values : [];
  const gone = leaving.find((one) => id === undefined || one.id === undefined || one.id === id);
  if (gone === undefined) return undefined;
  return `it ${id === undefined ? 'may have come' : 'came'} through ${gone.what}: by which path it comes then is not told`;
}

const MAY_REPLICATE = 'whether S3 replicated it, which needs other permissions, is in no log';

interface Question {
  readonly recorded: Recorded;
  readonly guarding: GuardingPolicies;
  readonly guard: BucketGuard;
  readonly identity: Identity;
  readonly assumptions: Assumptions;
  readonly caller: Extract<Caller, { kind: 'known' }>;
}

/** An account that is nobody's: of a bucket that is not the caller's. */
const ANOTHER_ACCOUNT = '000000000000';

/** Where nothing tells who owns the bucket, it is the caller's account or another one: if that plays no part, it is decided. */
function permitOf(rights: OperationRights, question: Question): Permit {
  const { guard, caller, recorded } = question;
  if (guard.account !== undefined) return permitIn(guard.account, rights, question);
  const own = 'accountId' in caller.requester ? [caller.requester.accountId] : [];
  return [...own, ANOTHER_ACCOUNT]
    .map((account) => permitIn(account, rights, question))
    .reduce(agreeing(`nothing tells which account owns ${recorded.bucket}`));
}

/** Where nothing tells which accounts policies of the organization are over, they are over those of the request or not. */
function permitIn(account: string, rights: OperationRights, question: Question): Permit {
  const { guarding, guard, caller, recorded } = question;
  const point = accountOfAccessPoint(recorded.fields.accessPointArn ?? '');
  const keys = (guarding.keys ?? []).map(({ arn }) => parse(arn).accountId);
  const accounts = [account, ...(point === undefined ? [] : [point]), ...keys].map((resource) => ({
    ...{ owner: guard.account, caller: accountOf(caller.requester), resource },
  }));
  const doubt = doubtOfOrganization(guarding.organization ?? [], accounts);
  const least = permitAt('least', account, rights, question);
  return doubt === undefined ? least : agreeing(doubt)(least, permitAt('most', account, rights, question));
}

/** What two ways to see a request come to: what they agree on. */
function agreeing(doubt: string): (a: Permit, b: Permit) => Permit {
  return (a, b) => {
    if (a.kind === 'decided' && b.kind === 'decided' && a.allowed === b.allowed) return a;
    if (a.kind === 'undecided' && b.kind === 'undecided') {
      const extras = a.extras && b.extras && [...new Set([...a.extras, ...b.extras])];
      return { kind: 'undecided', why: [...new Set([...a.why, ...b.why])], ...(extras && { extras }) };
    }
    const reasons = [a, b].flatMap((one) => (one.kind === 'undecided' ? one.why : []));
    return undecided(...new Set([...reasons, doubt]));
  };
}

function permitAt(severity: Severity, account: string, rights: OperationRights, question: Question): Permit {
  const { recorded, guarding, guard, identity, assumptions, caller } = question;
  const asking: Asking = {
    requester: caller.requester,
    recorded: { ...recorded, rights },
    ...{ guarding, guard, account, identity, severity },
    values: assumptions.ofCallers?.get(accountOf(caller.requester) ?? '') ?? assumptions.values,
  };
  const ask = (need: Need): Decision => askPolicies(need, asking);
  const needs = needsOf(recorded, rights, { guarding, guard, ...assumptions });
  const sure = needs.filter(({ unsure }) => unsure === undefined);
  const decisions = sure.map(ask);
  if (caller.requester.type === 'service' && decisions.some(lacksAnAllow)) {
    return undecided(`${caller.requester.service} may have permissions that no policy shows`);
  }
  const main = together(decisions);
  const ofAcl = doubtOfAcl(recorded, main);
  if (ofAcl !== undefined) return undecided(ofAcl);
  if (main.kind !== 'decided' || !main.allowed) return main;
  const refused = needs.filter((need) => need.unsure !== undefined && ask(need).result !== 'allow');
  if (refused.length === 0) return main;
  const names = refused.map(({ action, on }) => (on.kind === 'key' ? `${action} of ${on.key.arn}` : action));
  const reasons = new Set(refused.map(({ unsure }) => unsure ?? ''));
  const why = [...reasons].map((reason) => {
    const actions = refused.flatMap((need, i) => (need.unsure === reason ? [names[i]] : []));
    return `whether it needed ${actions.join(', ')} too is in no log (${reason})`;
  });
  return { kind: 'undecided', why, extras: names };
}

/** Whether a request is refused, and perhaps for want of an Allow alone: then what no policy shows may allow it. */
function lacksAnAllow(decision: Decision): boolean {
  const { result } = decision.result === 'unknown' ? decision.most : decision;
  return result === 'implicit-deny';
}

/** What policies do not allow, an access control list may; what they deny, it can not. */
function doubtOfAcl({ fields }: Recorded, permit: Permit): string | undefined {
  if (permit.kind !== 'decided' || permit.allowed || !lacksAnAllow(permit.decision)) return undefined;
  return BY_ACL[letThroughByAcl(fields)];
}

const BY_ACL = {
  yes: 'an access control list let it through (aclRequired), and those are not decided',
  perhaps: 'an access control list may have let it through: records of this age do not tell (aclRequired)',
  no: undefined,
} as const;

function undecided(...why: readonly string[]): Permit {
  return { kind: 'undecided', why };
}

/** All must be allowed: one refusal refuses, one doubt leaves doubt. */
function together(decisions: readonly Decision[]): Permit {
  const refused = decisions.find((decision) => !mayAllow(decision));
  if (refused !== undefined) return { kind: 'decided', allowed: false, decision: refused };
  const doubts = decisions.flatMap((decision) => (decision.result === 'unknown' ? decision.doubts : []));
  if (doubts.length > 0) return undecided(...new Set(doubts));
  const [allowed] = decisions;
  return allowed === undefined
    ? undecided('it needs no permission that is known')
    : { kind: 'decided', allowed: true, decision: allowed };
}
