import type { Verdict } from '../judge/verdict';
import type { Rule } from './rules';

/** `error` makes the verdict `fail`, `warning` leaves it `unproven`, `note` leaves it alone. */
export type Severity = 'error' | 'warning' | 'note';

/** A request that shows what is wrong; `s3-audit evaluate` decides the same of it. */
export interface Counterexample {
  /** As `readRequester` takes it. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Something wrong, and what a reader needs to mend it. */
export interface ReviewFinding {
  readonly rule: Rule;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly what: string;
  /** One sentence: why it matters. */
  readonly why: string;
  /** Terraform address, such as `aws_s3_bucket_policy.data`. */
  readonly resource: string;
  /** The statement at fault, where one is. */
  readonly sid: string | null;
  readonly counterexample: Counterexample | null;
}

/** What could not be judged; any of it leaves the verdict `unproven`. */
export interface NotReviewed {
  readonly resource: string;
  readonly reason: string;
}

/** One answer of the matrix who × what × from where. `sometimes`: it depends on more than the path. */
export interface MatrixCell {
  readonly principal: string;
  /** A group of actions that are decided alike, such as `read data`. */
  readonly actions: string;
  readonly resource: string;
  /** The network path, such as `endpoint` or `internet`. */
  readonly from: string;
  readonly result: 'allow' | 'deny' | 'sometimes';
}

/** arguments = read by a goal + required by deployment.yaml + free, for a reason + not reviewed. */
export interface Equation {
  readonly arguments: number;
  readonly read: number;
  readonly required: number;
  readonly free: number;
  readonly notReviewed: number;
}

/** What a part of a review found, by how many decisions. */
export type PartReview = Pick<Review, 'findings' | 'notReviewed' | 'decisions'>;

/** What the review of a stack found. */
export interface Review {
  readonly verdict: Verdict;
  /** One sentence each; with `pass`, what was proven. */
  readonly reasons: readonly string[];
  /** Number of decisions made, and of contexts they were made in. */
  readonly decisions: number;
  readonly contexts: number;
  readonly findings: readonly ReviewFinding[];
  readonly notReviewed: readonly NotReviewed[];
  readonly matrix: readonly MatrixCell[];
  readonly equation: Equation;
}
