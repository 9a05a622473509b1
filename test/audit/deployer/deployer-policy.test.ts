import { globSync } from 'tinyglobby';
import { bootstrapOf } from '../../../audit/deployer/bootstrap';
import { deployerPolicies, LONGEST_POLICY } from '../../../audit/deployer/deployer-policy';
import { evaluate } from '../../../audit/policy/evaluate';
import { builtHomes } from '../../../contract/deployment/archive';
import type { Home } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf } from '../../modules/synthesized';
import { stackOf, synthesized } from '../review/synthesized-stack';

const of = (deployment: Deployment) => {
  const stack = stackOf(synthesized(deployment, false).json);
  return { deployment, stack, policies: (home: Home) => deployerPolicies(deployment, stack, home) };
};

test.each(['deployment.yaml', ...globSync('examples/*.yaml').sort()])(
  'of %s: every type of resource is known, and the policies fit into IAM, ten to a role',
  (file) => {
    const { deployment, policies } = of(deploymentOf(file));
    for (const home of builtHomes(deployment)) {
      expect(policies(home).length).toBeLessThanOrEqual(10);
      for (const text of policies(home)) expect(text.length).toBeLessThanOrEqual(LONGEST_POLICY);
    }
  },
);

const DEPLOYER = 'arn:aws:iam::111111111111:role/terraform-deployer';
/** What the other side says: a key leaves it to its account, a role trusts this deployer. */
const OTHER_SIDE: Readonly<Record<string, object>> = {
  kms: { Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*', Resource: '*' },
  sts: { Principal: { AWS: DEPLOYER }, Action: 'sts:AssumeRole' },
};

describe('the deployer of a log archive', () => {
  const { deployment, stack, policies } = of(deploymentOf('examples/log-archive.yaml'));
  const statementsOf = (home: Home) =>
    policies(home).flatMap(
      (text) => (JSON.parse(text) as { Statement: { Action: string[]; Resource: string[] }[] }).Statement,
    );

  test('makes its bucket and its key, and nothing of the other accounts', () => {
    const statements = statementsOf('archive');
    const on = (action: string) =>
      statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);
    expect(on('s3:CreateBucket')).toEqual(['arn:aws:s3:::evidence-trail-archive-333333333333']);
    expect(on('kms:PutKeyPolicy')).toEqual(['arn:aws:kms:us-west-2:333333333333:key/*']);
    expect(
      statements.flatMap(({ Resource }) => Resource).filter((arn) => /:(111111111111|222222222222):/.test(arn)),
    ).toEqual([]);
  });

  test('is assumed, as that of the destination is, by the one in the environment alone', () => {
    const assumed = (home: Home) =>
      statementsOf(home).flatMap(({ Action, Resource }) => (Action.includes('sts:AssumeRole') ? Resource : []));
    const others = ['222222222222', '333333333333'].map((id) => `arn:aws:iam::${id}:role/terraform-deployer`);
    expect((['source', 'destination', 'archive'] as const).map(assumed)).toEqual([others, [], []]);
    const made = bootstrapOf(deployment, stack, 'archive', policies('archive')) as {
      provider: object;
      resource: { aws_iam_role: { deployer: { assume_role_policy: string } } };
    };
    expect(made.provider).toEqual({ aws: { region: 'us-west-2', allowed_account_ids: ['333333333333'] } });
    expect(JSON.parse(made.resource.aws_iam_role.deployer.assume_role_policy)).toMatchObject({
      Statement: [{ Principal: { AWS: ['arn:aws:iam::111111111111:role/terraform-deployer'] } }],
    });
  });
});

test('the deployer of a receiver alone is not assumed by the account that sends', () => {
  const { deployment, stack, policies } = of(deploymentOf('examples/replication-receiver.yaml'));
  expect(JSON.stringify(bootstrapOf(deployment, stack, 'destination', policies('destination')))).toContain(
    'var.trusted',
  );
});

const decide =
  (policies: readonly string[]) =>
  (action: string, resource: string, context: Record<string, string> = {}): string => {
    const [service = ''] = action.split(':');
    const other = OTHER_SIDE[service];
    return evaluate({
      request: {
        principal: DEPLOYER,
        action,
        resource,
        resourceAccount: service === 'sts' ? '222222222222' : '111111111111',
        context: { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false', ...context },
      },
      identityPolicies: policies.map((text) => JSON.parse(text) as unknown),
      ...(other && { resourcePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...other }] } }),
    }).result;
  };

describe('the deployer', () => {
  const BOUNDARY = 'arn:aws:iam::111111111111:policy/boundary';
  const bound = of(
    deploymentOf('examples/everything.yaml', (d) => ({
      ...d,
      source: { ...d.source, permissionsBoundary: BOUNDARY },
      state: { kind: 's3', bucket: 'our-state', region: 'us-east-1', lockfile: true },
    })),
  );
  const may = decide(bound.policies('source'));
  const role = 'arn:aws:iam::111111111111:role/everything-replicate';
  const key = 'arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
  const tagged = (name: string) => ({ 'aws:ResourceTag/s3-private-path': name });

  test.each<[string, string, Record<string, string>?]>([
    ['s3:CreateBucket', 'arn:aws:s3:::everything-source-111111111111'],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::everything-logs-111111111111'],
    ['s3:PutObject', 'arn:aws:s3:::our-state/s3-private-path/everything.tfstate'],
    ['s3:DeleteObject', 'arn:aws:s3:::our-state/s3-private-path/everything.tfstate.tflock'],
    ['iam:GetRole', role],
    ['iam:CreateRole', role, { 'iam:PermissionsBoundary': BOUNDARY }],
    ['iam:PutRolePolicy', role, { 'iam:PermissionsBoundary': BOUNDARY }],
    ['iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ['kms:CreateKey', '*', { 'aws:RequestTag/s3-private-path': 'everything' }],
    ['kms:PutKeyPolicy', key, tagged('everything')],
    ['ec2:CreateVpcEndpoint', 'arn:aws:ec2:us-east-1:111111111111:vpc-endpoint/*'],
    ['sts:AssumeRole', 'arn:aws:iam::222222222222:role/terraform-deployer'],
  ])('may %s on %s', (action, resource, context = {}) => {
    expect(may(action, resource, context)).toBe('allow');
  });

  test.each<[string, string, string, Record<string, string>?]>([
    ['read data', 's3:GetObject', 'arn:aws:s3:::everything-source-111111111111/an-object'],
    ['touch other buckets', 's3:PutBucketPolicy', 'arn:aws:s3:::another-bucket'],
    ['delete the state', 's3:DeleteObject', 'arn:aws:s3:::our-state/s3-private-path/everything.tfstate'],
    ['read another state', 's3:GetObject', 'arn:aws:s3:::our-state/s3-private-path/another.tfstate'],
    ['make roles without the boundary', 'iam:CreateRole', role],
    ['make roles with another boundary', 'iam:CreateRole', role, { 'iam:PermissionsBoundary': `${BOUNDARY}-2` }],
    ['give a role more without the boundary', 'iam:PutRolePolicy', role],
    ['take the boundary off', 'iam:DeleteRolePermissionsBoundary', role],
    ['change the boundary', 'iam:CreatePolicyVersion', BOUNDARY],
    ['give itself more', 'iam:PutRolePolicy', DEPLOYER, { 'iam:PermissionsBoundary': BOUNDARY }],
    ['make other roles', 'iam:CreateRole', `${role}-2`, { 'iam:PermissionsBoundary': BOUNDARY }],
    ['hand roles to other services', 'iam:PassRole', role, { 'iam:PassedToService': 'glue.amazonaws.com' }],
    ['use a key', 'kms:Decrypt', key, tagged('everything')],
    ['change keys of others', 'kms:PutKeyPolicy', key, tagged('another')],
    ['tag keys of others as its own', 'kms:TagResource', key, tagged('another')],
    ['become anybody', 'sts:AssumeRole', 'arn:aws:iam::222222222222:role/administrator'],
  ])('may not %s', (_, action, resource, context = {}) => {
    expect(may(action, resource, context)).toBe('implicit-deny');
  });

  test('is made by a bootstrap, with the boundary of its roles and the trust that its credentials ask for', () => {
    const made = (side: 'source' | 'destination') =>
      bootstrapOf(bound.deployment, bound.stack, side, bound.policies(side)) as {
        resource: Record<
          string,
          Record<string, { name?: string; path?: string; assume_role_policy?: string; policy?: string }>
        >;
        variable?: object;
      };
    const { resource, variable } = made('source');
    expect(resource.aws_iam_role!.deployer).toMatchObject({ name: 'terraform-deployer', path: '/' });
    expect(resource.aws_iam_role!.deployer!.assume_role_policy).toContain('AWS = var.trusted');
    expect(variable).toMatchObject({ trusted: { type: 'list(string)' } });
    expect(resource.aws_iam_policy!.boundary).toMatchObject({ name: 'boundary', path: '/' });
    expect(Object.keys(resource.aws_iam_role_policy_attachment!)).toHaveLength(bound.policies('source').length);
    const roles = decide([resource.aws_iam_policy!.boundary!.policy!]);
    const queue = 'arn:aws:sqs:us-east-1:111111111111:everything-replicate-failures';
    expect([roles('sqs:SendMessage', queue), roles('iam:CreateRole', role)]).toEqual(['allow', 'implicit-deny']);

    expect(JSON.parse(made('destination').resource.aws_iam_role!.deployer!.assume_role_policy!)).toMatchObject({
      Statement: [{ Principal: { AWS: [DEPLOYER] } }],
    });
  });
});
