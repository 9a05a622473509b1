import { Option } from '@commander-js/extra-typings';
import { GROUPS } from './typed-options';

/** Who to be towards AWS, and where; all else is as for the AWS CLI. */
export const AWS_OPTIONS = [
  new Option('--profile <name>', 'profile of the AWS configuration files').helpGroup(GROUPS.aws),
  new Option('--region <region>', 'AWS region, where the profile or environment does not tell').helpGroup(GROUPS.aws),
  new Option(
    '--role-arn <arn...>',
    "role to assume: ARN for the role's own account, ACCOUNT=ARN for what lies in another; one for each account",
  )
    .default([], 'none')
    .helpGroup(GROUPS.aws),
] as const;

/** The same, for commands that take `s3://` locations as PATH. */
export const S3_OPTIONS = [
  ...AWS_OPTIONS,
  new Option(
    '--s3-cache <directory>',
    'where objects of s3:// locations are kept between runs (default: s3-audit/objects in the cache directory)',
  ).helpGroup(GROUPS.aws),
] as const;
