import type { Deployment } from '../../../contract/deployment/schema';
import type { Stack } from '../stack/stack';
import { readBuckets } from './buckets';
import { readEndpoints } from './endpoints';
import { existingOf, outsideOf } from './existing';
import { readKeys } from './keys';
import { membershipOf } from './organization';
import { noteOrphans } from './orphans';
import { noteForeignMakers } from './owners';
import { readOthers } from './queues-topics-functions';
import { Unreviewed, type AttachedPolicy } from './policies';
import { readRoles } from './roles';
import { noteUnknownTypes } from './known-types';
import type { System } from './system';

/**
 * Reads a stack into who-can-what. Pure; what it cannot read is in `notReviewed`.
 *
 * @param deployment names what exists beside the stack.
 * @param boundaries permissions boundaries that exist beside it, by ARN.
 */
export function systemOf(
  stack: Stack,
  deployment?: Deployment,
  boundaries: ReadonlyMap<string, AttachedPolicy> = new Map(),
): System {
  const unreviewed = new Unreviewed();
  for (const { path, reason } of stack.unread) unreviewed.add(path, reason);
  noteUnknownTypes(stack, unreviewed);
  noteForeignMakers(stack, unreviewed);
  const existing = deployment && existingOf(deployment, stack, unreviewed);
  const system = {
    stack,
    roles: readRoles(stack, unreviewed, boundaries),
    buckets: readBuckets(stack, unreviewed),
    keys: [...readKeys(stack, unreviewed), ...(existing?.keys ?? [])],
    endpoints: [...readEndpoints(stack, unreviewed), ...(existing?.endpoints ?? [])],
    outside: deployment ? outsideOf(deployment) : [],
    others: readOthers(stack, unreviewed),
  };
  noteOrphans(system, unreviewed);
  return { ...system, membership: deployment && membershipOf(deployment), notReviewed: unreviewed.entries };
}
