/**
 * Runs tasks that lead to further tasks, so many at once, the newest first: what a task leads to is done before more is
 * asked for, and so the number of waiting tasks stays small.
 *
 * @param run does one task and returns those that it leads to, the most urgent last.
 * @param stop when it becomes true, no further task is begun.
 * @throws the first error of `run`, after the tasks under way have ended.
 */
export async function runAll<T>(
  first: readonly T[],
  atOnce: number,
  run: (task: T) => Promise<readonly T[]>,
  stop: () => boolean = () => false,
): Promise<void> {
  const waiting = [...first];
  let failure: { readonly error: unknown } | undefined;
  await new Promise<void>((resolve) => {
    let underWay = 0;
    const next = (): void => {
      while (underWay < atOnce && waiting.length > 0 && failure === undefined && !stop()) {
        underWay++;
        void begin(waiting.pop() as T);
      }
      if (underWay === 0) resolve();
    };
    const begin = async (task: T): Promise<void> => {
      try {
        for (const further of await run(task)) waiting.push(further);
      } catch (error) {
        failure ??= { error };
      }
      underWay--;
      next();
    };
    next();
  });
  if (failure !== undefined) throw failure.error;
}
