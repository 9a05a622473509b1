import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** What may be given, and what it is for. */
interface Asked {
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
}

/** What is missing, said so that nobody has to look it up: what it is, and which values are allowed. */
export function missing(what: string, { description, argChoices }: Asked): string {
  const allowed = argChoices === undefined ? '' : ` (allowed: ${argChoices.join(', ')})`;
  return `${what}: ${description}${allowed}`;
}

/** Commander's words, without its prefix; where something is missing, with what it lacks. */
export function complaint(text: string, command: CommandUnknownOpts): string {
  const words = text.replace(/^error: /, '').trimEnd();
  const asked = new Map<string, Asked>([
    ...command.registeredArguments.map(
      (one) => [`missing required argument '${one.name()}'`, before(one, command)] as const,
    ),
    ...command.options.map((one) => [`option '${one.flags}' argument missing`, one] as const),
  ]).get(words);
  return `${asked === undefined ? words : missing(words, asked)}\n`;
}

/** An option that takes several values takes what stands behind it, the argument too. */
function before({ description, argChoices }: Asked, { options }: CommandUnknownOpts): Asked {
  const takesAll = options.filter(({ variadic }) => variadic).map(({ long }) => long);
  const place = takesAll.length === 0 ? '' : `; write it before ${takesAll[0]}, which takes all that follows it`;
  return { description: `${description}${place}`, argChoices };
}
