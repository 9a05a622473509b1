import { Command, Option } from '@commander-js/extra-typings';
import { FINGERPRINT_OUTPUT } from '../../../contract/deployment/fingerprint';
import { isObject } from '../../../contract/json-object';
import { identitiesOf } from '../../aws/settings';
import { checkArchive, expectedArchive, unnamedArchive } from '../../doctor/archive';
import { doctorVerdict } from '../../doctor/doctor-report';
import type { Check } from '../../doctor/check';
import { examine, knownIdentities, type Examination } from '../../doctor/examine';
import { checkOtherSide, otherSideOf, unnamedOtherSide } from '../../doctor/other-side';
import { DOCTOR_FORMATS } from '../../doctor/formats';
import { plannedOf, type Planned } from '../../doctor/planned';
import { objectAt, readReferences } from '../../doctor/references';
import { EXPECTATIONS_OUTPUT, readExpectations } from '../../judge/expectations';
import { AWS_OPTIONS } from '../parts/aws-options';
import { readDeploymentFile } from '../parts/deployment-file';
import { exitCodeOf } from '../parts/exit-codes';
import { readJsonFile } from '../parts/files';
import { outputOptions } from '../parts/options';
import type { Shell } from '../parts/shell';
import { readStacks, stackFiles } from '../parts/stack-files';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

/** An output of stacks whose trails deliver to a log archive. */
const ARCHIVE_OUTPUT = 'archive_files';

const OPTIONS = [
  new Option('--expect <file>', 'expectations: the buckets and endpoints to look at').makeOptionMandatory(),
  new Option('--synth <directory>', 'what was synthesized (cdktf.out), to compare policies and settings with'),
  new Option(
    '--deployment <file>',
    'deployment.yaml, which names the side that is built elsewhere, and the log archive',
  ),
  ...outputOptions(DOCTOR_FORMATS),
  ...AWS_OPTIONS,
] as const;

/** `s3-audit doctor`: looks at the live configuration of what the expectations name; the exit code is the verdict. */
export function doctor({ end }: Shell) {
  const command = new Command('doctor');
  return withOptions(command, OPTIONS).action(async (options) => {
    const { expect, synth, deployment } = options;
    const outputs = await readJsonFile('--expect', expect);
    const synthesis = synth === undefined ? undefined : await readSynthesis(synth, outputs);
    const named = deployment === undefined ? undefined : await readDeploymentFile(deployment);
    const [other, archive] = [named && otherSideOf(named), named && expectedArchive(named)];
    const identities = await knownIdentities(identitiesOf(options));
    const checks = [
      ...(await examine({ ...whatIsExpected(outputs, expect, synthesis), identities, now: new Date() })),
      ...(other === undefined ? (synthesis?.unnamedSides ?? []) : await checkOtherSide(other, identities)),
      ...(archive === undefined
        ? (synthesis?.unnamedArchives ?? [])
        : await checkArchive(archive, identities, synthesis?.planned)),
    ];
    await writeFormatted(checks, DOCTOR_FORMATS, options);
    end(exitCodeOf(doctorVerdict(checks)));
  });
}

/** What stacks say, and of those that are one side alone that nobody has named the other. */
interface Synthesis {
  readonly planned: Planned;
  /** Whether some stack puts out expectations; without private access there are none. */
  readonly hasExpectations: boolean;
  readonly unnamedSides: readonly Check[];
  readonly unnamedArchives: readonly Check[];
}

/** The file of the expectations, where it has all outputs, tells what references of the synthesis have become. */
async function readSynthesis(synth: string, outputs: unknown): Promise<Synthesis> {
  const [stacks, paths] = [await readStacks(synth), await stackFiles(synth)];
  const files = await Promise.all(paths.map((file) => readJsonFile('--synth', file)));
  return {
    planned: plannedOf(stacks, readReferences(files, outputs)),
    hasExpectations: files.some((file) => EXPECTATIONS_OUTPUT in objectAt(file, 'output')),
    unnamedSides: paths.filter((_, index) => isOneSide(files[index])).map(unnamedOtherSide),
    unnamedArchives: paths.filter((_, index) => ARCHIVE_OUTPUT in objectAt(files[index], 'output')).map(unnamedArchive),
  };
}

/** A stack of ours has a provider for each account that it builds in: one side's, and that of an archive that it makes. */
function isOneSide(stack: unknown): boolean {
  const { aws } = objectAt(stack, 'provider');
  const sides = Array.isArray(aws) ? aws.filter((one) => !isObject(one) || one.alias !== 'archive') : [];
  return FINGERPRINT_OUTPUT in objectAt(stack, 'output') && sides.length === 1;
}

/** Without private access nothing is expected of the way: then it is the buckets of data that are looked at. */
function whatIsExpected(
  outputs: unknown,
  file: string,
  synthesis: Synthesis | undefined,
): Pick<Examination, 'expectations' | 'planned'> {
  const planned = synthesis?.planned;
  if (planned === undefined || synthesis?.hasExpectations !== false || planned.dataBuckets.length === 0) {
    return { expectations: readExpectations(outputs, file), planned };
  }
  const nothing = { vpcEndpoints: [], vpcCidrs: [], natAddresses: [], exempt: [], services: [] };
  return { expectations: { version: 1, buckets: [...planned.dataBuckets], ...nothing }, planned };
}
