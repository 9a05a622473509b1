import { Command, InvalidArgumentError } from '@commander-js/extra-typings';

/** Exit code for a mistake of whoever runs a script, as `s3-audit` has it. */
const USAGE = 2;

/** The command line of a script of this folder: it has help, and tells a mistake in a line, whenever it is found. */
export function commandLine(script: string, description: string): Command {
  process.on('uncaughtException', (error) => {
    const problems = problemsOf(error);
    if (problems === undefined) console.error(error);
    for (const problem of problems ?? []) console.error(`${script}: ${problem}`);
    process.exit(problems === undefined ? 1 : USAGE);
  });
  return new Command(`npx tsx ${script}`)
    .description(description)
    .showSuggestionAfterError(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE))
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error:/, `${script}:`));
      },
    });
}

/** Sentences for what the user can mend: what was asked for, or a file that is not there. Anything else is ours. */
function problemsOf(error: Error): readonly string[] | undefined {
  if ('problems' in error && Array.isArray(error.problems)) return error.problems as readonly string[];
  return 'syscall' in error ? [error.message] : undefined;
}

/** Reads how many, 1 at least. */
export function readNumber(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number, 1 or more.');
}

/** Reads a number above 0, such as a share of the full size. */
export function readShare(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('It is a number above 0, such as 0.5.');
}

/** Reads a part of one of these names, or of several. */
export function readPartOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.some((name) => name.includes(text))) return text;
    throw new InvalidArgumentError(`No name holds that; there are ${names.join(', ')}.`);
  };
}
