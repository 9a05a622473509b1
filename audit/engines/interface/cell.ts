/** A value of a result as it is shown. Whole numbers of any size are bigint; what has no form in JSON is text. */
export type Cell = null | boolean | number | bigint | string | readonly Cell[] | { readonly [name: string]: Cell };

/** `2026-01-05 08:00:03.5+00` as `2026-01-05T08:00:03.5Z`; infinities and years before Christ stay the engine's words. */
export function isoTimestamp(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) ([\d:.]+)$/.exec(text);
  return match === null ? text : `${match[1] ?? ''}T${match[2] ?? ''}Z`;
}

/** A cell as JSON has it: whole numbers beyond what a reader of JSON keeps exactly become text. */
export function jsonOf(cell: Cell): unknown {
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
  if (Array.isArray(cell)) return (cell as readonly Cell[]).map(jsonOf);
  if (typeof cell === 'object' && cell !== null) {
    return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, jsonOf(value)]));
  }
  return cell;
}

/** A cell as one piece of text, or the number it is: lists and structures as JSON. */
export function plainOf(cell: Cell): null | number | bigint | string {
  if (cell === null || typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'string') return cell;
  return typeof cell === 'boolean' ? String(cell) : JSON.stringify(jsonOf(cell));
}
