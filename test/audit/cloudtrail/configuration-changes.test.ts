import { readConfigurationChange } from '../../../audit/cloudtrail/configuration-changes';
import { cloudTrailRecord } from './cloudtrail-record';

const change = (fields: Record<string, unknown>): ReturnType<typeof readConfigurationChange> =>
  readConfigurationChange(cloudTrailRecord({ eventCategory: 'Management', ...fields }));

test('a bucket policy that was deleted tells the bucket and who did it', () => {
  expect(change({ eventName: 'DeleteBucketPolicy' })).toEqual({
    time: Date.parse('2026-01-05T08:00:00Z') / 1000,
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucketPolicy',
    target: 'orders',
    callerArn: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    errorCode: null,
    effect: 'changes who may reach the data',
  });
});

test.each([
  [
    'DeleteVpcEndpoints',
    { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: 'vpce-0abc' } } },
    'vpce-0abc',
  ],
  ['ModifyVpcEndpoint', { ModifyVpcEndpointRequest: { VpcEndpointId: 'vpce-0abc' } }, 'vpce-0abc'],
  ['ReplaceRoute', { routeTableId: 'rtb-0abc', destinationCidrBlock: '0.0.0.0/0' }, 'rtb-0abc'],
  ['CreateRoute', {}, null],
  ['CreateRoute', null, null],
  ['CreateRoute', 'vpce-0abc', null],
])('%s of EC2 tells what it is about', (eventName, requestParameters, target) => {
  expect(change({ eventSource: 'ec2.amazonaws.com', eventName, requestParameters })).toMatchObject({
    eventName,
    target,
  });
});

test.each([
  ['s3', 'PutAccountPublicAccessBlock', { 'x-amz-account-id': '222222222222' }, '222222222222', /who may reach/],
  ['s3', 'PutAccessPointPolicy', { name: 'readers', accountId: '222222222222' }, 'readers', /who may reach/],
  ['s3', 'PutBucketReplication', { bucketName: 'orders' }, 'orders', /copied to/],
  ['s3', 'PutBucketLogging', { bucketName: 'orders' }, 'orders', /what is recorded/],
  ['cloudtrail', 'UpdateTrail', { name: 'audit' }, 'audit', /what is recorded/],
  ['ec2', 'ReplaceRouteTableAssociation', { associationId: 'rtbassoc-0abc' }, 'rtbassoc-0abc', /path of the traffic/],
  [
    'ec2',
    'DeleteNatGateway',
    { DeleteNatGatewayRequest: {}, natGatewayId: 'nat-0abc' },
    'nat-0abc',
    /path of the traffic/,
  ],
  ['kms', 'RevokeGrant', { keyId: 'arn:aws:kms:x' }, 'arn:aws:kms:x', /who may reach/],
])('%s tells of %s what changed, and of which resource', (service, eventName, requestParameters, target, effect) => {
  expect(change({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters })).toMatchObject({
    target,
    effect: expect.stringMatching(effect) as string,
  });
});

test('a call of the same name to another service is none', () => {
  expect(change({ eventSource: 'dynamodb.amazonaws.com', eventName: 'PutBucketPolicy' })).toBeUndefined();
});

test('a call that was refused says so', () => {
  expect(change({ eventName: 'PutBucketPolicy', errorCode: 'AccessDenied' })).toMatchObject({
    errorCode: 'AccessDenied',
  });
});

test.each([
  ['a data event', { eventName: 'GetObject' }],
  ['a call that changes nothing here', { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeVpcs' }],
  ['a name of JavaScript', { eventSource: 'constructor', eventName: 'toString' }],
  ['a name of JavaScript within a service', { eventName: 'constructor' }],
])('%s is none', (_what, fields) => {
  expect(change(fields)).toBeUndefined();
});
