import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { InputError } from '../../../errors/input-error';
import { builtFile } from '../../../threads/built-file';
import {
  GROWTH,
  HASH_KEY,
  HASH_KEY_BYTES,
  HEAP_POINTER,
  LINE_KEY,
  LINE_KEY_BYTES,
  MEMORY_PAGE,
  MOST_PAGES,
  STRIPE,
  STRIPE_BITS,
  STRIPES,
} from './layout';

/** What wasm/scan.ts exports; addresses and lengths are bytes in the memory. */
export interface ScanProgram {
  readonly lines: WebAssembly.Global;
  readonly blank: WebAssembly.Global;
  readonly returns: WebAssembly.Global;
  readonly records: WebAssembly.Global;
  readonly duplicates: WebAssembly.Global;
  readonly ambiguous: WebAssembly.Global;
  readonly firstTime: WebAssembly.Global;
  readonly lastTime: WebAssembly.Global;
  readonly keyAt: WebAssembly.Global;
  readonly firstGroup: WebAssembly.Global;
  readonly rows: WebAssembly.Global;
  readonly longestRow: WebAssembly.Global;
  readonly linesBefore: WebAssembly.Global;
  readonly rowsEnd: WebAssembly.Global;
  startRows(inputNumber: number, linesBefore: number): void;
  makeRowRoom(bytes: number): void;
  flushRows(): void;
  configure(since: number, until: number, hasTrail: number): void;
  configureHours(ofGroups: number): void;
  configureShare(number: number, count: number): void;
  scan(from: number, end: number): number;
  allocate(bytes: number): number;
  makeKeyRoom(bytes: number): void;
  configureGrouping(address: number): void;
  addRecord(
    start: number,
    end: number,
    keyLength: number,
    bytesSent: number,
    time: number,
    isAmbiguous: number,
    orderAt: number,
    orderEnd: number,
  ): void;
  settle(): void;
  adopt(found: number): void;
  found(): number;
  foundInAll(): number;
}

/** What wasm/scan.ts calls. */
export interface ScanImports {
  onExact(start: number, end: number): void;
  onAnswer(status: number, errorCodeAt: number, errorCodeEnd: number): number;
  onRecord(
    bucketAt: number,
    bucketEnd: number,
    requestIdAt: number,
    requestIdEnd: number,
    hostIdAt: number,
    hostIdEnd: number,
    time: number,
  ): number;
  /** Of a rehearsal alone. */
  onBucket?(bucketAt: number, bucketEnd: number): number;
  onStep?(row: number, offset: number): number;
}

/** What wasm/rows.ts calls, of whoever wants rows. */
export interface RowImports {
  onDigest(start: number, end: number, to: number): void;
  onParameters(start: number, end: number, to: number, room: number): number;
  onRows(start: number, end: number): void;
}

/** Whoever wants groups is asked for no rows. */
const NO_ROWS: RowImports = { onDigest: noRows, onParameters: noRows, onRows: noRows };

function noRows(): never {
  throw new Error('the scanner makes rows that nobody wants');
}

/** The compiled program and the memory, both shared by all scanners of a run. */
export interface SharedProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

const HEAP = STRIPES + 2 ** STRIPE_BITS * STRIPE;

/** What WebAssembly can address. */
export const MOST_MEMORY = MOST_PAGES * MEMORY_PAGE;

/** Keys for the hashes of lines and groups; who writes log lines must not know them. */
export function randomHashKey(): Uint8Array {
  const key = new Uint8Array(HASH_KEY_BYTES + LINE_KEY_BYTES);
  return isFilledBySystem(key) ? key : randomBytes(key.length);
}

/** From where node:crypto has its own, too, which takes longer to load than a short log to read; Windows has no such file. */
function isFilledBySystem(bytes: Uint8Array): boolean {
  try {
    const descriptor = openSync('/dev/urandom', 'r');
    try {
      return readSync(descriptor, bytes) === bytes.length;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/**
 * Loads the program and makes an empty memory.
 *
 * @param most bytes that the memory may have.
 */
export function loadProgram(most: number, hashKey: Uint8Array): SharedProgram {
  const maximum = Math.floor(Math.min(most, MOST_MEMORY) / MEMORY_PAGE);
  const memory = new WebAssembly.Memory({ initial: HEAP / MEMORY_PAGE + 2, maximum, shared: true });
  new Uint32Array(memory.buffer, HEAP_POINTER, 1)[0] = HEAP;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(hashKey.subarray(0, HASH_KEY_BYTES), HASH_KEY);
  bytes.set(hashKey.subarray(HASH_KEY_BYTES), LINE_KEY);
  return { module: new WebAssembly.Module(readFileSync(builtFile('scan.wasm'))), memory };
}

/** Says whether a memory has grown as far as it may. */
export function isExhausted({ memory }: SharedProgram, most: number): boolean {
  return memory.buffer.byteLength > Math.min(most, MOST_MEMORY) - GROWTH * MEMORY_PAGE;
}

/** Makes a scanner's own instance of the program. */
export function startProgram(
  { module, memory }: SharedProgram,
  imports: ScanImports,
  rows: RowImports = NO_ROWS,
): ScanProgram {
  return new WebAssembly.Instance(module, {
    env: { memory },
    scan: { onBucket: notAsked, onStep: notAsked, ...imports, ...rows },
  }).exports as ScanProgram;
}

function notAsked(): never {
  throw new Error('the scanner asks for what belongs to a rehearsal');
}

/**
 * Runs something that scans.
 *
 * @throws InputError when the lines and groups of the logs do not fit into the memory.
 */
export async function withMemoryError<T>(scan: () => Promise<T>): Promise<T> {
  try {
    return await scan();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new InputError(['--logs: more different lines than memory can hold; read them from files, or in parts']);
  }
}
