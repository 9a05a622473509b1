import type { PrincipalEntry } from '../../policy/document';
import { NotEnumerable } from '../contexts/atoms/atoms';
import { proveAll, topicsOf } from '../prove/prove';
import { principalsOf, type Parties } from '../prove/principals';
import { targetsOf } from '../prove/targets';
import type { NotReviewed, Review } from '../review-types';
import { HeldGoals } from './held-goals';
import { Matrix } from './matrix';
import { unmetNeeds } from './unmet-needs';
import { findCollisions } from '../expected/collisions';
import { partitionOfRegion } from '../stack/computed-attributes';
import { blocksOf, textOf, type Stack } from '../stack/stack';
import { Unreviewed } from '../system/policies';
import { findRefused } from '../system/refused-policies';
import { systemOf } from '../system/read-system';
import type { Bucket, Endpoint, System } from '../system/system';
import type { Goals, GuardedBucket } from '../goals-file/goals-file';
import { goalsFor, needsOf, permissionsOf, type Guarded } from '../goals-file/guarding-goals';
import { waysToAName } from '../goals-file/ways-to-a-name';

/** What is found of a stack that a goals file speaks of. */
export type GoalsReview = Omit<Review, 'verdict' | 'reasons' | 'equation'>;

/**
 * Proves of any stack what a goals file says of its buckets: who may, and by which endpoints. Pure. What cannot be proven, because
 * it is not known yet, not read, or of a kind that is not judged here, is listed.
 */
export function proveGoalsFile(stack: Stack, goals: Goals): GoalsReview {
  const unreviewed = new Unreviewed();
  const read = systemOf(stack);
  const system: System = { ...read, endpoints: [...read.endpoints, ...endpointsElsewhere(goals, read)] };
  const named = goals.buckets.flatMap((meant) => guardedOf(meant, system, unreviewed));
  for (const { bucket } of named) noteUnproven(bucket, stack, unreviewed);
  for (const bucket of system.buckets) if (!named.some((one) => one.bucket === bucket)) noteUnnamed(bucket, unreviewed);
  const guarded = named.filter(({ bucket }) => isRead(bucket, stack));
  const held = new HeldGoals(goalsFor(guarded), system);
  const matrix = new Matrix();
  const permissions = guarded.flatMap(permissionsOf);
  const [topics, asked] = questionsOf(
    system,
    guarded,
    permissions.map(({ principal }) => principal),
    unreviewed,
  );
  const effort = asked
    ? proveAll(system, topics, { observers: held.observers, tally: matrix }, unreviewed)
    : { decisions: 0, contexts: 0 };
  const needs = unmetNeeds(guarded.flatMap(needsOf), system, unreviewed);
  const ways = waysToAName(guarded, system);
  return {
    decisions: effort.decisions + needs.decisions,
    contexts: effort.contexts,
    findings: [
      ...[...held.findings, ...needs.findings].map(({ finding }) => finding),
      ...ways.findings,
      ...findCollisions(stack),
      ...findRefused(system, unreviewed),
    ],
    notReviewed: [...system.notReviewed, ...unreviewed.entries, ...ways.notReviewed],
    matrix: matrix.cells,
  };
}

function questionsOf(system: System, guarded: readonly Guarded[], named: readonly string[], unreviewed: Unreviewed) {
  try {
    const buckets = new Set(guarded.map(({ bucket }) => bucket));
    const targets = targetsOf(system, []).filter(({ owned }) => owned !== undefined && buckets.has(owned as Bucket));
    return [[...topicsOf(system, principalsOf(system, partiesOf(guarded), named), () => targets)], true] as const;
  } catch (error) {
    if (!(error instanceof NotEnumerable)) throw error;
    unreviewed.add('the principals', `which of them policies tell apart cannot be told: ${error.message}`);
    return [[], false] as const;
  }
}

function partiesOf(guarded: readonly Guarded[]): Parties {
  const [first] = guarded;
  return {
    partition: partitionOfRegion(first?.bucket.region) ?? 'aws',
    accounts: new Map(guarded.map(({ bucket }) => [bucket.account, `account ${bucket.account}, which owns a bucket,`])),
    labels: new Map(),
  };
}

/** Endpoints that the plan does not have; their policies are the business of their accounts. */
function endpointsElsewhere({ buckets }: Goals, { endpoints, buckets: made }: System): readonly Endpoint[] {
  const region = made[0]?.region ?? '';
  const others = buckets.flatMap((one) => one.endpoints).filter((one) => typeof one !== 'string');
  return others
    .filter(({ id }, i) => !endpoints.some((one) => one.id === id) && others.findIndex((one) => one.id === id) === i)
    .map(({ id, account }) => ({
      ...{ address: id, id, account, region, vpcId: undefined, serviceName: `com.amazonaws.${region}.s3` },
      ...{ endpointType: 'Gateway', policy: undefined, unread: false, outside: true },
    }));
}

function guardedOf(meant: GuardedBucket, { buckets, endpoints }: System, unreviewed: Unreviewed): readonly Guarded[] {
  const bucket = buckets.find(({ name }) => name === meant.name);
  if (bucket === undefined) {
    unreviewed.add(meant.name, 'the plan has no bucket of this name, or its account is not known (see providers)');
    return [];
  }
  const ways = meant.endpoints.map((wanted) => {
    const text = typeof wanted === 'string' ? wanted : wanted.id;
    const found = endpoints.find(({ id, address }) => id === text || address === text);
    if (found === undefined)
      unreviewed.add(text, `the plan has no such endpoint, by which ${meant.name} is to be reached`);
    else if (found.serviceName?.endsWith('.s3') !== true || found.region !== bucket.region)
      unreviewed.add(
        text,
        `it is not known to be an endpoint of S3 in the region of ${meant.name}: it may not lead there`,
      );
    return found;
  });
  return [{ meant, bucket, endpoints: ways.filter((one) => one !== undefined) }];
}

/** A policy of which it is not known whose it is may be any bucket's. */
function isRead({ unread, policy }: Bucket, { resources }: Stack): boolean {
  const adrift = resources.some((one) => one.type === 'aws_s3_bucket_policy' && textOf(one, 'bucket') === undefined);
  return !unread && (policy !== undefined || !adrift);
}

/** What is in a bucket that the goals file leaves out may be as good as what it guards: whom it lets in is asked for. */
function noteUnnamed({ address, name, account, policy }: Bucket, unreviewed: Unreviewed): void {
  const isOwn = (entry: PrincipalEntry): boolean =>
    entry.type === 'service' || entry.type === 'nobody' || ('accountId' in entry && entry.accountId === account);
  const opens = policy?.compiled.statements.some(
    ({ source: { effect, principals } }) =>
      effect === 'Allow' && (principals?.negated === true || principals?.entries.every(isOwn) !== true),
  );
  if (opens) unreviewed.add(address, `its policy lets others in, and the goals file does not name ${name}`);
}

/** Ways to the data that no policy tells. */
function noteUnproven(bucket: Bucket, stack: Stack, unreviewed: Unreviewed): void {
  const { address, name, policy, settings } = bucket;
  const ownership = blocksOf(settings.get('aws_s3_bucket_ownership_controls')?.attributes.rule)[0]?.object_ownership;
  if (ownership !== 'BucketOwnerEnforced') {
    unreviewed.add(address, 'its object ownership is not BucketOwnerEnforced: access control lists may let others in');
  }
  if (!isRead(bucket, stack)) unreviewed.add(address, 'its policy is not known: nothing is proven of it');
  else if (policy === undefined) {
    unreviewed.add(address, 'the plan gives it no policy: one that is there already is not known');
  }
  for (const gap of copiesOf(name, stack)) unreviewed.add(gap.resource, gap.reason);
}

const COPYING = new Set(['aws_s3_bucket_replication_configuration', 'aws_s3_bucket_inventory']);

function copiesOf(name: string, { resources }: Stack): readonly NotReviewed[] {
  return resources
    .filter(
      ({ type, attributes }) =>
        attributes.bucket === name && (COPYING.has(type) || 'replication_configuration' in attributes),
    )
    .map(({ address }) => ({
      resource: address,
      reason: `it copies what is in ${name}: who reads the copies is not judged`,
    }));
}
