import { guardingOf } from '../../../audit/rehearse/planned-policies';
import { systemOf } from '../../../audit/review/system/read-system';
import { readStack } from '../../../audit/review/stack/read-stack';
import { synthesized } from '../review/synthesized-stack';

test('an endpoint whose policy is not known before apply leaves every request undecided, never let through', () => {
  const { json } = synthesized('deployment.yaml', false);
  const [endpoint] = Object.values(json.resource.aws_vpc_endpoint!);
  endpoint!.policy = '${data.http.policy.response_body}';
  const stack = readStack(json, 'cdk.tf.json');
  if (!stack.ok) throw new Error(stack.problems.join('; '));
  const { buckets, endpoints } = guardingOf(systemOf(stack.value), new Map());
  expect(endpoints).toEqual([]);
  expect([...buckets.values()].map(({ unread }) => unread)).toEqual(
    [...buckets].map(() => expect.stringContaining('aws_vpc_endpoint.') as string),
  );
});
