/**
 * The request context: lower-case condition key to its values. A key that is absent, or has no value, is "missing".
 *
 * A key can also be *unknown*: {@link UNKNOWN} where nobody knows whether it is there, {@link SOME_VALUE} where it surely is
 * there but its value is not known (a caller's tags, its organization, `aws:userid`). What depends on such a key is decided
 * both ways; `decide` then answers `unknown` unless both ways agree.
 */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Marks a key of which it is not known whether it is there. Compared by identity. */
export const UNKNOWN: readonly string[] = Object.freeze<string[]>([]);

/** Marks a key that is there, with a value that is not known. Compared by identity. */
export const SOME_VALUE: readonly string[] = Object.freeze<string[]>([]);

/** Whether the values of a key are one of the marks above. */
export function isUnknown(values: readonly string[] | undefined): boolean {
  return values === UNKNOWN || values === SOME_VALUE;
}

/** The only value of a key, or `undefined` when it is missing, not known, or has several. */
export function singleValue(context: Context, key: string): string | undefined {
  const values = context.get(key);
  return values?.length === 1 ? values[0] : undefined;
}
