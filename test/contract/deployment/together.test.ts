import { readFileSync } from 'node:fs';
import { readDeployment } from '../../../contract/deployment/read';
import type { Deployment } from '../../../contract/deployment/schema';
import { clashesOf } from '../../../contract/deployment/together';

const sample = readDeployment(readFileSync('deployment.yaml', 'utf8'), 'deployment.yaml');
const beside = (change: Partial<Deployment>) =>
  clashesOf([
    { file: 'a.yaml', deployment: sample },
    { file: 'b.yaml', deployment: { ...sample, ...change } },
  ]);
const invoices = {
  name: 'invoices',
  destination: { ...sample.destination, bucket: { ...sample.destination.bucket, name: 'invoices-replica' } },
};
const s3 = { kind: 's3', bucket: 'states', region: 'us-east-1', lockfile: true } as const;

test('two deployments with names and buckets of their own go together', () => {
  expect(beside(invoices)).toEqual([]);
});

test('states in one bucket lie under keys of their own', () => {
  expect(
    clashesOf([
      { file: 'a.yaml', deployment: { ...sample, state: s3 } },
      { file: 'b.yaml', deployment: { ...sample, ...invoices, state: s3 } },
    ]),
  ).toEqual([]);
});

test('the same file twice has everything of itself', () => {
  expect(beside({})).toEqual([
    'b.yaml: has the name orders of a.yaml: stacks, roles and keys are named by it',
    'b.yaml: has the state ../../../terraform.orders.tfstate of a.yaml: an apply of one would destroy what the other built',
    'b.yaml: has the bucket orders-replica-222222222222 of a.yaml: bucket names are global',
    'b.yaml: has the bucket orders-logs-111111111111 of a.yaml: bucket names are global',
    'b.yaml: has the bucket orders-logs-222222222222 of a.yaml: bucket names are global',
  ]);
});

test('one state for two deployments is refused', () => {
  const state = { ...s3, key: 'all.tfstate' };
  expect(
    clashesOf([
      { file: 'a.yaml', deployment: { ...sample, state } },
      { file: 'b.yaml', deployment: { ...sample, ...invoices, state } },
    ]),
  ).toEqual([expect.stringContaining('has the state s3://states/all.tfstate of a.yaml')]);
});
