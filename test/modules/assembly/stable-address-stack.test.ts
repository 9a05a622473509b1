import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Testing } from 'cdktf';
import { Construct } from 'constructs';
import { StableAddressStack } from '../../../modules/assembly/stable-address-stack';

function stackWith(build: (stack: StableAddressStack) => void): string {
  const stack = new StableAddressStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', {});
  build(stack);
  return Testing.synth(stack, true);
}

test('a resource keeps its address when the constructs around it change', () => {
  const addresses = [
    stackWith((stack) => new SqsQueue(stack, 'failures', {})),
    stackWith((stack) => new SqsQueue(new Construct(new Construct(stack, 'a'), 'b'), 'failures', {})),
  ].map((text) => Object.keys((JSON.parse(text) as { resource: { aws_sqs_queue: object } }).resource.aws_sqs_queue));
  expect(addresses).toEqual([['failures'], ['failures']]);
});

test('two resources of one type and id are an error, never one lost resource', () => {
  const build = (stack: StableAddressStack) => {
    new SqsQueue(new Construct(stack, 'a'), 'failures', {});
    new SqsQueue(new Construct(stack, 'b'), 'failures', {});
  };
  expect(() => stackWith(build)).toThrow('stack/a/failures and stack/b/failures would both be aws_sqs_queue.failures');
});

test('one id may serve two types', () => {
  const text = stackWith((stack) => {
    new SqsQueue(new Construct(stack, 'a'), 'x', {});
    new IamRole(new Construct(stack, 'b'), 'x', { assumeRolePolicy: '{}' });
  });
  expect(text).toContain('aws_iam_role');
});
