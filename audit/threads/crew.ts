import { setImmediate } from 'node:timers/promises';
import { isPromise } from 'node:util/types';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { InputError } from '../errors/input-error';
import { codeOf } from '../errors/reason';
import { builtFile } from './built-file';

/** From a thread: an order is carried out, or all are, or the user has to know why not. */
export type CrewAnswer<Result, Last> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'finished'; readonly last: Last }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/** What threads are to do. Tasks, orders and results are copied from thread to thread. */
export interface CrewPlan<Order, Result> {
  /** A file that the build makes, which calls `serveCrew`. */
  readonly program: string;
  readonly size: number;
  /** What each thread is started with, its `workerData`. */
  readonly task: unknown;
  readonly limits: ResourceLimits;
  readonly orders: Iterator<Order>;
  /** Carries out orders in the calling thread too, which would only wait otherwise; as member number `size`. */
  readonly here?: (order: Order) => Promise<Result>;
  /**
   * Called for each order carried out, those of one thread in their order. Where it gives a promise, the thread gets no further
   * order before that is kept.
   */
  readonly onResult: (
    result: Result,
    from: { readonly member: number; readonly order: number },
  ) => void | Promise<void>;
  /** Ends the threads before their work is done, with its reason for an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Told where V8 ends a thread; it does not say what the thread was reading. */
export const OUT_OF_MEMORY =
  'memory does not suffice for what is read at once: give fewer or smaller files (or raise --memory-limit or NODE_OPTIONS=--max-old-space-size)';

/** Told where a thread ends and nobody says why: the system, or a fault of a native library. */
export const THREAD_ENDED =
  'a thread that read files ended before its work was done: run it again, or over fewer files';

/** Orders that a thread has before it, so that it need not wait for the next. */
const AHEAD = 2;

/**
 * Has several threads carry out orders, each taking the next one as it gets there.
 *
 * @returns the last words of each thread.
 * @throws InputError as carrying out an order does; the threads are ended then.
 */
export async function workWithCrew<Order, Result, Last>(plan: CrewPlan<Order, Result>): Promise<readonly Last[]> {
  const { program, size, task, limits } = plan;
  const workers = Array.from(
    { length: size },
    () => new Worker(builtFile(program), { workerData: task, resourceLimits: limits }),
  );
  let given = 0;
  const nextOrder = (): { readonly number: number; readonly order: Order } | null => {
    const next = plan.orders.next();
    return next.done === true ? null : { number: given++, order: next.value };
  };
  try {
    const last = workers.map((worker, member) =>
      employ(worker, nextOrder, (result, order) => plan.onResult(result as Result, { member, order })),
    );
    const work = Promise.all([Promise.all(last), workHere(plan, nextOrder)]);
    const [words] = await Promise.race([work, ...(plan.signal === undefined ? [] : [endOf(plan.signal)])]);
    return words as readonly Last[];
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Fails when a signal ends it. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Carries out orders until there are no more, and hears the other threads between two of them. */
async function workHere<Order, Result>(
  { here, size, onResult }: CrewPlan<Order, Result>,
  nextOrder: () => { readonly number: number; readonly order: Order } | null,
): Promise<void> {
  if (here === undefined) return;
  for (let next = nextOrder(); next !== null; next = nextOrder()) {
    await onResult(await here(next.order), { member: size, order: next.number });
    await setImmediate();
  }
}

/** Gives orders to a thread until there are no more. */
function employ(
  worker: Worker,
  nextOrder: () => { readonly number: number; readonly order: unknown } | null,
  onResult: (result: unknown, order: number) => void | Promise<void>,
): Promise<unknown> {
  const begun: number[] = [];
  const order = (): void => {
    const next = nextOrder();
    if (next !== null) begun.push(next.number);
    worker.postMessage(next?.order ?? null);
  };
  return new Promise((resolve, reject) => {
    const hear = (answer: CrewAnswer<unknown, unknown>): void => {
      if (answer.kind === 'finished') resolve(answer.last);
      else if (answer.kind === 'failed') reject(new InputError(answer.problems));
      else {
        const done = onResult(answer.result, begun.shift() ?? NaN);
        if (isPromise(done)) done.then(order).catch(reject);
        else order();
      }
    };
    worker.on('message', (answer: CrewAnswer<unknown, unknown>) => {
      // What fails within an event is nobody's else, and would end the process as if that were an answer.
      try {
        hear(answer);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    worker.once('error', (error) => {
      reject(codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? new InputError([OUT_OF_MEMORY]) : error);
    });
    worker.once('exit', () => {
      reject(new InputError([THREAD_ENDED]));
    });
    for (let i = 0; i < AHEAD; i++) order();
  });
}
