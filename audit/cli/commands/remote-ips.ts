import { EXIT } from '../parts/exit-codes';
import type { ReportOptions } from '../parts/options';
import { expectationsOf, readReport, selectionOf } from '../parts/read-report';
import { writeReport } from '../parts/write-report';

/** `s3-audit remote-ips`: every remote IP and the path it came by; no judgement, so it succeeds whatever it finds. */
export async function remoteIps(options: ReportOptions): Promise<number> {
  const expectations = await expectationsOf(options);
  const { report } = await readReport(options, expectations, selectionOf(options));
  await writeReport(report, options);
  return EXIT.pass;
}
