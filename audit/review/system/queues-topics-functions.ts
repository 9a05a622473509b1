import { build } from '@aws-sdk/util-arn-parser';
import { partitionOfRegion } from '../stack/computed-attributes';
import { textOf, type Resource, type Stack } from '../stack/stack';
import { policyArgument, policyJson, type AttachedPolicy, type Unreviewed } from './policies';
import type { Owned } from './system';

/** How a type names itself in its ARN, and which resource carries its policy. */
interface Kind {
  readonly service: string;
  readonly name: string;
  readonly prefix: string;
  /** Type of the separate policy resource, and its argument that says whose policy it is. */
  readonly policyType?: { readonly type: string; readonly of: string };
}

const KINDS: Readonly<Record<string, Kind>> = {
  aws_sqs_queue: {
    service: 'sqs',
    name: 'name',
    prefix: '',
    policyType: { type: 'aws_sqs_queue_policy', of: 'queue_url' },
  },
  aws_sns_topic: { service: 'sns', name: 'name', prefix: '', policyType: { type: 'aws_sns_topic_policy', of: 'arn' } },
  aws_lambda_function: { service: 'lambda', name: 'function_name', prefix: 'function:' },
};

/** Reads queues, topics and functions with their resource policies; a function's is made of its permissions. */
export function readOthers(stack: Stack, unreviewed: Unreviewed): Owned[] {
  return stack.resources.flatMap((resource) => {
    const kind = KINDS[resource.type];
    if (kind === undefined || resource.mode !== 'managed') return [];
    const { address, account, region } = resource;
    const name = textOf(resource, kind.name);
    const partition = partitionOfRegion(region);
    if (name === undefined || account === undefined || region === undefined || partition === undefined) {
      unreviewed.add(address, 'its account, region or name is not known');
      return [];
    }
    const arn = build({ partition, service: kind.service, region, accountId: account, resource: kind.prefix + name });
    const { policy, unread } =
      kind.policyType === undefined
        ? permissionsOf(resource, stack, name, arn, unreviewed)
        : policyOf(resource, stack, kind.policyType, { name, arn, account }, unreviewed);
    return [{ address, arn, account, region, policy, unread }];
  });
}

interface PolicyRead {
  readonly policy: AttachedPolicy | undefined;
  readonly unread: boolean;
}

function policyOf(
  resource: Resource,
  stack: Stack,
  { type, of }: NonNullable<Kind['policyType']>,
  { name, arn, account }: { name: string; arn: string; account: string },
  unreviewed: Unreviewed,
): PolicyRead {
  const separate = stack.resources.filter((one) => {
    if (one.type !== type) return false;
    const whose = textOf(one, of);
    if (whose === undefined) unreviewed.add(one.address, `whose policy it is (${of}) is not known`);
    return whose === arn || (whose?.endsWith(`/${account}/${name}`) ?? false);
  });
  const carriers = [...(resource.attributes.policy === undefined ? [] : [resource]), ...separate];
  const [only] = carriers;
  if (only === undefined) return { policy: undefined, unread: false };
  if (carriers.length > 1) {
    unreviewed.add(resource.address, 'has more than one policy: whichever Terraform applies last wins');
    return { policy: undefined, unread: true };
  }
  const policy = policyArgument(only, 'policy', 'resource', unreviewed);
  return { policy, unread: policy === undefined };
}

/** Lambda Developer Guide, "Working with resource-based IAM policies in Lambda": each permission is a statement. */
function permissionsOf(
  resource: Resource,
  stack: Stack,
  name: string,
  arn: string,
  unreviewed: Unreviewed,
): PolicyRead {
  const own = stack.resources.filter((one) => {
    const whose = one.type === 'aws_lambda_permission' ? textOf(one, 'function_name') : undefined;
    return whose === name || whose === arn;
  });
  if (own.length === 0) return { policy: undefined, unread: false };
  const unresolved = own.filter((one) => one.unresolved.length > 0 || one.attributes.principal_org_id !== undefined);
  for (const one of unresolved)
    unreviewed.add(one.address, one.unresolved[0]?.reason ?? 'principal_org_id is not read');
  const statements = own.map((permission) => statementOf(permission, arn));
  const policy = policyJson({ Version: '2012-10-17', Statement: statements }, resource.address, 'resource');
  if (!Array.isArray(policy)) return { policy: policy as AttachedPolicy, unread: unresolved.length > 0 };
  for (const problem of policy as string[]) unreviewed.add(resource.address, problem);
  return { policy: undefined, unread: true };
}

function statementOf(permission: Resource, arn: string): object {
  const principal = textOf(permission, 'principal') ?? '*';
  const sourceArn = textOf(permission, 'source_arn');
  const sourceAccount = textOf(permission, 'source_account');
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
  };
  return {
    Sid: textOf(permission, 'statement_id') ?? permission.name,
    Effect: 'Allow',
    Principal:
      principal === '*' ? '*' : principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Action: textOf(permission, 'action') ?? 'lambda:InvokeFunction',
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}
