/** AWS answers with false, or nothing, where nothing was asked for: the same thing. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(withoutNothing(a)) === JSON.stringify(withoutNothing(b));
}

function withoutNothing(value: unknown): unknown {
  if (value === null || value === false || value === '') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => withoutNothing(item) ?? null);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([name, item]) => {
    const inner = withoutNothing(item);
    return inner === undefined ? [] : [[name, inner] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([x], [y]) => (x < y ? -1 : 1)));
}
