import { readFileSync } from 'node:fs';
import { readDeployment } from '../../../../contract/deployment/read';
import type { Deployment } from '../../../../contract/deployment/schema';
import { readStack } from '../../../../audit/review/stack/read-stack';
import { existingOf } from '../../../../audit/review/system/existing';
import { Unreviewed } from '../../../../audit/review/system/policies';

const EXISTING = readDeployment(readFileSync('examples/existing.yaml', 'utf8'), 'existing.yaml');
const [OURS, OTHER] = ['vpce-0a1b2c3d4e5f67890', 'vpce-0ffffffffffffffff'];

function withEndpoint(deployment: Deployment, endpointId: string): Deployment {
  const { privateAccess } = deployment;
  if (privateAccess === undefined) throw new Error('the example has private access');
  const endpoint = { ...privateAccess.endpoint, kind: 'existing', endpointId } as typeof privateAccess.endpoint;
  return { ...deployment, privateAccess: { ...privateAccess, endpoint } };
}

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** A policy of an endpoint, as a resource of the stack. */
const policyOf = (name: string, endpointId: string, type = 'aws_vpc_endpoint_policy'): Resources => {
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*', Sid: name }];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return { [type]: { [name]: { vpc_endpoint_id: endpointId, policy } } };
};

function endpointIn(resource: Resources) {
  const provider = { aws: [{ region: 'us-east-1', allowed_account_ids: ['111111111111'] }] };
  const stack = readStack({ provider, resource }, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('; '));
  const unreviewed = new Unreviewed();
  const { endpoints } = existingOf(withEndpoint(EXISTING, OURS), stack.value, unreviewed);
  const told = unreviewed.entries.filter((one) => one.resource === 'privateAccess.endpoint');
  return { endpoint: endpoints.find(({ id }) => id === OURS), told: told.map(({ reason }) => reason) };
}

test('an endpoint that exists has the policy that the stack gives it', () => {
  const both = {
    ...policyOf('other', OTHER).aws_vpc_endpoint_policy,
    ...policyOf('ours', OURS).aws_vpc_endpoint_policy,
  };
  const { endpoint, told } = endpointIn({ aws_vpc_endpoint_policy: both });
  expect(endpoint).toMatchObject({ address: 'aws_vpc_endpoint_policy.ours', unread: false });
  expect(JSON.stringify(endpoint?.policy?.json)).toContain('"Sid":"ours"');
  expect(told).toEqual([]);
});

test.each<readonly [string, Resources]>([
  ['nothing that names it', { aws_vpc: { main: { cidr_block: '10.20.0.0/16' } } }],
  ['the policy of another endpoint', policyOf('other', OTHER)],
  ['what names it and is no policy', policyOf('association', OURS, 'aws_vpc_endpoint_route_table_association')],
])('where the stack has %s, what the endpoint lets through is not known, and is told', (_, resources) => {
  const { endpoint, told } = endpointIn(resources);
  expect(endpoint).toMatchObject({ address: 'privateAccess.endpoint', policy: undefined, unread: true });
  expect(told).toEqual([expect.stringMatching(/is not known$/)]);
});
