import { goalsOf, HeldGoals } from '../../../../audit/review/run/held-goals';
import { intentOf } from '../../../../audit/review/run/prove-goals';
import { proveAll, topicsOf } from '../../../../audit/review/prove/prove';
import { partiesOf, principalsOf } from '../../../../audit/review/prove/principals';
import { targetsAtEndpoints, targetsOf } from '../../../../audit/review/prove/targets';
import type { HeldGoal } from '../../../../audit/review/goals/goal';
import { Unreviewed } from '../../../../audit/review/system/policies';
import { systemOf } from '../../../../audit/review/system/read-system';
import { THOROUGH } from '../../../thorough';
import { MUTATIONS } from '../mutations';
import { stackOf, synthesized, type StackJson } from '../synthesized-stack';

jest.setTimeout(300_000);

const { deployment, json } = synthesized('deployment.yaml');

/** A goal whose judgements are good for one question each: so it is asked of every request that is allowed. */
function askedEachTime({ about, ...goal }: HeldGoal): HeldGoal {
  return {
    ...goal,
    about: (topic) => {
      const judge = about(topic);
      return (
        judge &&
        ((action) => {
          const judgement = judge(action);
          return judgement && { ...judgement };
        })
      );
    },
  };
}

function findingsOf(stack: StackJson, as: (goal: HeldGoal) => HeldGoal) {
  const system = systemOf(stackOf(stack), deployment);
  const intent = intentOf(system, deployment);
  const held = new HeldGoals(goalsOf(intent).map(as), system);
  const meant = intent.permissions.map(({ resourceText }) => resourceText);
  const named = intent.permissions.map(({ principal }) => principal);
  const targets = [...targetsOf(system, meant), ...targetsAtEndpoints(system, meant)];
  const topics = topicsOf(system, principalsOf(system, partiesOf(deployment), named), () => targets);
  const effort = proveAll(system, topics, { observers: held.observers }, new Unreviewed());
  return { findings: held.findings, effort };
}

describe('goals that are asked once for all that they judge alike', () => {
  // Each breaks many requests, all of which are counted in what is told.
  const chosen = THOROUGH
    ? MUTATIONS
    : MUTATIONS.filter(({ name }) => name.endsWith('drop DenyDataAccessOutsideEndpoint')).slice(0, 1);

  it('find in broken stacks what they find when asked each time', () => {
    let found = 0;
    for (const { mutate } of chosen) {
      const mutated = structuredClone(json);
      mutate(mutated);
      const once = findingsOf(mutated, (goal) => goal);
      expect(once).toEqual(findingsOf(mutated, askedEachTime));
      found += once.findings.length;
    }
    expect(found).toBeGreaterThan(0);
  });
});
