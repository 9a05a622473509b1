import { LineCounter, parseDocument } from 'yaml';
import { parseBoundedJson } from '../../contract/bounded-json';
import { faultOf } from '../../contract/yaml-faults';

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
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: true, lineCounter: lines, prettyErrors: false });
  const duplicates = document.errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  if (duplicates.length === 0) return { ok: true, value };
  return {
    ok: false,
    problems: duplicates.map((error) => {
      const fault = faultOf(error, document, lines);
      return `${where}:${fault.line}: ${fault.text}`;
    }),
  };
}
