import { deploymentOf } from '../../../modules/synthesized';
import { evaluate } from '../../../../audit/policy/evaluate';
import { examine } from '../../../../audit/review/run/prove-goals';
import { stackOf, synthesized, type StackJson } from '../synthesized-stack';

jest.setTimeout(120_000);

const { json } = synthesized('examples/instance-access.yaml');
const deployment = deploymentOf('examples/instance-access.yaml');

const VISITOR = 'arn:aws:iam::999999999999:role/visitor';

/** The stack with one endpoint more, whose policy lets one role of a stranger pass. */
function withEndpoint(type: string): StackJson {
  const changed = structuredClone(json);
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: VISITOR }, Action: 's3:*', Resource: '*' }],
  };
  changed.resource.aws_vpc_endpoint = {
    ...changed.resource.aws_vpc_endpoint,
    more: {
      provider: 'aws.source',
      vpc_id: 'vpc-0123456789abcdef0',
      service_name: 'com.amazonaws.us-east-1.s3',
      vpc_endpoint_type: type,
      policy,
    },
  };
  return changed;
}

describe('a role that the policy of an endpoint of S3 names', () => {
  const at = (type: string) => examine(stackOf(withEndpoint(type)), deployment);

  it('passes an interface endpoint, and evaluate says the same', () => {
    const found = at('Interface').proven.find(({ finding }) => finding.resource === 'aws_vpc_endpoint.more');
    expect(found?.finding.counterexample?.principal).toBe(VISITOR);
    expect(found?.shownBy && evaluate(found.shownBy).result).toBe('allow');
  });

  it('is left open at a gateway, of which AWS does not say it', () => {
    const { proven, review } = at('Gateway');
    expect(proven.filter(({ finding }) => finding.resource === 'aws_vpc_endpoint.more')).toEqual([]);
    expect(review.notReviewed.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/AWS does not say what a gateway endpoint makes of a principal/),
    );
  });
});
