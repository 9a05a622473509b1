import fc from 'fast-check';
import type { Context } from '../../../audit/policy/context';
import { decide } from '../../../audit/policy/decide';
import { impliedContext } from '../../../audit/policy/request-context';
import { proveAll, topicsOf, type Fact } from '../../../audit/review/prove/prove';
import { partiesOf, principalsOf } from '../../../audit/review/prove/principals';
import { targetsOf } from '../../../audit/review/prove/targets';
import { Unreviewed } from '../../../audit/review/system/policies';
import { systemOf } from '../../../audit/review/system/read-system';
import { stackOf, synthesized } from './synthesized-stack';

jest.setTimeout(120_000);

describe('the exhaustive answer', () => {
  const { deployment, json } = synthesized('deployment.yaml');
  const system = systemOf(stackOf(json));
  /** By question and path: whether any context was allowed, and one fact to ask again. */
  const answers = new Map<string, { fact: Fact; allowed: boolean }>();
  const targets = targetsOf(system, []).filter(({ kind }) => kind === 'object' || kind === 'bucket' || kind === 'key');
  proveAll(
    system,
    topicsOf(system, principalsOf(system, partiesOf(deployment), []), () => targets),
    [
      {
        allowedOnly: false,
        constants: ({ layer }) => (layer === 'actual' ? new Map() : undefined),
        observe: (fact) => {
          const key = [fact.principal.text, fact.target.arn, fact.action, fact.path.label].join('\n');
          const known = answers.get(key);
          answers.set(key, { fact, allowed: fact.decision.result === 'allow' || known?.allowed === true });
        },
      },
    ],
    new Unreviewed(),
  );
  const denied = [...answers.values()].filter(({ allowed }) => !allowed).map(({ fact }) => fact);

  it('never denies what a random consistent context allows', () => {
    const ids = ['vpce-0ffffffffffffffff', 'vpce-1', system.endpoints[0]?.id ?? ''];
    fc.assert(
      fc.property(
        fc.constantFrom(...denied),
        fc.dictionary(fc.constantFrom(...FREE), fc.string()),
        fc.constantFrom(...ids),
        fc.boolean(),
        (fact, free, vpce, tls) => {
          const context = randomContext(fact, free, vpce, tls);
          expect(decide(fact.situation, context).result).not.toBe('allow');
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

const FREE = [
  ...['s3:x-amz-acl', 's3:prefix', 'aws:useragent', 'aws:referer', 'kms:encryptioncontext:aws:s3:arn'],
  ...['kms:encryptioncontext:aws:cloudtrail:arn', 'aws:principalorgid'],
];

/** A context that a request of the fact's path can have. */
function randomContext(fact: Fact, free: Record<string, string>, vpce: string, tls: boolean): Context {
  const context = new Map<string, readonly string[]>(Object.entries(free).map(([key, value]) => [key, [value]]));
  const { requester } = fact.situation.request;
  for (const [key, value] of impliedContext(fact.situation.request)) if (value !== undefined) context.set(key, [value]);
  context.set('aws:securetransport', [String(tls)]);
  context.set('aws:viaawsservice', [String(fact.path.kind === 'forwarded')]);
  if (fact.path.kind === 'endpoint') context.set('aws:sourcevpce', [fact.path.endpoint?.id ?? '']);
  if (fact.path.kind === 'other-endpoint')
    context.set('aws:sourcevpce', [
      vpce === fact.path.endpoint?.id ? 'vpce-2' : vpce.startsWith('vpce-0d') ? 'vpce-3' : vpce,
    ]);
  if (fact.path.kind === 'internet') context.set('aws:sourceip', ['198.51.100.7']);
  if (requester.type === 'service') context.set('aws:sourceaccount', [vpce]);
  return context;
}
