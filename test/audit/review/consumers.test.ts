import { fingerprintOf } from '../../../contract/deployment/fingerprint';
import { review, synthesized, statementOf, reviewAfter, type StackJson } from './synthesized-stack';

interface StackOutput {
  deployment_fingerprint: { value: unknown };
}

jest.setTimeout(120_000);

const { deployment, json } = synthesized('examples/existing.yaml');

const after = (mutate: (json: StackJson) => void) => reviewAfter(mutate, { json, deployment });
const dataPolicy = (stack: StackJson, sid: string) => statementOf(stack, 'aws_s3_bucket_policy.data_policy', sid);

describe('consumers that exist already', () => {
  it.each<[string, (stack: StackJson) => void, RegExp]>([
    [
      'through the endpoint of another',
      (stack) => {
        dataPolicy(stack, 'AllowReadersThroughBillingObjects').Condition = {
          StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef4' },
        };
      },
      /billing-tasks may not s3:GetObject|billing-tasks.* may s3:getobject .*meant only through the endpoint/i,
    ],
    [
      'from anywhere, were it not for the Deny',
      (stack) => {
        delete dataPolicy(stack, 'AllowReadersThroughBillingObjects').Condition;
      },
      /billing-tasks.*only through the endpoint/,
    ],
    [
      'with more than reading',
      (stack) => dataPolicy(stack, 'AllowReadersThroughPartnerObjects').Action.push('s3:PutObject'),
      /ledger-import.* may s3:putobject .*not meant for it/,
    ],
    [
      'without the key',
      (stack) => {
        statementOf(stack, 'aws_kms_key.destination', 'AllowReadersThroughS3').Action = ['kms:DescribeKey'];
      },
      /may not kms:Decrypt/,
    ],
    [
      'past the policy of our own endpoint',
      (stack) => {
        statementOf(stack, 'aws_vpc_endpoint_policy.s3', 'AllowWritersThroughOwnObjects').Action = ['s3:GetObject'];
        // Else it comes by what the endpoint lets through for its organization.
        statementOf(stack, 'aws_vpc_endpoint_policy.s3', 'AllowBucketsOfOrganization').Action = ['s3:PutObject'];
      },
      /ledger-service may not s3:GetObjectVersion .*: the policy of the VPC endpoint does not allow it/,
    ],
    [
      'and any other endpoint of their account',
      (stack) => {
        dataPolicy(stack, 'DenyDataAccessOutsideEndpoint').Condition!.StringNotEqualsIfExists = {
          'aws:SourceVpce': ['vpce-0123456789abcdef0', 'vpce-0123456789abcdef3', 'vpce-0123456789abcdef4', 'vpce-0bad'],
        };
      },
      /past the endpoint/,
    ],
    [
      'nor other work to more buckets than the file says',
      (stack) => {
        delete statementOf(stack, 'aws_vpc_endpoint_policy.s3', 'AllowBucketsOfOwnAccount').Condition;
      },
      /by the policy of the endpoint alone/,
    ],
  ])('are caught %s', (_, mutate, sentence) => {
    const { verdict, findings } = after(mutate);
    expect(verdict).not.toBe('pass');
    expect(findings.map(({ what }) => what).join('\n')).toMatch(sentence);
  });
});

it('nothing is proven of an endpoint of our account whose policy is left alone', () => {
  const { endpointPolicy: _, ...privateAccess } = deployment.privateAccess!;
  const endpoint = { kind: 'existing', endpointId: 'vpce-0123456789abcdef0', policy: 'left-alone' } as const;
  const stack = structuredClone(json);
  const changed = { ...deployment, privateAccess: { ...privateAccess, endpoint } };
  delete stack.resource.aws_vpc_endpoint_policy;
  (stack.output as StackOutput).deployment_fingerprint.value = fingerprintOf(changed);
  const { verdict, notReviewed } = review(stack, changed).review;
  expect(verdict).toBe('unproven');
  expect(notReviewed).toEqual([
    { resource: 'privateAccess.endpoint', reason: 'its policy is left alone: what it lets through is not known' },
  ]);
});
