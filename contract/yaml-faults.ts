import { isNode, isScalar, type Document, type LineCounter, type YAMLError, visit } from 'yaml';
import { printable } from './printable';

/** What is wrong with a text that is no YAML or JSON, and in which line; a key that occurs twice is named. */
export function faultOf(
  error: YAMLError,
  document: Document.Parsed,
  lines: LineCounter,
): { line: number; text: string } {
  const line = lines.linePos(error.pos[0]).line;
  const key = error.code === 'DUPLICATE_KEY' ? keyAt(error.pos[0], document) : undefined;
  return {
    line,
    text: key === undefined ? printable(error.message) : `the key ${printable(JSON.stringify(key))} occurs twice`,
  };
}

function keyAt(offset: number, document: Document.Parsed): string | undefined {
  let found: string | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || key.range?.[0] !== offset) return undefined;
      found = String(key.value);
      return visit.BREAK;
    },
  });
  return found;
}

/** A place in a file, such as `source.bucket.lifecycle[0]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

/** Line of the value, or of the nearest mapping around a value that is missing. */
export function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
