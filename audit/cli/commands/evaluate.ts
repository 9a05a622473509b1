import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../errors/input-error';
import { EVALUATE_FORMATS } from '../../evaluate/formats';
import { runEvaluate } from '../../policy/cases';
import { readTextFile } from '../parts/files';
import { outputOptions } from '../parts/options';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

/** `s3-audit evaluate`: decides every policy case of a file; fails when one does not agree with its expectation. */
export function evaluate({ end }: Shell) {
  const command = new Command('evaluate').argument(
    '<file>',
    'a JSON list of cases, as docs/evaluate.md describes them',
  );
  return withOptions(command, outputOptions(EVALUATE_FORMATS)).action(async (file, options) => {
    const run = runEvaluate(await readTextFile(undefined, file), file);
    if (run.exitCode === 2) throw new InputError(run.problems);
    await writeFormatted(run.cases, EVALUATE_FORMATS, options);
    end(run.exitCode);
  });
}
