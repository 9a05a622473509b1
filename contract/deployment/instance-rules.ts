import type { Rule } from './rule';

/** IAM User Guide, "aws:SourceVpc": in the request only when it comes through a VPC endpoint. */
const guardHasEndpoint: Rule = {
  reads: [['instance', 'credentialGuard'], ['privateAccess']],
  check: ({ instance, privateAccess }) =>
    instance?.credentialGuard === true && privateAccess === undefined
      ? [
          {
            path: ['instance', 'credentialGuard'],
            rule: 'needs privateAccess: AWS tells the VPC of a request only when it comes through an endpoint',
          },
        ]
      : [],
};

const exampleHasSubnet: Rule = {
  reads: [['instance', 'example'], ['privateAccess']],
  check: ({ instance, privateAccess }) => {
    const path = ['instance', 'example'];
    if (instance?.example === undefined) return [];
    if (privateAccess === undefined) return [{ path, rule: 'needs privateAccess: the VPC it runs in' }];
    const { vpc, endpoint } = privateAccess;
    if (endpoint.kind === 'existing' && endpoint.prefixListId === undefined)
      return [{ path, rule: 'needs privateAccess.endpoint.prefixListId: the only place it may reach' }];
    return vpc.kind === 'existing' && vpc.privateSubnetIds.length === 0
      ? [{ path, rule: 'needs privateAccess.vpc.privateSubnetIds: where it runs' }]
      : [];
  },
};

/** Rules of EC2 instances. */
export const INSTANCE_RULES: readonly Rule[] = [guardHasEndpoint, exampleHasSubnet];
