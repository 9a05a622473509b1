import { spelledAction } from '../../policy/actions';
import { findConditionKey } from '../../policy/condition-keys';
import type { Context } from '../../policy/context';
import { decide } from '../../policy/decide';
import type { Fact } from './questions';
import type { Counterexample } from '../review-types';

/** What shows a reader which way the request came, where no policy reads it. */
const TYPICAL: Readonly<Record<Fact['path']['kind'], (fact: Fact) => readonly [string, string] | undefined>> = {
  endpoint: ({ path }) => (path.endpoint ? ['aws:sourcevpce', path.endpoint.id] : undefined),
  'other-endpoint': () => ['aws:sourcevpce', 'vpce-0ffffffffffffffff'],
  internet: () => ['aws:sourceip', '203.0.113.77'],
  forwarded: () => ['aws:viaawsservice', 'true'],
  service: () => undefined,
};

/**
 * The request of a fact with no more context than it takes: a key is left out where without it the decision and the
 * objection stay the same.
 *
 * @param objects whether the goal still objects to the fact in another context.
 */
export function counterexampleOf(fact: Fact, objects: (fact: Fact) => boolean): Counterexample {
  const stays = (context: Context): boolean => {
    const decision = decide(fact.situation, context);
    return decision.result === fact.decision.result && objects({ ...fact, context, decision });
  };
  let context: Context = fact.context;
  const typical = TYPICAL[fact.path.kind](fact);
  const keep = typical?.[0];
  if (typical !== undefined && !context.has(typical[0])) {
    const shown = new Map([...context, [typical[0], [typical[1]]]]);
    if (stays(shown)) context = shown;
  }
  const implied = new Set([
    'aws:principalarn',
    'aws:principalaccount',
    'aws:principalisawsservice',
    'aws:principaltype',
  ]);
  for (const key of [...context.keys()]) {
    if (key === keep || implied.has(key)) continue;
    const without = new Map([...context].filter(([other]) => other !== key));
    if (stays(without)) context = without;
  }
  const { principal, action, target } = fact;
  const { requester } = principal;
  if (requester.type === 'role' && typeof requester.provider === 'string') {
    context = new Map([...context, ['aws:federatedprovider', [requester.provider]]]);
  }
  return {
    principal: principal.text,
    action: spelledAction(action),
    resource: target.arn,
    context: contextJson(new Map([...context].filter(([key]) => !implied.has(key)))),
  };
}

function contextJson(context: Context): Counterexample['context'] {
  return Object.fromEntries(
    [...context].map(([key, values]) => {
      const known = findConditionKey(key);
      return [known?.name ?? key, known?.multivalued === true ? values : (values[0] ?? '')];
    }),
  );
}
