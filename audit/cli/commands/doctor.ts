import { identitiesOf, type AwsOptions } from '../../aws/settings';
import { DOCTOR_FORMATS, doctorVerdict } from '../../doctor/doctor-report';
import { examine, knownIdentities } from '../../doctor/examine';
import type { DoctorFormat } from '../../doctor/format-names';
import { plannedOf, type Planned } from '../../doctor/planned';
import { readReferences } from '../../doctor/references';
import { readExpectations } from '../../judge/expectations';
import { exitCodeOf } from '../parts/exit-codes';
import { readJsonFile, writeResult } from '../parts/files';
import { readStacks, stackFiles } from '../parts/stack-files';

/** What `doctor` is told. */
export interface DoctorOptions extends AwsOptions {
  readonly expect: string;
  readonly synth?: string;
  readonly format: DoctorFormat;
  readonly output?: string;
}

/**
 * `s3-audit doctor`: looks at the live configuration of what the expectations name.
 *
 * @returns 0 when all is as it should be, 1 when something is wrong, 3 when something could not be told.
 * @throws InputError when a file can not be read.
 */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { expect, synth, format, output } = options;
  const outputs = await readJsonFile('--expect', expect);
  const expectations = readExpectations(outputs, expect);
  const planned = synth === undefined ? undefined : await readPlanned(synth, outputs);
  const identities = await knownIdentities(identitiesOf(options));
  const checks = await examine({ expectations, identities, planned, now: new Date() });
  await writeResult(DOCTOR_FORMATS[format](checks), output);
  return exitCodeOf(doctorVerdict(checks));
}

/** The file of the expectations, where it has all outputs, tells what references of the synthesis have become. */
async function readPlanned(synth: string, outputs: unknown): Promise<Planned> {
  const stacks = await readStacks(synth);
  const files = await Promise.all((await stackFiles(synth)).map((file) => readJsonFile('--synth', file)));
  return plannedOf(stacks, readReferences(files, outputs));
}
