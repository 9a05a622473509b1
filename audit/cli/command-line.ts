import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError } from '../errors/input-error';
import { complaint } from './parts/complaints';
import { DESCRIPTIONS, type CommandName } from './parts/descriptions';
import { EXAMPLES } from './parts/examples';
import { EXIT, EXIT_MEANINGS } from './parts/exit-codes';
import type { Registries, Shell } from './parts/shell';
import { standardOutput } from './parts/standard-output';
import { tell } from './parts/tell';
import { VERSION } from './parts/version';

/** Commands by their names: what one is made of. */
export type Commands = Readonly<Partial<Record<CommandName, () => Promise<(shell: Shell) => unknown>>>>;

/** Of help that no terminal shows, in characters. */
const HELP_WIDTH = 80;

const NAMES = Object.keys(DESCRIPTIONS) as readonly CommandName[];

/**
 * Runs the command line.
 *
 * @param commands those that may be asked for: a bundle has one alone (build.mjs).
 * @param registries engines and formats to choose from.
 * @returns the exit code.
 */
export async function runCommandLine(
  args: readonly string[],
  commands: Commands,
  registries: Registries,
): Promise<number> {
  let code: number = EXIT.pass;
  const end = (result: number): void => {
    code = result;
  };
  const shell: Shell = { ...registries, end, program: () => wholeProgram(shell, commands) };
  const words = args[0] === 'help' ? helpWords(args.slice(1)) : args;
  try {
    const program = programOf(await asked(shell, words[0] ?? '', commands));
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    if (!(error instanceof InputError)) throw error;
    error.problems.forEach(tell);
    return EXIT.usage;
  }
}

/** `help verify` is `verify --help`: the command alone knows its options. What is no command is refused by its name. */
function helpWords([name]: readonly string[]): readonly string[] {
  if (name === undefined || name === 'help') return ['--help'];
  return isCommand(name) ? [name, '--help'] : [name];
}

/** The command asked for; else all, by name alone. */
async function asked(shell: Shell, name: string, commands: Commands): Promise<readonly CommandUnknownOpts[]> {
  if (isCommand(name)) return [await build(shell, name, commands)];
  return NAMES.map((each) => new Command(each).description(DESCRIPTIONS[each]) as CommandUnknownOpts);
}

async function wholeProgram(shell: Shell, commands: Commands): Promise<CommandUnknownOpts> {
  return programOf(await Promise.all(NAMES.map((name) => build(shell, name, commands))));
}

async function build(shell: Shell, name: CommandName, commands: Commands): Promise<CommandUnknownOpts> {
  const load = commands[name];
  if (load === undefined) throw new Error(`the command ${name} was not built; run "npm run build" in the checkout`);
  const command = (await load())(shell) as CommandUnknownOpts;
  return command.description(DESCRIPTIONS[name]).addHelpText('after', examplesText(name));
}

function programOf(commands: readonly CommandUnknownOpts[]): Command {
  const program = new Command('s3-audit')
    .description(
      'Is the S3 traffic private, and what proves it? Reads S3 server access logs and judges every remote IP.',
    )
    .version(VERSION, '-v, --version')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', `\nExit codes: ${EXIT_MEANINGS.map(([code, meaning]) => `${code} ${meaning}`).join(', ')}.`)
    .showSuggestionAfterError();
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => void standardOutput.write(text),
        getOutHelpWidth: () => standardOutput.columns() ?? HELP_WIDTH,
        getOutHasColors: () => false,
        outputError: (text, write) => {
          write(`s3-audit: ${complaint(text, command as CommandUnknownOpts)}`);
        },
      });
  }
  return program;
}

function examplesText(name: CommandName): string {
  const lines = EXAMPLES[name].flatMap(([what, words]) => [`  ${what}:`, `    s3-audit ${words}`]);
  return `\nExamples:\n${lines.join('\n')}`;
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(DESCRIPTIONS, name);
}
