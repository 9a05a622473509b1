import { evaluate } from '../../../audit/policy/evaluate';
import type { Row } from '../../e2e/operations/recorded';

/** Whom the deployer of one account is, and by which policies. */
export interface Deployer {
  readonly arn: string;
  readonly policies: readonly string[];
}

/** What a deployer asked for in its account and its policies do not allow: action, resource, and what became of it. */
export function refusedRows(rows: readonly Row[], deployer: Deployer): readonly string[] {
  const account = deployer.arn.split(':')[4] ?? '';
  const identityPolicies = deployer.policies.map((text) => JSON.parse(text) as unknown);
  return rows
    .filter((row) => row.account === account)
    .flatMap(({ actions, resource, context = {} }) =>
      actions.split(' ').flatMap((action) => {
        const { result } = evaluate({
          request: {
            principal: deployer.arn,
            action,
            resource,
            resourceAccount: accountOf(resource) ?? account,
            context: { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false', ...context },
          },
          identityPolicies,
          ...otherSide(action, deployer.arn),
        });
        return result === 'allow' ? [] : [`${action} on ${resource}: ${result}`];
      }),
    );
}

/** What stands on the other side: a key leaves it to its account, a role trusts the deployer. */
function otherSide(action: string, deployer: string): { readonly resourcePolicy?: unknown } {
  const [service = '', name] = action.split(':');
  if (name === 'GetCallerIdentity') return {};
  const [, partition = '', , , account = ''] = deployer.split(':');
  const statement = {
    kms: { Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
    sts: { Principal: { AWS: deployer }, Action: 'sts:AssumeRole' },
  }[service];
  if (statement === undefined) return {};
  return { resourcePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] } };
}

function accountOf(resource: string): string | undefined {
  const account = resource.split(':')[4] ?? '';
  return account === '' ? undefined : account;
}
