import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';

const example = parse(readFileSync('deployment.yaml', 'utf8')) as Record<string, unknown>;
const waiver = {
  rule: 'order-bucket-chain',
  resource: 'aws_s3_bucket_policy.data_policy',
  reason: 'the bucket exists already',
  expires: '2026-12-31',
};
const read = (change: Record<string, unknown>) =>
  readDeployment(stringify({ ...example, review: { waivers: [{ ...waiver, ...change }] } }), 'deployment.yaml');

describe('review.waivers', () => {
  it.each([
    'aws_s3_bucket.data',
    'module.logs.aws_s3_bucket.this[0]',
    'module.copies["eu-west-1"].aws_iam_role.copy',
    'data.aws_iam_policy_document.x',
  ])('takes the Terraform address %s', (resource) => {
    expect(read({ resource }).review?.waivers).toEqual([{ ...waiver, resource }]);
  });

  it.each([
    ['a rule by its name', { rule: 'Order Bucket' }, /waivers\[0\]\.rule: "Order Bucket" is not the name of a rule/],
    ['a whole address', { resource: '*' }, /waivers\[0\]\.resource: "\*" is not a Terraform address/],
    ['a reason', { reason: ' ' }, /waivers\[0\]\.reason: .* must say why the finding is accepted/],
    ['a day that exists', { expires: '2026-02-30' }, /waivers\[0\]\.expires: "2026-02-30" is not a date/],
    ['a day', { expires: 'never' }, /waivers\[0\]\.expires: "never" is not a date/],
    ['an end', { expires: undefined }, /waivers\[0\]\.expires: must be a date, YYYY-MM-DD/],
  ])('asks for %s', (_what, change, sentence) => {
    expect(() => read(change)).toThrow(DeploymentError);
    expect(() => read(change)).toThrow(sentence);
  });
});
