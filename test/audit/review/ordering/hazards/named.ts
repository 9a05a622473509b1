import { policy, role, ROLE, type Hazard } from '../blocks';

/** What names something else by its ARN, its name or its URL. */
export const NAMED_HAZARDS: readonly Hazard[] = [
  {
    rule: 'order-principal-policy',
    of: 'a bucket policy that names a role by its literal ARN',
    blocks: { 'aws_iam_role.copy': role, 'aws_s3_bucket_policy.data': { bucket: 'orders', policy: policy(ROLE) } },
    edges: [['aws_iam_role.copy', 'aws_s3_bucket_policy.data']],
  },
  {
    rule: 'order-principal-policy',
    of: 'a key policy that names a session of a role',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_kms_key_policy.data': {
        key_id: 'k',
        policy: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:iam::111111111111:root' },
              Action: 'kms:*',
              Resource: '*',
            },
            {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:sts::111111111111:assumed-role/copy/session' },
              Action: 'kms:Decrypt',
              Resource: '*',
            },
          ],
        }),
      },
    },
    edges: [['aws_iam_role.copy', 'aws_kms_key_policy.data']],
  },
  {
    rule: 'order-named-exists',
    of: 'what is named by its name, its ARN or its URL',
    blocks: {
      'aws_iam_role.copy': role,
      'aws_iam_role_policy.copy': { role: 'copy', name: 'copy', policy: '{}' },
      'aws_sns_topic.results': { name: 'results' },
      'aws_cloudwatch_metric_alarm.errors': { alarm_actions: ['arn:aws:sns:us-east-1:111111111111:results'] },
    },
    edges: [
      ['aws_iam_role.copy', 'aws_iam_role_policy.copy'],
      ['aws_sns_topic.results', 'aws_cloudwatch_metric_alarm.errors'],
    ],
  },
];
