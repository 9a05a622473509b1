import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlanned, type Planned } from '../../../../audit/cli/parts/planned-policies';
import type { CompiledPolicy } from '../../../../audit/policy/compile';
import { smallPlan, type SmallResource } from '../../rehearse/small-plan';
import { useTemporaryDirectory } from '../../../temporary-directory';

const directory = useTemporaryDirectory();
const ENDPOINT = 'vpce-0a1b2c3d4e5f67890';
const POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/reports';

/** A policy of one statement, told apart by its Sid. */
const policy = (sid: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: sid, Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }],
  });
const sidOf = (compiled: CompiledPolicy | undefined): string | undefined => compiled?.statements[0]?.ref.sid;

const BUCKET: SmallResource = {
  before: { bucket: 'orders', policy: '' },
  after: { bucket: 'orders', policy: '' },
  written: { bucket: 'orders' },
};

async function planned(resources: Readonly<Record<string, SmallResource>>): Promise<Planned> {
  const file = join(directory(), 'plan.json');
  writeFileSync(file, smallPlan({ 'aws_s3_bucket.data': BUCKET, ...resources }));
  return readPlanned({ plan: file });
}

test('the policy of an endpoint that is written apart is found where the plan knows the real id', async () => {
  // What the provider read from AWS as the endpoint's own is not what anybody wrote.
  const endpoint = { id: ENDPOINT, vpc_endpoint_type: 'Gateway', policy: policy('AsRead') };
  const { before, after } = await planned({
    'aws_vpc_endpoint.s3': {
      before: endpoint,
      after: endpoint,
      written: { service_name: 'com.amazonaws.us-east-1.s3' },
    },
    'aws_vpc_endpoint_policy.s3': {
      before: { vpc_endpoint_id: ENDPOINT, policy: policy('InForce') },
      after: { vpc_endpoint_id: ENDPOINT, policy: policy('Planned') },
      written: { vpc_endpoint_id: { of: 'aws_vpc_endpoint.s3.id' }, policy: null },
    },
  });
  const told = (guarding: Planned['before']): unknown =>
    guarding?.endpoints.map(({ vpcEndpointId, policy: compiled }) => [vpcEndpointId, sidOf(compiled)]);
  expect(told(after)).toEqual([[ENDPOINT, 'Planned']]);
  expect(told(before)).toEqual([[ENDPOINT, 'InForce']]);
});

test('a policy that the endpoint had before one is written apart from it was in force', async () => {
  const endpoint = { id: ENDPOINT, vpc_endpoint_type: 'Gateway', policy: policy('AsRead') };
  const { before } = await planned({
    'aws_vpc_endpoint.s3': { before: endpoint, after: endpoint },
    'aws_vpc_endpoint_policy.s3': {
      before: null,
      after: { vpc_endpoint_id: ENDPOINT, policy: policy('Planned') },
      written: { vpc_endpoint_id: { of: 'aws_vpc_endpoint.s3.id' }, policy: null },
    },
  });
  expect(before?.endpoints.map(({ policy: compiled }) => sidOf(compiled))).toEqual(['AsRead']);
});

test('the policy of a key that is written apart goes before what the provider read from AWS', async () => {
  const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
  const arn = `arn:aws:kms:us-east-1:222222222222:key/${id}`;
  const key = { id, key_id: id, arn, policy: policy('AsRead') };
  const { before, after } = await planned({
    'aws_kms_key.data': { before: key, after: key },
    'aws_kms_key_policy.data': {
      before: { key_id: id, policy: policy('InForce') },
      after: { key_id: id, policy: policy('Planned') },
      written: { key_id: { of: 'aws_kms_key.data.key_id' }, policy: null },
    },
  });
  const told = (guarding: Planned['before']): unknown => guarding?.keys?.map((one) => [one.arn, sidOf(one.policy)]);
  expect(told(after)).toEqual([[arn, 'Planned']]);
  expect(told(before)).toEqual([[arn, 'InForce']]);
});

test('of a bucket that had no aws_s3_bucket_policy, the policy that was read from AWS was in force', async () => {
  const values = { bucket: 'orders', policy: policy('ByHand') };
  const { before, after } = await planned({
    'aws_s3_bucket.data': { ...BUCKET, before: values, after: values },
    'aws_s3_bucket_policy.data': {
      before: null,
      after: { bucket: 'orders', policy: policy('Planned') },
      written: { bucket: { of: 'aws_s3_bucket.data.bucket' }, policy: null },
    },
  });
  expect(sidOf(before?.buckets.get('orders')?.policy)).toBe('ByHand');
  expect(sidOf(after.buckets.get('orders')?.policy)).toBe('Planned');
});

describe('the policy of an access point was in force before a plan', () => {
  const point = (own: string): Readonly<Record<string, unknown>> => ({
    ...{ arn: POINT, id: '222222222222:reports', name: 'reports', account_id: '222222222222', bucket: 'orders' },
    policy: own,
  });
  const written = { name: 'reports', bucket: 'orders', account_id: '222222222222' };

  test('where it is written with it', async () => {
    const { before, after } = await planned({
      'aws_s3_access_point.reports': {
        before: point(policy('InForce')),
        after: point(policy('Planned')),
        written: { ...written, policy: null },
      },
    });
    expect([...(before?.accessPoints ?? [])].map(([arn, one]) => [arn, sidOf(one)])).toEqual([[POINT, 'InForce']]);
    expect([...(after.accessPoints ?? [])].map(([arn, one]) => [arn, sidOf(one)])).toEqual([[POINT, 'Planned']]);
  });

  test('where it is written apart, by the ARN that the plan knows', async () => {
    const { before, after } = await planned({
      'aws_s3_access_point.reports': { before: point(policy('AsRead')), after: point(policy('AsRead')), written },
      'aws_s3control_access_point_policy.reports': {
        before: { access_point_arn: POINT, policy: policy('InForce') },
        after: { access_point_arn: POINT, policy: policy('Planned') },
        written: { access_point_arn: { of: 'aws_s3_access_point.reports.arn' }, policy: null },
      },
    });
    expect([...(before?.accessPoints ?? [])].map(([arn, one]) => [arn, sidOf(one)])).toEqual([[POINT, 'InForce']]);
    expect([...(after.accessPoints ?? [])].map(([arn, one]) => [arn, sidOf(one)])).toEqual([[POINT, 'Planned']]);
  });

  test('and where it is taken away, requests through it are left undecided', async () => {
    const { after } = await planned({
      'aws_s3_access_point.reports': { before: point(policy('InForce')), after: point('{}'), written },
    });
    expect(after.accessPoints?.size).toBe(0);
    expect([...(after.unreadPoints ?? [])]).toEqual([[POINT, `the policy of ${POINT} is no longer planned`]]);
  });

  test('and `{}`, as the provider has it, is none', async () => {
    const { before } = await planned({
      'aws_s3_access_point.reports': { before: point('{}'), after: point('{}'), written },
    });
    expect(before?.accessPoints?.size).toBe(0);
  });
});
