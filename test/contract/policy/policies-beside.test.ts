import { evaluate } from '../../../audit/policy/evaluate';
import { examine } from '../../../audit/review/run/prove-goals';
import { readOrganization } from '../../../audit/review/system/organization';
import { policiesBeside } from '../../../contract/policy/policies-beside';
import { stackOf, synthesized } from '../../audit/review/synthesized-stack';
import { deploymentOf } from '../../modules/synthesized';

jest.setTimeout(180_000);

const ORGANIZATION = 'o-abcde12345';
const FULL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const of = (file: string) => deploymentOf(file, (d) => ({ ...d, organization: ORGANIZATION }));
const sample = of('deployment.yaml');
const beside = policiesBeside(sample);
const policy = (name: string): unknown => JSON.parse(beside[name]!) as unknown;

const BUCKET = 'orders-replica-222222222222';
const OBJECT = `arn:aws:s3:::${BUCKET}/an-object`;
const INSTANCE = 'arn:aws:iam::111111111111:role/orders-instance';
const INSIDE = { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:ResourceOrgID': ORGANIZATION };
const BY_ENDPOINT = {
  ...INSIDE,
  'aws:SourceVpce': 'vpce-0123456789abcdef0',
  'aws:VpcSourceIp': '10.20.0.9',
  'aws:VpceOrgID': ORGANIZATION,
};
const BY_INTERNET = { ...INSIDE, 'aws:SourceIp': '203.0.113.77' };
const CALL = { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' };

/** What an account that allows everything to everybody lets through, under the policies of the organization alone. */
function asked(
  principal: string,
  action: string,
  resource: string,
  context: Record<string, string>,
  account = '222222222222',
) {
  const isService = principal.endsWith('.amazonaws.com');
  const { result } = evaluate({
    request: { principal, action, resource, resourceAccount: account, context: { ...CALL, ...context } },
    identityPolicies: isService || principal === 'anonymous' ? [] : [FULL],
    resourcePolicy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: isService ? { Service: principal } : '*', Action: action, Resource: resource },
      ],
    },
    serviceControlPolicies: principal.includes(':111111111111:') ? [[FULL, policy('scp-source.json')]] : [],
    resourceControlPolicies: account === '222222222222' ? [policy('rcp-destination.json')] : [],
  });
  return result;
}

test.each([
  ['the instance through the endpoint', INSTANCE, 's3:GetObject', OBJECT, BY_ENDPOINT],
  [
    'the deployer from elsewhere',
    'arn:aws:iam::222222222222:role/terraform-deployer',
    's3:GetObject',
    OBJECT,
    BY_INTERNET,
  ],
  ['break-glass from elsewhere', 'arn:aws:iam::222222222222:role/break-glass', 's3:GetObject', OBJECT, BY_INTERNET],
  [
    'a service for an account of the organization',
    'logging.s3.amazonaws.com',
    's3:PutObject',
    OBJECT,
    { 'aws:SourceAccount': '222222222222', 'aws:SourceOrgID': ORGANIZATION },
  ],
])('let %s through', (_, principal, action, resource, context) => {
  expect(asked(principal, action, resource, context)).toBe('allow');
});

test.each([
  ['the instance past the endpoint', INSTANCE, 's3:GetObject', OBJECT, BY_INTERNET],
  ['the instance without TLS', INSTANCE, 's3:GetObject', OBJECT, { ...BY_ENDPOINT, 'aws:SecureTransport': 'false' }],
  [
    'an endpoint of another organization',
    INSTANCE,
    's3:GetObject',
    OBJECT,
    { ...BY_ENDPOINT, 'aws:VpceOrgID': 'o-zzzzzzzzzz' },
  ],
  [
    'a principal of another organization',
    'arn:aws:iam::999999999999:role/stranger',
    's3:GetObject',
    OBJECT,
    { ...BY_ENDPOINT, 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' },
  ],
  ['anybody without credentials', 'anonymous', 's3:GetObject', OBJECT, { 'aws:SourceIp': '203.0.113.77' }],
  [
    'a service for an account of another organization',
    'logging.s3.amazonaws.com',
    's3:PutObject',
    OBJECT,
    { 'aws:SourceAccount': '999999999999', 'aws:SourceOrgID': 'o-zzzzzzzzzz' },
  ],
])('stop %s', (_, principal, action, resource, context) => {
  expect(asked(principal, action, resource, context)).toBe('explicit-deny');
});

test('stop the instance from carrying data to a bucket of another organization', () => {
  const context = { ...BY_ENDPOINT, 'aws:ResourceOrgID': 'o-zzzzzzzzzz' };
  expect(asked(INSTANCE, 's3:PutObject', 'arn:aws:s3:::of-a-stranger/key', context, '999999999999')).toBe(
    'explicit-deny',
  );
});

test('stop an administrator of the account from stopping its trail, and not the deployer', () => {
  const trail = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/orders-source';
  const stop = (role: string) =>
    evaluate({
      request: {
        principal: `arn:aws:iam::111111111111:role/${role}`,
        action: 'cloudtrail:StopLogging',
        resource: trail,
        resourceAccount: '111111111111',
        context: CALL,
      },
      identityPolicies: [FULL],
      serviceControlPolicies: [[FULL, policy('scp-source.json')]],
    }).result;
  expect([stop('administrator'), stop('terraform-deployer')]).toEqual(['explicit-deny', 'allow']);
});

test.each(['deployment.yaml', 'examples/everything.yaml'])('let through all that %s is meant to do', (file) => {
  const deployment = of(file);
  const policies = policiesBeside(deployment);
  const fileOf = (name: string, text: string) => ({ file: name, text });
  const read = readOrganization(
    ['scp-source.json', 'scp-destination.json'].map((name) =>
      fileOf(name, JSON.stringify([FULL, JSON.parse(policies[name]!)])),
    ),
    ['rcp-source.json', 'rcp-destination.json'].map((name) => fileOf(name, policies[name]!)),
  );
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { json } = synthesized(deployment);
  expect(examine(stackOf(json), deployment, read.value).review).toMatchObject({
    verdict: 'pass',
    findings: [],
    notReviewed: [],
  });
});

test('are as short as AWS Organizations takes them, 5,120 characters', () => {
  for (const text of Object.values(policiesBeside(of('examples/everything.yaml'))))
    expect(text.length).toBeLessThanOrEqual(5120);
});

test('are none without an organization', () => {
  expect(policiesBeside(deploymentOf('deployment.yaml'))).toEqual({});
});
