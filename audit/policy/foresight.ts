import { holds, type CompiledStatement } from './compile';
import type { CompiledCondition } from './condition';
import type { Context } from './context';
import { needsNoPermission } from './limits';
import type { Situation } from './situation';

/**
 * Whether a request is denied in every context that says the same of the first keys.
 *
 * @param known a context of those keys alone.
 * @param count how many of the keys are known; to be asked of 0, 1, 2 … in turn, the answers before being no.
 */
export type Foresight = (known: Context, count: number) => boolean;

/**
 * Foresees denials from some of the keys, so that a proof need not try all the others. A condition reads its own keys and
 * no others, so once these are known its answer stays, and so does that of a statement once all of its keys are. Foreseen is
 * only what then no other statement can change, in `decide`:
 *
 * - a Deny that surely names the requester and surely holds: of the denials, `decide` takes the first, and each denies;
 * - every Allow of the identity and of the resource surely fails, for those who need one: all but root and what needs no
 *   permission at all.
 *
 * @param keys every key that the statements read, in the order in which they become known; others may stand among them.
 */
export function foresightOf(situation: Situation, keys: readonly string[]): Foresight {
  const { request, denies, identityAllows, resourceGrants, rootRecovers } = situation;
  if (needsNoPermission(request)) return () => false;
  const places = new Map(keys.map((key, index) => [key, index + 1]));
  /** How many keys must be known to know of all these. */
  const countFor = (reads: readonly string[]): number =>
    reads.reduce((count, key) => Math.max(count, places.get(key) ?? Infinity), 0);

  const sure = denies.filter(({ match }) => match.doubt === undefined).map(({ statement }) => statement);
  const deniesAt = byCount(sure, (statement) => countFor(readsOf(statement)));
  const canDo = request.requester.type === 'root' || rootRecovers;
  const allows = [...identityAllows, ...resourceGrants].map(({ statement: { conditions } }) =>
    conditions.map((condition): Due => ({ condition, count: countFor(condition.reads) })),
  );
  const changesAt = new Set(allows.flat().map(({ count }) => count));
  if (allows.length === 0) changesAt.add(0);

  return (known, count) => {
    const applies = (deny: CompiledStatement): boolean => holds(deny, request.resource, known) === true;
    if (deniesAt.get(count)?.some(applies) === true) return true;
    const fails = (due: Due): boolean => due.count <= count && due.condition.holds(known) === false;
    return !canDo && changesAt.has(count) && allows.every((conditions) => conditions.some(fails));
  };
}

/** A condition and how many keys must be known for its answer. */
interface Due {
  readonly condition: CompiledCondition;
  readonly count: number;
}

function readsOf({ resources, conditions }: CompiledStatement): readonly string[] {
  return [...resources.reads, ...conditions.flatMap(({ reads }) => reads)];
}

function byCount<T>(all: readonly T[], countOf: (one: T) => number): ReadonlyMap<number, readonly T[]> {
  const found = new Map<number, T[]>();
  for (const one of all) {
    const count = countOf(one);
    const same = found.get(count) ?? [];
    found.set(count, same);
    same.push(one);
  }
  return found;
}
