import { Command, Option } from '@commander-js/extra-typings';
import { identitiesOf } from '../../aws/settings';
import { doctorVerdict } from '../../doctor/doctor-report';
import { examine, knownIdentities } from '../../doctor/examine';
import { DOCTOR_FORMATS } from '../../doctor/formats';
import { plannedOf, type Planned } from '../../doctor/planned';
import { readReferences } from '../../doctor/references';
import { readExpectations } from '../../judge/expectations';
import { AWS_OPTIONS } from '../parts/aws-options';
import { exitCodeOf } from '../parts/exit-codes';
import { readJsonFile } from '../parts/files';
import { outputOptions } from '../parts/options';
import type { Shell } from '../parts/shell';
import { readStacks, stackFiles } from '../parts/stack-files';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

const OPTIONS = [
  new Option('--expect <file>', 'expectations: the buckets and endpoints to look at').makeOptionMandatory(),
  new Option('--synth <directory>', 'what was synthesized (cdktf.out), to compare policies and settings with'),
  ...outputOptions(DOCTOR_FORMATS),
  ...AWS_OPTIONS,
] as const;

/** `s3-audit doctor`: looks at the live configuration of what the expectations name; the exit code is the verdict. */
export function doctor({ end }: Shell) {
  const command = new Command('doctor');
  return withOptions(command, OPTIONS).action(async (options) => {
    const { expect, synth } = options;
    const outputs = await readJsonFile('--expect', expect);
    const expectations = readExpectations(outputs, expect);
    const planned = synth === undefined ? undefined : await readPlanned(synth, outputs);
    const identities = await knownIdentities(identitiesOf(options));
    const checks = await examine({ expectations, identities, planned, now: new Date() });
    await writeFormatted(checks, DOCTOR_FORMATS, options);
    end(exitCodeOf(doctorVerdict(checks)));
  });
}

/** The file of the expectations, where it has all outputs, tells what references of the synthesis have become. */
async function readPlanned(synth: string, outputs: unknown): Promise<Planned> {
  const stacks = await readStacks(synth);
  const files = await Promise.all((await stackFiles(synth)).map((file) => readJsonFile('--synth', file)));
  return plannedOf(stacks, readReferences(files, outputs));
}
