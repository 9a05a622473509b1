import { Command } from '@commander-js/extra-typings';
import { isAllRead, type RemoteIpReport } from '../../report/rendering';
import { EXIT } from '../parts/exit-codes';
import { EXPECTATION_OPTIONS, readExpected } from '../parts/expectation-options';
import { engineOf } from '../parts/open-engine';
import { rangesOf, readReport, selectionOf, type ReportQuestion } from '../parts/read-report';
import { isKept, withOrigin } from '../parts/report-origin';
import { reportOptions } from '../parts/report-options';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

/** `s3-audit remote-ips`: every remote IP and the path it came by; no judgement, so it succeeds whatever it finds in what it could read. */
export function remoteIps({ end, engines, reportFormats }: Shell) {
  const command = new Command('remote-ips');
  return withOptions(command, [...EXPECTATION_OPTIONS, ...reportOptions(engines, reportFormats)]).action(
    async (options) => {
      const kept = isKept(reportFormats, options);
      const expectations = await readExpected(options);
      const question = {
        expectations,
        asked: selectionOf(options),
        ranges: await rangesOf(options),
        engine: await engineOf(options, engines),
        overTime: kept,
      };
      const read = async (onIdle?: ReportQuestion['onIdle']): Promise<RemoteIpReport> => {
        const { report, traffic } = await readReport({ ...question, onIdle });
        return { ...report, ...traffic() };
      };
      const report = kept ? await withOrigin(options, expectations, read) : await read();
      await writeFormatted(report, reportFormats, options);
      end(isAllRead(report) ? EXIT.pass : EXIT.unproven);
    },
  );
}
