import { Command, CommanderError, Option } from 'commander';
import { DOCTOR_FORMAT_NAMES } from '../doctor/format-names';
import { InputError } from '../errors/input-error';
import { REPORT_FORMAT_NAMES } from '../report/format-names';
import { REVIEW_FORMAT_NAMES } from '../review/report/format-names';
import { withAwsOptions, withCollectOptions, withS3Options } from './parts/aws-options';
import { withAthenaPlace, withAthenaQueryOptions } from './parts/athena-options';
import type { CollectOptions } from './commands/collect';
import type { DoctorOptions } from './commands/doctor';
import type { EvaluateOptions } from './commands/evaluate';
import { EXIT } from './parts/exit-codes';
import {
  readCount,
  withCacheOptions,
  withLogOptions,
  withWindowOptions,
  withOutputOptions,
  type ReportOptions,
} from './parts/options';
import type { QueryOptions } from './commands/query';
import type { ReviewOptions } from './commands/review';
import type { TablesOptions } from './parts/tables';
import type { TimelineOptions } from './commands/timeline';
import type { VerifyOptions } from './commands/verify';

/** Set by the build. */
declare const S3_AUDIT_VERSION: string | undefined;

/** What a window selects where single records are not: of files, every line is looked at. */
const ATHENAS_FOLDERS = "Athena's log folders";

/** Formats of what is a list and no report. */
const TABULAR_FORMATS = ['table', 'json', 'csv'];

/** The command line; each command loads its own code when it runs, so that help and errors come at once. */
function commandLine(run: (code: number) => void): Command {
  const program = new Command('s3-audit')
    .description(
      'Is the S3 traffic private, and what proves it? Reads S3 server access logs and judges every remote IP.',
    )
    .version(typeof S3_AUDIT_VERSION === 'string' ? S3_AUDIT_VERSION : 'unbuilt')
    .addHelpText('after', '\nExit codes: 0 pass, 1 fail, 2 usage or input error, 3 unproven, 130 interrupted.')
    .showSuggestionAfterError();

  const remoteIps = program
    .command('remote-ips')
    .description('every remote IP, by which path it came, and what became of its requests');
  withReportOptions(remoteIps).action(async (options: ReportOptions) => {
    run(await (await import('./commands/remote-ips')).remoteIps(options));
  });

  const verify = program.command('verify').description('hold the logs against the expectations and give a verdict');
  withReportOptions(verify, true)
    .option('--require-proof', 'a pass must be proven by CloudTrail, not only consistent with the logs', false)
    .addOption(
      new Option('--max-rejects <n>', 'tolerate so many lines that can not be read').argParser(readCount).default(0),
    )
    .action(async (options: VerifyOptions) => {
      run(await (await import('./commands/verify')).verify(options));
    });

  const timeline = program
    .command('timeline')
    .description('when traffic changed path, beside the changes of configuration that may explain it');
  withOutputOptions(
    withLogOptions(timeline)
      .requiredOption('--expect <file>', 'expectations: what tells an expected path from another')
      .option('--cloudtrail <path...>', 'CloudTrail files of the same time')
      .option('--lookup', "ask CloudTrail's own event history too (90 days, each account and region)", false),
    TABULAR_FORMATS,
  ).action(async (options: TimelineOptions) => {
    run(await (await import('./commands/timeline')).timeline(options));
  });

  const rejects = program.command('rejects').description('the lines that could not be read');
  withOutputOptions(withLogOptions(rejects, ATHENAS_FOLDERS), TABULAR_FORMATS).action(
    async (options: ReportOptions) => {
      run(await (await import('./commands/rejects')).listRejects(options));
    },
  );

  const query = program
    .command('query')
    .description('run one reading SQL statement over the records; docs/query.md has the tables and examples')
    .argument('<sql>', 'SELECT, WITH, DESCRIBE, SHOW or EXPLAIN; of files also FROM, VALUES or SUMMARIZE')
    .option('--logs <path...>', 'server access logs: files, directories, globs, s3://bucket/prefix, or -; .gz too')
    .option('--cloudtrail <path...>', 'CloudTrail files, for the tables cloudtrail and requests')
    .addOption(
      new Option('--limit <n>', 'write so many rows; 0 writes all')
        .argParser(readCount)
        .default(null, '1000 of a table, else all'),
    );
  withOutputOptions(withAthenaQueryOptions(withS3Options(withCacheOptions(query))), TABULAR_FORMATS).action(
    async (sql: string, options: QueryOptions) => {
      run(await (await import('./commands/query')).query(sql, options));
    },
  );

  const request = program
    .command('request')
    .description('everything known about one request: records, CloudTrail events, judgement')
    .argument('<id>', 'the request ID, as S3 gave it in x-amz-request-id')
    .option('--cloudtrail <path...>', 'CloudTrail files of the same time')
    .option('--expect <file>', 'expectations, to judge the request by')
    .option('--ip-ranges <file>', "ip-ranges.json as AWS publishes it, to name AWS's own addresses");
  withOutputOptions(withLogOptions(request, ATHENAS_FOLDERS), ['table', 'json']).action(
    async (id: string, options: ReportOptions) => {
      run(await (await import('./commands/request')).showRequest(id, options));
    },
  );

  const review = program
    .command('review')
    .description('before the deployment: prove who can do what from where, the order of resources, what a plan changes')
    .option('--synth <directory>', 'what CDKTF synthesized (default: cdktf.out)')
    .option('--deployment <file>', 'what the stack is meant to be, and waivers (default: deployment.yaml)')
    .option('--plan <file>', 'a plan, as terraform show -json prints it');
  withOutputOptions(review, REVIEW_FORMAT_NAMES).action(async (options: ReviewOptions) => {
    run(await (await import('./commands/review')).review(options));
  });

  const evaluate = program
    .command('evaluate')
    .description('decide policy cases: requests, the policies that bear on them, and the expected decisions')
    .argument('<file>', 'a JSON list of cases, as docs/evaluate.md describes them');
  withOutputOptions(evaluate, ['table', 'json']).action(async (file: string, options: EvaluateOptions) => {
    run(await (await import('./commands/evaluate')).evaluateFile(file, options));
  });

  const doctor = program
    .command('doctor')
    .description('look at the live configuration: logging, trails, policies as synthesized')
    .requiredOption('--expect <file>', 'expectations: the buckets and endpoints to look at')
    .option('--synth <directory>', 'what was synthesized (cdktf.out), to compare policies and settings with');
  withOutputOptions(withAwsOptions(doctor), DOCTOR_FORMAT_NAMES).action(async (options: DoctorOptions) => {
    run(await (await import('./commands/doctor')).doctor(options));
  });

  const tables = program
    .command('tables')
    .description('the tables of Athena over the logs: print them, make them, compare them, write days as Parquet')
    .option('--location <location>', 's3://bucket/prefix/ of server access logs, all that comes before the account')
    .option('--cloudtrail-location <location>', 's3://bucket/prefix/AWSLogs/ of CloudTrail')
    .addOption(
      new Option('--layout <layout>', 'a simple prefix is read whole by every query')
        .choices(['partitioned', 'simple'])
        .default('partitioned'),
    )
    .option('--account <id...>', 'accounts of the logged buckets and of the trail', [])
    .option('--log-region <region...>', 'their regions', [])
    .option('--bucket <name...>', 'the logged buckets', [])
    .option('--from <day>', 'first day that can hold logs: 2026-01-01, or NOW-365DAYS', 'NOW-365DAYS')
    .option('--print', 'print the statements and do nothing', false)
    .option('--check', 'compare the tables with what they should be and change nothing', false)
    .option('--compact <day...>', 'write these days as Parquet, each once')
    .option('--compact-location <location>', 's3://bucket/prefix/ for the Parquet')
    .option('--output <file>', 'write the result to this file instead of standard output');
  withAthenaPlace(withAwsOptions(tables)).action(async (options: TablesOptions) => {
    run(await (await import('./parts/tables')).tables(options));
  });

  const collect = program
    .command('collect')
    .description('copy log objects from S3, incrementally; what is there stays');
  withOutputOptions(withAwsOptions(withWindowOptions(withCollectOptions(collect), 'objects dated')), [
    'table',
    'json',
  ]).action(async (options: CollectOptions) => {
    run(await (await import('./commands/collect')).collectObjects(options));
  });
  return program;
}

function withReportOptions(command: Command, expectRequired = false): Command {
  const expect = new Option(
    '--expect <file>',
    'expectations: Terraform output audit_expectations, or all of terraform output -json',
  );
  withLogOptions(command)
    .addOption(expectRequired ? expect.makeOptionMandatory() : expect)
    .option(
      '--cloudtrail <path...>',
      'CloudTrail files of the same time: the path each request took, as AWS records it',
    )
    .option('--ip-ranges <file>', "ip-ranges.json as AWS publishes it, to name AWS's own addresses");
  return withOutputOptions(command, REPORT_FORMAT_NAMES);
}

/**
 * Runs the command line.
 *
 * @returns the exit code.
 */
export async function main(args: readonly string[]): Promise<number> {
  let code: number = EXIT.pass;
  const program = commandLine((result) => {
    code = result;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 's3-audit: '));
      },
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(error.problems.map((problem) => `s3-audit: ${problem}\n`).join(''));
    return EXIT.usage;
  }
}
