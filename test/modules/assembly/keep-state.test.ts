import { deploymentOf, synthesize } from '../synthesized';

const backendOf = (change: Parameters<typeof deploymentOf>[1]) =>
  (synthesize(deploymentOf('deployment.yaml', change)).json.terraform as { backend: unknown }).backend;

test('the state is a file beside cdktf.out, named after the deployment, wherever the folder is moved', () => {
  expect(backendOf((d) => d)).toEqual({ local: { path: '../../../terraform.orders.tfstate' } });
});

test('a state in S3 is encrypted, locked, and under a key of its own', () => {
  const state = { kind: 's3', bucket: 'states', region: 'us-east-1', lockfile: true, profile: 'ops' } as const;
  expect(backendOf((d) => ({ ...d, state }))).toEqual({
    s3: {
      bucket: 'states',
      key: 's3-private-path/orders.tfstate',
      region: 'us-east-1',
      encrypt: true,
      use_lockfile: true,
      profile: 'ops',
    },
  });
});
