import { homeOf } from '../../../contract/deployment/archive';
import { namesOf } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import type { Equation, NotReviewed, ReviewFinding } from '../review-types';
import type { Resource, Stack } from '../stack/stack';
import { expectedBuckets } from './buckets';
import { READ } from '../stack/policy-document-data';
import { EVERYWHERE, steeringOf, type Expected } from './expected';
import { givenAttributes } from './given';
import { faultsOf, holdBlock, leavesOf, sum, unasked, type Held } from './hold';
import { expectedInstance } from './instance';
import { expectedFlowLogs } from './flow-logs';
import { expectedKeys } from './keys';
import { expectedLambdaReplication } from './lambda-replication';
import { expectedCatalog } from './log-catalog';
import { expectedNativeReplication } from './native-replication';
import { expectedNotifications } from './reports';
import { expectedNetwork } from './network';
import { expectedRoles } from './roles';
import { expectedSections } from './sections';
import { NOTHING_FOUND, read, type Arguments, type Lookup } from './template';
import { expectedTrails } from './trails';

/** How every argument of a stack is accounted for, and what is not as deployment.yaml asks. */
export interface Accounting {
  readonly equation: Equation;
  readonly findings: readonly ReviewFinding[];
  readonly notReviewed: readonly NotReviewed[];
}

/** Everything that deployment.yaml asks for; what others name comes before them. */
function expectedResources(deployment: Deployment): readonly Expected[] {
  const names = namesOf(deployment);
  return [
    ...expectedKeys(deployment, names),
    ...expectedNetwork(deployment),
    ...expectedRoles(deployment, names),
    ...expectedBuckets(deployment, names),
    ...expectedFlowLogs(deployment, names),
    ...expectedTrails(deployment, names),
    ...expectedInstance(deployment, names),
    ...expectedNativeReplication(deployment, names),
    ...expectedLambdaReplication(deployment, names),
    ...expectedNotifications(deployment, names),
    ...expectedCatalog(deployment, names),
  ];
}

/**
 * Accounts for every argument of a stack: a goal reads it, deployment.yaml requires it, it is free for a reason, or it is
 * not reviewed. What is missing or differs from what deployment.yaml asks for is a finding. Pure.
 */
export function accountFor(stack: Stack, deployment: Deployment): Accounting {
  const matched = match(stack, expectedResources(deployment), deployment);
  const sections = sectionParts(stack, deployment, matched.found);
  const resources = stack.resources.map((resource): Part => ({
    address: resource.address,
    held: sum([
      matched.held.get(resource.address) ?? notAskedFor(resource),
      heldSteering(resource, matched.byAddress.get(resource.address)),
    ]),
    why: matched.byAddress.get(resource.address)?.why ?? '',
    isAskedFor: matched.held.has(resource.address) || isResolvedData(resource),
  }));
  const parts = [...resources, ...sections];
  const total = sum(parts.map(({ held }) => held));
  return {
    equation: {
      arguments: leavesIn(stack),
      read: total.read,
      required: total.required,
      free: total.free,
      notReviewed: total.notReviewed.length,
    },
    findings: [...matched.missing.map(missing), ...parts.flatMap(findingsOf)],
    notReviewed: parts.flatMap(gapsOf),
  };
}

interface Part {
  readonly address: string;
  readonly held: Held;
  readonly why: string;
  readonly isAskedFor: boolean;
}

interface Matched {
  readonly held: ReadonlyMap<string, Held>;
  readonly byAddress: ReadonlyMap<string, Expected>;
  readonly missing: readonly Expected[];
  readonly found: Lookup;
}

/** Finds the resource that stands for each expected one, in their order: what they name is found before them. */
function match(stack: Stack, expected: readonly Expected[], deployment: Deployment): Matched {
  const held = new Map<string, Held>();
  const byAddress = new Map<string, Expected>();
  const addresses = new Map<string, string>();
  const missing: Expected[] = [];
  const given = givenAttributes(deployment);
  const found: Lookup = {
    stack,
    attribute: (key, name) => {
      const address = addresses.get(key);
      return address === undefined ? given[key]?.[name] : stack.attributeOf(address, name);
    },
  };
  for (const one of expected) {
    const candidates = stack.resources.filter((resource) => isCandidate(resource, one, deployment, held));
    const best = standIn(one, candidates, found, (address) => addresses.set(one.key, address));
    if (best === undefined) missing.push(one);
    else {
      addresses.set(one.key, best.resource.address);
      held.set(best.resource.address, sum([best.held, regionOf(best.resource, homeOf(deployment, one.side).region)]));
      byAddress.set(best.resource.address, one);
    }
  }
  return { held, byAddress, missing, found };
}

function isCandidate(
  { mode, type, account, address }: Resource,
  expected: Expected,
  deployment: Deployment,
  taken: ReadonlyMap<string, Held>,
): boolean {
  const inAccount = account === homeOf(deployment, expected.side).account;
  return mode === 'managed' && type === expected.type && inAccount && !taken.has(address);
}

/** The resource that stands for an expected one: picked, known by arguments, or else the one that fits best. */
function standIn(
  expected: Expected,
  candidates: readonly Resource[],
  found: Lookup,
  suppose: (address: string) => void,
): { readonly resource: Resource; readonly held: Held } | undefined {
  const picked = expected.pick?.(found, candidates);
  const known = picked === undefined ? candidates : candidates.filter(({ address }) => address === picked);
  const tried = known.flatMap((resource) => {
    suppose(resource.address);
    const held = holdBlock({ ...EVERYWHERE, ...expected.arguments }, resource.attributes, '', found);
    const names = expected.knownBy ?? [];
    return held.broken.some(({ path }) => names.includes(path)) ? [] : [{ resource, held }];
  });
  return tried.sort((a, b) => faultsOf(a.held) - faultsOf(b.held))[0];
}

function regionOf({ region }: Resource, expected: string): Held {
  const broken = [{ path: 'provider', expected: `one of ${expected}`, found: region ?? 'one of an unknown region' }];
  return { ...sum([]), broken: region === expected ? [] : broken };
}

/** Data sources that are resolved where they are used, and the arguments that are read there. */
const RESOLVED_DATA: Readonly<Record<string, Arguments>> = {
  aws_s3_bucket: { bucket: read('a bucket that exists: its settings are looked for by its name') },
  aws_iam_policy_document: Object.fromEntries([...READ].map((name) => [name, read('whatever carries the policy')])),
  aws_caller_identity: {},
  aws_partition: {},
  aws_region: {},
};

function isResolvedData({ mode, type }: Resource): boolean {
  return mode === 'data' && Object.hasOwn(RESOLVED_DATA, type);
}

function notAskedFor(resource: Resource): Held {
  const { type, attributes } = resource;
  const template = isResolvedData(resource) ? RESOLVED_DATA[type] : undefined;
  return holdBlock(template ?? {}, attributes, '', NOTHING_FOUND);
}

function heldSteering({ steering }: Resource, expected: Expected | undefined): Held {
  return holdBlock(steeringOf(expected ?? {}), steering, '', NOTHING_FOUND);
}

function sectionParts(stack: Stack, deployment: Deployment, found: Lookup): readonly Part[] {
  const expected = expectedSections(deployment, namesOf(deployment));
  const names = new Set([...Object.keys(expected), ...stack.sections.map(({ name }) => name)]);
  return [...names].map((name) => {
    const content = stack.sections.find((section) => section.name === name)?.content;
    const asked = expected[name];
    const held =
      asked === undefined
        ? unasked({ [name]: content }, '')
        : holdBlock({ [name]: asked }, { [name]: content }, '', found);
    const why = 'what Terraform is told beside its resources decides what it does with them';
    return { address: name, held, why, isAskedFor: asked !== undefined };
  });
}

/** Counted apart from what is held, so that the equation can fail. */
function leavesIn({ resources, sections }: Stack): number {
  const values = [
    ...resources.flatMap(({ attributes, steering }) => [...Object.values(attributes), ...Object.values(steering)]),
    ...sections.map(({ content }) => content),
  ];
  return values.flatMap(leavesOf).length;
}

function missing({ type, key, side, why }: Expected): ReviewFinding {
  return finding(`deployment.yaml asks for ${type} (${key}) in the ${side} account: it is not there`, why, type);
}

function findingsOf({ address, held, why }: Part): readonly ReviewFinding[] {
  return held.broken.map(({ path, expected, found }) =>
    finding(`${address} ${path}: found ${found}, deployment.yaml asks for ${expected}`, why, address),
  );
}

function finding(what: string, why: string, resource: string): ReviewFinding {
  return { rule: 'asked-for', severity: 'error', what, why, resource, sid: null, counterexample: null };
}

const MOST_NAMED = 6;

function gapsOf({ address, isAskedFor, held: { notReviewed } }: Part): readonly NotReviewed[] {
  if (!isAskedFor) return [{ resource: address, reason: 'deployment.yaml asks for nothing like it' }];
  if (notReviewed.length === 0) return [];
  const named = notReviewed.slice(0, MOST_NAMED).map((path) => path.replace(/^\./, ''));
  const more = notReviewed.length - named.length;
  const all = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [{ resource: address, reason: `deployment.yaml asks for no such argument: ${all}` }];
}
