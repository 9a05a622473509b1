import { readStack } from '../../../../audit/review/stack/read-stack';
import { Unreviewed } from '../../../../audit/review/system/policies';
import { findRefused } from '../../../../audit/review/system/refused-policies';
import { systemOf } from '../../../../audit/review/system/read-system';
import { examine } from '../../../../audit/review/run/prove-goals';
import { stackOf, statementsOf, synthesized } from '../synthesized-stack';

const PROVIDER = { aws: [{ region: 'us-east-1', allowed_account_ids: ['111111111111'] }] };

function foundIn(resource: Record<string, Record<string, object>>): {
  long: readonly string[];
  open: readonly string[];
} {
  const stack = readStack({ provider: PROVIDER, resource }, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  const unreviewed = new Unreviewed();
  const long = findRefused(systemOf(stack.value), unreviewed).map(({ what }) => what);
  return { long, open: unreviewed.entries.map(({ reason }) => reason) };
}

/** A policy of about so many characters. */
function policy(length: number, more: object): string {
  const keys = Array.from({ length: length / 50 }, (_, i) => `arn:aws:s3:::b/${String(i).padStart(33, 'x')}`);
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: keys, ...more };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

const trust = (count: number): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: Array.from({ length: count }, (_, i) => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::111111111111:role/operator-of-the-day-${i}` },
      Action: 'sts:AssumeRole',
    })),
  });
const role = (more: object = {}): object => ({ name: 'r', assume_role_policy: trust(1), ...more });

describe('policies of a stack that are longer than AWS takes', () => {
  it('are a finding each, whatever carries them', () => {
    const { long } = foundIn({
      aws_s3_bucket: { b: { bucket: 'b' } },
      aws_s3_bucket_policy: { b: { bucket: 'b', policy: policy(21_000, { Principal: '*' }) } },
      aws_vpc_endpoint: {
        e: { service_name: 'com.amazonaws.us-east-1.s3', policy: policy(21_000, { Principal: '*' }) },
      },
      aws_iam_policy: { p: { name: 'p', policy: policy(7_000, {}) } },
    });
    expect(long).toEqual([
      expect.stringMatching(/^aws_s3_bucket_policy\.b: 2\d,\d{3} bytes; AWS takes at most 20,480 of a bucket policy$/),
      expect.stringMatching(/^aws_vpc_endpoint\.e: .* of an endpoint policy$/),
      expect.stringMatching(/^aws_iam_policy\.p: .* of a managed policy$/),
    ]);
  });

  it('are so together, where they are inline policies of one role', () => {
    const inline = (name: string): object => ({ role: '${aws_iam_role.r.name}', name, policy: policy(6_000, {}) });
    const one = { aws_iam_role: { r: role() }, aws_iam_role_policy: { a: inline('a') } };
    expect(foundIn(one).long).toEqual([]);
    expect(foundIn({ ...one, aws_iam_role_policy: { a: inline('a'), b: inline('b') } }).long).toEqual([
      expect.stringMatching(/^aws_iam_role_policy\.a and aws_iam_role_policy\.b: .* of all inline policies of a role$/),
    ]);
    const within = role({ inline_policy: [{ name: 'b', policy: policy(6_000, {}) }] });
    expect(foundIn({ ...one, aws_iam_role: { r: within } }).long).toHaveLength(1);
  });

  it('are not known to be so, where a quota may have been raised', () => {
    const { long, open } = foundIn({ aws_iam_role: { r: role({ assume_role_policy: trust(20) }) } });
    expect(long).toEqual([]);
    expect(open).toEqual([expect.stringContaining('unless the quota was raised (to 8,192 at most)')]);
    expect(foundIn({ aws_iam_role: { r: role({ assume_role_policy: trust(80) }) } }).long).toHaveLength(1);
  });

  it('fail the review of a deployment, though every goal holds', () => {
    const { deployment, json } = synthesized('deployment.yaml');
    const [first] = statementsOf(json, 'aws_s3_bucket_policy.data_policy');
    statementsOf(json, 'aws_s3_bucket_policy.data_policy').push({
      ...{ Sid: 'Filling', Effect: 'Deny', Principal: '*', Action: ['s3:DeleteBucketWebsite'] },
      Resource: first?.Resource ?? [],
      Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y'.repeat(20_000) } },
    });
    const { review } = examine(stackOf(json), deployment);
    expect(review.findings.map(({ rule }) => rule)).toContain('policy-refused');
  });
});

describe('statements of a bucket policy that S3 refuses', () => {
  const statement = (more: object): readonly string[] =>
    foundIn({
      aws_s3_bucket: { b: { bucket: 'orders' } },
      aws_s3_bucket_policy: {
        b: {
          bucket: 'orders',
          policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Sid: 'One', Effect: 'Deny', Principal: '*', Action: 's3:*', ...more }],
          }),
        },
      },
    }).long;

  it.each([
    ['another bucket', { Resource: 'arn:aws:s3:::other/*' }],
    ['a bucket with a longer name', { Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders-2/*'] }],
    ['other buckets by a pattern', { NotResource: 'arn:aws:s3:::other*' }],
  ])('are about %s', (_what, more) => {
    expect(statement(more)).toEqual([
      expect.stringMatching(/^statement One is about .*, which is not of arn:aws:s3:::orders$/),
    ]);
  });

  it.each([
    ['of objects, of the bucket', { Action: ['s3:ListBucket', 's3:GetObject'], Resource: 'arn:aws:s3:::orders' }],
    ['of the bucket, of objects', { Action: ['s3:ListBucket', 's3:GetObject'], Resource: 'arn:aws:s3:::orders/*' }],
  ])('ask actions %s', (_what, more) => {
    expect(statement(more)).toEqual([
      expect.stringMatching(/^statement One has the action s3:\w+, which applies to none/),
    ]);
  });

  it.each([
    ['the bucket and all in it', { Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'] }],
    ['everything', { Resource: '*' }],
    ['a part of it, by a pattern in the name', { Resource: 'arn:aws:s3:::ord*/a' }],
    ['it in any partition', { Resource: 'arn:*:s3:::orders/*' }],
    ['objects by a variable', { Resource: 'arn:aws:s3:::orders/$${aws:PrincipalAccount}/*' }],
    ['all actions of objects', { Resource: 'arn:aws:s3:::orders/*' }],
    ['an action of each', { Action: ['s3:ListBucket', 's3:GetObject'], Resource: 'arn:aws:s3:::orders*' }],
  ])('are not those about %s', (_what, more) => {
    expect(statement(more)).toEqual([]);
  });

  it('are those of a topic that is about another one', () => {
    const policy = (topic: string): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: topic }],
      });
    const found = (topic: string) => foundIn({ aws_sns_topic: { t: { name: 't', policy: policy(topic) } } }).long;
    expect(found('arn:aws:sns:us-east-1:111111111111:t')).toEqual([]);
    expect(found('arn:aws:sns:us-east-1:111111111111:t2')).toHaveLength(1);
  });
});
