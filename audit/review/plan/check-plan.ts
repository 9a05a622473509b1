import type { NotReviewed, PartReview } from '../review-types';
import { checkDrift } from './drift';
import { checkDriftedPolicies, checkLoosened } from './loosened';
import { printable } from '../../../contract/printable';
import { blocksOf, type Stack } from '../stack/stack';
import type { Plan } from './plan';
import { holdPlanAgainst } from './plan-of-stack';
import { checkProtections } from './protections';
import { checkDestroyed, checkUnjudged } from './stateful';
import { contradictedPlaces } from './told-by-arns';
import { checkUnjudgedChanges } from './unjudged';

/**
 * Reviews what a plan changes: resources with state that it destroys, replaces or forgets; protections that it weakens;
 * policies that it loosens, by evaluation before against after; and what was changed outside Terraform. What is known only
 * after apply is named as not reviewed, unless the stack says it. Pure.
 *
 * @param stack the reviewed stack that the plan is to be of.
 */
export function checkPlan(plan: Plan, stack?: Stack): PartReview {
  const ofStack = stack && holdPlanAgainst(plan, stack);
  const isOpen = ({ resource }: NotReviewed): boolean => ofStack?.covered.has(resource) !== true;
  const protections = checkProtections(plan);
  const loosened = checkLoosened(plan);
  const drifted = checkDriftedPolicies(plan);
  return {
    findings: [
      ...checkDestroyed(plan),
      ...protections.findings,
      ...loosened.findings,
      ...drifted.findings,
      ...checkDrift(plan),
    ],
    notReviewed: [
      ...incomplete(plan),
      ...unknownParts(plan),
      ...unmetChecks(plan),
      ...(ofStack?.notReviewed ?? []),
      ...(stack ? contradictedPlaces(plan, stack) : []),
      ...[...protections.notReviewed, ...loosened.notReviewed].filter(isOpen),
      ...drifted.notReviewed,
      ...checkUnjudged(plan),
      ...(stack === undefined ? checkUnjudgedChanges(plan) : []),
    ],
    decisions: loosened.decisions + drifted.decisions,
  };
}

function incomplete({ errored, complete, deferred_changes: deferred }: Plan): NotReviewed[] {
  return [
    ...(errored ? [{ resource: 'the plan', reason: 'Terraform stopped with an error: changes may be missing' }] : []),
    ...(!complete || deferred.length > 0
      ? [{ resource: 'the plan', reason: 'Terraform deferred a part of it: changes are missing' }]
      : []),
  ];
}

/** Conditions of the configuration that do not hold, or of which Terraform does not know yet. */
function unmetChecks({ checks }: Plan): NotReviewed[] {
  return blocksOf(checks)
    .filter(({ status }) => status !== 'pass')
    .map(({ address, status }) => {
      const name = blocksOf(address)[0]?.to_display;
      const reason = `a condition of the configuration is not known to hold: ${printable(String(status))}`;
      return { resource: typeof name === 'string' ? name : 'the plan', reason };
    });
}

/** What a plan is made of: what is not here, such as actions that it would run, nobody judges. */
const PARTS = new Set([
  ...['format_version', 'terraform_version', 'timestamp', 'applyable', 'complete', 'errored', 'variables', 'checks'],
  // The same as the changes, as they are and as they will be.
  ...['planned_values', 'prior_state', 'relevant_attributes', 'proposed_unknown'],
  ...['configuration', 'resource_changes', 'resource_drift', 'output_changes', 'deferred_changes'],
]);

function unknownParts(plan: Plan): NotReviewed[] {
  const unknown = Object.keys(plan).filter((name) => !PARTS.has(name));
  return unknown.map((name) => ({ resource: 'the plan', reason: `its part ${name} is not one that is known here` }));
}
