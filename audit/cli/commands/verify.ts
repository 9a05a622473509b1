import { InputError } from '../../errors/input-error';
import { verdictOf } from '../../judge/verdict';
import { exitCodeOf } from '../parts/exit-codes';
import type { ReportOptions } from '../parts/options';
import { writeReport } from '../parts/write-report';
import { expectationsOf, readReport, selectionOf } from '../parts/read-report';

/** What `verify` is told beside what `remote-ips` is. */
export interface VerifyOptions extends ReportOptions {
  readonly requireProof: boolean;
  readonly maxRejects: number;
}

/** `s3-audit verify`: holds the logs against the expectations; the exit code is the verdict. */
export async function verify(options: VerifyOptions): Promise<number> {
  const expectations = await expectationsOf(options);
  if (expectations === undefined) throw new InputError(['--expect <file> is required: what to hold the logs against']);
  const strange = options.bucket.filter((bucket) => !expectations.buckets.includes(bucket));
  if (strange.length > 0) {
    const allowed = expectations.buckets.join(', ');
    throw new InputError(
      strange.map((bucket) => `--bucket ${bucket}: not among the expectations' buckets: ${allowed}`),
    );
  }
  const buckets = options.bucket.length > 0 ? options.bucket : expectations.buckets;
  const { report, findings: found } = await readReport(options, expectations, { ...selectionOf(options), buckets });
  const findings = found();
  const { requireProof, maxRejects } = options;
  const { completeness, trail } = report;
  const reading = { coverage: report.aggregate.coverage, completeness, trail: trail?.coverage };
  const judged = verdictOf(findings, reading, { requireProof, maxRejects, buckets });
  await writeReport({ ...report, ...judged, findings }, options);
  return exitCodeOf(judged.verdict);
}
