import { Argument, Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT } from '../parts/exit-codes';
import { completionScript, SHELLS, type Completable } from '../parts/completion-script';
import { writeResult } from '../parts/files';
import type { Shell } from '../parts/shell';

/** `s3-audit completion`: a script that completes commands, options and their choices; made of the same declarations as help. */
export function completion({ end, program }: Shell) {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action(async (shell) => {
      await writeResult(completionScript(shell, (await program()).commands.map(completable)), undefined);
      end(EXIT.pass);
    });
}

function completable(command: CommandUnknownOpts): Completable {
  return {
    name: command.name(),
    description: command.description(),
    options: command.options.flatMap(({ long, description, argChoices, required, optional }) =>
      long == null ? [] : [{ flag: long, description, choices: argChoices ?? [], takesValue: required || optional }],
    ),
  };
}
