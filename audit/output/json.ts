/** Characters that a terminal could obey or a reader not see; JSON text may hold them as escapes only. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Writes JSON whose strings are the original ones and whose text is printable. */
export function jsonText(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return `${lines.map((line) => line.replace(UNPRINTABLE, escaped)).join('\n')}\n`;
}

export function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
