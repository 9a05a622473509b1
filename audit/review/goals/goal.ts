import type { Deployment } from '../../../contract/deployment/schema';
import type { Names } from '../../../contract/deployment/names';
import type { Judge, Judgement, Topic } from '../prove/questions';
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
  /** The goal for what deployment.yaml means. */
  readonly over: (intent: Intent) => HeldGoal['about'];
}

/** The same of what is reviewed, whatever describes it. */
export interface HeldGoal extends Named {
  /** What the goal makes of the actions of a topic, or `undefined` when it is about none of them. */
  readonly about: (topic: Topic) => Judge | undefined;
}

/** The same judgement of every action of a set. */
export function ofActions(actions: ReadonlySet<string>, judgement: Judgement): Judge {
  return (action) => (actions.has(action) ? judgement : undefined);
}

/** One judgement for each of what it depends on. */
export function judgementFor<T>(make: (of: T) => Judgement): (of: T) => Judgement {
  const made = new Map<T, Judgement>();
  return (of) => {
    const judgement = made.get(of) ?? make(of);
    made.set(of, judgement);
    return judgement;
  };
}

/** A setting that must be there, whatever the policies say. */
export interface Requirement extends Named {
  readonly check: (intent: Intent) => readonly Missing[];
}

/** A resource, and what it lacks. */
export interface Missing {
  readonly resource: string;
  readonly what: string;
}
