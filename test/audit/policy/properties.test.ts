import fc from 'fast-check';
import { decide, type Decision } from '../../../audit/policy/decide';
import { situationOf } from '../../../audit/policy/situation';
import { evaluate } from '../../../audit/policy/evaluate';
import { keysThatMatter } from '../../../audit/policy/mentions';
import { accountOf } from '../../../audit/policy/requester';
import {
  arbitraryContext,
  arbitraryStatement,
  arbitraryWorld,
  policiesOf,
  type StatementJson,
  type World,
} from './random-policies';

const answer = (world: World): Decision => decide(situationOf(policiesOf(world), world.request), world.context);
const result = (world: World): Decision['result'] => answer(world).result;

/** Adds a statement to a policy that the world has; a world without a boundary or endpoint policy stays without. */
const add = (world: World, kind: ChangedKind, statement: StatementJson): World => {
  const list = world[kind];
  return list === undefined ? world : { ...world, [kind]: [...list, statement] };
};
type ChangedKind = 'identity' | 'boundary' | 'resource' | 'endpoint';
const addition = (effect: string) =>
  fc
    .constantFrom<ChangedKind>('identity', 'boundary', 'resource', 'endpoint')
    .chain((kind) => fc.tuple(fc.constant(kind), arbitraryStatement(kind, fc.constant(effect))));
const runs = { numRuns: 1000 };

describe('for all policies, requests and contexts', () => {
  it('the sample is fair: every answer is given, for many reasons', () => {
    const seen = new Set(
      fc.sample(arbitraryWorld, { numRuns: 5000, seed: 4 }).map((world) => {
        const decision = answer(world);
        return 'because' in decision ? `${decision.result} ${decision.because}` : decision.result;
      }),
    );
    expect([...seen].sort()).toEqual([
      'allow both',
      'allow identity',
      'allow resource',
      'allow root-recovery',
      'allow root-user',
      'explicit-deny statement',
      'implicit-deny endpoint-policy',
      'implicit-deny identity-policy',
      'implicit-deny no-statement',
      'implicit-deny not-across-accounts',
      'implicit-deny permissions-boundary',
      'implicit-deny resource-policy',
      'implicit-deny resource-policy-delegates-only',
      'unknown',
    ]);
  });

  it('adding a Deny never allows', () => {
    fc.assert(
      fc.property(arbitraryWorld, addition('Deny'), (world, [kind, statement]) => {
        if (result(world) !== 'allow') expect(result(add(world, kind, statement))).not.toBe('allow');
      }),
      runs,
    );
  });

  it('adding an Allow never denies', () => {
    fc.assert(
      fc.property(arbitraryWorld, addition('Allow'), (world, [kind, statement]) => {
        if (result(world) === 'allow') expect(result(add(world, kind, statement))).toBe('allow');
        else if (result(world) === 'explicit-deny') expect(result(add(world, kind, statement))).toBe('explicit-deny');
      }),
      runs,
    );
  });

  it('an explicit deny wins', () => {
    const denyAll = { Effect: 'Deny', Action: '*', Resource: '*' };
    fc.assert(
      fc.property(arbitraryWorld, (world) => {
        const denied = answer(add(world, 'resource', { ...denyAll, Principal: '*' }));
        const recovers = denied.result === 'allow' && denied.because === 'root-recovery';
        const mendsPolicy = world.request.requester.type === 'root' && world.request.action === 's3:putbucketpolicy';
        if (mendsPolicy)
          expect(denied.result === 'explicit-deny' || recovers || world.endpoint !== undefined).toBe(true);
        else expect(denied.result).toBe('explicit-deny');
        expect(result(add(world, 'identity', denyAll))).toBe('explicit-deny');
      }),
      runs,
    );
  });

  it('access across accounts needs both sides', () => {
    fc.assert(
      fc.property(arbitraryWorld, (world) => {
        const account = accountOf(world.request.requester);
        if (account === undefined || account === world.request.resourceAccount) return;
        expect(result({ ...world, resource: [] })).not.toBe('allow');
        if (world.request.requester.type !== 'root') expect(result({ ...world, identity: [] })).not.toBe('allow');
      }),
      runs,
    );
  });

  it('the order of statements is irrelevant', () => {
    fc.assert(
      fc.property(arbitraryWorld, (world) => {
        const reversed = {
          ...world,
          identity: world.identity.toReversed(),
          boundary: world.boundary?.toReversed(),
          resource: world.resource.toReversed(),
          endpoint: world.endpoint?.toReversed(),
        };
        expect(result(reversed)).toBe(result(world));
      }),
      runs,
    );
  });

  it('only the keys that matter to a situation change its answer', () => {
    fc.assert(
      fc.property(arbitraryWorld, arbitraryContext, (world, other) => {
        const situation = situationOf(policiesOf(world), world.request);
        const matter = keysThatMatter(situation);
        const mixed = new Map([
          ...[...world.context].filter(([key]) => matter.has(key)),
          ...[...other].filter(([key]) => !matter.has(key)),
        ]);
        expect(decide(situation, mixed)).toEqual(decide(situation, world.context));
      }),
      runs,
    );
  });

  it('a session policy, a service control policy or a resource control policy never allows more', () => {
    const request = {
      principal: 'arn:aws:iam::111111111111:role/app',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::orders/a',
      resourceAccount: '111111111111',
    };
    const document = (list: readonly StatementJson[]) => ({ Version: '2012-10-17', Statement: list });
    const limits = fc.constantFrom('sessionPolicy', 'serviceControlPolicies', 'resourceControlPolicies');
    fc.assert(
      fc.property(arbitraryWorld, limits, ({ identity, resource, boundary = [] }, kind) => {
        fc.pre(identity.length > 0 && resource.length > 0 && boundary.length > 0);
        const given = { request, identityPolicies: [document(identity)], resourcePolicy: document(resource) };
        const ofOrganization = document(boundary.map((one) => ({ ...one, Effect: 'Deny', Principal: '*' })));
        const limit = kind === 'resourceControlPolicies' ? [ofOrganization] : document(boundary);
        const limited = { ...given, [kind]: kind === 'serviceControlPolicies' ? [limit] : limit };
        if (evaluate(given).result !== 'allow') expect(evaluate(limited).result).not.toBe('allow');
      }),
    );
  });
});
