import { Command } from '@commander-js/extra-typings';
import { EXIT } from '../parts/exit-codes';
import { engineOf } from '../parts/open-engine';
import { EXPECT } from '../parts/options';
import { expectationsOf, rangesOf, readReport, selectionOf } from '../parts/read-report';
import { reportOptions } from '../parts/report-options';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';

/** `s3-audit remote-ips`: every remote IP and the path it came by; no judgement, so it succeeds whatever it finds. */
export function remoteIps({ end, engines, reportFormats }: Shell) {
  const command = new Command('remote-ips').description(
    'every remote IP, by which path it came, and what became of its requests',
  );
  return withOptions(command, [EXPECT, ...reportOptions(engines, reportFormats)]).action(async (options) => {
    const { report } = await readReport({
      expectations: await expectationsOf(options),
      asked: selectionOf(options),
      ranges: await rangesOf(options),
      engine: await engineOf(options, engines),
    });
    await writeFormatted(report, reportFormats, options);
    end(EXIT.pass);
  });
}
