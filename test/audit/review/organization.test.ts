import { examine } from '../../../audit/review/run/prove-goals';
import { readOrganization, type OrganizationPolicies } from '../../../audit/review/system/organization';
import { stackOf, synthesized, type StackJson, statementOf } from './synthesized-stack';

jest.setTimeout(120_000);

const { deployment, json } = synthesized('examples/private-access.yaml');

const FULL = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const deny = (statement: object) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Resource: '*', ...statement },
});
const fileOf = (name: string, policy: unknown) => ({ file: name, text: JSON.stringify(policy) });

function organization(scps: readonly unknown[], rcps: readonly unknown[]): OrganizationPolicies {
  const read = readOrganization(
    scps.map((policy) => fileOf('scp.json', policy)),
    rcps.map((policy) => fileOf('rcp.json', policy)),
  );
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
}

const under = (policies: OrganizationPolicies | undefined, mutate?: (stack: StackJson) => void) => {
  const stack = structuredClone(json);
  mutate?.(stack);
  return examine(stackOf(stack), deployment, policies);
};

describe('a stack under policies of the organization', () => {
  it('passes where they let through what it is meant to do', () => {
    const { review } = under(organization([[FULL, deny({ Action: 'organizations:LeaveOrganization' })]], []));
    expect(review).toMatchObject({ verdict: 'pass', findings: [], notReviewed: [] });
  });

  it('fails where a resource control policy stops what it is meant to do, and shows it to evaluate', () => {
    const { review, proven } = under(organization([], [deny({ Principal: '*', Action: 's3:GetObject' })]));
    expect(review.verdict).toBe('fail');
    expect(review.findings).toContainEqual(
      expect.objectContaining({ what: expect.stringMatching(/may not s3:GetObject .*denied by rcp.json/) as string }),
    );
    expect(proven[0]?.shownBy).toMatchObject({ resourceControlPolicies: [expect.anything()] });
  });

  it('fails where a level of service control policies does not allow what it is meant to do', () => {
    const { review } = under(organization([FULL, { ...FULL, Statement: { ...FULL.Statement, Action: 'ec2:*' } }], []));
    expect(review.verdict).toBe('fail');
  });

  it('is unproven where they ask for what the deployment does not tell', () => {
    const perimeter = deny({
      Principal: '*',
      Action: ['s3:*', 'kms:*'],
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcd1234ef' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    });
    const { review } = under(organization([], [perimeter]));
    expect(review.findings).toEqual([]);
    expect(review.verdict).toBe('unproven');
    expect(review.notReviewed).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(/rcp.json.*PrincipalOrgID|PrincipalOrgID.*/) as string }),
    );
  });

  it('is not excused by service control policies from what strangers may do', () => {
    const open = (stack: StackJson): void => {
      statementOf(stack, 'aws_s3_bucket_policy.data_policy', 'DenyInsecureTransport').Effect = 'Allow';
    };
    const without = under(undefined, open).review;
    const within = under(
      organization([[FULL, deny({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]], []),
      open,
    );
    expect(without.verdict).toBe('fail');
    expect(within.review.verdict).toBe('fail');
  });
});

describe('files of policies of the organization', () => {
  it.each<[string, readonly unknown[], readonly unknown[], RegExp]>([
    ['a level that allows nothing', [deny({ Action: 's3:*' })], [], /^scp.json: allows nothing/],
    ['a principal in a service control policy', [deny({ Action: 's3:*', Principal: '*' })], [], /scp.json.*Principal/],
    [
      'a resource control policy that allows something',
      [],
      [{ ...FULL, Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' } }],
      /rcp.json.*must be Deny/,
    ],
    ['an empty list', [], [[]], /^rcp.json: is a list without any policy/],
    ['the place in a list', [[FULL, deny({ Action: 's3:Nothing' })]], [], /^scp.json\[1\].Statement\[0\].Action/],
  ])('are refused for %s', (_what, scps, rcps, problem) => {
    const read = readOrganization(
      scps.map((policy) => fileOf('scp.json', policy)),
      rcps.map((policy) => fileOf('rcp.json', policy)),
    );
    expect(read).toEqual({ ok: false, problems: [expect.stringMatching(problem)] });
  });

  it('are refused for a key that occurs twice, whatever else they say', () => {
    const text = '{"Statement": [], "Statement": []}';
    expect(readOrganization([], [{ file: 'rcp.json', text }])).toMatchObject({ ok: false });
  });
});
