import type { Deployment } from '../../../contract/deployment/schema';
import type { Names } from '../../../contract/deployment/names';
import type { GoalConstants } from '../contexts/values';
import type { Asked, Fact } from '../prove/prove';
import type { Rule } from '../rules';
import type { Bucket, System } from '../system/system';
import type { Permission } from './permission';

/** What goals are stated about: the intent of deployment.yaml, and the stack that is held against it. */
export interface Intent {
  readonly deployment: Deployment;
  readonly names: Names;
  readonly system: System;
  /** What each principal is meant to be able to do. */
  readonly permissions: readonly Permission[];
  /** Buckets of the stack that deployment.yaml means to hold data, and those for logs. */
  readonly dataBuckets: readonly Bucket[];
  readonly logBuckets: readonly Bucket[];
}

interface Named {
  /** In findings as `rule`. */
  readonly id: Rule<'goal'>;
  /** One sentence: why it matters. */
  readonly why: string;
}

/** A goal that no request may break: it is held against every request that is allowed. */
export interface Prohibition extends Named {
  /** What the goal tells apart about a question, or `undefined` when it is not about it. */
  readonly constants: (asked: Asked, intent: Intent) => GoalConstants | undefined;
  /** What is wrong with the request being allowed, in one sentence, or `undefined` when nothing is. */
  readonly objection: (fact: Fact, intent: Intent) => string | undefined;
}

/** The same of what is reviewed, whatever describes it. */
export interface HeldGoal extends Named {
  readonly constants: (asked: Asked) => GoalConstants | undefined;
  readonly objection: (fact: Fact) => string | undefined;
}

/** A setting that must be there, whatever the policies say. */
export interface Requirement extends Named {
  readonly check: (intent: Intent) => readonly Missing[];
}

export interface Missing {
  readonly resource: string;
  readonly what: string;
}
