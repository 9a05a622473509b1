import { isObject } from '../../../contract/json-object';
import type { Resource } from '../stack/stack';
import { waits, type OrderingRule } from './ordering-rule';
import { naming, type StackIndex } from './stack-index';

/** What runs in a subnet, and where its arguments name the subnet. */
const IN_SUBNETS: Readonly<Record<string, (resource: Resource) => unknown>> = {
  aws_instance: ({ attributes }) => attributes.subnet_id,
  aws_autoscaling_group: ({ attributes }) => attributes.vpc_zone_identifier,
  aws_lambda_function: ({ attributes }) => blockValue(attributes.vpc_config, 'subnet_ids'),
};

function blockValue(block: unknown, name: string): unknown {
  const [first] = [block].flat();
  return isObject(first) ? first[name] : undefined;
}

const routesBeforeUsers: OrderingRule = {
  id: 'order-routes-endpoint-users',
  symptom:
    'the endpoint is ready and its routes are not: requests go round it, and a policy that names it shuts them out',
  requires: (index) =>
    index.ofType('aws_vpc_endpoint_route_table_association').flatMap((before) => {
      const endpoint = index.named(before.attributes.vpc_endpoint_id, 'aws_vpc_endpoint');
      if (endpoint === undefined) return [];
      return [
        ...policiesNaming(index, endpoint).flatMap((after) =>
          waits(after, [before], 'the policy admits requests by that endpoint only'),
        ),
        ...runningBeside(index, endpoint).flatMap((after) =>
          waits(after, [before], 'it runs in the VPC of that endpoint'),
        ),
      ];
    }),
};

/** A bucket policy that names an endpoint shuts out whoever that endpoint does not let through yet. */
const endpointAdmitsBeforePolicy: OrderingRule = {
  id: 'order-endpoint-admits',
  symptom:
    'the bucket takes requests by the endpoint only, and the endpoint or its security group lets none through yet',
  requires: (index) => [
    ...index.ofType('aws_vpc_endpoint_policy').flatMap((before) => {
      const { vpc_endpoint_id: id } = before.attributes;
      const endpoint = index.named(id, 'aws_vpc_endpoint');
      const policies =
        endpoint !== undefined
          ? policiesNaming(index, endpoint)
          : index
              .ofType('aws_s3_bucket_policy')
              .filter(({ attributes: { policy } }) => typeof policy === 'string' && policy.includes(String(id)));
      return policies.flatMap((after) => waits(after, [before], 'the policy admits requests by that endpoint only'));
    }),
    ...index
      .ofType('aws_vpc_endpoint')
      .filter(({ attributes }) => attributes.vpc_endpoint_type === 'Interface')
      .flatMap((endpoint) => {
        const rules = [endpoint.attributes.security_group_ids]
          .flat()
          .flatMap((group) =>
            GROUP_RULES.flatMap((type) => naming(index, group, 'aws_security_group', type, 'security_group_id')),
          );
        return policiesNaming(index, endpoint).flatMap((after) =>
          waits(after, rules, 'requests reach that endpoint by it'),
        );
      }),
  ],
};

function policiesNaming({ stack, ofType }: StackIndex, endpoint: Resource): readonly Resource[] {
  const symbols = [...stack.symbols].flatMap(([symbol, address]) => (address === endpoint.address ? [symbol] : []));
  return ofType('aws_s3_bucket_policy').filter(
    ({ attributes: { policy }, references }) =>
      references.includes(endpoint.address) ||
      (typeof policy === 'string' && symbols.some((symbol) => policy.includes(symbol))),
  );
}

function runningBeside(index: StackIndex, endpoint: Resource): readonly Resource[] {
  const vpc = index.named(endpoint.attributes.vpc_id, 'aws_vpc');
  if (vpc === undefined) return [];
  return index
    .ofType(...Object.keys(IN_SUBNETS))
    .filter((resource) =>
      [IN_SUBNETS[resource.type]?.(resource)].flat().some((subnet) => vpcOfSubnet(index, subnet) === vpc),
    );
}

function vpcOfSubnet(index: StackIndex, subnet: unknown): Resource | undefined {
  return index.named(index.named(subnet, 'aws_subnet')?.attributes.vpc_id, 'aws_vpc');
}

const networkBeforeUsers: OrderingRule = {
  id: 'order-network-users',
  symptom:
    'it runs in a subnet that still has the routes of the main table, and its first requests take another way or none',
  requires: (index) =>
    index.ofType(...Object.keys(IN_SUBNETS)).flatMap((after) => {
      const subnets = [IN_SUBNETS[after.type]?.(after)].flat().map((subnet) => index.named(subnet, 'aws_subnet'));
      return waits(
        after,
        subnets.flatMap((subnet) => waysOf(index, subnet)),
        'its requests leave by it',
      );
    }),
};

/** What gives a subnet its ways: the association with its table, and the routes of that table. */
function waysOf(index: StackIndex, subnet: Resource | undefined): readonly Resource[] {
  const { associations, tables } = tablesOf(index, subnet);
  const routes = index.ofType('aws_route').filter(({ attributes }) => {
    const table = index.named(attributes.route_table_id, 'aws_route_table');
    return table !== undefined && tables.includes(table);
  });
  return [...associations, ...routes];
}

function tablesOf(index: StackIndex, subnet: Resource | undefined) {
  const associations = index
    .ofType('aws_route_table_association')
    .filter(({ attributes }) => subnet !== undefined && index.named(attributes.subnet_id, 'aws_subnet') === subnet);
  const tables = associations.map(({ attributes }) => index.named(attributes.route_table_id, 'aws_route_table'));
  return { associations, tables };
}

const wayOutBeforeNat: OrderingRule = {
  id: 'order-way-out-nat',
  symptom:
    'AWS refuses the NAT gateway and its address in a network without internet gateway, or the gateway stays in state failed',
  requires: (index) =>
    index.ofType('aws_nat_gateway').flatMap((nat) => {
      const { subnet_id: subnetId, allocation_id: address } = nat.attributes;
      const subnet = index.named(subnetId, 'aws_subnet');
      const vpc = vpcOfSubnet(index, subnetId);
      const gateways = index
        .ofType('aws_internet_gateway')
        .filter(({ attributes }) => vpc !== undefined && index.named(attributes.vpc_id, 'aws_vpc') === vpc);
      const eip = index.named(address, 'aws_eip');
      return [
        ...waits(nat, gateways, 'traffic leaves through it'),
        ...(eip === undefined ? [] : waits(eip, gateways, 'the address is mapped in its network')),
        ...waits(nat, routesOut(index, subnet, gateways), 'traffic leaves by it'),
      ];
    }),
};

const groupRulesBeforeUsers: OrderingRule = {
  id: 'order-security-group-users',
  symptom: 'it runs before its security group lets its traffic out',
  requires: (index) =>
    index.ofType(...Object.keys(IN_SUBNETS)).flatMap((after) => {
      const { vpc_security_group_ids: ids, vpc_config: config } = after.attributes;
      const groups = [ids, blockValue(config, 'security_group_ids')].flat();
      const rules = groups.flatMap((group) =>
        GROUP_RULES.flatMap((type) => naming(index, group, 'aws_security_group', type, 'security_group_id')),
      );
      return waits(after, rules, 'it is a rule of its security group');
    }),
};

const GROUP_RULES = [
  'aws_security_group_rule',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
];

/** The route table of a subnet and its routes to an internet gateway. */
function routesOut(index: StackIndex, subnet: Resource | undefined, gateways: readonly Resource[]): Resource[] {
  const { associations, tables } = tablesOf(index, subnet);
  const routes = index.ofType('aws_route').filter(({ attributes }) => {
    const gateway = index.named(attributes.gateway_id, 'aws_internet_gateway');
    const table = index.named(attributes.route_table_id, 'aws_route_table');
    return gateway !== undefined && gateways.includes(gateway) && table !== undefined && tables.includes(table);
  });
  return [...associations, ...routes];
}

/** Hazards of the network: what endpoints, a NAT gateway and what runs in a subnet need. Sources: docs/ordering.md. */
export const NETWORK_RULES: readonly OrderingRule[] = [
  routesBeforeUsers,
  endpointAdmitsBeforePolicy,
  networkBeforeUsers,
  wayOutBeforeNat,
  groupRulesBeforeUsers,
];
