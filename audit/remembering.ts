/**
 * Makes a pure function of a text answer each text only once: logs repeat few addresses and callers millions of times. What it
 * remembers lives as long as the function it returns.
 */
export function remembering<T>(find: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const answer = find(text);
    known.set(text, answer);
    return answer;
  };
}
