import { examine } from '../../../audit/review/run/prove-goals';
import { readOrganization } from '../../../audit/review/system/organization';
import { deploymentOf } from '../../modules/synthesized';
import { review, stackOf, synthesized, type StackJson, statementOf } from './synthesized-stack';

jest.setTimeout(120_000);

const ORGANIZATION = 'o-abcde12345';
const DATA = 'aws_s3_bucket_policy.data_policy';
const ENDPOINT = 'aws_vpc_endpoint.s3';

describe('a deployment of an organization', () => {
  const { deployment, json } = synthesized(
    deploymentOf('deployment.yaml', (d) => ({ ...d, organization: ORGANIZATION })),
  );
  const findingsAfter = (mutate: (stack: StackJson) => void): readonly string[] => {
    const mutated = structuredClone(json);
    mutate(mutated);
    return review(mutated, deployment).review.findings.map(({ rule, what }) => `${rule}: ${what}`);
  };
  const condition = (stack: StackJson, address: string, sid: string) => statementOf(stack, address, sid).Condition!;

  test('passes: whoever takes part is of the organization', () => {
    expect(review(json, deployment).review).toMatchObject({ verdict: 'pass', findings: [], notReviewed: [] });
  });

  test('fails where principals outside it are no longer refused', () => {
    const found = findingsAfter((stack) => {
      statementOf(stack, DATA, 'DenyPrincipalsOutsideOrganization').Effect = 'Allow';
    });
    expect(found).toContainEqual(expect.stringMatching(/^inside-organization: .*from outside o-abcde12345/));
  });

  test('fails where another organization is taken for it', () => {
    const found = findingsAfter((stack) => {
      condition(stack, DATA, 'DenyPrincipalsOutsideOrganization').StringNotEqualsIfExists = {
        'aws:PrincipalOrgID': 'o-zzzzzzzzzz',
      };
    });
    expect(found).toContainEqual(expect.stringMatching(/^inside-organization: /));
    // And nobody of the right one gets at the data any more.
    expect(found).toContainEqual(expect.stringMatching(/^flow-instance: /));
  });

  test('fails where a principal without an organization passes', () => {
    const found = findingsAfter((stack) => {
      const { StringNotEqualsIfExists, ...others } = condition(stack, DATA, 'DenyPrincipalsOutsideOrganization');
      statementOf(stack, DATA, 'DenyPrincipalsOutsideOrganization').Condition = {
        ...others,
        StringNotEquals: StringNotEqualsIfExists!,
        Null: { 'aws:PrincipalOrgID': 'false' },
      };
    });
    expect(found).toContainEqual(expect.stringMatching(/^inside-organization: /));
  });

  test('fails where endpoints outside it are no longer refused', () => {
    const found = findingsAfter((stack) => {
      statementOf(stack, DATA, 'DenyEndpointsOutsideOrganization').Effect = 'Allow';
    });
    expect(found).toContainEqual(expect.stringMatching(/^inside-organization: .*through an endpoint outside/));
  });

  test.each(['aws:PrincipalOrgID', 'aws:ResourceOrgID'])('fails where the endpoint does not ask for %s', (key) => {
    const found = findingsAfter((stack) => {
      const { [key]: _, ...others } = condition(stack, ENDPOINT, 'AllowInstanceRoleObjects').StringEquals!;
      condition(stack, ENDPOINT, 'AllowInstanceRoleObjects').StringEquals = others;
    });
    expect(found).toContainEqual(expect.stringMatching(`nobody-else: .*only where ${key} is ${ORGANIZATION}`));
  });
});

describe('path and permissions boundary of an account', () => {
  const BOUNDARY = 'arn:aws:iam::111111111111:policy/platform/boundary';
  const of = (permissionsBoundary?: string) =>
    synthesized(
      deploymentOf('deployment.yaml', (d) => ({
        ...d,
        source: { ...d.source, iamPath: '/platform/', ...(permissionsBoundary && { permissionsBoundary }) },
      })),
    );
  const saying = (...actions: readonly string[]) => {
    const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: '*' } };
    const read = readOrganization([], [], [{ arn: BOUNDARY, file: 'boundary.json', text: JSON.stringify(policy) }]);
    if (!read.ok) throw new Error(read.problems.join('\n'));
    return read.value;
  };

  test('roles lie below the path, and everything that names them follows', () => {
    const { deployment, json } = of();
    expect(JSON.stringify(json)).toContain('arn:aws:iam::111111111111:role/platform/orders-instance');
    expect(JSON.stringify(json)).not.toContain(':role/orders-instance');
    expect(review(json, deployment).review).toMatchObject({ verdict: 'pass', findings: [], notReviewed: [] });
  });

  test('every role has the boundary; without its text nothing is proven of them', () => {
    const { deployment, json } = of(BOUNDARY);
    const ofSource = Object.values(json.resource.aws_iam_role!).filter(({ provider }) => provider === 'aws.source');
    expect(ofSource.length).toBeGreaterThan(0);
    for (const role of ofSource) expect(role.permissions_boundary).toBe(BOUNDARY);
    const { verdict, findings } = review(json, deployment).review;
    expect({ verdict, findings }).toEqual({ verdict: 'unproven', findings: [] });
  });

  test('with its text, what it lets through passes, and what it stops is found', () => {
    const { deployment, json } = of(BOUNDARY);
    expect(examine(stackOf(json), deployment, saying('s3:*', 'kms:*')).review).toMatchObject({
      verdict: 'pass',
      findings: [],
      notReviewed: [],
    });
    const { verdict, findings } = examine(stackOf(json), deployment, saying('s3:*')).review;
    expect(verdict).toBe('fail');
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'flow-instance' }));
  });

  test('another boundary than the one that the file names is a finding', () => {
    const { deployment, json } = of(BOUNDARY);
    json.resource.aws_iam_role!.instance!.permissions_boundary = `${BOUNDARY}-of-another`;
    const { findings } = examine(stackOf(json), deployment, saying('s3:*', 'kms:*')).review;
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'asked-for' }));
  });
});
