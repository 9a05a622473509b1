import { setImmediate } from 'node:timers/promises';
import { isPromise } from 'node:util/types';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { InputError } from '../errors/input-error';
import { codeOf } from '../errors/reason';
import { builtFile } from './built-file';

/**
 * Has threads that run already carry out orders, each taking the next one as it gets there.
 *
 * @param signal ends the threads before their work is done, with its reason for an error.
 * @throws InputError as carrying out an order does.
 */
export type CarryOut<Order, Result> = (
  orders: readonly Order[],
  onResult: (result: Result, order: number) => void,
  signal: AbortSignal | undefined,
) => Promise<void>;

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
  /**
   * Called as soon as a thread gets no further order, while others still work. Who has other work for the threads that have
   * nothing to do any more, has it carried out at once: they live until it is done, and nobody waits for them here.
   */
  readonly onIdle?: ((carryOut: CarryOut<unknown, unknown>) => void) | undefined;
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
  const orders = new Orders(plan.orders);
  const further = new FurtherWork(plan.onIdle);
  try {
    const last = workers.map((worker, member) =>
      employ(worker, orders, further, (result, order) => plan.onResult(result as Result, { member, order })),
    );
    const work = Promise.all([Promise.all(last), workHere(plan, orders)]);
    const [words] = await Promise.race([work, ...(plan.signal === undefined ? [] : [endOf(plan.signal)])]);
    if (further.isBegun) further.takeOver(workers);
    else await endAll(workers);
    return words as readonly Last[];
  } catch (error) {
    further.fail(error);
    await endAll(workers);
    throw error;
  }
}

async function endAll(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.terminate()));
}

/** Gives one order after the other. */
class Orders<Order> {
  private given = 0;

  constructor(private readonly orders: Iterator<Order>) {}

  next(): { readonly number: number; readonly order: Order } | null {
    const next = this.orders.next();
    return next.done === true ? null : { number: this.given++, order: next.value };
  }
}

/** Work for threads that have no orders of the plan any more. */
class FurtherWork {
  private orders = new Orders<unknown>([].values());
  private readonly begun = new Map<Worker, number[]>();
  private done: Promise<void> | undefined;
  private settled: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
  private onResult: (result: unknown, order: number) => void = () => undefined;

  constructor(private onIdle: CrewPlan<never, never>['onIdle']) {}

  get isBegun(): boolean {
    return this.done !== undefined;
  }

  /** Gives a thread the next order, if there is one. */
  give(worker: Worker): void {
    this.onIdle?.((orders, onResult, signal) => this.begin(orders, onResult, signal));
    this.onIdle = undefined;
    const next = this.orders.next();
    if (next === null) {
      if ([...this.begun.values()].every((numbers) => numbers.length === 0)) this.settled?.resolve();
      return;
    }
    const begun = this.begun.get(worker) ?? [];
    this.begun.set(worker, [...begun, next.number]);
    worker.postMessage(next.order);
  }

  /** Takes what a thread says that has no orders of the plan any more. */
  hear(worker: Worker, answer: CrewAnswer<unknown, unknown>): void {
    if (answer.kind === 'failed') this.fail(new InputError(answer.problems));
    if (answer.kind !== 'done') return;
    this.onResult(answer.result, this.begun.get(worker)?.shift() ?? NaN);
    this.give(worker);
  }

  fail(error: unknown): void {
    this.settled?.reject(error);
  }

  /** Has threads go on whose crew has done its work: of that nothing is held any longer, least of all what it was started with. */
  takeOver(workers: readonly Worker[]): void {
    for (const worker of workers) {
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
      listen(
        worker,
        (answer) => {
          this.hear(worker, answer);
        },
        (error) => {
          this.fail(error);
        },
      );
    }
    void this.done?.catch(() => undefined).then(() => endAll(workers));
  }

  private begin(...[orders, onResult, signal]: Parameters<CarryOut<unknown, unknown>>): Promise<void> {
    this.orders = new Orders(orders.values());
    this.onResult = onResult;
    const done = new Promise<void>((resolve, reject) => {
      this.settled = { resolve, reject };
    });
    this.done = signal === undefined ? done : Promise.race([done, endOf(signal)]);
    return this.done;
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
  orders: Orders<Order>,
): Promise<void> {
  if (here === undefined) return;
  for (let next = orders.next(); next !== null; next = orders.next()) {
    await onResult(await here(next.order), { member: size, order: next.number });
    await setImmediate();
  }
}

/** Gives orders to a thread until there are no more, and what else there is to do then. */
function employ(
  worker: Worker,
  orders: Orders<unknown>,
  further: FurtherWork,
  onResult: (result: unknown, order: number) => void | Promise<void>,
): Promise<unknown> {
  const begun: number[] = [];
  let hasAll = false;
  const order = (): void => {
    const next = hasAll ? null : orders.next();
    if (next !== null) {
      begun.push(next.number);
      worker.postMessage(next.order);
      return;
    }
    if (!hasAll) worker.postMessage(null);
    hasAll = true;
    further.give(worker);
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      further.fail(error);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const hear = (answer: CrewAnswer<unknown, unknown>): void => {
      if (answer.kind === 'finished') resolve(answer.last);
      else if (answer.kind === 'failed') fail(new InputError(answer.problems));
      else if (begun.length === 0) further.hear(worker, answer);
      else {
        const done = onResult(answer.result, begun.shift() ?? NaN);
        if (isPromise(done)) done.then(order).catch(fail);
        else order();
      }
    };
    listen(worker, hear, fail);
    for (let i = 0; i < AHEAD; i++) order();
  });
}

/** @param fail called with what goes wrong in the thread, or where its answer is taken. */
function listen(
  worker: Worker,
  hear: (answer: CrewAnswer<unknown, unknown>) => void,
  fail: (error: unknown) => void,
): void {
  worker.on('message', (answer: CrewAnswer<unknown, unknown>) => {
    // What fails within an event is nobody's else, and would end the process as if that were an answer.
    try {
      hear(answer);
    } catch (error) {
      fail(error);
    }
  });
  worker.once('error', (error) => {
    fail(codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? new InputError([OUT_OF_MEMORY]) : error);
  });
  worker.once('exit', () => {
    fail(new InputError([THREAD_ENDED]));
  });
}
