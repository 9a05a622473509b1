import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError } from '../errors/input-error';
import { EXIT } from './parts/exit-codes';
import { REGISTRIES, type Registries, type Shell } from './parts/shell';
import { tell } from './parts/tell';
import { VERSION } from './parts/version';

/** Every command by its name, in the order of help. Each has its own file, loaded where it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<(shell: Shell) => unknown>>> = {
  'remote-ips': async () => (await import('./commands/remote-ips')).remoteIps,
  verify: async () => (await import('./commands/verify')).verify,
  expect: async () => (await import('./commands/expect')).expect,
  timeline: async () => (await import('./commands/timeline')).timeline,
  rejects: async () => (await import('./commands/rejects')).rejects,
  query: async () => (await import('./commands/query')).query,
  request: async () => (await import('./commands/request')).request,
  review: async () => (await import('./commands/review')).review,
  rehearse: async () => (await import('./commands/rehearse')).rehearse,
  evaluate: async () => (await import('./commands/evaluate')).evaluate,
  doctor: async () => (await import('./commands/doctor')).doctor,
  tables: async () => (await import('./commands/tables')).tables,
  collect: async () => (await import('./commands/collect')).collect,
  completion: async () => (await import('./commands/completion')).completion,
};

/**
 * The command line.
 *
 * @param asked the one command to load; without it, all are.
 */
async function commandLine(shell: Shell, asked: string | undefined): Promise<Command> {
  const program = new Command('s3-audit')
    .description(
      'Is the S3 traffic private, and what proves it? Reads S3 server access logs and judges every remote IP.',
    )
    .version(VERSION, '-v, --version')
    .addHelpText('after', '\nExit codes: 0 pass, 1 fail, 2 usage or input error, 3 unproven, 130 interrupted.')
    .showSuggestionAfterError();
  const loads = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]] : Object.values(COMMANDS);
  for (const load of loads) if (load !== undefined) program.addCommand((await load())(shell) as CommandUnknownOpts);
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        outputError: (text, write) => {
          write(text.replace(/^error: /, 's3-audit: '));
        },
      });
  }
  return program;
}

/**
 * Runs the command line.
 *
 * @param registries engines and formats to choose from.
 * @returns the exit code.
 */
export async function main(args: readonly string[], registries: Registries = REGISTRIES): Promise<number> {
  let code: number = EXIT.pass;
  const end = (result: number): void => {
    code = result;
  };
  try {
    const shell: Shell = { ...registries, end, program: async () => commandLine(shell, undefined) };
    const program = await commandLine(shell, args[0]);
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    if (!(error instanceof InputError)) throw error;
    error.problems.forEach(tell);
    return EXIT.usage;
  }
}
