import { Command, Option } from '@commander-js/extra-typings';
import type { Expectations } from '../../../contract/expectations';
import { InputError } from '../../errors/input-error';
import { placeOfExpectations } from '../parts/code-place';
import { PICTURE_OPTIONS, readReviewed, readShape } from '../parts/deployment-shape';
import { EXIT, exitCodeOf } from '../parts/exit-codes';
import { EXPECTATION_OPTIONS, readExpected } from '../parts/expectation-options';
import { engineOf } from '../parts/open-engine';
import { readCount } from '../parts/option-values';
import { rangesOf, readVerdict, selectionOf, type ReportQuestion } from '../parts/read-report';
import { isKept, withOrigin } from '../parts/report-origin';
import { reportOptions } from '../parts/report-options';
import type { Shell } from '../parts/shell';
import { VERSION } from '../parts/version';
import { readBaseline, readWaivers, WAIVER_OPTIONS } from '../parts/waiver-options';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

const VERDICTS_TO_FAIL_ON = ['fail', 'unproven'] as const;

const DEMANDS = [
  new Option('--require-proof', 'a pass must be proven by CloudTrail, not only consistent with the logs').default(
    false,
  ),
  new Option('--max-rejects <n>', 'tolerate so many lines and records of CloudTrail that cannot be read')
    .argParser(readCount)
    .default(0),
  new Option('--fail-on <verdict...>', 'what ends with 1 or 3')
    .choices(VERDICTS_TO_FAIL_ON)
    .default([...VERDICTS_TO_FAIL_ON], VERDICTS_TO_FAIL_ON.join(', ')),
  ...WAIVER_OPTIONS,
  ...PICTURE_OPTIONS,
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
    const accepted = { waivers: await readWaivers(options.waivers), baseline: await readBaseline(options.baseline) };
    const demands = { requireProof, maxRejects, buckets };
    const read = (onIdle?: ReportQuestion['onIdle']) => readVerdict({ ...question, onIdle }, demands, accepted);
    const report = kept ? await withOrigin(options, expectations, read) : await read();
    const picture = { shape: await readShape(options.deployment), reviewed: await readReviewed(options.reviewed) };
    const place = await placeOfExpectations(options.expect);
    await writeFormatted({ ...report, ...picture, place, toolVersion: VERSION }, reportFormats, options);
    end(options.failOn.some((verdict) => verdict === report.verdict) ? exitCodeOf(report.verdict) : EXIT.pass);
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
