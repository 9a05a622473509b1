import { throughAccessPoint } from '../../../audit/policy/access-point';

const POINT = 'arn:aws:s3:us-east-1:222222222222:accesspoint/readers';

/** Amazon S3 User Guide, "Configuring IAM policies for using access points". */
test.each([
  ['a bucket is the access point', 'arn:aws:s3:::orders', POINT],
  ['an object stands below it', 'arn:aws:s3:::orders/a/b.txt', `${POINT}/object/a/b.txt`],
  ['an object with a line break in its key, too', 'arn:aws:s3:::orders/a\nb', `${POINT}/object/a\nb`],
  ['an object without a name', 'arn:aws:s3:::orders/', `${POINT}/object/`],
  ['in another partition', 'arn:aws-cn:s3:::orders', POINT],
])('%s', (_, resource, expected) => {
  expect(throughAccessPoint(POINT, resource)).toEqual({ resource: expected, account: '222222222222' });
});

test.each([
  ...[
    'readers',
    `x${POINT}`,
    `${POINT}/object/a`,
    `${POINT}:a`,
    `${POINT}\n/a`,
    'arn:aws:s3:us-east-1::accesspoint/readers',
  ],
  ...['arn:aws:s3:us-east-1:22222222222:accesspoint/readers', 'arn:aws:s3:us-east-1:2222222222222:accesspoint/readers'],
  ...[
    'arn:aws:s3:us-east-1:222222222222:accesspoint/',
    'arn:aws:s3-object-lambda:us-east-1:222222222222:accesspoint/a',
  ],
  ...['arn::s3:us-east-1:222222222222:accesspoint/a', 'arn:aws:s3:us-east-1:222222222222:job/a'],
])('%j is no access point', (point) => {
  expect(throughAccessPoint(point, 'arn:aws:s3:::orders')).toBeUndefined();
});

test.each([
  ...['*', 'orders', 'arn:aws:s3:::', 'arn:aws:s3:::/a', 'xarn:aws:s3:::orders', 'arn::s3:::orders', POINT],
  ...['arn:aws:kms:us-east-1:222222222222:key/a', 'arn:aws:s3:us-east-1::orders', 'arn:aws:s3::222222222222:orders'],
])('%j is neither a bucket nor an object', (resource) => {
  expect(throughAccessPoint(POINT, resource)).toBeUndefined();
});
