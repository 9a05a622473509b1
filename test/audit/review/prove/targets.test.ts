import { actionsOf, KMS_ACTIONS, S3_ACTIONS } from '../../../../audit/policy/actions';
import { targetsElsewhere, type Target } from '../../../../audit/review/prove/targets';
import { assumedPolicy } from '../../../../audit/review/system/policies';
import type { System } from '../../../../audit/review/system/system';

const HOME = { account: '111111111111', partition: 'aws', region: 'us-east-1' };
const BUCKET = 'arn:aws:s3:::orders-replica';
const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What is asked of a role that may do this, where these resources of the other side are known. */
function targets(outside: readonly string[], ...statements: readonly object[]): readonly Target[] {
  const none = { buckets: [], keys: [], others: [], roles: [] };
  const known = outside.map((arn) => ({ arn, account: '222222222222', address: arn, policy: undefined }));
  const system = { ...none, outside: known } as unknown as System;
  const identity = statements.length === 0 ? [] : [assumedPolicy('role', 'identity', ...statements)];
  return targetsElsewhere(HOME, identity, system, []);
}

const lower = (service: string, names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name.toLowerCase()}`).sort();
const asked = (all: readonly Target[], arn: string): readonly string[] =>
  all.filter((one) => one.arn === arn).flatMap(({ actions }) => actions);

describe('of what is elsewhere, everything is asked that can be asked of it', () => {
  test('a key', () => {
    const found = targets([KEY]).filter(({ arn }) => arn === KEY);
    expect(found).toMatchObject([{ kind: 'elsewhere', account: '222222222222' }]);
    expect([...asked(found, KEY)].sort()).toEqual(lower('kms', KMS_ACTIONS));
  });

  test('a bucket, and objects in it', () => {
    const all = targets([BUCKET]);
    expect([...asked(all, BUCKET)].sort()).toEqual(lower('s3', S3_ACTIONS.bucket));
    const objects = all.filter(({ arn }) => arn.startsWith(`${BUCKET}/`));
    expect(objects.length).toBeGreaterThan(0);
    for (const { actions, account } of objects) {
      expect([...actions].sort()).toEqual(lower('s3', S3_ACTIONS.object));
      expect(account).toBe('222222222222');
    }
  });

  test('an account', () => {
    const [account] = targets([]).filter(({ arn }) => arn === '*');
    expect([...(account?.actions ?? [])].sort()).toEqual(lower('s3', [...S3_ACTIONS.account, ...S3_ACTIONS.other]));
    expect(account?.account).toBe(HOME.account);
  });
});

test('services that a policy speaks of are asked, each of a resource of its own in the account of the role', () => {
  const all = targets([], { Effect: 'Allow', Action: ['sqs:SendMessage', 'iam:PassRole'], Resource: '*' });
  const queue = all.find(({ arn }) => arn.startsWith('arn:aws:sqs:'));
  expect(queue).toMatchObject({ account: HOME.account, kind: 'elsewhere' });
  expect(queue?.arn).toMatch(/^arn:aws:sqs:us-east-1:111111111111:/);
  expect(queue?.actions).toContain('sqs:sendmessage');
  expect(queue?.actions.length).toBeLessThanOrEqual((actionsOf('sqs') ?? []).length);
  const role = all.find(({ arn }) => arn.startsWith('arn:aws:iam:'));
  expect(role?.arn).toMatch(/^arn:aws:iam::111111111111:role\//);
  expect(role?.actions).toEqual(expect.arrayContaining(['iam:passrole', 'sts:assumerole', 'sts:tagsession']));
});

test('a resource that a policy names in another account is asked as of that account', () => {
  const named = 'arn:aws:sqs:us-east-1:333333333333:theirs';
  const all = targets([], { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: named });
  expect(all.find(({ arn }) => arn === named)).toMatchObject({ account: '333333333333' });
});
