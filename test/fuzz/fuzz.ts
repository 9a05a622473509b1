import { Session } from 'node:inspector/promises';
import type { Target } from './targets';

/** An input that made a target do what it never may. */
export interface Find {
  readonly input: Buffer;
  readonly error: unknown;
}

export interface FuzzResult {
  readonly runs: number;
  /** Inputs that reached code which none before had reached; 0 where coverage was not looked at. */
  readonly reaching: number;
  readonly finds: readonly Find[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Whether another run is to be made. */
  readonly more: (runs: number) => boolean;
  /** Keeps what reaches further for more mutations; costs most of the time. */
  readonly guided: boolean;
}

/** Mutates what is known, again and again; with `guided` an input that reaches new code is known from then on. */
export async function fuzz(target: Target, { seed, more, guided }: FuzzOptions): Promise<FuzzResult> {
  const known = [...target.seeds()];
  const random = randomFrom(seed);
  const finds: Find[] = [];
  const coverage = guided ? await startCoverage() : undefined;
  let runs = 0;
  let reaching = 0;
  for (; more(runs) && finds.length < 10; runs++) {
    const input = runs < known.length ? known[runs]! : mutated(known, random);
    try {
      await target.run(input);
    } catch (error) {
      finds.push({ input, error });
    }
    if ((await coverage?.grew()) === true && runs >= target.seeds().length) {
      known.push(input);
      reaching++;
    }
  }
  await coverage?.stop();
  return { runs, reaching, finds };
}

/** Lehmer's generator: the same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % Math.max(1, below);
}

/** What parsers are sensitive to. */
const PIECES = ['"', '\\', '{', '}', '[', ']', ':', ',', '\n', '\r\n', '\0', ' ', '-', '*', '&a', '*a', '\ufeff', '\u00ff', '__proto__', 'null', 'true', '1e999', '-0', '\\ud800', '\u2028', '${', '%2F', '::', '0'.repeat(20), 'a'.repeat(300)].map((text) => Buffer.from(text)); // prettier-ignore

function mutated(known: readonly Buffer[], random: (below: number) => number): Buffer {
  let input = known[random(known.length)]!;
  for (let change = random(4); change >= 0; change--) {
    const [at, to] = [random(input.length + 1), random(input.length + 1)].sort((a, b) => a - b) as [number, number];
    const other = known[random(known.length)]!;
    const piece = [
      () => PIECES[random(PIECES.length)]!,
      () => Buffer.from([random(256)]),
      () => other.subarray(random(other.length), random(other.length + 1)),
      () => input.subarray(at, Math.min(to, at + 200)),
      () => Buffer.alloc(0),
    ][random(5)]!();
    const until = [at, at + 1, Math.min(to, at + random(40))][random(3)]!;
    input = Buffer.concat([input.subarray(0, at), piece, input.subarray(until)]);
  }
  return input.subarray(0, 64 * 1024);
}

/** Precise coverage of V8, of our own files: a block counts once, however often it runs. */
async function startCoverage() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    async grew(): Promise<boolean> {
      const before = seen.size;
      const { result } = await session.post('Profiler.takePreciseCoverage');
      for (const { url, functions } of result) {
        if (!/\/(?:audit|contract)\//.test(url)) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) seen.add(`${url} ${startOffset} ${endOffset}`);
        }
      }
      return seen.size > before;
    },
    async stop(): Promise<void> {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
