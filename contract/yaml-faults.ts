import { isScalar, type Document, type LineCounter, type YAMLError, visit } from 'yaml';
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
