import { Command, Option } from '@commander-js/extra-typings';
import { CLOUDTRAIL, EXPECT, LOGS, MEMORY, outputOptions, windowOptions } from '../parts/options';
import { S3_OPTIONS } from '../parts/aws-options';
import { engineOptions } from '../parts/engine-options';
import { readPlanned } from '../parts/planned-policies';
import { rehearseLogs } from '../parts/rehearse-logs';
import { placeOfExpectations } from '../parts/code-place';
import { VERSION } from '../parts/version';
import type { Shell } from '../parts/shell';
import { withOptions } from '../parts/typed-options';
import { writeFormatted } from '../parts/write-formatted';
import { CHANGES_TO_FAIL_ON } from '../../rehearse/answer';
import { REHEARSAL_FORMATS } from '../../rehearse/formats';

const OPTIONS = [
  new Option('--synth <directory>', 'planned policies: what CDKTF synthesized'),
  new Option('--plan <file>', 'planned policies, and those in force: a plan, as terraform show -json prints it'),
  new Option(
    '--policy <resource=file...>',
    'a planned policy: of a bucket (its name), an endpoint (vpce-…), a KMS key or an access point (its ARN), the organization (scp or rcp, of an account alone scp:ACCOUNT, rcp:ACCOUNT); goes before --synth and --plan',
  ),
  new Option(
    '--endpoint <address=id...>',
    'the id (vpce-…) of an endpoint of --synth by its Terraform address; not needed where there is one and --expect names one',
  ),
  new Option(
    '--assume <key=value...>',
    'what no log tells: a value of a condition key, such as aws:ViaAWSService=false or aws:ResourceAccount=222222222222; of the callers of one account alone, 111111111111:aws:PrincipalOrgID=o-1',
  ),
  new Option(
    '--plain',
    'take it that requests carried no ACL, tags, retention, bypass of governance or If-Match, which need further permissions',
  ).default(false),
  new Option('--fail-on <change...>', 'what ends with 1 or 3')
    .choices(CHANGES_TO_FAIL_ON)
    .default([...CHANGES_TO_FAIL_ON], CHANGES_TO_FAIL_ON.join(', ')),
  LOGS,
  CLOUDTRAIL,
  EXPECT,
  new Option('--bucket <name...>', 'rehearse requests to these buckets alone').default(
    [],
    'all that a policy is planned for',
  ),
  ...windowOptions('records'),
  MEMORY,
  ...outputOptions(REHEARSAL_FORMATS),
] as const;

/**
 * `s3-audit rehearse`: recorded requests through planned policies. Exit 0: nobody who passed loses access and nobody gains
 * it; 1: someone does; 3: something is undecided.
 */
export function rehearse({ end, engines }: Shell) {
  const command = new Command('rehearse');
  return withOptions(command, [...OPTIONS, ...engineOptions(engines), ...S3_OPTIONS] as const).action(
    async (options) => {
      const report = await rehearseLogs(options, readPlanned(options), engines);
      const place = await placeOfExpectations(options.expect);
      await writeFormatted({ ...report, place, toolVersion: VERSION }, REHEARSAL_FORMATS, options);
      end(report.exitCode);
    },
  );
}
