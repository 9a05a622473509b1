import { InputError } from '../../errors/input-error';

/** What Ctrl-C has to undo or stop before the process ends. */
const toUndo = new Set<() => unknown>();

/**
 * Registers what is to be done on Ctrl-C.
 *
 * @returns a function that takes it back.
 */
export function onInterruption(undo: () => unknown): () => void {
  toUndo.add(undo);
  return () => {
    toUndo.delete(undo);
  };
}

/**
 * Does what was registered; nothing that fails on the way keeps the process from ending.
 *
 * @returns what could not be undone, and the user should know.
 */
export async function interrupt(): Promise<readonly string[]> {
  const outcomes = await Promise.allSettled([...toUndo].map((undo) => Promise.resolve().then(undo)));
  const reasons = outcomes.flatMap((outcome): unknown => (outcome.status === 'rejected' ? [outcome.reason] : []));
  return reasons.flatMap((reason) => (reason instanceof InputError ? reason.problems : []));
}
