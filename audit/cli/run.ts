import { EXIT } from './parts/exit-codes';
import { interrupt } from './parts/interruption';
import type { Registries } from './parts/shell';
import { runCommandLine, type Commands } from './command-line';

/** Signals that end a run, with the exit code that shells give them: Ctrl-C, a supervisor, a terminal that is closed. */
const ENDED_BY = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

/** Runs the command line of this process, with the commands that its bundle has; the exit code is the verdict. */
export function run(commands: Commands, registries: Registries): void {
  for (const [signal, code] of Object.entries(ENDED_BY)) {
    process.once(signal, () => {
      process.stderr.write('s3-audit: interrupted; no result was written\n');
      void interrupt().then((problems) => {
        process.stderr.write(problems.map((problem) => `s3-audit: ${problem}\n`).join(''));
        process.exit(code);
      });
    });
  }

  // Should the work ever end without an answer, that is no pass.
  process.exitCode = EXIT.usage;

  // Node would end with 1 then, which says `fail`.
  process.once('uncaughtException', (error) => {
    tellInternalError(error);
    process.exit(EXIT.usage);
  });

  runCommandLine(process.argv.slice(2), commands, registries).then((code) => {
    process.exitCode = code;
  }, tellInternalError);
}

function tellInternalError(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`s3-audit: internal error, please report it: ${text}\n`);
}
