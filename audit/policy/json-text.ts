import { parseBoundedJson } from '../../contract/bounded-json';
import { printable } from '../../contract/printable';
import { repeatedKeys } from '../../contract/repeated-keys';

/** A value, or everything that is wrong with it: each problem a sentence that says where. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads JSON and refuses an object that has a key twice: `JSON.parse` would keep the last and drop the first in
 * silence, and with it perhaps a Deny.
 */
export function readJson(text: string, where: string): Read<unknown> {
  let value: unknown;
  try {
    value = parseBoundedJson(text);
  } catch (error) {
    return { ok: false, problems: [`${where}: is not JSON: ${(error as Error).message}`] };
  }
  const problems = [...repeatedKeys(text)].map(
    ({ key, at }) => `${where}:${lineAt(text, at)}: the key ${printable(JSON.stringify(key))} occurs twice`,
  );
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems };
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
