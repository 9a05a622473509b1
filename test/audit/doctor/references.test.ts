import { readReferences } from '../../../audit/doctor/references';

const stack = {
  output: {
    destination_key_arn: { value: '${aws_kms_key.destination.arn}' },
    vpc_endpoint_id: { value: '${aws_vpc_endpoint.s3.id}' },
    key_and_more: { value: '${aws_kms_key.source.arn}/more' },
    data_bucket: { value: 'orders' },
    audit_expectations: { value: { vpcEndpoints: ['${aws_vpc_endpoint.s3.id}'] } },
  },
};
const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1';
const outputs = { destination_key_arn: { value: KEY }, key_and_more: { value: 'x' }, data_bucket: { value: 'orders' } };

test('an output that is one reference tells what the reference has become', () => {
  expect([...readReferences([stack], outputs)]).toEqual([['aws_kms_key.destination.arn', KEY]]);
});

test('the outputs file of cdktf deploy tells the same, stack by stack', () => {
  const file = { 's3-private-path': { destination_key_arn: KEY, vpc_endpoint_id: 'vpce-1' } };
  expect([...readReferences([stack], file)]).toEqual([
    ['aws_kms_key.destination.arn', KEY],
    ['aws_vpc_endpoint.s3.id', 'vpce-1'],
  ]);
});

test('two stacks that say different things of one output tell nothing', () => {
  const file = { a: { destination_key_arn: KEY }, b: { destination_key_arn: `${KEY}2` } };
  expect(readReferences([stack], file).size).toBe(0);
});

test.each([[{ version: 1, buckets: ['orders'] }], [null], ['text'], [[]]])('%j tells nothing', (json) => {
  expect(readReferences([stack, {}, null], json).size).toBe(0);
});
