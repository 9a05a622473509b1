import { availableParallelism, totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InputError } from './errors/input-error';
import { bytesText } from './output/numbers';

/** What Node and the program take before anything is read. */
const PROGRAM = 64_000_000;
/** What a thread takes, with what it reads at the moment. */
const THREAD = 32_000_000;
/** What JSON takes on the heap, for each byte of text. */
const TIMES_AS_VALUES = 6;
/** Least that a run can be told to do with. */
export const LEAST_MEMORY = 200_000_000;
/** What DuckDB takes before it writes to its temporary directory. */
const TABLES = 1_000_000_000;
/** What it takes while tables are made. */
const LOADING = 128_000_000;
/** V8 ends the process where its heap is full. */
const SHARE_OF_HEAP = 0.9;

/** Objects that need no look at the heap: the least memory holds many times as many. */
export const FEW = 1000;

/** What groups may take beside the lines they are made of. */
export const SHARE_OF_GROUPS = 0.3;
/** What groups and what is judged of them may take, before it is written. */
export const SHARE_OF_REPORT = 0.7;

/** A process has one memory, and so one limit: what `--memory-limit` says, in bytes. */
let limit: number | null = null;

/** Bounds what the run takes from now on; `null` leaves it to the machine. */
export function limitMemory(bytes: number | null): void {
  limit = bytes;
}

/** Half of what this machine, or the container that this runs in, has. */
function halfOfMachine(): number {
  const container = process.constrainedMemory();
  return (container > 0 ? Math.min(container, totalmem()) : totalmem()) / 2;
}

/** Bytes for the different lines and groups of logs. */
export function memoryForLines(): number {
  return limit === null ? halfOfMachine() : 0.4 * (limit - PROGRAM);
}

/** Bytes for the requests that CloudTrail has events of. */
export function memoryForRequests(): number {
  return limit === null ? halfOfMachine() : 0.3 * (limit - PROGRAM);
}

/** Bytes that DuckDB may take. */
export function memoryForTables(): number {
  return limit === null ? TABLES : Math.min(TABLES, 0.6 * (limit - PROGRAM));
}

/** Bytes that DuckDB may take while tables are made: with more it takes longer, to have the pages of memory from the system. */
export function memoryForLoading(): number {
  return Math.min(LOADING, memoryForTables());
}

/** How many threads of DuckDB's there is memory for (DuckDB, "Tuning Workloads": 125 MB each at least). */
export function threadsForTables(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memoryForTables() / 125_000_000)));
}

/** Bytes of a file that is held as a whole, unpacked; as JSON, read, it takes several times as much. */
export function memoryForFile(): number {
  return limit === null ? Infinity : (limit - PROGRAM) / 2 / TIMES_AS_VALUES;
}

/** How many of so many threads there is memory for. */
export function threadsWithin(most: number): number {
  return limit === null ? most : Math.max(1, Math.min(most, Math.floor((limit - PROGRAM) / 4 / THREAD)));
}

/**
 * To be asked now and then by whoever keeps more and more on the heap.
 *
 * @param what is kept, and what would be less: a sentence's end.
 * @param share of the memory beside the program; a report needs several times what the groups take that it is made of.
 * @param outside bytes that they take outside of the heap.
 * @throws InputError where further things do not fit.
 */
export function requireMemory(what: string, share = SHARE_OF_GROUPS, outside = 0): void {
  const ofV8 = SHARE_OF_HEAP * getHeapStatistics().heap_size_limit;
  const own = limit === null ? Infinity : share * (limit - PROGRAM) - outside;
  const most = Math.min(ofV8, own);
  if (used() <= most) return;
  collectGarbage();
  if (used() <= most) return;
  const raise = most === own ? '--memory-limit' : 'NODE_OPTIONS=--max-old-space-size';
  throw new InputError([
    `${limit === null ? '' : `--memory-limit ${bytesText(limit)}: `}memory does not suffice for ${what} (or raise ${raise})`,
  ]);
}

function used(): number {
  return getHeapStatistics().used_heap_size;
}

/** Gives back at once what nobody holds any more: memory outside of the heap too, of which the collector sees little. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // V8 takes no compiled code that was kept under other flags (bin/load-compiled.cjs).
  setFlagsFromString('--no-expose-gc');
  collect();
}
