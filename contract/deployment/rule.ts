import type { Deployment } from './schema';

/** One fault of a deployment.yaml. */
export interface Problem {
  /** Keys and indexes that lead to the faulty value. */
  readonly path: readonly PropertyKey[];
  /** What is wrong and what is allowed, a sentence that goes on from the path and the value. */
  readonly rule: string;
}

/**
 * A rule across settings. It runs only where none of the settings it reads has a fault of its own, so that one mistake
 * is reported once, and every independent mistake is reported in the same run.
 */
export interface Rule {
  readonly reads: readonly (readonly PropertyKey[])[];
  readonly check: (deployment: Deployment) => readonly Problem[];
}
