import type { LogFile } from '../sources/log-files';
import type { EndpointDenial } from './events';
import { readEvents, type FilesCoverage } from './read-events';
import { saidBy, textOf, type Said } from './testimony';
import { keyOf } from './trail';

/** Events of some files, in the form in which they cross from thread to thread: most of them say what others said before. */
export interface TrailBatch {
  readonly coverage: FilesCoverage;
  /** Requests by their keys, one for each event. */
  readonly keys: readonly string[];
  /** Seconds since the epoch. */
  readonly times: Float64Array;
  /** What each event says, by its number among all that this reader ever gave, from 0. */
  readonly saids: Int32Array;
  /** What was said for the first time, in the order of the numbers. */
  readonly fresh: readonly Said[];
  readonly denials: readonly EndpointDenial[];
}

/** Makes a reader of files, which remembers what was said before. */
export function createTrailReader(): (files: readonly LogFile[]) => Promise<TrailBatch> {
  const numbers = new Map<string, number>();
  return async (files) => {
    const keys: string[] = [];
    const times: number[] = [];
    const saids: number[] = [];
    const fresh: Said[] = [];
    const denials: EndpointDenial[] = [];
    const coverage = await readEvents(files, (event) => {
      if (event.kind === 'endpoint-denial') denials.push(event);
      if (event.kind !== 'request') return;
      const text = textOf(event);
      const known = numbers.get(text);
      if (known === undefined) fresh.push(saidBy(event));
      const number = known ?? numbers.size;
      numbers.set(text, number);
      keys.push(keyOf(event));
      times.push(event.time);
      saids.push(number);
    });
    return { coverage, keys, times: Float64Array.from(times), saids: Int32Array.from(saids), fresh, denials };
  };
}
