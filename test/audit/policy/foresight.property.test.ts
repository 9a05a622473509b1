import fc from 'fast-check';
import { decide, mayAllow } from '../../../audit/policy/decide';
import { keysThatMatter } from '../../../audit/policy/mentions';
import type { Request } from '../../../audit/policy/request';
import { situationOf, type PolicySet } from '../../../audit/policy/situation';
import { NotEnumerable } from '../../../audit/review/contexts/atoms/atoms';
import {
  contextClasses,
  contextsIn,
  countContexts,
  type ContextClasses,
} from '../../../audit/review/contexts/enumerate';
import { pathsOf } from '../../../audit/review/contexts/paths';
import { openContexts } from '../../../audit/review/prove/answers';
import { assumedPolicy, withStatements } from '../../../audit/review/system/policies';
import { ANYTHING } from '../../../audit/review/prove/principals';
import { readRequester } from '../../../audit/policy/requester';
import { A, ACTIONS, B, BUCKET, EXEMPT, randomPolicy } from '../review/contexts/small-universe';
import { arbitraryWorld, policiesOf } from './random-policies';

interface Case {
  readonly policies: PolicySet;
  readonly request: Request;
}

const worlds: fc.Arbitrary<Case> = arbitraryWorld.map((world) => ({
  policies: policiesOf(world),
  request: world.request,
}));
/** Whether it spares the exempt role, whose account it does not list, nobody can tell. */
const DOUBTFUL = assumedPolicy('doubtful', 'resource', {
  Effect: 'Deny',
  NotPrincipal: { AWS: [EXEMPT] },
  Action: 's3:*',
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
});

/** Conditions of many kinds, of which some compare keys with each other. */
const buckets: fc.Arbitrary<Case> = fc
  .tuple(
    randomPolicy,
    fc.constantFrom(`arn:aws:iam::${A}:user/a`, `arn:aws:iam::${B}:root`, EXEMPT, 'anonymous', 'config.amazonaws.com'),
    fc.constantFrom(...ACTIONS, 's3:putbucketpolicy', 'sts:getcalleridentity'),
    fc.constantFrom(BUCKET, `${BUCKET}/ab`),
    fc.boolean(),
  )
  .map(([random, text, action, resource, isDoubtful]) => {
    const policy = isDoubtful ? withStatements(random, DOUBTFUL) : random;
    const requester = readRequester(text);
    if (requester === undefined) throw new Error(text);
    const isIam = ['role', 'user'].includes(requester.type);
    return {
      policies: { identity: isIam ? [ANYTHING.compiled] : [], resource: policy.compiled },
      request: { requester, action, resource, resourceAccount: B },
    };
  });

function classesOf({ policies, request }: Case): readonly ContextClasses[] {
  const mentions = keysThatMatter(situationOf(policies, request));
  const surroundings = { onInstance: 'sometimes', vpcIds: ['vpc-1'], endpointIds: [] } as const;
  const goals = new Map([['aws:referer', ['a']]]);
  return pathsOf(request.requester, { service: 's3', endpoints: [] }).flatMap((path) => {
    try {
      return [contextClasses({ request, path, mentions, goals, surroundings })];
    } catch (error) {
      if (error instanceof NotEnumerable) return [];
      throw error;
    }
  });
}

test('what is left of the contexts when denials are foreseen is all in which a request may be allowed', () => {
  let [left, all, made] = [0, 0, 0];
  fc.assert(
    fc.property(fc.oneof(worlds, buckets), ({ policies, request }) => {
      const situation = situationOf(policies, request);
      for (const classes of classesOf({ policies, request })) {
        const contexts = contextsIn(classes);
        expect(countContexts(classes)).toBe(contexts.length);
        const expected = contexts
          .map((context) => ({ context, decision: decide(situation, context) }))
          .filter(({ decision }) => mayAllow(decision));
        const open = openContexts(situation, classes);
        expect(open).toEqual(expected);
        expect(open.map(({ context }) => [...context])).toEqual(expected.map(({ context }) => [...context]));
        left += open.length;
        all += contexts.length;
        made++;
      }
    }),
    { numRuns: 1_000, seed: 18 },
  );
  expect(made).toBeGreaterThan(2_000);
  expect(left).toBeGreaterThan(1_000);
  expect(all - left).toBeGreaterThan(5_000);
});
