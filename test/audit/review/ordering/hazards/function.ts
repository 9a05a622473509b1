import { policy, role, ROLE, type Hazard } from '../blocks';

/** What a function, an instance or flow logs need, and what is let in with them. */
export const FUNCTION_HAZARDS: readonly Hazard[] = [
  {
    rule: 'order-interfaces-released',
    of: 'the security group of a function and the permissions of its role',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: '${aws_iam_role.copy.name}', name: 'copy', policy: '{}' },
      'aws_security_group.copy': { name: 'copy' },
      'aws_lambda_function.copy': {
        function_name: 'copy',
        role: '${aws_iam_role.copy.arn}',
        vpc_config: { security_group_ids: ['${aws_security_group.copy.id}'] },
      },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_security_group.copy'],
      ['aws_iam_role_policy.copy', 'aws_security_group.copy'],
    ],
  },
  {
    rule: 'order-function-prerequisites',
    of: 'a function, its log group and its permissions',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_cloudwatch_log_group.copy': { name: '/aws/lambda/copy' },
      'aws_lambda_function.copy': { function_name: 'copy', role: ROLE },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_lambda_function.copy'],
      ['aws_iam_role_policy.copy', 'aws_lambda_function.copy'],
      ['aws_cloudwatch_log_group.copy', 'aws_lambda_function.copy'],
    ],
  },
  {
    rule: 'order-flow-log-permissions',
    of: 'flow logs, their log group and their permissions',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_cloudwatch_log_group.flows': { name: '/flows' },
      'aws_flow_log.vpc': {
        iam_role_arn: ROLE,
        log_destination: 'arn:aws:logs:us-east-1:111111111111:log-group:/flows',
      },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_flow_log.vpc'],
      ['aws_iam_role_policy.copy', 'aws_flow_log.vpc'],
      ['aws_cloudwatch_log_group.flows', 'aws_flow_log.vpc'],
    ],
  },
  {
    rule: 'order-function-targets',
    of: 'a function and where it sends what fails',
    blocks: {
      'aws_sqs_queue.dead': { name: 'dead' },
      'aws_sqs_queue.failed': { name: 'failed' },
      'aws_lambda_function.copy': {
        function_name: 'copy',
        dead_letter_config: { target_arn: 'arn:aws:sqs:us-east-1:111111111111:dead' },
        environment: {
          variables: { FAILED: 'https://sqs.us-east-1.amazonaws.com/111111111111/failed', OTHER: 'dead' },
        },
      },
    },
    edges: [
      ['aws_sqs_queue.dead', 'aws_lambda_function.copy'],
      ['aws_sqs_queue.failed', 'aws_lambda_function.copy'],
    ],
  },
  {
    rule: 'order-grants-permission',
    of: 'a permission to invoke, and the policies that let the function in',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_lambda_function.copy': { function_name: 'copy', role: '${aws_iam_role.copy.arn}' },
      'aws_lambda_permission.copy': { function_name: '${aws_lambda_function.copy.function_name}' },
      'aws_s3_bucket_policy.data': {
        bucket: 'orders',
        policy: policy('${aws_iam_role.copy.arn}'),
      },
    },
    edges: [['aws_s3_bucket_policy.data', 'aws_lambda_permission.copy']],
  },
  {
    rule: 'order-instance-permissions',
    of: 'an instance, and what its role may do',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', policy: '{}' },
      'aws_iam_instance_profile.copy': { name: 'copy', role: '${aws_iam_role.copy.name}' },
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: policy('${aws_iam_role.copy.arn}') },
      'aws_instance.reader': { iam_instance_profile: '${aws_iam_instance_profile.copy.name}' },
    },
    edges: [
      ['aws_iam_role_policy.copy', 'aws_instance.reader'],
      ['aws_s3_bucket_policy.data', 'aws_instance.reader'],
    ],
  },
];
