import { deploymentOf, synthesize } from './synthesized';

/** What holds data, identity or evidence: a changed address would destroy it and make another. */
const STATEFUL = [
  'aws_athena_workgroup',
  'aws_cloudtrail',
  'aws_cloudwatch_log_group',
  'aws_eip',
  'aws_glue_catalog_database',
  'aws_glue_catalog_table',
  'aws_iam_instance_profile',
  'aws_iam_policy',
  'aws_iam_role',
  'aws_instance',
  'aws_kms_alias',
  'aws_kms_key',
  'aws_lambda_function',
  'aws_nat_gateway',
  'aws_route_table',
  'aws_s3_bucket',
  'aws_sns_topic',
  'aws_sqs_queue',
  'aws_subnet',
  'aws_vpc',
  'aws_vpc_endpoint',
];

test('no stateful resource changes its address', () => {
  const { addresses } = synthesize(deploymentOf('examples/everything.yaml'));
  const stateful = addresses.filter((address) => STATEFUL.includes(address.split('.')[0]!));
  expect(stateful.sort()).toMatchSnapshot();
});
