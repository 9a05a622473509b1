import fc from 'fast-check';

/** Whether long searches are made whole: `npm run test:thorough`. Otherwise a part of each is tried, chosen by a seed. */
export const THOROUGH = process.env.THOROUGH === 'true';

/** Another seed tries another part: `SEED=7 npx jest …`. */
const SEED = Number(process.env.SEED ?? '20260105');

/** So many of a list, or all of it where the search is thorough; which ones is told. */
export function partOf<T extends { readonly name: string }>(list: readonly T[], size: number): readonly T[] {
  if (THOROUGH) return list;
  const length = { minLength: size, maxLength: size };
  const [part = []] = fc.sample(fc.shuffledSubarray([...list], length), { seed: SEED, numRuns: 1 });
  console.warn(`tried ${part.length} of ${list.length} by seed ${SEED}; npm run test:thorough tries all`);
  return part;
}
