import { parentPort } from 'node:worker_threads';
import { InputError } from '../errors/input-error';
import type { CrewAnswer } from './crew';

/** What a thread does; orders are those of the crew's plan. */
export interface CrewMember {
  readonly work: (order: never) => Promise<unknown>;
  /** What to say when there are no more orders. */
  readonly last: () => unknown;
}

/** Makes this thread a member of a crew: it carries out one order after the other until told that there are no more. */
export function serveCrew({ work, last }: CrewMember): void {
  const answer = (message: CrewAnswer<unknown, unknown>): void => parentPort?.postMessage(message);

  async function carryOut(order: unknown): Promise<void> {
    if (order === null) {
      answer({ kind: 'finished', last: last() });
      return;
    }
    try {
      answer({ kind: 'done', result: await work(order as never) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      answer({ kind: 'failed', problems: error.problems });
    }
  }

  let queue = Promise.resolve();
  parentPort?.on('message', (order: unknown) => {
    queue = queue.then(() => carryOut(order));
  });
}
