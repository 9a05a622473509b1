import { deploymentOf } from '../../modules/synthesized';
import { review, synthesized, type StackJson, statementOf } from './synthesized-stack';

jest.setTimeout(120_000);

const { deployment, json } = synthesized(
  deploymentOf('deployment.yaml', (d) => ({
    ...d,
    catalog: {
      readers: ['arn:aws:iam::222222222222:role/auditor'],
      compactors: ['arn:aws:iam::222222222222:role/log-compactor'],
      scanLimitMegabytes: 1000,
      resultRetentionDays: 7,
    },
  })),
);
const ROLE = 'aws_iam_role_policy.destination_audit_compactor_permissions';
const BUCKET = 'aws_s3_bucket_policy.destination_compact_logs_policy';

const drop = (address: string, sid: string, action: string) => (stack: StackJson) => {
  const statement = statementOf(stack, address, sid);
  statement.Action = statement.Action.filter((one) => one !== action);
};

describe('writing logs as Parquet', () => {
  it('works as it is built, and for nobody else', () => {
    expect(review(json, deployment).review).toMatchObject({ findings: [], notReviewed: [], verdict: 'pass' });
  });

  it.each<[string, (stack: StackJson) => void, RegExp]>([
    [
      'the role may not write there',
      drop(ROLE, 'AllowWritingParquet', 's3:PutObject'),
      /flow-log-readers: .*audit-compactor may not s3:PutObject/,
    ],
    [
      'the role may not make tables',
      drop(ROLE, 'AllowTables', 'glue:CreateTable'),
      /flow-log-readers: .*glue:CreateTable/,
    ],
    [
      'others write there too',
      drop(BUCKET, 'DenyWritesExceptByCompactor', 's3:PutObject'),
      /log-writers: .* where only the role that compacts them writes logs/,
    ],
    [
      'a role of any account of that name writes there',
      (stack) => {
        statementOf(stack, BUCKET, 'DenyWritesExceptByCompactor').Condition = {
          ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/orders-audit-*' },
        };
      },
      /log-writers: /,
    ],
    [
      'the role writes logs themselves',
      (stack) => {
        statementOf(stack, ROLE, 'AllowWritingParquet').Resource.push('arn:aws:s3:::orders-logs-222222222222/*');
      },
      /nobody-else: .*audit-compactor may s3:\w+ on arn:aws:s3:::orders-logs-222222222222/,
    ],
    [
      'the workgroup enforces its own place',
      (stack) => {
        const { configuration } = stack.resource.aws_athena_workgroup!.destination_compact_workgroup!;
        (configuration as Record<string, unknown>).enforce_workgroup_configuration = true;
      },
      /asked-for: .*enforce_workgroup_configuration/,
    ],
  ])('is held to: %s', (_, mutate, finding) => {
    const mutated = structuredClone(json);
    mutate(mutated);
    const { findings, verdict } = review(mutated, deployment).review;
    expect(verdict).not.toBe('pass');
    expect(findings.map(({ rule, what }) => `${rule}: ${what}`).join('\n')).toMatch(finding);
  });
});
