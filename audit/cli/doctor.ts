import { identitiesOf, type AwsOptions } from '../aws/settings';
import { DOCTOR_FORMATS, doctorVerdict } from '../doctor/doctor-report';
import { examine, knownIdentities } from '../doctor/examine';
import type { DoctorFormat } from '../doctor/format-names';
import { plannedOf } from '../doctor/planned';
import { readExpectations } from '../expectations-file';
import { exitCodeOf } from './exit-codes';
import { readJsonFile, writeResult } from './files';
import { readStacks } from './stack-files';

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
  const expectations = readExpectations(await readJsonFile('--expect', expect), expect);
  const planned = synth === undefined ? undefined : plannedOf(await readStacks(synth));
  const identities = await knownIdentities(identitiesOf(options));
  const checks = await examine({ expectations, identities, planned, now: new Date() });
  await writeResult(DOCTOR_FORMATS[format](checks), output);
  return exitCodeOf(doctorVerdict(checks));
}
