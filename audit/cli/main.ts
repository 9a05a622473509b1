import { runCommandLine } from './command-line';
import { COMMANDS } from './commands';
import { REGISTRIES, type Registries } from './parts/shell';

/**
 * Runs the command line with every command.
 *
 * @param registries engines and formats to choose from
 * @returns the exit code.
 */
export async function main(args: readonly string[], registries: Registries = REGISTRIES): Promise<number> {
  return runCommandLine(args, COMMANDS, registries);
}
