import { textOf, type Resource } from '../review/stack/stack';

/** Where a resource is, for its ARN. */
interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** How IAM names a resource, by its type: what stands behind `arn:PARTITION:`. Names are literal in our stacks. */
const NAMED: Readonly<Record<string, (resource: Resource, place: Place) => readonly string[]>> = {
  aws_kms_alias: (one, { region, account }) => [`kms:${region}:${account}:${text(one, 'name')}`],
  aws_iam_role: (one, { account }) => [`iam::${account}:role${path(one)}${text(one, 'name')}`],
  aws_iam_policy: (one, { account }) => [`iam::${account}:policy${path(one)}${text(one, 'name')}`],
  aws_iam_instance_profile: (one, { account }) => [`iam::${account}:instance-profile${path(one)}${text(one, 'name')}`],
  aws_cloudtrail: (one, { region, account }) => [`cloudtrail:${region}:${account}:trail/${text(one, 'name')}`],
  aws_lambda_function: (one, { region, account }) => [
    `lambda:${region}:${account}:function:${text(one, 'function_name')}`,
  ],
  aws_lambda_permission: (one, { region, account }) => [
    `lambda:${region}:${account}:function:${text(one, 'function_name')}`,
  ],
  aws_cloudwatch_log_group: (one, { region, account }) => [
    `logs:${region}:${account}:log-group:${text(one, 'name')}`,
    `logs:${region}:${account}:log-group:${text(one, 'name')}:*`,
  ],
  aws_cloudwatch_metric_alarm: (one, { region, account }) => [
    `cloudwatch:${region}:${account}:alarm:${text(one, 'alarm_name')}`,
  ],
  aws_sqs_queue: (one, { region, account }) => [`sqs:${region}:${account}:${text(one, 'name')}`],
  aws_sns_topic: (one, { region, account }) => [`sns:${region}:${account}:${text(one, 'name')}`],
  aws_glue_catalog_database: (one, { region, account }) => [
    `glue:${region}:${account}:catalog`,
    `glue:${region}:${account}:database/${text(one, 'name')}`,
    // The database goes with its tables.
    `glue:${region}:${account}:table/${text(one, 'name')}/*`,
    `glue:${region}:${account}:userDefinedFunction/${text(one, 'name')}/*`,
  ],
  aws_athena_workgroup: (one, { region, account }) => [`athena:${region}:${account}:workgroup/${text(one, 'name')}`],
};

/** Types that have no name of their own: what they belong to has, and is in the stack too. */
export const OF_ANOTHER: Readonly<Record<string, string>> = {
  aws_iam_role_policy: 'aws_iam_role',
  aws_sqs_queue_policy: 'aws_sqs_queue',
  aws_sns_topic_policy: 'aws_sns_topic',
  aws_sns_topic_subscription: 'aws_sns_topic',
  aws_glue_catalog_table: 'aws_glue_catalog_database',
};

/** ARNs of a resource with a name. @returns none for a type that has none. */
export function namedArns(resource: Resource, place: Place): readonly string[] {
  return (NAMED[resource.type]?.(resource, place) ?? []).map((rest) => `arn:${place.partition}:${rest}`);
}

function text(resource: Resource, name: string): string {
  const value = textOf(resource, name);
  if (value === undefined) throw new UnnamedResource(`${resource.address}: ${name} is not known before the apply`);
  return value;
}

function path(resource: Resource): string {
  return textOf(resource, 'path') ?? '/';
}

/** Thrown where a resource has a name that the stack does not tell: no policy can be narrowed to it. */
class UnnamedResource extends Error {}
