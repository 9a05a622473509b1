import { readFileSync } from 'node:fs';
import { accountFor } from '../../../audit/review/expected/accounting';
import { findCollisions } from '../../../audit/review/expected/collisions';
import { checkOrdering } from '../../../audit/review/ordering/check-ordering';
import { applyPatch, type PatchOperation } from './json-patch';
import { review, stackOf, synthesized, type StackJson } from './synthesized-stack';

/*
 * npx tsx test/audit/review/run-mutants.ts FILE [id…]
 *
 * Applies each mutant of a file ([{ id, deployment, why, patch }], JSON Patch on cdk.tf.json) and names those that the review
 * passes all the same. What the accounting of arguments or the order catches is not proven again: that is the slow part.
 */

interface Mutant {
  readonly id: string;
  readonly deployment: string;
  readonly why: string;
  readonly patch: readonly PatchOperation[];
}

const [file = '', ...ids] = process.argv.slice(2);
const mutants = (JSON.parse(readFileSync(file, 'utf8')) as Mutant[]).filter(
  ({ id }) => ids.length === 0 || ids.includes(id),
);
const stacks = new Map<string, ReturnType<typeof synthesized>>();
let survivors = 0;
for (const { id, deployment, why, patch } of mutants) {
  const original = stacks.get(deployment) ?? synthesized(deployment, false);
  stacks.set(deployment, original);
  const json = structuredClone(original.json);
  applyPatch(json, patch);
  const caught = verdictOf(json, original.deployment);
  if (caught === undefined) survivors++;
  console.log(caught === undefined ? `SURVIVES ${id} (${deployment}): ${why}` : `${id}: ${caught}`);
}
console.log(`${mutants.length} mutants, ${survivors} survivors`);

function verdictOf(json: StackJson, deployment: ReturnType<typeof synthesized>['deployment']): string | undefined {
  const stack = stackOf(json);
  const { findings, notReviewed } = accountFor(stack, deployment);
  const order = checkOrdering(stack);
  const cheap = [...findings, ...findCollisions(stack), ...order.findings].map(({ what }) => `fail, ${what}`);
  const gaps = [...notReviewed, ...order.notReviewed].map(({ resource, reason }) => `unproven, ${resource}: ${reason}`);
  const [first = cheap[0] ?? gaps[0]] = cheap;
  if (first !== undefined) return first.slice(0, 240);
  const { review: proven } = review(json, deployment);
  const [reason] = [...proven.findings.map(({ what }) => what), ...proven.notReviewed.map(({ reason: text }) => text)];
  return proven.verdict === 'pass' ? undefined : `${proven.verdict}, ${(reason ?? '').slice(0, 240)}`;
}
