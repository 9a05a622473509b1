import type { Pattern } from './record-grouping';

/** Where texts that begin alike have got to, as far as patterns can tell. */
export interface State {
  /** A bit for each pattern, the lowest of a byte first: whether it matches a text that ends here. */
  readonly accepts: Uint8Array;
  /** Whether nothing that follows changes that. */
  readonly isSettled: boolean;
  /** Whether it is remembered: others are made anew whenever they are reached, and nothing keeps them. */
  readonly isKept: boolean;
  /** Places in the patterns, ascending. */
  readonly places: readonly number[];
  /** The states that classes of units lead to, as far as somebody asked. */
  readonly next: (State | undefined)[];
}

/** Says which of many patterns match a text, in one walk over it. */
export interface Automaton {
  /** Characters (units of UTF-16, of which a `?` stands for one) that no pattern tells apart are of one class. */
  readonly classes: number;
  readonly classOf: (unit: number) => number;
  readonly start: State;
  /** Bytes of what a state accepts. */
  readonly answerBytes: number;
  readonly step: (from: State, unitClass: number) => State;
}

const ANY = -1;
const ONE = -2;
const END = -3;

/** States that are remembered: further ones are made anew whenever they are reached. */
const MOST_STATES = 32_768;

/**
 * Makes the automaton of patterns. Its states are made as texts reach them: patterns of policies are few hundred, but what
 * they have in common may be more than anybody needs.
 */
export function createAutomaton(patterns: readonly Pattern[]): Automaton {
  const places = patterns.flatMap(placesOf);
  const patternOf = patterns.flatMap((pattern, i) => placesOf(pattern).map(() => i));
  const units = [...new Set(places.filter((place) => place >= 0))];
  const classOfUnit = new Map(units.map((unit, i) => [unit, i + 1]));
  const states = new Map<string, State>();
  const answerBytes = 4 * Math.max(1, Math.ceil(patterns.length / 32));

  /** The state at these places: with those that a run of no characters leads to, without those that can match no more. */
  function stateAt(reached: readonly number[]): State {
    const found = new Set(reached);
    // A set yields what is added while it is gone through.
    for (const place of found) if (places[place] === ANY) found.add(place + 1);
    const kept = withoutEarlier([...found].sort((a, b) => a - b));
    const name = kept.join(' ');
    const known = states.get(name);
    if (known !== undefined) return known;
    const accepts = new Uint8Array(answerBytes);
    for (const place of kept) {
      const pattern = patternOf[place] ?? 0;
      if (places[place] === END) accepts[pattern >> 3] = (accepts[pattern >> 3] ?? 0) | (1 << (pattern & 7));
    }
    const isSettled = kept.every((place) => isLast(place));
    const state: State = { accepts, isSettled, isKept: states.size < MOST_STATES, places: kept, next: [] };
    if (state.isKept) states.set(name, state);
    return state;
  }

  /** Whatever a pattern matches from before a run, it matches from the run too. */
  function withoutEarlier(sorted: readonly number[]): readonly number[] {
    const lastRuns = new Map<number, number>();
    for (const place of sorted) if (places[place] === ANY) lastRuns.set(patternOf[place] ?? 0, place);
    return sorted.filter((place) => place >= (lastRuns.get(patternOf[place] ?? 0) ?? 0));
  }

  /** Whether it is a run at the end of its pattern, or the end behind one: whatever follows leads here again. */
  function isLast(place: number): boolean {
    return places[place] === ANY ? places[place + 1] === END : places[place] === END && places[place - 1] === ANY;
  }

  const stepped = (from: State, unitClass: number): State =>
    stateAt(
      from.places.flatMap((place) => {
        const wanted = places[place];
        if (wanted === ANY) return [place];
        const steps = wanted === ONE || (wanted !== undefined && wanted >= 0 && classOfUnit.get(wanted) === unitClass);
        return steps ? [place + 1] : [];
      }),
    );

  return {
    classes: units.length + 1,
    classOf: (unit) => classOfUnit.get(unit) ?? 0,
    start: stateAt(places.flatMap((_, place) => (patternOf[place] === patternOf[place - 1] ? [] : [place]))),
    answerBytes,
    step(from, unitClass) {
      const known = from.next[unitClass];
      if (known !== undefined) return known;
      const next = stepped(from, unitClass);
      if (from.isKept && next.isKept) from.next[unitClass] = next;
      return next;
    },
  };
}

/** More automata than these take longer to walk than they save. */
const MOST_AUTOMATA = 32;
const PATTERNS_TOGETHER = 8;

/**
 * Makes automata that have all of the patterns among them. Texts that begin alike get to as many states as there are ways to
 * have met some of the patterns and not others: where a pattern goes on behind a `*`, that multiplies. So few of those share an
 * automaton, neighbours in their order, which often begin alike; all others share one.
 */
export function automataOf(patterns: readonly Pattern[]): readonly Automaton[] {
  const goOn = patterns.filter(goesOn).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const together = Math.max(PATTERNS_TOGETHER, Math.ceil(goOn.length / (MOST_AUTOMATA - 1)));
  const parts = [patterns.filter((one) => !goesOn(one))];
  for (let i = 0; i < goOn.length; i += together) parts.push(goOn.slice(i, i + together));
  return parts.filter((part) => part.length > 0).map(createAutomaton);
}

/** Whether anything but the end follows a run of characters. */
function goesOn(pattern: Pattern): boolean {
  const run = pattern.indexOf('*');
  return run >= 0 && run < pattern.length - 1;
}

/** What a pattern asks for, one place for each character. */
function placesOf(pattern: Pattern): readonly number[] {
  const wanted = pattern.flatMap((part) => (part === '*' ? [ANY] : part === '?' ? [ONE] : unitsOf(part.text)));
  return [...wanted, END];
}

function unitsOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** The state behind a text; what it accepts is what the patterns say of the whole of it. */
export function stateBehind({ start, step, classOf }: Automaton, text: string): State {
  let state = start;
  for (let i = 0; i < text.length && !state.isSettled; i++) state = step(state, classOf(text.charCodeAt(i)));
  return state;
}
