import type { Rule } from '../rules';
import type { Resource } from '../stack/stack';
import type { StackIndex } from './stack-index';

/** `after` must wait for `before`. */
export interface RequiredOrder {
  readonly before: Resource;
  readonly after: Resource;
  /** Goes on from "… must wait for …": why these two. */
  readonly because: string;
}

/** One hazard: something that AWS refuses or silently gets wrong when Terraform makes it too early. */
export interface OrderingRule {
  /** Rule of the finding. */
  readonly id: Rule<'order'>;
  /** What is seen when the order is wrong, one sentence. */
  readonly symptom: string;
  /** Every order that this stack needs; none where the hazard does not apply. */
  readonly requires: (index: StackIndex) => readonly RequiredOrder[];
}

/** One resource that must wait for several; those that are not of the stack are left out. */
export function waits(
  after: Resource,
  befores: readonly (Resource | undefined)[],
  because: string,
): readonly RequiredOrder[] {
  return befores.flatMap((before) => (before === undefined ? [] : [{ before, after, because }]));
}
