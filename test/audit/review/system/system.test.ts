import { review, synthesized, type StackJson } from '../synthesized-stack';

const { deployment, json } = synthesized('examples/instance-access.yaml');

/** What is not reviewed of the stack with more resources in it. */
function notReviewedWith(type: string, block: Record<string, unknown>): readonly string[] {
  const changed: StackJson = structuredClone(json);
  changed.resource[type] = { ...changed.resource[type], added: { provider: 'aws.destination', ...block } };
  const { notReviewed, verdict } = review(changed, deployment).review;
  expect(verdict).not.toBe('pass');
  return notReviewed.map(({ resource, reason }) => `${resource}: ${reason}`);
}

const policy = (principal: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});

describe('what the review cannot judge is told, and never passed over', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'a type of resource that it does not know',
      'aws_s3_bucket_acl',
      { bucket: 'b', acl: 'public-read' },
      'does not know',
    ],
    ['an access point', 'aws_s3_access_point', { bucket: 'b', name: 'p' }, 'does not know'],
    [
      'a policy of a bucket that is not in the stack',
      'aws_s3_bucket_policy',
      {
        bucket: 'elsewhere',
        policy: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}',
      },
      'not in the stack',
    ],
    [
      'a role with a policy that AWS manages',
      'aws_iam_role',
      {
        name: 'r',
        assume_role_policy: policy({ Service: 'ec2.amazonaws.com' }),
        managed_policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      },
      'not in the stack',
    ],
    [
      'an identity provider that nobody can be',
      'aws_iam_role',
      { name: 'r', assume_role_policy: policy({ Federated: 'no-provider.example.com' }) },
      'federated',
    ],
    [
      'a policy that is made by a function',
      'aws_iam_role',
      { name: 'r', assume_role_policy: '${jsonencode({})}' },
      'not evaluated',
    ],
    [
      'a permission of a function that is not in the stack',
      'aws_lambda_permission',
      { function_name: 'f', principal: 's3.amazonaws.com', action: 'lambda:InvokeFunction' },
      'not in the stack',
    ],
    [
      'a resource whose provider does not tell its account',
      'aws_s3_bucket',
      { provider: 'aws.unknown', bucket: 'b' },
      'not known',
    ],
  ])('%s', (_what, type, block, reason) => {
    expect(notReviewedWith(type, block).join('\n')).toContain(reason);
  });

  it('a second policy on one bucket: the last one applied would win', () => {
    const { bucket } = json.resource.aws_s3_bucket_policy!.data_policy!;
    const statement = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}';
    expect(notReviewedWith('aws_s3_bucket_policy', { bucket, policy: statement }).join('\n')).toContain(
      'more than one bucket policy',
    );
  });
});
