import { exposureOfError } from '../records/outcome';
import type { Said, Told } from './testimony';

/**
 * Most different things that the events of one request may say, and be held against each other one by one: owner, requester
 * and endpoint have a trail each, and a copy two buckets.
 */
export const MOST_SAIDS = 32;

/** Stands for who called, since nobody can tell: no principal's name. */
const NOBODY_KNOWN = `one of more than ${MOST_SAIDS} events that differ`;

/**
 * What more events say of one request than any request has. They prove nothing, whatever they say: all that is kept is what the worst
 * reading needs, which depends on no order and takes no longer the more there are.
 */
export class Crowd {
  readonly #buckets = new Set<string>();
  readonly #answers = new Set<string | null>();
  #eventName: string | undefined;
  #told: Told | undefined;

  add({ buckets, eventName, errorCode, pathOnly }: Said): void {
    this.#told = undefined;
    for (const bucket of buckets) this.#buckets.add(bucket);
    if (this.#eventName === undefined || eventName < this.#eventName) this.#eventName = eventName;
    if (!pathOnly) this.#answers.add(errorCode);
  }

  /** What all of them say together: a contradiction. */
  get told(): Told {
    return (this.#told ??= this.#tell());
  }

  #tell(): Told {
    const errorCode = [...this.#answers].sort(byExposure)[0];
    return {
      buckets: [...this.#buckets].sort(),
      eventName: this.#eventName ?? '-',
      errorCode,
      address: null,
      oddAddress: null,
      caller: NOBODY_KNOWN,
      account: null,
      witness: { path: 'contradiction', about: 'events', caller: NOBODY_KNOWN, errorCode },
    };
  }
}

/** The answer that gives away most first; of two alike the one that sorts first. */
function byExposure(a: string | null, b: string | null): number {
  return exposureOfError(b) - exposureOfError(a) || ((a ?? '') < (b ?? '') ? -1 : 1);
}
