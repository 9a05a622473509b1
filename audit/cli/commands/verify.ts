import { Command, Option } from '@commander-js/extra-typings';
import type { Expectations } from '../../../contract/expectations';
import { InputError } from '../../errors/input-error';
import { exitCodeOf } from '../parts/exit-codes';
import { EXPECTATION_OPTIONS, readExpected } from '../parts/expectation-options';
import { engineOf } from '../parts/open-engine';
import { readCount } from '../parts/option-values';
import { rangesOf, readVerdict, selectionOf } from '../parts/read-report';
import { isKept, originOf } from '../parts/report-origin';
import { reportOptions } from '../parts/report-options';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

const DEMANDS = [
  new Option('--require-proof', 'a pass must be proven by CloudTrail, not only consistent with the logs').default(
    false,
  ),
  new Option('--max-rejects <n>', 'tolerate so many lines and records of CloudTrail that cannot be read')
    .argParser(readCount)
    .default(0),
] as const;

const NOTHING_EXPECTED =
  'nothing to hold the logs against: --expect <file>, or --bucket with --vpce, --cidr, --nat and --exempt';

/** `s3-audit verify`: holds the logs against the expectations; the exit code is the verdict. */
export function verify({ end, engines, reportFormats }: Shell) {
  const command = new Command('verify');
  const options = [...EXPECTATION_OPTIONS, ...reportOptions(engines, reportFormats), ...DEMANDS] as const;
  return withOptions(command, options).action(async (options) => {
    const { requireProof, maxRejects } = options;
    const kept = isKept(reportFormats, options);
    const expectations = await readExpected(options);
    if (expectations === undefined) throw new InputError([NOTHING_EXPECTED]);
    const buckets = bucketsOf(options.bucket, expectations);
    const question = {
      expectations,
      asked: { ...selectionOf(options), buckets },
      ranges: await rangesOf(options),
      engine: await engineOf(options, engines),
      overTime: kept,
    };
    const report = await readVerdict(question, { requireProof, maxRejects, buckets });
    const origin = kept ? await originOf(options, expectations, report.selection) : {};
    await writeFormatted({ ...report, ...origin }, reportFormats, options);
    end(exitCodeOf(report.verdict));
  });
}

/** @throws InputError for buckets that the expectations do not name. */
function bucketsOf(asked: readonly string[], { buckets }: Expectations): readonly string[] {
  const strange = asked.filter((bucket) => !buckets.includes(bucket));
  if (strange.length > 0) {
    throw new InputError(
      strange.map((bucket) => `--bucket ${bucket}: not among the expectations' buckets: ${buckets.join(', ')}`),
    );
  }
  return asked.length > 0 ? asked : buckets;
}
