import { stateKeyOf } from '../../contract/deployment/state-settings';
import { assumedHomes, assumingHomes, homeOf } from '../../contract/deployment/archive';
import type { Home } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import { policyDocument, type Condition, type Statement } from '../../contract/policy/statement';
import { textOf, type Resource, type Stack } from '../review/stack/stack';
import { namedArns, OF_ANOTHER } from './arns';
import { BUCKET_OPERATIONS, OPERATIONS, PASSED_TO, type Kind } from './operations';

/** IAM User Guide, "IAM and AWS STS quotas": characters of a managed policy, white space apart. */
export const LONGEST_POLICY = 6_144;

/** What one account's deployer may do, and to what. */
interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/**
 * The policies that Terraform needs in one account to apply and to destroy a deployment, and no more: for each resource of its
 * stack what is done with resources of that type, on what bears its name.
 *
 * @returns JSON of managed policies, each short enough for IAM.
 * @throws Error naming types of resources whose operations are not known.
 */
export function deployerPolicies(deployment: Deployment, stack: Stack, home: Home): readonly string[] {
  const { account } = homeOf(deployment, home);
  const resources = stack.resources.filter((one) => one.mode === 'managed' && one.account === account);
  const unknown = [...new Set(resources.map(({ type }) => type))].filter((type) => OPERATIONS[type] === undefined);
  if (unknown.length > 0) throw new Error(`what Terraform does with ${unknown.join(', ')} is not known`);
  const grants = [
    ...resources.flatMap((one) => grantsOf(one, resources, deployment, home)),
    ...stateGrants(deployment, home),
    ...assumeGrants(deployment, home),
    { actions: ['sts:GetCallerIdentity'], resources: ['*'] },
  ];
  return packed(merged(grants));
}

function grantsOf(resource: Resource, all: readonly Resource[], deployment: Deployment, home: Home): readonly Grant[] {
  const operations = OPERATIONS[resource.type] ?? {};
  const places: Readonly<Record<Kind, Omit<Grant, 'actions'>>> = {
    bucket: { resources: bucketsOf(resource, deployment) },
    named: { resources: namesOf(resource, all, deployment, home) },
    'tagged-key': keysOf(deployment, home),
    network: { resources: [arn(deployment, home, 'ec2', '*/*'), ...outsideAccount(resource, deployment, home)] },
    anything: { resources: ['*'] },
  };
  const plain = (Object.keys(operations) as Kind[]).map((kind) => ({
    ...places[kind],
    actions: operations[kind] ?? [],
  }));
  return [
    ...plain.flatMap((grant) => withBoundary(grant, deployment, home)),
    ...bucketExtras(resource, deployment),
    ...(resource.type === 'aws_kms_key' && homeOf(deployment, home).key === undefined
      ? [creatingKeys(deployment)]
      : []),
    ...(resource.attributes.vpc_config === undefined ? [] : [{ actions: LOOKS_OF_FUNCTION, resources: ['*'] }]),
    ...passing(resource, all, deployment, home),
  ];
}

/** Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC": of whoever makes the function. */
const LOOKS_OF_FUNCTION = ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'];

/** Images belong to somebody else, and are run all the same. */
function outsideAccount({ type }: Resource, deployment: Deployment, home: Home): readonly string[] {
  const { region } = homeOf(deployment, home);
  return type === 'aws_instance' ? [`arn:${deployment.partition}:ec2:${region}::image/*`] : [];
}

/** A key that is taken over has an ARN, and no tag of ours yet. */
function keysOf(deployment: Deployment, home: Home): Omit<Grant, 'actions'> {
  const { key } = homeOf(deployment, home);
  if (key !== undefined) return { resources: [key.arn] };
  return {
    resources: [arn(deployment, home, 'kms', 'key/*')],
    condition: { StringEquals: { 'aws:ResourceTag/s3-private-path': deployment.name } },
  };
}

/** A new key is told by the tag that Terraform gives it. */
function creatingKeys({ name }: Deployment): Grant {
  return {
    actions: ['kms:CreateKey', 'kms:TagResource'],
    resources: ['*'],
    condition: { StringEquals: { 'aws:RequestTag/s3-private-path': name } },
  };
}

/** Where an account has a permissions boundary, roles are made and given policies with it alone. */
function withBoundary(grant: Grant, deployment: Deployment, home: Home): readonly Grant[] {
  const { permissionsBoundary: boundary } = homeOf(deployment, home);
  const bound = boundary === undefined ? [] : grant.actions.filter((action) => BOUND.includes(action));
  if (boundary === undefined || bound.length === 0) return [grant];
  return [
    { ...grant, actions: grant.actions.filter((action) => !bound.includes(action)) },
    { ...grant, actions: bound, condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } },
  ];
}

/** Service Authorization Reference, AWS IAM: actions that carry iam:PermissionsBoundary and give permissions. */
const BOUND = ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'];

function bucketsOf(resource: Resource, { partition }: Deployment): readonly string[] {
  const name = textOf(resource, 'bucket');
  return name === undefined ? [] : [`arn:${partition}:s3:::${name}`];
}

function bucketExtras(resource: Resource, deployment: Deployment): readonly Grant[] {
  if (resource.type !== 'aws_s3_bucket') return [];
  const resources = bucketsOf(resource, deployment);
  return [
    ...(resource.attributes.object_lock_enabled === true ? [{ actions: BUCKET_OPERATIONS.withLock, resources }] : []),
    ...(resource.attributes.force_destroy === true
      ? [
          { actions: BUCKET_OPERATIONS.emptied, resources },
          { actions: BUCKET_OPERATIONS.emptiedOf, resources: resources.map((one) => `${one}/*`) },
        ]
      : []),
  ];
}

function namesOf(resource: Resource, all: readonly Resource[], deployment: Deployment, home: Home): readonly string[] {
  const { account, region } = homeOf(deployment, home);
  const place = { partition: deployment.partition, account, region };
  const owner = OF_ANOTHER[resource.type];
  const bearers = owner === undefined ? [resource] : all.filter(({ type }) => type === owner);
  return bearers.flatMap((one) => namedArns(one, place));
}

function passing(resource: Resource, all: readonly Resource[], deployment: Deployment, home: Home): readonly Grant[] {
  const service = PASSED_TO[resource.type];
  const roles = all.filter(({ type }) => type === 'aws_iam_role');
  if (service === undefined || roles.length === 0) return [];
  return [
    {
      actions: ['iam:PassRole'],
      resources: roles.flatMap((role) => namesOf(role, all, deployment, home)),
      condition: { StringEquals: { 'iam:PassedToService': service } },
    },
  ];
}

/** Terraform documentation, "Backend Type: s3", "S3 Bucket Permissions". Whoever is in the environment keeps the state. */
function stateGrants(deployment: Deployment, home: Home): readonly Grant[] {
  const { state, partition, name } = deployment;
  if (state.kind !== 's3' || homeOf(deployment, home).credentials !== 'ambient') return [];
  const bucket = `arn:${partition}:s3:::${state.bucket}`;
  const object = `${bucket}/${stateKeyOf(name, state)}`;
  return [
    { actions: ['s3:ListBucket'], resources: [bucket] },
    { actions: ['s3:GetObject', 's3:PutObject'], resources: [object] },
    ...(state.lockfile
      ? [{ actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], resources: [`${object}.tflock`] }]
      : []),
    ...(state.kmsKeyId?.startsWith('arn:')
      ? [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [state.kmsKeyId] }]
      : []),
  ];
}

/** Whoever is in the environment becomes the deployers of the accounts that are to be assumed. */
function assumeGrants(deployment: Deployment, home: Home): readonly Grant[] {
  if (!assumingHomes(deployment).includes(home)) return [];
  const resources = assumedHomes(deployment).map((one) => homeOf(deployment, one).deployer);
  return [{ actions: ['sts:AssumeRole'], resources }];
}

function arn(deployment: Deployment, home: Home, service: string, rest: string): string {
  const { region, account } = homeOf(deployment, home);
  return `arn:${deployment.partition}:${service}:${region}:${account}:${rest}`;
}

/** What is done to the same things on the same condition becomes one statement; then what is done alike to several things. */
function merged(grants: readonly Grant[]): readonly Grant[] {
  const byPlace = grouped(grants, ({ resources, condition }) => JSON.stringify([unique(resources), condition]));
  const byActions = grouped(byPlace, ({ actions, condition }) => JSON.stringify([unique(actions), condition]));
  return byActions.filter(({ actions, resources }) => actions.length > 0 && resources.length > 0);
}

function grouped(grants: readonly Grant[], keyOf: (grant: Grant) => string): readonly Grant[] {
  const groups = new Map<string, Grant>();
  for (const grant of grants) {
    const key = keyOf(grant);
    const known = groups.get(key);
    const actions = unique([...(known?.actions ?? []), ...grant.actions]);
    groups.set(key, { ...grant, actions, resources: unique([...(known?.resources ?? []), ...grant.resources]) });
  }
  return [...groups.values()];
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** Statements in as few policies as their length allows, in their order. */
function packed(grants: readonly Grant[]): readonly string[] {
  const policies: Statement[][] = [[]];
  for (const [index, { actions, resources, condition }] of grants.entries()) {
    const statement: Statement = {
      sid: `Deploy${index + 1}`,
      effect: 'Allow',
      action: actions,
      resource: resources,
      ...(condition && { condition }),
    };
    const last = policies.at(-1) ?? [];
    if (last.length > 0 && policyDocument([...last, statement]).length > LONGEST_POLICY) policies.push([statement]);
    else last.push(statement);
  }
  return policies.map((statements) => policyDocument(statements));
}
