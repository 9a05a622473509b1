/** Whether a finding breaks a goal (`error`), or is only worth knowing (`warning`). */
export type Severity = 'error' | 'warning';

/** A goal that does not hold. Shape of DESIGN "Review". */
export interface Finding {
  /** Id of the goal or check. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** Address of the resource whose statement or setting let it happen. */
  readonly resource: string;
  readonly sid: string | null;
  readonly counterexample: Counterexample | null;
}

/** One concrete request for which the goal fails; `evaluate` of the policy evaluator confirms it. */
export interface Counterexample {
  /** As `readRequester` reads it. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys in AWS's spelling; a key that is not named is missing. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Something that bears on a goal and could not be judged. */
export interface NotReviewed {
  readonly resource: string;
  readonly reason: string;
}
