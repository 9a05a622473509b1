import { review, synthesized, type StatementJson } from '../synthesized-stack';

/*
 * A bucket is reached by its access points, too, each under an ARN of its own, and some actions are asked of an account. None of
 * it is meant, whichever policy lets it in.
 */

const { json, deployment } = synthesized('deployment.yaml');

const POINT = 'arn:aws:s3:us-east-1:333333333333:accesspoint/a-point';

const WAYS: readonly (readonly [what: string, action: string, resource: string])[] = [
  ['writing through a stranger’s access point', 's3:PutObject', `${POINT}/object/*`],
  ['listing a stranger’s access point', 's3:ListBucket', POINT],
  ['reading through an access point of the owner', 's3:GetObject', 'arn:aws:s3:us-east-1:222222222222:accesspoint/*'],
  ['writing through any access point', 's3:PutObject', 'arn:aws:s3:*:*:accesspoint/*'],
  ['a multi-Region access point', 's3:PutObject', 'arn:aws:s3::333333333333:accesspoint/abc.mrap/object/*'],
  ['making access grants', 's3:CreateAccessGrant', 'arn:aws:s3:us-east-1:111111111111:access-grants/default'],
  ['settings of the account', 's3:PutAccountPublicAccessBlock', '*'],
  ['jobs', 's3:CreateJob', '*'],
];

it('the deployment as it is passes', () => {
  expect(review(json, deployment).review.verdict).toBe('pass');
});

it.each(WAYS)('the policy of a role lets nobody ask for %s', (_, action, resource) => {
  expect(rulesWith('aws_iam_role_policy', 'instance_data', action, resource)).toContain('nobody-else');
});

it.each(WAYS)('a permissions boundary lets nobody ask for %s', (_, action, resource) => {
  expect(rulesWith('aws_iam_policy', 'instance_boundary', action, resource)).toContain('nobody-else');
});

it.each(WAYS)('the policy of the endpoint lets nobody ask for %s', (_, action, resource) => {
  expect(rulesWith('aws_vpc_endpoint', 's3', action, resource, '*')).toContain('nobody-else');
});

function rulesWith(type: string, name: string, action: string, resource: string, principal?: string): string[] {
  const changed = structuredClone(json);
  const { Statement } = changed.resource[type]?.[name]?.policy as { Statement: StatementJson[] };
  const who = principal === undefined ? {} : { Principal: principal };
  Statement.push({ Sid: 'Added', Effect: 'Allow', ...who, Action: [action], Resource: [resource] });
  return review(changed, deployment).review.findings.map(({ rule }) => rule);
}
