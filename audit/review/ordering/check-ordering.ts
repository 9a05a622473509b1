import type { NotReviewed, ReviewFinding } from '../review-types';
import { unresolvedAt, type Resource, type Stack } from '../stack/stack';
import { BUCKET_RULES, settingsByBucket } from './bucket-rules';
import { DELIVERY_RULES } from './delivery-rules';
import { dependencyGraph, type DependencyGraph } from './dependency-graph';
import { FUNCTION_RULES } from './function-rules';
import { checkKeyPolicies, type Judged } from './key-policy';
import { NETWORK_RULES } from './network-rules';
import type { OrderingRule, RequiredOrder } from './ordering-rule';
import { POLICIES_WITH_PRINCIPALS, PRINCIPAL_RULES } from './principal-rules';
import { REFERENCE_RULES } from './reference-rules';
import { indexStack, type StackIndex } from './stack-index';

/** Every hazard that asks for an order of two resources. */
export const ORDERING_RULES: readonly OrderingRule[] = [
  ...PRINCIPAL_RULES,
  ...BUCKET_RULES,
  ...DELIVERY_RULES,
  ...FUNCTION_RULES,
  ...NETWORK_RULES,
  ...REFERENCE_RULES,
];

/** What the dependency graph was found to lack. */
export interface OrderingReview {
  readonly findings: readonly ReviewFinding[];
  readonly notReviewed: readonly NotReviewed[];
  /** Number of orders that hazards of this stack ask for. */
  readonly required: number;
}

/**
 * Holds the dependency graph of a stack, explicit and implicit, against every known hazard of ordering. Generic by
 * resource type: literal names and ARNs are resolved to the resources they name. Pure.
 */
export function checkOrdering(stack: Stack): OrderingReview {
  const index = indexStack(stack);
  const graph = dependencyGraph(stack);
  const required = ORDERING_RULES.flatMap((rule) => unique(rule.requires(index)).map((order) => ({ rule, order })));
  const broken = required.filter(({ order: { before, after } }) => !graph.waitsFor(after, before));
  const known = broken.filter(({ order }) => graph.unknownBehind(order.after).length === 0);
  const keys = checkKeyPolicies(stack);
  const settings = concurrentSettings(index, graph, required);
  return {
    findings: [...known.map(({ rule, order }) => brokenOrder(rule, order)), ...settings.findings, ...keys.findings],
    notReviewed: [
      ...broken.filter((each) => !known.includes(each)).map(({ order }) => hiddenOrder(order, graph)),
      ...settings.notReviewed,
      ...unreadPolicies(stack),
      ...keys.notReviewed,
    ],
    required: required.length,
  };
}

function unique(orders: readonly RequiredOrder[]): readonly RequiredOrder[] {
  const byPair = new Map(orders.map((order) => [`${order.before.address} ${order.after.address}`, order]));
  return [...byPair.values()];
}

function brokenOrder({ id, symptom }: OrderingRule, { before, after, because }: RequiredOrder): ReviewFinding {
  return {
    rule: id,
    severity: 'error',
    what: `${after.address} does not wait for ${before.address}: ${because}, and neither depends_on nor a reference leads there`,
    why: symptom,
    resource: after.address,
    sid: null,
    counterexample: null,
  };
}

function hiddenOrder({ before, after }: RequiredOrder, graph: DependencyGraph): NotReviewed {
  const behind = graph.unknownBehind(after).join(', ');
  return {
    resource: after.address,
    reason: `whether it waits for ${before.address} depends on ${behind}, which is not read`,
  };
}

/** A policy that is not known may name principals that it would have to wait for. */
function unreadPolicies({ resources }: Stack): NotReviewed[] {
  return resources.flatMap((resource) => {
    const reason = unresolvedAt(resource, POLICIES_WITH_PRINCIPALS[resource.type] ?? '');
    return reason === undefined
      ? []
      : [{ resource: resource.address, reason: `whom its policy names, and so waits for, is not known: ${reason}` }];
  });
}

/** Any two settings of one bucket, in whatever order, but one after the other. */
function concurrentSettings(
  index: StackIndex,
  graph: DependencyGraph,
  required: readonly { readonly order: RequiredOrder }[],
): Judged {
  const isRequired = (a: Resource, b: Resource): boolean =>
    required.some(({ order: { before, after } }) => (before === a && after === b) || (before === b && after === a));
  const pairs = settingsByBucket(index).flatMap((settings) =>
    settings.flatMap((later, i) => {
      const beside = settings
        .slice(0, i)
        .filter((earlier) => !isRequired(earlier, later))
        .filter((earlier) => !graph.waitsFor(later, earlier) && !graph.waitsFor(earlier, later));
      return beside.length === 0 ? [] : [{ later, beside, hidden: [later, ...beside].flatMap(graph.unknownBehind) }];
    }),
  );
  return {
    findings: pairs.filter(({ hidden }) => hidden.length === 0).map(({ later, beside }) => concurrent(later, beside)),
    notReviewed: pairs
      .filter(({ hidden }) => hidden.length > 0)
      .map(({ later, beside, hidden }) => ({
        resource: later.address,
        reason: `whether it waits for ${addresses(beside)} depends on ${hidden.join(', ')}, which is not read`,
      })),
  };
}

function addresses(resources: readonly Resource[]): string {
  return resources.map(({ address }) => address).join(', ');
}

function concurrent({ address }: Resource, beside: readonly Resource[]): ReviewFinding {
  return {
    rule: 'order-bucket-one-at-a-time',
    severity: 'error',
    what: `${address} and ${addresses(beside)} change one bucket at the same time`,
    why: 'S3 aborts with "OperationAborted: a conflicting conditional operation is currently in progress"; chain them with depends_on',
    resource: address,
    sid: null,
    counterexample: null,
  };
}
