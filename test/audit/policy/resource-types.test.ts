import { impossibleResource } from '../../../audit/policy/resource-types';

/** Service Authorization Reference, "Resource types" of each action. */
test.each([
  ['s3:GetObject', 'arn:aws:s3:::orders/a/b:c'],
  ['s3:GetObject', 'arn:aws:s3:us-east-1:222222222222:accesspoint/readers/object/a'],
  ['s3:ListBucket', 'arn:aws:s3:::orders'],
  ['s3:ListAllMyBuckets', '*'],
  ['kms:Decrypt', 'arn:aws:kms:us-east-1:222222222222:key/1234abcd'],
  ['KMS:decrypt', 'arn:aws:kms:us-east-1:222222222222:key/mrk-1234abcd'],
  ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:222222222222:queue'],
  ['sts:AssumeRole', 'arn:aws:iam::222222222222:role/path/a'],
  ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:222222222222:function:f'],
  ['cloudformation:CreateChangeSet', 'arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31'],
  ['states:InvokeHTTPEndpoint', 'arn:aws:states:us-east-1:222222222222:stateMachine:orders'],
  ['unheard:Of', 'anything'],
  ['s3:UnheardOf', 'anything'],
])('%s can be asked of %s', (action, resource) => {
  expect(impossibleResource(action, resource)).toBeUndefined();
});

test.each([
  ['s3:GetObject', '*', /^s3:GetObject cannot be asked of "\*": its resource is arn:\$\{Partition\}:s3:/],
  ['s3:GetObject', 'arn:aws:s3:::orders', /cannot be asked of/],
  ['s3:GetObject', 'xarn:aws:s3:::orders/a', /cannot be asked of/],
  ['s3:ListBucket', 'arn:aws:s3:::orders/a', /its resource is arn:.* or arn:/],
  ['s3:ListBucket', 'arn:aws:s3:::orders:a', /cannot be asked of/],
  ['s3:ListBucket', 'arn:aws:s3:::', /cannot be asked of/],
  ['s3:ListAllMyBuckets', 'arn:aws:s3:::orders', /^s3:ListAllMyBuckets is asked of no resource: its resource is "\*"$/],
  ['kms:Decrypt', 'arn:aws:kms:us-east-1:222222222222:key/a/b', /cannot be asked of/],
  ['kms:Decrypt', 'arn:aws:kms:us-east-1:222222222222:alias/a', /cannot be asked of/],
  ['kms:Decrypt', 'arnXaws:kms:us-east-1:222222222222:key/a', /cannot be asked of/],
  ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:222222222222:', /cannot be asked of/],
])('%s cannot be asked of %s', (action, resource, message) => {
  expect(impossibleResource(action, resource)).toMatch(message);
});
