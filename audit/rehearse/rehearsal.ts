import type { Extent } from '../records/extent';
import { EXPOSURE, exposureOf, outcomeOf, type Answer } from '../records/outcome';
import { S3_ERRORS } from '../records/s3-error-codes';
import type { StatementRef } from '../policy/compile';
import { explain } from '../policy/explain';
import { decideRecorded, type Permit } from './decide-recorded';
import type { Assumptions, Recorded } from './recorded';
import type { GuardingPolicies } from './guarding-policies';
import { suggestionFor } from './keep';
import { tellsOfAbsence } from './needs';
import type { Suggestion } from './suggestion';

/** Recorded requests that policies cannot tell apart, told by one of them. */
export interface RecordedGroup extends Extent {
  /** One that policies tell from these by its requester at most. */
  readonly recorded: Recorded;
  readonly requester: string | null;
  readonly answer: Answer;
  readonly bytesSent: number;
  /** Of the first, which is shown for them. */
  readonly requestId: string;
  readonly remoteIp: string | null;
  /** Decoded; `null` where the request names no object. */
  readonly key: string | null;
  /** How many they came from. */
  readonly addresses: number;
  /** Groups of one likeness are decided alike; a group without one is like no other. */
  readonly likeness?: string;
}

/** What the planned policies mean for requests that really happened. */
export type Change = 'unchanged' | 'would-be-denied' | 'would-be-allowed' | 'undecided';

/** One group with its answer. */
export interface Rehearsed {
  readonly group: RecordedGroup;
  readonly change: Change;
  /** What became of it then: it got through, was refused, failed in a way that tells nothing of policies, or nobody knows. */
  readonly then: 'passed' | 'refused' | 'failed' | 'unknown';
  /** Why, a sentence each; never empty. */
  readonly why: readonly string[];
  /** The statements that decide it now. */
  readonly by: readonly StatementRef[];
  /** What in deployment.yaml would keep the caller's access; `null` where no line would. */
  readonly keep: Suggestion | null;
}

/** What a rehearsal is told. */
export interface Stage {
  readonly after: GuardingPolicies;
  /** The policies that were in force; without them, what happened is the before. */
  readonly before?: GuardingPolicies | undefined;
  readonly assumptions: Assumptions;
}

/** Says what groups of requests would meet under the planned policies; those of one likeness are decided once. */
export function rehearsing(stage: Stage): (group: RecordedGroup) => Rehearsed {
  const known = new Map<string, Answered>();
  return (group) => {
    const { likeness } = group;
    if (likeness === undefined) return rehearse(group, stage);
    const first = known.get(likeness);
    if (first !== undefined) return { group, ...first };
    const answered = answerFor(group, stage);
    known.set(likeness, answered);
    return { group, ...answered };
  };
}

/** Says what a group of requests would meet under the planned policies. */
export function rehearse(group: RecordedGroup, stage: Stage): Rehearsed {
  return { group, ...answerFor(group, stage) };
}

function answerFor(group: RecordedGroup, stage: Stage): Answered {
  const then = isRedirect(group) ? 'unknown' : thenOf(group.answer);
  if (then === 'failed') return { change: 'unchanged', then, why: [TELLS_NOTHING], by: [], keep: null };
  const recorded = asked(group);
  const found = FOUND[then](recorded, stage);
  const isLost = found.change === 'would-be-denied';
  return { ...found, then, keep: isLost ? suggestionFor(recorded, stage.after, stage.assumptions) : null };
}

/**
 * A website redirects by its rules, whoever may read what is there, and by what is there: whether a policy allowed it is not told.
 * Source: S3 User Guide, "(Optional) Configuring a webpage redirect".
 */
function isRedirect({ recorded, answer }: RecordedGroup): boolean {
  return recorded.fields.operation.startsWith('WEBSITE.') && redirects(answer);
}

function redirects({ httpStatus }: Answer): boolean {
  return httpStatus !== null && httpStatus >= 300 && httpStatus < 400 && httpStatus !== 304;
}

/** A request of a group, as policies see it. */
function asked({ recorded, requester }: RecordedGroup): Recorded {
  const { fields } = recorded;
  return fields.requester === requester ? recorded : { ...recorded, fields: { ...fields, requester } };
}

/** Of a request without a known answer, whether it got through or not may play no part. */
function ofUnanswered(recorded: Recorded, stage: Stage): Told {
  const [passed, refused] = [ofPassed(recorded, stage), ofRefused(recorded, stage)];
  return passed.change === 'unchanged' && refused.change === 'unchanged'
    ? passed
    : { change: 'undecided', why: [UNANSWERED], by: [] };
}

const UNANSWERED = 'nothing tells whether it got through, and for one of the two the planned policies would change it';

const FOUND = { passed: ofPassed, refused: ofRefused, unknown: ofUnanswered } as const;

/** Codes of refusals that policies may be the reason of; of others, the credentials or the account are. */
const REFUSED_BY_POLICIES: ReadonlySet<string | null> = new Set([null, 'AccessDenied', 'AllAccessDisabled']);

/**
 * A failure that S3 gives only to a caller it has authorized got through, be its status 403 (`InvalidObjectState`). Any other
 * that is no refusal may be given to anybody and tells nothing of policies.
 */
function thenOf(answer: Answer): Rehearsed['then'] {
  const outcome = outcomeOf(answer.httpStatus);
  if (outcome === 'unknown') return 'unknown';
  if (outcome !== 'denied') return outcome === 'failed' && exposureOf(answer) < EXPOSURE.state ? 'failed' : 'passed';
  const { errorCode } = answer;
  if (REFUSED_BY_POLICIES.has(errorCode)) return 'refused';
  const error = S3_ERRORS.get(errorCode ?? '');
  if (error === undefined) return 'refused';
  return error.givenTo === 'authorized' ? 'passed' : 'failed';
}

/** Equal for answers that a rehearsal makes the same of: what became of the request, and what it needs for that. */
export function classOfAnswer(answer: Answer): string {
  return `${thenOf(answer)} ${outcomeOf(answer.httpStatus)} ${tellsOfAbsence(answer)} ${redirects(answer)}`;
}

type Told = Pick<Rehearsed, 'change' | 'why' | 'by'>;

/** The answer of all groups of a likeness. */
type Answered = Omit<Rehearsed, 'group'>;

const TELLS_NOTHING = 'it failed in a way that anybody can be given: nobody knows whether it would have got through';

/** Whoever got through had the identity policies for it. */
function ofPassed(recorded: Recorded, stage: Stage): Told {
  const now = decideRecorded(recorded, stage.after, 'allows', stage.assumptions);
  if (now.kind === 'undecided' && neededNoExtras(recorded, now.extras ?? [], stage)) {
    return { change: 'unchanged', why: [NEEDED_NO_EXTRAS], by: [] };
  }
  if (now.kind !== 'decided') return open(now);
  if (!now.allowed) return told('would-be-denied', now);
  return leansOnIdentity(recorded, stage)
    ? { change: 'undecided', why: [IDENTITY_NEEDED], by: [] }
    : told('unchanged', now);
}

const NEEDED_NO_EXTRAS = 'it got through policies that refuse the further permissions too, so it did not need them';

function neededNoExtras(recorded: Recorded, extras: readonly string[], { before, assumptions }: Stage): boolean {
  if (before === undefined || extras.length === 0) return false;
  const then = decideRecorded(recorded, before, 'allows', assumptions);
  return then.kind === 'undecided' && extras.every((action) => then.extras?.includes(action) === true);
}

const IDENTITY_NEEDED =
  "the bucket's policy alone allowed it before and no longer does: whether the caller's identity policies allow it is in no log";

function leansOnIdentity(recorded: Recorded, { before, after, assumptions }: Stage): boolean {
  if (before === undefined) return false;
  const alone = (policies: GuardingPolicies): boolean =>
    isAllowed(decideRecorded(recorded, policies, 'none', assumptions));
  return alone(before) && !alone(after);
}

function isAllowed(permit: Permit): permit is Extract<Permit, { kind: 'decided' }> {
  return permit.kind === 'decided' && permit.allowed;
}

/** Whether a refused caller's identity policies would have allowed it is in no log. */
function ofRefused(recorded: Recorded, { before, after, assumptions }: Stage): Told {
  const most = decideRecorded(recorded, after, 'allows', assumptions);
  if (most.kind === 'decided' && !most.allowed) return told('unchanged', most);
  // The policies that were in force did not stand in its way either: something else refused it, and still does.
  if (before !== undefined && isAllowed(decideRecorded(recorded, before, 'allows', assumptions))) {
    const untold = untoldOf(recorded, before);
    if (untold.length > 0) return { change: 'undecided', why: [perhapsBefore(untold)], by: [] };
    return mayLearnOfAbsence(recorded, { before, after, assumptions })
      ? { change: 'undecided', why: [PERHAPS_ABSENT], by: [] }
      : { change: 'unchanged', why: [REFUSED_ELSEWHERE], by: [] };
  }
  if (most.kind !== 'decided') return open(most);
  const least = decideRecorded(recorded, after, 'none', assumptions);
  if (!isAllowed(least)) return { change: 'undecided', why: [IDENTITY_UNKNOWN], by: [] };
  const { accessPointArn: point } = recorded.fields;
  return point === null || after.accessPoints?.has(point) === true
    ? told('would-be-allowed', least)
    : {
        change: 'undecided',
        why: [`it was refused, and ${point} may still refuse it: its policy is not given`],
        by: [],
      };
}

const perhapsBefore = (names: readonly string[]): string =>
  `nothing tells what was in force of ${names.join(', ')}, which may have refused it`;

/** Policies that may have refused it, as nothing tells what they were. */
function untoldOf({ fields }: Recorded, before: GuardingPolicies | undefined): readonly string[] {
  return (before?.untold ?? [])
    .filter(({ point = fields.accessPointArn }) => point === fields.accessPointArn)
    .map(({ name }) => name);
}

const PERHAPS_ABSENT =
  'it may have been refused because the object was not there and s3:ListBucket was not allowed, which it may be now: whether the object was there is in no log';

/** A read of an object that is not there is refused, or answered 404, by `s3:ListBucket`. */
function mayLearnOfAbsence(recorded: Recorded, { before, after, assumptions }: Required<Stage>): boolean {
  const absent: Recorded = { ...recorded, fields: { ...recorded.fields, httpStatus: 404, errorCode: 'NoSuchKey' } };
  const asks = (policies: GuardingPolicies | undefined): Permit =>
    policies === undefined ? { kind: 'unasked' } : decideRecorded(absent, policies, 'allows', assumptions);
  const now = asks(after);
  return !isAllowed(asks(before)) && (now.kind === 'undecided' || isAllowed(now));
}

const REFUSED_ELSEWHERE =
  'these policies did not refuse it: something else did (identity policies, an access control list, a key), and still does';
const IDENTITY_UNKNOWN =
  "it was refused, and would be allowed if the caller's identity policies allow it, which is in no log";

function told(change: Change, { decision }: Extract<Permit, { kind: 'decided' }>): Told {
  return { change, why: [explain(decision)], by: decision.by };
}

function open(permit: Exclude<Permit, { kind: 'decided' }>): Told {
  return permit.kind === 'unasked'
    ? { change: 'unchanged', why: ['no policy decides such a request'], by: [] }
    : { change: 'undecided', why: permit.why, by: [] };
}
