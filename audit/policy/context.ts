/**
 * The request context: lower-case condition key to its values. A key that is absent, or has no value, is "missing".
 */
export type Context = ReadonlyMap<string, readonly string[]>;

/** The only value of a key, or `undefined` when it is missing or has several. */
export function singleValue(context: Context, key: string): string | undefined {
  const values = context.get(key);
  return values?.length === 1 ? values[0] : undefined;
}
