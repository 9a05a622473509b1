import { LineCounter, parseDocument, type Document } from 'yaml';
import { printable } from './printable';
import { faultOf } from './yaml-faults';

/** Longest file that people write and that is read, in characters. */
export const LONGEST_YAML = 2 ** 20;
/** Of a text that is no YAML, each bracket may be a fault. */
const MOST_FAULTS = 20;
const TOO_DEEP = 'it is nested too deeply';

/** Aliases may not multiply: each of ten lines that names the one before ten times makes ten thousand million values. */
export const MOST_ALIASES = 100;

/** A text that was read, with its places for messages; or everything that is wrong with it. */
export type YamlText =
  | { readonly ok: true; readonly tree: unknown; readonly document: Document.Parsed; readonly lines: LineCounter }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads YAML 1.2 (and so JSON) that people write; bounded.
 *
 * @param file name, for messages: each begins with it and the line.
 */
export function readYaml(text: string, file: string): YamlText {
  if (text.length > LONGEST_YAML) return { ok: false, problems: [`${file}: is longer than 1 MiB`] };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const faults = [...document.errors, ...document.warnings];
    if (faults.length === 0) {
      const tree = document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
      return { ok: true, tree, document, lines };
    }
    const deep = faults.find(({ message }) => message.startsWith('Maximum call stack'));
    const problems = (deep === undefined ? faults.slice(0, MOST_FAULTS) : [deep]).map((error) => {
      const { line, text: fault } = faultOf(error, document, lines);
      return `${file}:${line}: ${error === deep ? TOO_DEEP : fault}`;
    });
    return { ok: false, problems };
  } catch (error) {
    return { ok: false, problems: [`${file}: cannot be read as YAML: ${whyNot(error)}`] };
  }
}

/** The YAML library throws for what it will not expand, and where the nesting exhausts the call stack. */
function whyNot(error: unknown): string {
  if (error instanceof RangeError) return TOO_DEEP;
  if (error instanceof Error && error.name === 'ReferenceError') return printable(error.message);
  throw error;
}
