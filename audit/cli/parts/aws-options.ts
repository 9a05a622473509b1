import { InvalidArgumentError, Option, type Command } from 'commander';

/** Adds the options that say who to be towards AWS, and where; all else is as for the AWS CLI. */
export function withAwsOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'profile of the AWS configuration files')
    .option('--region <region>', 'AWS region, where the profile or environment does not tell')
    .addOption(
      new Option(
        '--role-arn <arn...>',
        "role to assume: ARN for the role's own account, ACCOUNT=ARN for what lies in another; one for each account",
      ).default([], 'none'),
    );
}

/** Adds the options of commands that take `s3://` locations as PATH. */
export function withS3Options(command: Command): Command {
  return withAwsOptions(command).option(
    '--s3-cache <directory>',
    'where objects of s3:// locations are kept between runs (default: s3-audit/objects in the cache directory)',
  );
}

/** Adds the options of `s3-audit collect`. */
export function withCollectOptions(command: Command): Command {
  return command
    .requiredOption('--from <location>', 's3://bucket/prefix: every object whose key begins with prefix')
    .requiredOption('--to <directory>', 'where to keep the objects, below the name of their bucket')
    .option('--bucket-region <region>', "the bucket's region, where it can not be found out")
    .addOption(
      new Option('--concurrency <n>', 'how many objects to copy at once').argParser(readConcurrency).default(32),
    );
}

function readConcurrency(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 256) throw new InvalidArgumentError('Allowed: a whole number from 1 to 256.');
  return number;
}
