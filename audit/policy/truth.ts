/** Whether something holds: `undefined` where what is known does not tell (Kleene's strong logic of three values). */
export type Truth = boolean | undefined;

/** Whether all hold: one that does not settles it, whatever is not known of the others. */
export function every<T>(items: readonly T[], truth: (item: T) => Truth): Truth {
  let all: Truth = true;
  for (const item of items) {
    const one = truth(item);
    if (one === false) return false;
    if (one === undefined) all = undefined;
  }
  return all;
}

/** Whether one holds: one that does settles it, whatever is not known of the others. */
export function some<T>(items: readonly T[], truth: (item: T) => Truth): Truth {
  let any: Truth = false;
  for (const item of items) {
    const one = truth(item);
    if (one === true) return true;
    if (one === undefined) any = undefined;
  }
  return any;
}

/** The opposite; what is unknown stays so. */
export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
