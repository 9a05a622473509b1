import { together, type AllowedOfEither } from './access-point';
import { holds } from './compile';
import type { Context } from './context';
import { decide, type Decision } from './decide';
import type { Request } from './request';
import { explain } from './explain';
import { mentionedKeys, statementsOfPolicies } from './mentions';
import { readCase, type PolicyCase } from './read-case';
import { completeContext, contradictions, impliedContext, learnRoleArn, withWhatIsThere } from './request-context';
import { decideReadings, roleArnReadings, rolePathsOf } from './role-paths';
import { situationOf, type Applicable, type PolicySet } from './situation';

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
    const situation = situationOf(policies, learned.value);
    const arns = roleArnReadings(learned.value.requester, () => rolePathsOf(policies));
    decisions.push(decideReadings(arns, complete, (reading) => decide(situation, reading)));
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

function evaluation(decision: Decision): Evaluation {
  const reason = explain(decision);
  return decision.result === 'unknown'
    ? { result: 'not-supported', doubts: decision.doubts, reason }
    : { ...decision, reason };
}

function failed(problems: readonly string[]): Evaluation {
  return { result: 'error', problems, reason: problems.join('; ') };
}
