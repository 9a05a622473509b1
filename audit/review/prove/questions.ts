import type { Context } from '../../policy/context';
import type { Decision } from '../../policy/decide';
import type { Situation } from '../../policy/situation';
import type { Path } from '../contexts/paths';
import type { GoalConstants } from '../contexts/values';
import type { Layer } from './layers';
import type { Principal } from './principals';
import type { Target } from './targets';

/** What is asked, but for action, path and context. */
export interface Topic {
  readonly layer: Layer;
  readonly principal: Principal;
  readonly target: Target;
}

/** What is asked, but for path and context. */
export interface Asked extends Topic {
  /** Lower-case. */
  readonly action: string;
}

/** A decision and everything it was made of. */
export interface Fact extends Asked {
  readonly path: Path;
  readonly context: Context;
  readonly situation: Situation;
  readonly decision: Decision;
}

/**
 * What a goal makes of requests. It is one object for all actions and targets of which, on one layer and of one principal, the
 * goal objects to the same contexts, if in other words: in these it is asked once, and again only where it does object.
 */
export interface Judgement {
  /** What it tells apart. */
  readonly constants: GoalConstants;
  /** What is wrong with the request being allowed, in one sentence, or `undefined` when nothing is. */
  readonly objection: (fact: Fact) => string | undefined;
}

/** Says of each action what a goal makes of it; `undefined` when it is not about it. */
export type Judge = (action: string) => Judgement | undefined;

/** Who wants to know what is allowed. */
export interface Observer {
  /** `undefined` when it cares for no action of a topic. */
  readonly about: (topic: Topic) => Judge | undefined;
  /** Is told of each request that is allowed and objected to. */
  readonly observe: (fact: Fact, judgement: Judgement) => void;
}

/** Who keeps count of what is allowed and what is denied. */
export interface Tally {
  /** Of which actions; `undefined` for none of a topic. */
  readonly about: (topic: Topic) => ((action: string) => boolean) | undefined;
  readonly note: (asked: Asked, path: Path, outcome: Outcome) => void;
}

/** Whether any of the requests with TLS is allowed, and whether any is denied. */
export interface Outcome {
  readonly allowed: boolean;
  readonly denied: boolean;
}
