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
])('%s of EC2 tells what it is about', (eventName, requestParameters, target) => {
  expect(change({ eventSource: 'ec2.amazonaws.com', eventName, requestParameters })).toMatchObject({
    eventName,
    target,
  });
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
