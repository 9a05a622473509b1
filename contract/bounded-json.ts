/** Deepest nesting of JSON that is read: no policy, plan or list of AWS's comes near, and what walks a value walks it by recursion. */
export const DEEPEST_JSON = 200;

/**
 * Parses JSON that somebody else wrote.
 *
 * @throws SyntaxError where it is none, or nests deeper than {@link DEEPEST_JSON} levels; the message goes behind "is not JSON: ".
 */
export function parseBoundedJson(text: string): unknown {
  if (nestsDeeperThan(DEEPEST_JSON, text)) throw new SyntaxError(`it nests deeper than ${DEEPEST_JSON} levels`);
  return JSON.parse(text);
}

function nestsDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
