import { together, type AllowedOfEither } from './access-point';
import { holds } from './compile';
import type { Context } from './context';
import { decide, type Decision } from './decide';
import type { Request } from './request';
import { explain } from './explain';
import { constantsBeside, keysThatMatter, mentionedKeys, statementsOfPolicies } from './mentions';
import { readCase, type PolicyCase } from './read-case';
import {
  completeContext,
  contradictions,
  impliedContext,
  learnRoleArn,
  withWhatIsThere,
  type ImpliedContext,
} from './request-context';
import { roleArnReadings } from './role-paths';
import { situationOf, type Applicable, type PolicySet, type Situation } from './situation';

/** The answer to a case, and in one sentence why. */
export type Evaluation = (
  | Exclude<Decision, { result: 'unknown' }>
  /** AWS's documentation or the case does not tell the answer; `doubts` says what is missing. */
  | { readonly result: 'not-supported'; readonly doubts: readonly string[] }
  | { readonly result: 'error'; readonly problems: readonly string[] }
) & { readonly reason: string };

export type EvaluationResult = Evaluation['result'];

/**
 * Evaluates one case. What cannot be decided is never guessed: an answer that is not known is `not-supported`, an invalid
 * policy, context or request, or one that AWS would never be asked, is an `error` with every problem.
 */
export function evaluate(policyCase: PolicyCase): Evaluation {
  const read = readCase(policyCase);
  if (!read.ok) return failed(read.problems);
  const { asked, context } = read.value;
  const decisions: Decision[] = [];
  const allowed: PrincipalAllows[] = [];
  for (const { policies, request } of asked) {
    const learned = learnRoleArn(request, context);
    if (!learned.ok) return failed(learned.problems);
    const implied = impliedContext(learned.value);
    const reads = new Set(mentionedKeys(statementsOfPolicies(policies)).keys());
    const problems = contradictions(context, implied, learned.value, reads);
    if (problems.length > 0) return failed(problems);
    const complete = withWhatIsThere(completeContext(context, implied), learned.value);
    decisions.push(decideReadings(policies, situationOf(policies, learned.value), complete));
    allowed.push(principalAllows(policies, learned.value, complete));
  }
  return evaluation(decisions.reduce((atPoint, atBucket) => together(atPoint, atBucket, ofEither(allowed))));
}

/** Which kinds of a principal's policies allow a request, or may; a limit that there is not allows everything. */
type PrincipalAllows = Readonly<Record<'identity' | 'boundary' | 'session', boolean>>;

function principalAllows(policies: PolicySet, request: Request, context: Context): PrincipalAllows {
  const { identityAllows, boundaryAllows, sessionAllows } = situationOf(policies, request);
  const allows = (all: readonly Applicable[] | undefined): boolean =>
    all?.some(({ statement }) => holds(statement, request.resource, context) !== false) ?? true;
  return { identity: allows(identityAllows), boundary: allows(boundaryAllows), session: allows(sessionAllows) };
}

function ofEither(allowed: readonly PrincipalAllows[]): AllowedOfEither {
  const some = (kind: keyof PrincipalAllows): boolean => allowed.some((one) => one[kind]);
  return { identity: some('identity'), limits: some('boundary') && some('session') };
}

/**
 * Decides a request of which the context is known key by key.
 *
 * @param tell what is known of keys, given in lower case; what follows from the request, given too, need not be told.
 */
export function decideRequest(
  policies: PolicySet,
  request: Request,
  tell: (keys: readonly string[], implied: ImpliedContext) => Context,
): Decision {
  const situation = situationOf(policies, request);
  const keys = [...keysThatMatter(situation).keys()];
  const implied = impliedContext(request);
  const context = withWhatIsThere(completeContext(tell(keys, implied), implied), request);
  return decideReadings(policies, situation, context);
}

function evaluation(decision: Decision): Evaluation {
  const reason = explain(decision);
  return decision.result === 'unknown'
    ? { result: 'not-supported', doubts: decision.doubts, reason }
    : { ...decision, reason };
}

function failed(problems: readonly string[]): Evaluation {
  return { result: 'error', problems, reason: problems.join('; ') };
}

/**
 * Decides, and where the role's path is not known but a policy reads `aws:PrincipalArn`, decides for the paths that the
 * policies can tell apart: if they differ, the answer is not known.
 */
function decideReadings(policies: PolicySet, situation: Situation, context: Context): Decision {
  const beside = (): ReadonlySet<string> | undefined => constantsBeside('aws:principalarn', policies);
  const answers = roleArnReadings(situation.request, context, beside).map((reading) => decide(situation, reading));
  const [first, ...others] = answers;
  if (first === undefined) throw new Error('a request has at least one reading');
  return others.reduce(eitherOf, first);
}

const ROLE_PATH = 'a session ARN does not tell the path of its role: give aws:PrincipalArn in the context';

/** What two readings of one request come to. */
function eitherOf(a: Decision, b: Decision): Decision {
  if (a.result === b.result && a.result !== 'unknown') return a;
  const ends = [a, b].flatMap((one) => (one.result === 'unknown' ? [one.least, one.most] : [one]));
  const ordered = ['explicit-deny', 'implicit-deny', 'allow'].flatMap((result) =>
    ends.filter((end) => end.result === result),
  );
  const [least, most] = [ordered[0], ordered.at(-1)];
  if (least === undefined || most === undefined) throw new Error('a decision has an answer');
  const doubts = new Set([a, b].flatMap((one) => (one.result === 'unknown' ? one.doubts : [])));
  return { result: 'unknown', least, most, doubts: [...doubts.add(ROLE_PATH)], by: most.by };
}
