import { deploymentOf } from '../../modules/synthesized';
import { synthesized, statementOf, reviewAfter, type StackJson } from './synthesized-stack';

jest.setTimeout(120_000);

/** The sample, with flow logs under the key of the account: a small stack, so that a review takes a second. */
const { deployment, json } = synthesized(
  deploymentOf('deployment.yaml', (given) => {
    const { privateAccess } = given;
    if (privateAccess?.vpc.kind !== 'create') throw new Error('the sample makes its VPC');
    const flowLogs = { retentionDays: 365, encryption: 'account-key' } as const;
    return { ...given, privateAccess: { ...privateAccess, vpc: { ...privateAccess.vpc, flowLogs } } };
  }),
);
const ROLE = 'aws_iam_role_policy.flow_logs_permissions';

const after = (mutate: (json: StackJson) => void) => reviewAfter(mutate, { json, deployment });

it('flow logs under the key of the account are proven to be written, by nobody else', () => {
  const { verdict, findings, notReviewed } = after(() => undefined);
  expect({ verdict, findings, notReviewed }).toEqual({ verdict: 'pass', findings: [], notReviewed: [] });
});

it.each<[string, (stack: StackJson) => void, readonly RegExp[]]>([
  [
    'taken out, or kept for a day',
    ({ resource }) => {
      delete resource.aws_flow_log;
      Object.assign(resource.aws_cloudwatch_log_group!.flow_logs!, { retention_in_days: 1, kms_key_id: undefined });
    },
    [/deployment.yaml asks for aws_flow_log/, /retention_in_days: found 1/, /kms_key_id: found nothing/],
  ],
  [
    'of accepted packets alone, elsewhere',
    ({ resource }) => {
      Object.assign(resource.aws_flow_log!.flow_logs_of_vpc!, {
        traffic_type: 'ACCEPT',
        log_destination: 'arn:aws:logs:us-east-1:333333333333:log-group:theirs',
      });
    },
    [
      /traffic_type: found ACCEPT, deployment.yaml asks for ALL/,
      /log_destination: found arn:aws:logs:us-east-1:333333333333/,
    ],
  ],
  [
    'that cannot be written',
    (stack) => {
      statementOf(stack, ROLE, 'AllowWritingFlows').Action = ['logs:CreateLogStream'];
      statementOf(stack, 'aws_kms_key.source', 'AllowLogGroupsToEncrypt').Action = ['kms:DescribeKey'];
    },
    [/orders-flow-logs may not logs:DescribeLogStreams/, /logs.us-east-1.amazonaws.com may not kms:Encrypt/],
  ],
  [
    'whose role and key do more than that',
    (stack) => {
      statementOf(stack, ROLE, 'AllowWritingFlows').Resource = ['*'];
      delete statementOf(stack, 'aws_kms_key.source', 'AllowLogGroupsToEncrypt').Condition;
      const trust = stack.resource.aws_iam_role!.flow_logs_role!.assume_role_policy as {
        Statement: { Condition?: unknown }[];
      };
      delete trust.Statement[0]!.Condition;
    },
    [
      /orders-flow-logs.* may logs:createlogstream .*not meant for it/,
      /logs.us-east-1.amazonaws.com may kms:\w+ .*only for log groups of the deployment/,
      /vpc-flow-logs.amazonaws.com may sts:assumerole .*only for its own account/,
    ],
  ],
])('flow logs %s are told', (_, mutate, sentences) => {
  const { verdict, findings } = after(mutate);
  expect(verdict).toBe('fail');
  const told = findings.map(({ what }) => what).join('\n');
  for (const sentence of sentences) expect(told).toMatch(sentence);
});
