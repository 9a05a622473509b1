import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readGoals, type Goals } from '../../../../audit/review/goals-file/goals-file';
import { readPlan } from '../../../../audit/review/plan/plan';
import { reviewAll } from '../../../../audit/review/run/review';

jest.setTimeout(60_000);

/** Made by test/e2e/record-plain-plans.ts of docs/plain-terraform. */
const recorded = (step: string): string =>
  gunzipSync(readFileSync(join(__dirname, 'recorded', `plain.${step}.json.gz`))).toString('utf8');

const READER = 'arn:aws:iam::111111111111:role/report-reader';
const BUCKET = 'acme-reports-222222222222';

function goals(change: (goals: Goals) => Goals = (one) => one): Goals {
  const read = readGoals(readFileSync('docs/plain-terraform/goals.yaml', 'utf8'), 'goals.yaml');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return change(structuredClone(read.value));
}

function review(planText: string, meant = goals()) {
  const plan = readPlan(planText, 'plan.json');
  if (!plan.ok) throw new Error(plan.problems.join('\n'));
  const input = { stacks: [], deployment: undefined, goals: meant, today: '2026-01-05' };
  return reviewAll({ ...input, plan: { file: 'plan.json', plan: plan.value } });
}

interface PlanJson {
  resource_changes: { address: string; type: string; change: { before: Block | null; after: Block } }[];
  configuration: {
    provider_config: Record<string, { expressions: Block }>;
    root_module: { resources: { address: string; mode: string; provider_config_key?: string; expressions: Block }[] };
  };
}
type Block = Record<string, unknown>;
interface Statement {
  Sid: string;
  Effect: string;
  Principal: unknown;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Block>;
}

/** The plan after the apply, in which nothing changes, as if it had been written otherwise from the beginning. */
function rewritten(edit: (plan: PlanJson) => void): string {
  const plan = JSON.parse(recorded('again')) as PlanJson;
  edit(plan);
  for (const { change } of plan.resource_changes) change.before = change.after;
  return JSON.stringify({ ...plan, resource_drift: [] });
}

const afterOf = ({ resource_changes: changes }: PlanJson, address: string): Block => {
  const found = changes.find((one) => one.address === address);
  if (found === undefined) throw new Error(`the plan has no ${address}`);
  return found.change.after;
};

const withPolicy = (edit: (statements: Statement[], endpoint: string) => unknown) => (plan: PlanJson) => {
  const after = afterOf(plan, 'aws_s3_bucket_policy.reports');
  const policy = JSON.parse(after.policy as string) as { Statement: Statement[] };
  const endpoint = String(afterOf(plan, 'aws_vpc_endpoint.s3').id);
  const edited = edit(policy.Statement, endpoint);
  if (Array.isArray(edited)) policy.Statement = edited as Statement[];
  after.policy = JSON.stringify(policy);
};

const deny = (statements: Statement[]): Statement => statements.find(({ Sid }) => Sid === 'DenyPastEndpoint')!;
const allow = (statements: Statement[]): Statement => statements.find(({ Sid }) => Sid === 'AllowReader')!;

/** A resource more, as written and as planned. */
const withResource = (address: string, after: Block) => (plan: PlanJson) => {
  const [type = '', name = ''] = address.split('.');
  const change = { address, mode: 'managed', type, name, change: { actions: ['no-op'], before: after, after } };
  plan.resource_changes.push(change);
  const expressions = Object.fromEntries(Object.entries(after).map(([key, value]) => [key, { constant_value: value }]));
  const block = { address, mode: 'managed', type, name, provider_config_key: 'aws', expressions };
  plan.configuration.root_module.resources.push(block);
};

describe('plain Terraform, held against its goals file', () => {
  it('passes once it is applied, when nothing is left to be known', () => {
    const { verdict, reasons, findings, notReviewed, decisions } = review(recorded('again'));
    expect({ notReviewed, found: findings.filter(({ severity }) => severity !== 'note') }).toEqual({
      notReviewed: [],
      found: [],
    });
    expect(reasons[0]).toMatch(/what the goals file says of its buckets holds in \d+ decisions/);
    expect(decisions).toBeGreaterThan(1000);
    expect(verdict).toBe('pass');
  });

  it('is unproven before, and lists what is known only after apply', () => {
    const { verdict, findings, notReviewed } = review(recorded('first'));
    expect(findings).toEqual([]);
    expect(notReviewed.map(({ resource }) => resource)).toContain('aws_s3_bucket_policy.reports');
    expect(verdict).toBe('unproven');
  });

  it.each<[string, string, (plan: PlanJson) => void]>([
    ['the Deny is gone', 'endpoint-only', withPolicy((all) => all.filter((one) => one !== deny(all)))],
    [
      'the Deny leaves out an action',
      'endpoint-only',
      withPolicy((all) => void (deny(all).Action = ['s3:Get*', 's3:Put*'])),
    ],
    [
      'another endpoint is let in',
      'endpoint-only',
      withPolicy((all, id) => {
        deny(all).Condition!.StringNotEqualsIfExists!['aws:SourceVpce'] = [id, 'vpce-0123456789abcdef0'];
      }),
    ],
    [
      'one more is exempt',
      'endpoint-only',
      withPolicy((all) => {
        deny(all).Condition!.ArnNotEqualsIfExists!['aws:PrincipalArn'] = 'arn:aws:iam::222222222222:role/*';
      }),
    ],
    [
      'another account is let in',
      'nobody-else',
      withPolicy((all) => void (allow(all).Principal = { AWS: [READER, '333333333333'] })),
    ],
    ['everyone is let in', 'nobody-else', withPolicy((all) => void (allow(all).Principal = '*'))],
    [
      'the reader may write',
      'nobody-else',
      (plan) => {
        withPolicy((all) => void (allow(all).Action = 's3:*'))(plan);
        const after = afterOf(plan, 'aws_iam_role_policy.reader');
        after.policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
      },
    ],
    ['the reader is left out', 'flow-named', withPolicy((all) => void (allow(all).Action = 's3:ListBucket'))],
    [
      'the role loses its policy',
      'flow-named',
      (plan) => {
        const after = afterOf(plan, 'aws_iam_role_policy.reader');
        after.policy =
          '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}}';
        afterOf(plan, 'aws_iam_role.reader').inline_policy = [];
      },
    ],
  ])('fails where %s', (_what, rule, edit) => {
    const { verdict, findings } = review(
      rewritten((plan) => {
        edit(plan);
      }),
    );
    expect(findings.filter(({ severity }) => severity === 'error').map((one) => one.rule)).toContain(rule);
    expect(verdict).toBe('fail');
  });

  it.each<[string, (plan: PlanJson) => void, RegExp]>([
    [
      'an access point',
      withResource('aws_s3_access_point.p', { bucket: BUCKET, name: 'p' }),
      /does not know what permissions aws_s3_access_point gives/,
    ],
    [
      'access control lists',
      (plan) =>
        void (afterOf(plan, 'aws_s3_bucket_ownership_controls.reports').rule = [{ object_ownership: 'ObjectWriter' }]),
      /its object ownership is not BucketOwnerEnforced/,
    ],
    [
      'a copy of the objects',
      withResource('aws_s3_bucket_replication_configuration.r', {
        bucket: BUCKET,
        role: 'arn:aws:iam::222222222222:role/r',
        rule: [{ status: 'Enabled', destination: [{ bucket: 'arn:aws:s3:::elsewhere' }] }],
      }),
      /it copies what is in acme-reports/,
    ],
    [
      'a policy that grants to a role of its own account',
      withPolicy((all) => {
        all.push({ ...allow(all), Sid: 'Own', Principal: { AWS: 'arn:aws:iam::222222222222:role/anyone' } });
      }),
      /role anyone of account 222222222222.* by the Allows of the resource's policy alone/,
    ],
    [
      'an endpoint of another service',
      (plan) => void (afterOf(plan, 'aws_vpc_endpoint.s3').service_name = 'com.amazonaws.us-east-1.dynamodb'),
      /it is not known to be an endpoint of S3 in the region of acme-reports/,
    ],
    [
      'an endpoint of another region',
      ({ configuration }) => {
        const { expressions } = configuration.provider_config['aws.app']!;
        expressions.region = { constant_value: 'eu-west-1' };
      },
      /it is not known to be an endpoint of S3 in the region of acme-reports/,
    ],
    [
      'an endpoint that leads to another region',
      (plan) => void (afterOf(plan, 'aws_vpc_endpoint.s3').service_region = 'eu-west-1'),
      /it is not known to be an endpoint of S3 in the region of acme-reports/,
    ],
    [
      'a policy of the bucket that another account sets',
      ({ configuration }) => {
        for (const one of configuration.root_module.resources)
          if (one.address === 'aws_s3_bucket_policy.reports') one.provider_config_key = 'aws.app';
      },
      /its provider is of account 111111111111 .* which it is a part of, is of account 222222222222/,
    ],
    [
      'a policy of the bucket that is set in another region',
      (plan) => void (afterOf(plan, 'aws_s3_bucket_policy.reports').region = 'eu-west-1'),
      /its provider is of account 222222222222 in eu-west-1, but aws_s3_bucket.reports/,
    ],
    [
      'a role that is of another account than its provider',
      (plan) => void (afterOf(plan, 'aws_iam_role.reader').arn = 'arn:aws:iam::333333333333:role/report-reader'),
      /its ARN is of account 333333333333, which its provider is not known to be of/,
    ],
    [
      'an endpoint that is in another region than its provider',
      (plan) => {
        const after = afterOf(plan, 'aws_vpc_endpoint.s3');
        after.arn = String(after.arn).replace('us-east-1', 'eu-west-1');
      },
      /its ARN is of region eu-west-1/,
    ],
    [
      'a bucket that the plan does not have',
      (plan) => void (afterOf(plan, 'aws_s3_bucket.reports').bucket = 'another-bucket'),
      /the plan has no bucket of this name/,
    ],
  ])('is unproven with %s', (_what, edit, reason) => {
    const { verdict, reasons } = review(
      rewritten((plan) => {
        edit(plan);
      }),
    );
    expect(reasons.join('\n')).toMatch(reason);
    expect(verdict).not.toBe('pass');
  });

  it('is unproven where the goals name an endpoint that is not there', () => {
    const elsewhere = goals((one) => ({
      ...one,
      buckets: one.buckets.map((each) => ({ ...each, endpoints: ['aws_vpc_endpoint.gone'] })),
    }));
    const { verdict, reasons } = review(recorded('again'), elsewhere);
    expect(reasons.join('\n')).toContain('the plan has no such endpoint');
    expect(verdict).not.toBe('pass');
  });

  it('takes an endpoint of another account by its id', () => {
    const id = 'vpce-0123456789abcdef0';
    const admitting = rewritten(
      withPolicy((all, own) => {
        deny(all).Condition!.StringNotEqualsIfExists!['aws:SourceVpce'] = [own, id];
      }),
    );
    const both = goals((one) => ({
      ...one,
      buckets: one.buckets.map((each) => ({
        ...each,
        endpoints: [...each.endpoints, { id, account: '333333333333' }],
      })),
    }));
    expect(review(admitting, both).verdict).toBe('pass');
    expect(review(admitting).verdict).toBe('fail');
  });
});

describe('whoever may become a role that the goals file names', () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const federated = (Condition?: Block) => ({
    ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
    Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${GITHUB}` },
    ...(Condition === undefined ? {} : { Condition }),
  });
  const trusting = (principal: unknown, more: Block = {}) => ({
    ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal },
    ...more,
  });
  const reviewTrust = (...statements: Block[]) =>
    review(
      rewritten((plan) => {
        afterOf(plan, 'aws_iam_role.reader').assume_role_policy = JSON.stringify({
          Version: '2012-10-17',
          Statement: statements,
        });
      }),
    );

  it.each<[string, Block]>([
    ['a service', trusting({ Service: 'lambda.amazonaws.com' })],
    ['its own account', trusting({ AWS: '111111111111' })],
    [
      'the SAML provider of its account',
      trusting({ Federated: 'arn:aws:iam::111111111111:saml-provider/staff' }, { Action: 'sts:AssumeRoleWithSAML' }),
    ],
    ['who may do as much himself', trusting({ AWS: 'arn:aws:iam::222222222222:role/report-job' })],
    [
      'one branch of a repository',
      federated({ StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/app:ref:refs/heads/main' } }),
    ],
    ['every repository of an owner', federated({ StringLike: { [`${GITHUB}:sub`]: 'repo:acme/*' } })],
  ])('is meant to: %s', (_who, statement) => {
    expect(reviewTrust(statement).verdict).toBe('pass');
  });

  it.each<[string, Block]>([
    ['everyone', trusting('*')],
    ['another account', trusting({ AWS: '999999999999' })],
    ['a role of another account', trusting({ AWS: 'arn:aws:iam::999999999999:role/x' })],
    ['any repository', federated()],
  ])('is not: %s', (_who, statement) => {
    const { verdict, findings } = reviewTrust(statement);
    expect(findings.map(({ rule, resource }) => `${rule} ${resource}`)).toContain('nobody-else aws_iam_role.reader');
    expect(verdict).toBe('fail');
  });

  it.each<[string, Block]>([
    [
      'everyone, on a condition',
      trusting('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } }),
    ],
    [
      'another account, with an external id',
      trusting({ AWS: '999999999999' }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    ],
    ['any subject of an audience', federated({ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } })],
    ['owners whose names begin alike', federated({ StringLike: { [`${GITHUB}:sub`]: 'repo:acme*' } })],
    ['a subject where there is one', federated({ StringEqualsIfExists: { [`${GITHUB}:sub`]: 'repo:acme/app:x' } })],
    ['all subjects but one', federated({ StringNotEquals: { [`${GITHUB}:sub`]: 'repo:evil/app:x' } })],
    ['the subject of another provider', federated({ StringEquals: { 'gitlab.com:sub': 'repo:acme/app:x' } })],
  ])('is not known to be meant: %s', (_who, statement) => {
    const { verdict, reasons } = reviewTrust(statement);
    expect(reasons.join('\n')).toMatch(/may become arn:aws:iam::111111111111:role\/report-reader/);
    expect(verdict).toBe('unproven');
  });

  const GRANTED: readonly (readonly [string, Block, RegExp])[] = [
    ['become it', { Action: 'sts:AssumeRole', Resource: '*' }, /role\/hop may become arn:.*report-reader/],
    ['pass it to a service', { Action: 'iam:PassRole', Resource: '*' }, /may pass arn:.*report-reader to a service/],
    ['write permissions', { Action: 'iam:Put*', Resource: '*' }, /may iam:putrolepolicy: what it gives itself/],
  ];
  it.each(GRANTED)('is not another role of the plan that may %s', (_what, grant, reason) => {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...grant }] };
    const trust = { Version: '2012-10-17', Statement: [trusting({ Service: 'ec2.amazonaws.com' })] };
    const { verdict, reasons } = review(
      rewritten((plan) => {
        const hop = { name: 'hop', path: '/', assume_role_policy: JSON.stringify(trust) };
        withResource('aws_iam_role.hop', { ...hop, inline_policy: [{ name: 'p', policy: JSON.stringify(policy) }] })(
          plan,
        );
        plan.configuration.root_module.resources.at(-1)!.provider_config_key = 'aws.app';
        afterOf(plan, 'aws_iam_role.reader').assume_role_policy = JSON.stringify({
          ...{ Version: '2012-10-17', Statement: [trusting({ AWS: '111111111111' })] },
        });
      }),
    );
    expect(reasons.join('\n')).toMatch(reason);
    expect(verdict).not.toBe('pass');
  });
});

describe('a bucket of the plan that the goals file does not name', () => {
  const withBucket = (principal: unknown) =>
    review(
      rewritten((plan) => {
        const bucket = 'acme-copies-222222222222';
        const resource = `arn:aws:s3:::${bucket}/*`;
        const statement = { Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: resource };
        withResource('aws_s3_bucket.copies', { bucket })(plan);
        withResource('aws_s3_bucket_policy.copies', {
          ...{ bucket, policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
        })(plan);
      }),
    );

  it.each<[string, unknown]>([
    ['everyone', '*'],
    ['another account', { AWS: '999999999999' }],
  ])('is listed where its policy lets in %s', (_who, principal) => {
    const { verdict, reasons } = withBucket(principal);
    expect(reasons.join('\n')).toContain('the goals file does not name acme-copies-222222222222');
    expect(verdict).not.toBe('pass');
  });

  it('is nothing to object to where it lets in a service', () => {
    expect(withBucket({ Service: 'logging.s3.amazonaws.com' }).reasons.join('\n')).not.toContain('does not name');
  });
});
