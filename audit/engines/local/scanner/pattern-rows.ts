import type { Pattern } from '../../../records/record-grouping';
import { automataOf, stateBehind, type Automaton, type State } from '../../../records/pattern-automaton';
import { LEFT, SETTLED } from './layout';

/** Bytes of rows that an automaton may have in each thread; texts that would need more are read by the parser. */
const MOST_BYTES = 4 * 1024 * 1024;
/** The same of all automata of a division. */
const MOST_OF_ALL = 16 * 1024 * 1024;
/** Rows are taken from the memory in runs of so many bytes. */
const RUN = 64 * 1024;
const UNITS = 2 ** 16;

/** The memory of a scanner, and who gives out its bytes. */
export interface RowMemory {
  readonly memory: WebAssembly.Memory;
  readonly allocate: (bytes: number) => number;
}

/** Patterns of a division as the program walks them: rows of a memory, as ./layout.ts has them. */
export interface Rows {
  readonly answerBytes: number;
  /** Address of the offsets of all units within a row. */
  readonly offsetsAt: number;
  /** What the program has for a state: its row with a mark, or `LEFT`. */
  rowOf(state: State): number;
  /** Makes the row that `offset` of a row leads to; `undefined` where the row is none of these. */
  step(row: number, offset: number): number | undefined;
  /** The state behind a text. */
  stateBehind(text: string): State;
}

/** Writes the offsets of the units of the automata of patterns into a memory; rows follow as texts ask for them. */
export function rowsOf(patterns: readonly Pattern[], room: RowMemory): readonly Rows[] {
  const automata = automataOf(patterns);
  const most = Math.min(MOST_BYTES, MOST_OF_ALL / automata.length);
  return automata.map((automaton) => createRows(automaton, most, room));
}

function createRows(automaton: Automaton, most: number, room: RowMemory): Rows {
  const { answerBytes, classes } = automaton;
  const rowBytes = (answerBytes + 4 * classes + 15) & ~15;
  const offsetsAt = writeOffsets(automaton, room);
  const addresses = new Map<State, number>();
  const states = new Map<number, State>();
  let taken = 0;
  let [free, end] = [0, 0];

  function newRow(): number {
    if (free + rowBytes > end) {
      const run = Math.max(RUN, rowBytes);
      free = room.allocate(run);
      end = free + run;
    }
    free += rowBytes;
    taken += rowBytes;
    return free - rowBytes;
  }

  function rowOf(state: State): number {
    const known = addresses.get(state);
    if (known !== undefined) return known;
    if (taken + rowBytes > most) return LEFT;
    const at = newRow();
    new Uint8Array(room.memory.buffer, at, answerBytes).set(state.accepts);
    const marked = state.isSettled ? at | SETTLED : at;
    addresses.set(state, marked);
    states.set(at, state);
    return marked;
  }

  return {
    ...{ answerBytes, offsetsAt, rowOf },
    step(row, offset) {
      const from = states.get(row);
      if (from === undefined) return undefined;
      const next = rowOf(automaton.step(from, (offset - answerBytes) / 4));
      if (next !== LEFT) new Uint32Array(room.memory.buffer, row + offset, 1)[0] = next;
      return next;
    },
    stateBehind: (text) => stateBehind(automaton, text),
  };
}

function writeOffsets({ answerBytes, classOf }: Automaton, { memory, allocate }: RowMemory): number {
  const at = allocate(4 * UNITS);
  const offsets = new Uint32Array(memory.buffer, at, UNITS);
  for (let unit = 0; unit < UNITS; unit++) offsets[unit] = answerBytes + 4 * classOf(unit);
  return at;
}
