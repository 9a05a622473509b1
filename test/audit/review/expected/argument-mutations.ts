import { accountFor } from '../../../../audit/review/expected/accounting';
import { findCollisions } from '../../../../audit/review/expected/collisions';
import { checkOrdering } from '../../../../audit/review/ordering/check-ordering';
import type { Deployment } from '../../../../contract/deployment/schema';
import { applyPatch, type PatchOperation } from '../json-patch';
import { stackOf, type StackJson } from '../synthesized-stack';
import { structureMutations, type ArgumentMutation } from './structure-mutations';

/**
 * Arguments that may change, or go, without anything that deployment.yaml promises being touched: each with the reason why.
 * Written here once more, and not taken from the review.
 */
const HARMLESS: readonly (readonly [RegExp, string])[] = [
  [/\/(tags|default_tags)\b/, 'tags: no policy of the build decides by them'],
  [/\/(description|alarm_description|comment)$/, 'a text for people'],
  [/advanced_event_selector\/\d+\/name$/, 'a text for people'],
  [/aws_s3_bucket_lifecycle_configuration\/\w+\/rule\/\d+\/id$/, 'the name of a rule'],
  [/aws_iam_role_policy\/\w+\/name$/, 'a policy within a role may have any name'],
  [/aws_lambda_permission\/\w+\/statement_id$/, 'the name of a statement'],
  [/\/exempt\/\d+\/reason$/, 'a text for people'],
  [/\/timeouts\/\w+$/, 'how long Terraform waits'],
  [/\/source_code_hash$/, 'held against the archive where that is there; here there is none'],
  [/\/filename$/, 'any archive beside the stack; its hash is held against it where it is there'],
];

/** Decided by goals and by the rules of order, which have mutations of their own. */
const ELSEWHERE = /\/(policy|assume_role_policy|depends_on)$/;

/** Going without is the same: the provider's own default. Source: Terraform AWS provider, "Argument Reference". */
const DEFAULTS = new RegExp(
  `/(${[
    ...[
      'force_destroy',
      'object_lock_enabled',
      'enable_dns_support',
      'map_public_ip_on_launch',
      'is_multi_region_trail',
    ],
    ...['max_session_duration', 'vpc_endpoint_type', 'domain', 'table_type', 'publish_cloudwatch_metrics_enabled'],
    ...['enforce_workgroup_configuration', 'assign_generated_ipv6_cidr_block', 'http_endpoint', 'prefix'],
    'http_put_response_hop_limit',
  ].join('|')})$`,
);

/**
 * Every leaf changed and removed, every resource removed, doubled, given an argument that nobody knows, and made in another way;
 * and everything that a stack may have beside its resources.
 */
export function argumentMutations(json: StackJson): readonly ArgumentMutation[] {
  return [
    ...leafAndResourceMutations(json),
    ...structureMutations(json).filter(({ patch }) => !patch.some(isHarmless)),
  ];
}

const isHarmless = ({ path }: PatchOperation): boolean => HARMLESS.some(([pattern]) => pattern.test(path));

function leafAndResourceMutations(json: StackJson): readonly ArgumentMutation[] {
  const roots = Object.keys(json).filter((name) => name !== '//');
  const leaves = roots.flatMap((root) => leavesBelow(json[root], `/${root}`));
  const resources = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => ({ path: `/resource/${type}/${name}`, block })),
  );
  return [
    ...leaves.filter(({ path }) => !ELSEWHERE.test(path)).flatMap(leafMutations),
    ...resources.flatMap(({ path, block }): ArgumentMutation[] => [
      { name: `${path} removed`, patch: [{ op: 'remove', path }] },
      { name: `${path} doubled`, patch: [{ op: 'add', path: `${path}_again`, value: block }] },
      { name: `${path} given an argument`, patch: [{ op: 'add', path: `${path}/not_known`, value: 'x' }] },
      { name: `${path} ignores changes`, patch: [{ op: 'add', path: `${path}/lifecycle`, value: IGNORES }] },
      { name: `${path} runs a command`, patch: [{ op: 'add', path: `${path}/provisioner`, value: COMMAND }] },
    ]),
  ];
}

const IGNORES = { ignore_changes: ['all'] };
const COMMAND = [{ 'local-exec': { command: 'true' } }];

function leafMutations({ path, value }: Leaf): ArgumentMutation[] {
  if (HARMLESS.some(([pattern]) => pattern.test(path))) return [];
  const changed = otherThan(value);
  return [
    { name: `${path} becomes ${JSON.stringify(changed)}`, patch: [{ op: 'replace', path, value: changed }] },
    ...(DEFAULTS.test(path) || isEmpty(value)
      ? []
      : [{ name: `${path} removed`, patch: [{ op: 'remove', path } as const] }]),
  ];
}

/** An empty list and none are the same to whoever reads them. */
function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return [...(value as unknown[]), 'something-else'];
  return `${String(value)}-else`;
}

interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

function leavesBelow(value: unknown, path: string): readonly Leaf[] {
  const isBlocks = Array.isArray(value) && value.some((item) => typeof item === 'object');
  if (typeof value !== 'object' || value === null || (Array.isArray(value) && !isBlocks)) return [{ path, value }];
  return Object.entries(value)
    .filter(([name]) => name !== '//')
    .flatMap(([name, item]) => leavesBelow(item, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
}

/** Whether the accounting of arguments, a collision or the order tells of a mutation. */
export function isCaught(json: StackJson, deployment: Deployment, { patch }: ArgumentMutation): boolean {
  const mutated = structuredClone(json);
  applyPatch(mutated, patch);
  const stack = stackOf(mutated);
  const { findings, notReviewed } = accountFor(stack, deployment);
  if (findings.length + notReviewed.length + findCollisions(stack).length > 0) return true;
  const order = checkOrdering(stack);
  return order.findings.length + order.notReviewed.length > 0;
}
