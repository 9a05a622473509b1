import { Command, Option } from '@commander-js/extra-typings';
import { jsonText } from '../../output/json';
import { EXIT } from '../parts/exit-codes';
import { EXPECTATION_FLAGS, expectationsOfFlags } from '../parts/expectation-options';
import { writeResult } from '../parts/files';
import { OUTPUT } from '../parts/options';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';

const OPTIONS = [
  new Option('--bucket <name...>', 'a bucket whose traffic is expected by these paths').makeOptionMandatory(),
  ...EXPECTATION_FLAGS,
  new Option('--region <region>', 'region of the endpoints: what comes from another one came by another path'),
  OUTPUT,
] as const;

/** `s3-audit expect`: writes an expectations file, for `--expect`. */
export function expect({ end }: Shell) {
  const command = new Command('expect');
  return withOptions(command, OPTIONS).action(async (options) => {
    await writeResult(jsonText(await expectationsOfFlags(options)), options.output);
    end(EXIT.pass);
  });
}
