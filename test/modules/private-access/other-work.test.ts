import { allowOtherWork, cutOffBy } from '../../../modules/private-access/other-work';
import { deploymentOf } from '../synthesized';

const account = { id: '111111111111', partition: 'aws' };
const nothing = { ownAccountBuckets: false, buckets: [], principals: [] };
const { privateAccess } = deploymentOf('examples/existing.yaml');

test('nothing said lets nothing else through', () => {
  expect(allowOtherWork(undefined, account)).toEqual([]);
  expect(allowOtherWork(nothing, account)).toEqual([]);
});

test.each([
  ['ownAccountBuckets', true, { StringEquals: { 'aws:ResourceAccount': '111111111111' } }],
  [
    'organization',
    'o-a1b2c3d4e5',
    { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:ResourceOrgID': 'o-a1b2c3d4e5' } },
  ],
  [
    'principals',
    ['arn:aws:iam::111111111111:role/builds'],
    { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:role/builds'] } },
  ],
])('%s is one statement on its condition', (setting, value, condition) => {
  const [statement, ...more] = allowOtherWork({ ...nothing, [setting]: value }, account);
  expect(more).toEqual([]);
  expect(statement).toMatchObject({ effect: 'Allow', resource: ['*'], condition });
});

test('listed buckets are let through with their objects', () => {
  const [statement] = allowOtherWork({ ...nothing, buckets: ['artifacts'] }, account);
  expect(statement?.resource).toEqual(['arn:aws:s3:::artifacts', 'arn:aws:s3:::artifacts/*']);
  expect(statement).not.toHaveProperty('condition');
});

describe('who is cut off is said at synth', () => {
  const { endpointPolicy: _, ...without } = privateAccess!;

  test('of an endpoint that others may use', () => {
    const [sentence] = cutOffBy(without);
    expect(sentence).toContain('through endpoint vpce-0123456789abcdef0 passes the data. Every other request to S3');
    expect(sentence).toContain('More is let through by ownAccountBuckets, organization, buckets, principals.');
  });

  test('with what passes', () => {
    expect(cutOffBy(privateAccess!)[0]).toContain(
      'passes the data; buckets of its own account; buckets of o-a1b2c3d4e5',
    );
  });

  test('not of a VPC made here, nor of a policy left alone', () => {
    const endpoint = { kind: 'existing', endpointId: 'vpce-0123456789abcdef0', policy: 'left-alone' } as const;
    expect(cutOffBy({ ...without, endpoint })).toEqual([]);
    expect(cutOffBy(deploymentOf('deployment.yaml').privateAccess!)).toEqual([]);
  });
});
