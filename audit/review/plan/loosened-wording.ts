import { spelledAction } from '../../policy/actions';
import { findConditionKey } from '../../policy/condition-keys';
import type { Context } from '../../policy/context';
import type { Counterexample } from '../review-types';
import type { Rule } from '../rules';
import type { Loosening } from './compare-policies';

/** What is compared: the plan's changes, or what was found changed outside Terraform. */
export interface Wording {
  readonly rule: Rule<'plan'>;
  /** Says of a verb that it would happen, or has happened. */
  readonly would: (verb: Verb) => string;
}

type Verb = 'allow' | 'stop denying' | 'be allowed' | 'no longer be denied' | 'no longer be held back' | 'lose';

export const PLANNED: Wording = { rule: 'plan-policy-loosened', would: (verb) => `would ${verb}` };

const HAPPENED: Readonly<Record<Verb, string>> = {
  allow: 'was changed outside Terraform to allow',
  'stop denying': 'was changed outside Terraform and stops denying',
  'be allowed': 'is allowed, by a change outside Terraform,',
  'no longer be denied': 'is no longer denied, by a change outside Terraform,',
  'no longer be held back': 'is no longer held back, by a change outside Terraform,',
  lose: 'lost, by a change outside Terraform,',
};

export const DRIFTED: Wording = { rule: 'plan-drift-policy-loosened', would: (verb) => HAPPENED[verb] };

/** The request that shows a loosening. */
export function counterexampleOf({ principal, action, resource, context }: Loosening): Counterexample {
  return { principal, action: spelledAction(action), resource, context: contextJson(context) };
}

function contextJson(context: Context): Counterexample['context'] {
  return Object.fromEntries(
    [...context].map(([key, values]) => {
      const [only, ...more] = values;
      return [findConditionKey(key)?.name ?? key, only === undefined || more.length > 0 ? values : only];
    }),
  );
}
