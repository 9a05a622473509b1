import { endpointOfHost } from '../../../audit/records/host-endpoint';

test.each([
  ['orders.bucket.vpce-0ffffffffffffffff-abcd1234.s3.us-east-1.vpce.amazonaws.com', 'vpce-0ffffffffffffffff'],
  ['bucket.vpce-0ffffffffffffffff-abcd1234-us-east-1a.s3.us-east-1.vpce.amazonaws.com', 'vpce-0ffffffffffffffff'],
  ['accesspoint.vpce-1a2b3c4d-5e6f.s3.cn-north-1.vpce.amazonaws.com.cn:443', 'vpce-1a2b3c4d'],
  ['BUCKET.VPCE-1A2B3C4D-5E6F.S3.US-EAST-1.VPCE.AMAZONAWS.COM', 'vpce-1a2b3c4d'],
  ['vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 'vpce-1a2b3c4d'],
  ['vpce-1a2b3c4d', 'vpce-1a2b3c4d'],
  ['vpce-mine.bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 'vpce-1a2b3c4d'],
  ['orders.s3-accelerate.amazonaws.com', 's3-accelerate'],
  ['ORDERS.S3-Accelerate.dualstack.amazonaws.com:443', 's3-accelerate'],
  ['mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com', 's3-global'],
])('%s names %s', (host, endpoint) => {
  expect(endpointOfHost(host, 'orders')).toBe(endpoint);
});

test.each([
  ['orders.s3.us-east-1.amazonaws.com', 'orders'],
  ['s3.us-east-1.amazonaws.com', 'orders'],
  ['vpce-orders.s3.us-east-1.amazonaws.com', 'vpce-orders'],
  ['my-vpce-orders.s3.us-east-1.amazonaws.com', 'orders'],
  ['s3-accelerate.s3.us-east-1.amazonaws.com', 's3-accelerate'],
  ['s3-global-orders.example.com', 's3-global-orders.example.com'],
  ['orders.s3-website-us-east-1.amazonaws.com', 'orders'],
  ['orders.s3-fips.dualstack.us-east-1.amazonaws.com', 'orders'],
  ['ap-111111111111.s3-accesspoint.us-east-1.amazonaws.com', 'orders'],
  [null, 'orders'],
])('%s of the bucket %s names none', (host, bucket) => {
  expect(endpointOfHost(host, bucket)).toBeNull();
});
