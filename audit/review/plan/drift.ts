import type { ReviewFinding } from '../review-types';
import { blocksOf, type Attributes } from '../stack/stack';
import { configuredBlocks } from './expressions';
import { withoutInstances } from '../stack/address';
import type { Plan, ResourceChange } from './plan';
import { isAnswer } from './mirrors';
import { isSame } from './same';
import { findingOf } from './stateful';

/**
 * Names what was changed outside Terraform since the last apply. Values that AWS computes are told as a note where they follow
 * from what is beside them, and are known to.
 */
export function checkDrift(plan: Plan): ReviewFinding[] {
  const { resource_drift: drift, configuration } = plan;
  const configured = configuredBlocks(configuration);
  return drift
    .filter(({ mode }) => mode === 'managed')
    .flatMap((change) => drifted(change, writtenIn(configured.get(withoutInstances(change.address))), plan));
}

function drifted(
  { address, type, change }: ResourceChange,
  configured: ReadonlySet<string> | undefined,
  plan: Plan,
): readonly ReviewFinding[] {
  const why = 'what is planned and proven here rests on what Terraform knew';
  if (change.actions.includes('delete') || change.after === null) {
    return [findingOf('plan-drift', 'warning', `${address} was deleted outside Terraform`, why, address)];
  }
  const names = [...new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after)])];
  const changed = names.filter((name) => !isSame(change.before?.[name], change.after?.[name]));
  const meant =
    configured === undefined
      ? changed
      : changed.filter((name) => configured.has(name) || !isAnswer(type, name, change.after, plan));
  if (changed.length === 0) return [];
  const severity = meant.length === 0 ? 'note' : 'warning';
  const shown = (meant.length === 0 ? changed : meant).join(', ');
  return [findingOf('plan-drift', severity, `${address} was changed outside Terraform: ${shown}`, why, address)];
}

/** The arguments that the configuration of a resource sets. */
function writtenIn(block: Attributes | undefined): ReadonlySet<string> | undefined {
  return block && new Set(Object.keys(blocksOf(block.expressions)[0] ?? {}));
}
