import type { GoalConstants } from '../contexts/values';
import type { Judge, Judgement, Observer, Topic } from './questions';

/** What goals tell apart; one object for all that tell apart the same. */
export interface ToldApart {
  readonly goals: GoalConstants;
}

/** Who wants to know of a question, and what they make of it; one object for all questions of which they make the same. */
export interface Concern {
  readonly wanted: readonly Wanted[];
  readonly toldApart: ToldApart;
}

interface Wanted {
  readonly observer: Observer;
  readonly judgement: Judgement;
}

/** Nobody wants to know. */
export const NO_CONCERN: Concern = { wanted: [], toldApart: { goals: new Map() } };

/** Finds who wants to know. */
export class Concerns {
  readonly #root = new Node(NO_CONCERN);
  readonly #toldApart = new Map<string, ToldApart>([['', NO_CONCERN.toldApart]]);

  constructor(private readonly observers: readonly Observer[]) {}

  /** Who cares for a topic, action by action; `undefined` for nobody. */
  about(topic: Topic): ((action: string) => Concern) | undefined {
    const judges = this.observers.flatMap((observer): [Observer, Judge][] => {
      const judge = observer.about(topic);
      return judge === undefined ? [] : [[observer, judge]];
    });
    if (judges.length === 0) return undefined;
    return (action) => {
      let node = this.#root;
      for (const [observer, judge] of judges) {
        const judgement = judge(action);
        if (judgement !== undefined) node = node.next({ observer, judgement }, (wanted) => this.#concern(wanted));
      }
      return node.concern;
    };
  }

  #concern(wanted: readonly Wanted[]): Concern {
    const goals = merged(wanted.map(({ judgement }) => judgement.constants));
    const text = textOf(goals);
    const toldApart = this.#toldApart.get(text) ?? { goals };
    this.#toldApart.set(text, toldApart);
    return { wanted, toldApart };
  }
}

/** One more who wants to know leads from one concern to another. */
class Node {
  readonly #next = new Map<Observer, Map<Judgement, Node>>();

  constructor(readonly concern: Concern) {}

  next(one: Wanted, concernOf: (wanted: readonly Wanted[]) => Concern): Node {
    const ofObserver = this.#next.get(one.observer) ?? new Map<Judgement, Node>();
    this.#next.set(one.observer, ofObserver);
    const node = ofObserver.get(one.judgement) ?? new Node(concernOf([...this.concern.wanted, one]));
    ofObserver.set(one.judgement, node);
    return node;
  }
}

/** What goals tell apart, as a text to compare. */
export function textOf(goals: GoalConstants): string {
  return goals.size === 0 ? '' : [...goals].flat(2).join('\n');
}

function merged(all: readonly GoalConstants[]): GoalConstants {
  const values = new Map<string, readonly string[]>();
  for (const constants of all) {
    for (const [key, own] of constants) values.set(key, [...new Set([...(values.get(key) ?? []), ...own])]);
  }
  return values;
}
