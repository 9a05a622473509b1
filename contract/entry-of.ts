/**
 * What a table has under a name that others chose, such as an argument of a plan or a type of principal: nothing where the name
 * is one that every object answers to (`constructor`, `toString`).
 */
export function entryOf<T>(table: Readonly<Partial<Record<string, T>>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
