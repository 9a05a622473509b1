import { problemsAfter } from './deployment-problems';

const withState = (state: string) =>
  problemsAfter('deployment.yaml', ['name: orders', `name: orders\nstate: ${state}`]);

test.each([
  '{ kind: local }',
  '{ kind: local, path: ../state/orders.tfstate }',
  '{ kind: s3, bucket: our-states, region: eu-central-1 }',
  '{ kind: s3, bucket: our-states, region: us-east-1, key: a/b.tfstate, lockfile: false, kmsKeyId: alias/states, profile: ops }',
])('%s is a state', (state) => {
  expect(withState(state)).toEqual([]);
});

test.each([
  ['{ kind: local, path: /var/state }', 'state.path: "/var/state" must be a path relative to where Terraform runs'],
  ['{ kind: s3, bucket: our-states, region: mars-1 }', 'state.region: "mars-1" is not an AWS region of partition aws'],
  ['{ kind: s3, bucket: Our_States, region: us-east-1 }', 'state.bucket: "Our_States" is not a bucket name'],
  ['{ kind: s3, bucket: our-states, region: us-east-1, key: /a }', 'state.key: "/a" is not a key'],
  ['{ kind: s3, bucket: our-states, region: us-east-1, kmsKeyId: mine }', 'state.kmsKeyId: "mine" is not a KMS key'],
  ['{ kind: consul }', 'must have kind: s3 or kind: local'],
])('%s is refused', (state, sentence) => {
  expect(withState(state)).toEqual([expect.stringContaining(sentence)]);
});
