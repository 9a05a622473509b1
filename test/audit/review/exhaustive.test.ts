import fc from 'fast-check';
import type { Context } from '../../../audit/policy/context';
import { decide } from '../../../audit/policy/decide';
import type { Request } from '../../../audit/policy/request';
import { impliedContext } from '../../../audit/policy/request-context';
import { situationOf, type Situation } from '../../../audit/policy/situation';
import type { Path } from '../../../audit/review/contexts/paths';
import { policiesIn, policySetOf } from '../../../audit/review/prove/layers';
import { proveAll, topicsOf } from '../../../audit/review/prove/prove';
import type { Asked, Judgement } from '../../../audit/review/prove/questions';
import { partiesOf, principalsOf } from '../../../audit/review/prove/principals';
import { targetsOf } from '../../../audit/review/prove/targets';
import { Unreviewed } from '../../../audit/review/system/policies';
import type { System } from '../../../audit/review/system/system';
import { systemOf } from '../../../audit/review/system/read-system';
import { stackOf, synthesized } from './synthesized-stack';

jest.setTimeout(120_000);

/** Objects to all that is allowed. */
const EVERYTHING: Judgement = { constants: new Map(), objection: () => 'it is allowed' };

describe('the exhaustive answer', () => {
  const { deployment, json } = synthesized('deployment.yaml');
  const system = systemOf(stackOf(json));
  const asked = new Map<string, Denied>();
  const allowed = new Set<string>();
  const targets = targetsOf(system, []).filter(({ kind }) => kind === 'object' || kind === 'bucket' || kind === 'key');
  proveAll(
    system,
    topicsOf(system, principalsOf(system, partiesOf(deployment), []), () => targets),
    {
      observers: [
        {
          about: ({ layer }) => (layer === 'actual' ? () => EVERYTHING : undefined),
          observe: (fact) => allowed.add(keyOf({ asked: fact, path: fact.path })),
        },
      ],
      tally: {
        about: ({ layer }) => (layer === 'actual' ? () => true : undefined),
        note: (question, path) => asked.set(keyOf({ asked: question, path }), { asked: question, path }),
      },
    },
    new Unreviewed(),
  );
  const denied = [...asked].filter(([key]) => !allowed.has(key)).map(([, one]) => one);

  it('never denies what a random consistent context allows', () => {
    const ids = ['vpce-0ffffffffffffffff', 'vpce-1', system.endpoints[0]?.id ?? ''];
    fc.assert(
      fc.property(
        fc.constantFrom(...denied),
        fc.dictionary(fc.constantFrom(...FREE), fc.string()),
        fc.constantFrom(...ids),
        fc.boolean(),
        (one, free, vpce, tls) => {
          const situation = situationIn(one, system);
          const context = randomContext(one, situation.request, free, vpce, tls);
          expect(decide(situation, context).result).not.toBe('allow');
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

/** A question, and a path by which it is never answered with yes. */
interface Denied {
  readonly asked: Asked;
  readonly path: Path;
}

function keyOf({ asked: { principal, target, action }, path }: Denied): string {
  return [principal.text, target.arn, action, path.label].join('\n');
}

function situationIn({ asked: { layer, principal, target, action } }: Denied, system: System): Situation {
  const { arn: resource, account: resourceAccount } = target;
  const request = { requester: principal.requester, action, resource, resourceAccount };
  return situationOf(policySetOf(policiesIn(layer, principal, target, system)), request);
}

/** A context that a request by the path can have. */
function randomContext(
  { path }: Denied,
  request: Request,
  free: Record<string, string>,
  vpce: string,
  tls: boolean,
): Context {
  const context = new Map<string, readonly string[]>(Object.entries(free).map(([key, value]) => [key, [value]]));
  for (const [key, value] of impliedContext(request)) if (value !== undefined) context.set(key, [value]);
  context.set('aws:securetransport', [String(tls)]);
  context.set('aws:viaawsservice', [String(path.kind === 'forwarded')]);
  if (path.kind === 'endpoint') context.set('aws:sourcevpce', [path.endpoint?.id ?? '']);
  if (path.kind === 'other-endpoint')
    context.set('aws:sourcevpce', [
      vpce === path.endpoint?.id ? 'vpce-2' : vpce.startsWith('vpce-0d') ? 'vpce-3' : vpce,
    ]);
  if (path.kind === 'internet') context.set('aws:sourceip', ['198.51.100.7']);
  if (request.requester.type === 'service') context.set('aws:sourceaccount', [vpce]);
  return context;
}
