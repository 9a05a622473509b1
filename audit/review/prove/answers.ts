import type { Context } from '../../policy/context';
import { decide, mayAllow, type Decision } from '../../policy/decide';
import { foresightOf } from '../../policy/foresight';
import type { Situation } from '../../policy/situation';
import { contextsIn, countContexts, type ContextClasses } from '../contexts/enumerate';
import { pathsOf, type Path } from '../contexts/paths';
import { s3Endpoints } from '../system/endpoints';
import type { System } from '../system/system';
import type { Concern, ToldApart } from './concerns';
import type { ContextCache } from './context-cache';
import type { Asked, Fact, Outcome, Topic } from './questions';

/** What comes of all the contexts of one path. */
export interface PathAnswer {
  readonly path: Path;
  /** In how many contexts it was decided. */
  readonly contexts: number;
  /** Those in which the request may be allowed; in all others it is denied. */
  readonly open: readonly Open[];
  readonly outcome: Outcome;
}

/** A context in which a request may be allowed. */
export interface Open {
  readonly context: Context;
  readonly decision: Decision;
}

/** What comes of a question by all paths. */
export interface Answer {
  readonly contexts: number;
  readonly paths: readonly PathAnswer[];
}

/** An answer as those hear it whom it concerns. */
export interface Heard {
  readonly answer: Answer;
  /** Whether there is nothing in it to tell them. */
  readonly isQuiet: boolean;
}

/** The answers about one principal on one layer, each found once for all that is decided alike. */
export class Answers {
  readonly #known = new Map<Situation, Map<ToldApart, Answer>>();
  readonly #heard = new Map<Situation, Map<Concern, Heard>>();

  constructor(
    private readonly system: System,
    private readonly cache: ContextCache,
  ) {}

  /** By what a judgement is, all that are alike in situation and concern hear the same. */
  of(asked: Asked, situation: Situation, concern: Concern): Heard {
    const ofSituation = this.#heard.get(situation) ?? new Map<Concern, Heard>();
    this.#heard.set(situation, ofSituation);
    const known = ofSituation.get(concern);
    if (known !== undefined) return known;
    const answer = this.#answerTo(asked, situation, concern.toldApart);
    const heard = { answer, isQuiet: factsIn(asked, situation, answer).every((fact) => isAccepted(fact, concern)) };
    ofSituation.set(concern, heard);
    return heard;
  }

  #answerTo(asked: Asked, situation: Situation, told: ToldApart): Answer {
    const known = this.#known.get(situation) ?? new Map<ToldApart, Answer>();
    this.#known.set(situation, known);
    const answer = known.get(told) ?? this.#find(asked, situation, told);
    known.set(told, answer);
    return answer;
  }

  #find(asked: Asked, situation: Situation, { goals }: ToldApart): Answer {
    const paths = pathsFor(asked, situation, this.system).map((path) => {
      const classes = this.cache.of(asked, { situation, path, goals });
      return classes === undefined ? unanswered(path) : answerOn(path, situation, classes);
    });
    return { paths, contexts: paths.reduce((sum, { contexts }) => sum + contexts, 0) };
  }
}

/** All that an answer lets through, or perhaps. What everyone may do, whatever policies say, is nobody's permission. */
export function factsIn(asked: Asked, situation: Situation, { paths }: Answer): readonly Fact[] {
  return paths.flatMap(({ path, open }) =>
    open
      .filter(({ decision }) => decision.result !== 'allow' || decision.because !== 'no-permission-needed')
      .map(({ context, decision }): Fact => ({ ...asked, path, context, situation, decision })),
  );
}

function isAccepted(fact: Fact, { wanted }: Concern): boolean {
  if (fact.decision.result === 'unknown') return false;
  return wanted.every(({ judgement }) => judgement.objection(fact) === undefined);
}

/** Of a path whose contexts cannot be enumerated nothing is known; that is noted elsewhere. */
function unanswered(path: Path): PathAnswer {
  return { path, contexts: 0, open: [], outcome: { allowed: false, denied: false } };
}

function answerOn(path: Path, situation: Situation, classes: ContextClasses): PathAnswer {
  const open = openContexts(situation, classes);
  const withTls = open.filter(({ context }) => context.get(TLS)?.[0] !== 'false');
  const outcome = {
    allowed: withTls.some(({ decision }) => decision.result === 'allow' && decision.because !== 'no-permission-needed'),
    denied: countWithTls(classes) > withTls.length,
  };
  return { path, contexts: countContexts(classes), open, outcome };
}

/**
 * The contexts of some classes in which a request may be allowed. Those whose denial is foreseen from some of their keys are
 * never made.
 */
export function openContexts(situation: Situation, classes: ContextClasses): readonly Open[] {
  return contextsIn(classes, foresightOf(situation, classes.keys))
    .map((context): Open => ({ context, decision: decide(situation, context) }))
    .filter(({ decision }) => mayAllow(decision));
}

const TLS = 'aws:securetransport';

const WITH_TLS = new WeakMap<ContextClasses, number>();

/** How many of the contexts of some classes have TLS; many requests share their classes. */
function countWithTls(classes: ContextClasses): number {
  const count = WITH_TLS.get(classes) ?? countContexts(onlyWithTls(classes));
  WITH_TLS.set(classes, count);
  return count;
}

function onlyWithTls(classes: ContextClasses): ContextClasses {
  const values = classes.choices.get(TLS);
  if (values === undefined) return classes;
  const encrypted = values.filter((value) => value?.[0] !== 'false');
  return { ...classes, choices: new Map([...classes.choices, [TLS, encrypted]]) };
}

function pathsFor({ layer, principal }: Topic, { request: { action } }: Situation, system: System): readonly Path[] {
  const [service = ''] = action.split(':');
  const paths = pathsOf(principal.requester, { service, endpoints: s3Endpoints(system) });
  if (layer === 'endpoint') {
    return paths.filter(({ endpoint }) => endpoint !== undefined && !endpoint.unread && endpoint.outside !== true);
  }
  return paths.filter(({ endpoint }) => endpoint?.unread !== true);
}
