import { assumingHomes, homeOf } from '../../contract/deployment/archive';
import type { Home } from '../../contract/deployment/names';
import type { Deployment } from '../../contract/deployment/schema';
import { isObject } from '../../contract/json-object';
import { policyDocument } from '../../contract/policy/statement';
import { readPrincipalArn } from '../../contract/principal-arn';
import { textOf, type Resource, type Stack } from '../review/stack/stack';

/** Thrown where a deployer is an IAM user, for whom nothing is to be made. */
export class NotARole extends Error {}

/**
 * Terraform JSON that makes the deployer of one account, for somebody who administers it: the role with its trust and its
 * policies, and the permissions boundary that deployment.yaml names, unless it is one of AWS.
 *
 * @param policies of the deployer (`deployerPolicies`).
 * @throws NotARole
 */
export function bootstrapOf(
  deployment: Deployment,
  stack: Stack,
  home: Home,
  policies: readonly string[],
): Record<string, unknown> {
  const { deployer, account, region, permissionsBoundary } = homeOf(deployment, home);
  if (readPrincipalArn(deployer)?.type !== 'role')
    throw new NotARole(`${home === 'archive' ? 'observation.archive' : home}.deployer: is a user; make it by hand`);
  const role = placeOf(deployer);
  const own = permissionsBoundary?.includes(`:${account}:`) === true ? placeOf(permissionsBoundary) : undefined;
  const names = policies.map((_, index) => `deployer_${index + 1}`);
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.0' } } },
    provider: { aws: { region, allowed_account_ids: [account] } },
    ...trustOf(deployment, home).variable,
    resource: {
      aws_iam_role: {
        deployer: { ...role, description: 'Runs Terraform', assume_role_policy: trustOf(deployment, home).policy },
      },
      aws_iam_policy: {
        ...Object.fromEntries(
          policies.map((policy, index) => [
            `deployer_${index + 1}`,
            { name: `${role.name}-${index + 1}`, path: role.path, policy: literal(policy) },
          ]),
        ),
        ...(own && { boundary: { ...own, policy: literal(boundaryOf(stack, account)) } }),
      },
      aws_iam_role_policy_attachment: Object.fromEntries(
        names.map((name) => [
          name,
          { role: '${aws_iam_role.deployer.name}', policy_arn: `\${aws_iam_policy.${name}.arn}` },
        ]),
      ),
    },
  };
}

/** Name and path in an ARN of IAM. */
function placeOf(arn: string): { readonly name: string; readonly path: string } {
  const [, ...parts] = (arn.split(':')[5] ?? '').split('/');
  return { name: parts.at(-1) ?? '', path: ['', ...parts.slice(0, -1), ''].join('/') };
}

/** Who becomes the deployer: the one in the environment where it is assumed by that, else whom a variable names. */
function trustOf(deployment: Deployment, home: Home): { readonly policy: string; readonly variable: object } {
  const { credentials } = homeOf(deployment, home);
  const assuming = assumingHomes(deployment).map((one) => homeOf(deployment, one).deployer);
  if (typeof credentials === 'object' && 'assumeRole' in credentials && assuming.length > 0) {
    const { externalId } = credentials.assumeRole;
    const policy = policyDocument([
      {
        sid: 'AllowDeployerOfOtherAccount',
        effect: 'Allow',
        principal: { AWS: assuming },
        action: ['sts:AssumeRole'],
        ...(externalId !== undefined && { condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
      },
    ]);
    return { policy: literal(policy), variable: {} };
  }
  const statement = '{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.trusted } }';
  return {
    policy: `\${jsonencode({ Version = "2012-10-17", Statement = [${statement}] })}`,
    variable: { variable: { trusted: { type: 'list(string)', description: 'ARNs of who may become the deployer' } } },
  };
}

/** What the roles of the stack do, and nothing else, anywhere: what they do it to is for their own policies to say. */
function boundaryOf({ resources }: Stack, account: string): string {
  const actions = resources.filter((one) => one.account === account).flatMap(allowedBy);
  return policyDocument([
    {
      sid: 'AllowWhatRolesDo',
      effect: 'Allow',
      action: actions.length === 0 ? ['sts:GetCallerIdentity'] : [...new Set(actions)].sort(),
      resource: ['*'],
    },
  ]);
}

function allowedBy(resource: Resource): readonly string[] {
  if (!['aws_iam_role_policy', 'aws_iam_policy'].includes(resource.type)) return [];
  const policy: unknown = JSON.parse(textOf(resource, 'policy') ?? '{}');
  const statements: unknown = isObject(policy) ? policy.Statement : [];
  return (Array.isArray(statements) ? (statements as unknown[]) : []).flatMap((statement) =>
    isObject(statement) && statement.Effect === 'Allow' && Array.isArray(statement.Action)
      ? (statement.Action as string[])
      : [],
  );
}

/** A text that Terraform takes as it is. */
function literal(text: string): string {
  return text.replaceAll('${', () => '$${');
}
