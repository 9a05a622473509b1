/** Control characters, line and paragraph separators, bidirectional overrides, lone surrogates and unassigned code points. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Most texts are nothing else, and are told faster than by what they are not: colons and hashes begin no command within a word. */
const PLAIN = /^(?!::|##)[\x20-\x7e]*$/;

/**
 * What runners of CI take for a command where a line begins with it, and a text may begin a line wherever it is wrapped: of
 * GitHub (`::error::`), Azure (`##vso[`, `##[`) and TeamCity. An address of IPv6 may begin with two colons too.
 * Source: GitHub Docs, "Workflow commands for GitHub Actions".
 */
const COMMAND = /(?<=^|\s)(?:::(?=[A-Za-z])(?![\dA-Fa-f.:]+(?:\s|$))|##(?=\[|vso\[|teamcity\[))/g;

/**
 * Makes text from a log, a plan or a user's file safe to print: what a terminal could obey or a reader could not see
 * is written as an escape (`\x1b`, `\u202e`), and so is the begin of a command of CI, so that hostile input stays visible
 * and inert.
 */
export function printable(text: string): string {
  if (PLAIN.test(text) && !text.includes(' ::') && !text.includes(' ##')) return text;
  return text.replace(COMMAND, (begin) => escaped(begin[0] ?? '') + begin.slice(1)).replace(UNPRINTABLE, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
