import { AlikeRequests } from '../../../audit/policy/alike';
import { completeContext, impliedContext } from '../../../audit/policy/request-context';
import { decide } from '../../../audit/policy/decide';
import { readRequester } from '../../../audit/policy/requester';
import { situationOf, type PolicySet } from '../../../audit/policy/situation';
import { assumedPolicy } from '../../../audit/review/system/policies';

const RESOURCE = 'arn:aws:s3:::orders/a';
const ACTIONS = ['s3:getobject', 's3:putobject'];
const everything = { Action: '*', Resource: '*' };
const identity = assumedPolicy('identity', 'identity', { Effect: 'Allow', ...everything }).compiled;
const silent = (kind: 'boundary' | 'session' | 'scp' | 'endpoint') =>
  assumedPolicy(kind, kind, {
    ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' },
    ...(kind === 'endpoint' && { Principal: '*' }),
  }).compiled;
const open = assumedPolicy('bucket', 'resource', { Effect: 'Allow', Principal: '*', ...everything, Action: 's3:*' });

/** Sets that have the same statements about these actions, and are not the same: what is silent denies, where it must allow. */
const SETS: Readonly<Record<string, PolicySet>> = {
  'an identity policy alone': { identity: [identity] },
  'a boundary that says nothing of it': { identity: [identity], boundary: silent('boundary') },
  'a session policy that says nothing of it': { identity: [identity], session: [silent('session')] },
  'a session without a policy': { identity: [identity], session: [] },
  'a level of service control policies that says nothing of it': { identity: [identity], scps: [[silent('scp')]] },
  'an endpoint whose policy says nothing of it': { identity: [identity], endpoints: [{ policy: silent('endpoint') }] },
  'one named endpoint whose policy says nothing of it': {
    identity: [identity],
    endpoints: [{ vpcEndpointId: 'vpce-1', policy: silent('endpoint') }],
  },
  'an interface endpoint whose policy says nothing of it': {
    identity: [identity],
    endpoints: [{ type: 'Interface', policy: silent('endpoint') }],
  },
  'a public bucket': { identity: [identity], resource: open.compiled },
  'a public bucket that is blocked': { identity: [identity], resource: open.compiled, restrictPublicBuckets: true },
  'a public bucket behind an access point': {
    ...{ identity: [identity], resource: open.compiled, restrictPublicBuckets: true },
    publicSubject: 'access-point',
  },
};

const REQUESTERS = ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::222222222222:role/a', 'anonymous'];
const CONTEXTS = [new Map(), new Map([['aws:sourcevpce', ['vpce-1']]]), new Map([['aws:sourcevpce', ['vpce-2']]])];

describe.each(Object.keys(SETS))('%s is not taken for', (name) => {
  test.each(Object.keys(SETS).filter((other) => other !== name))('%s, nor that for it', (other) => {
    for (const text of REQUESTERS) {
      const requester = readRequester(text);
      if (requester === undefined) throw new Error(text);
      const subject = { requester, resource: RESOURCE, resourceAccount: '222222222222' };
      const alike = new AlikeRequests();
      for (const policies of [SETS[name], SETS[other]]) {
        if (policies === undefined) throw new Error('no such set');
        for (const { actions, situation } of alike.of(policies, subject, ACTIONS)) {
          for (const action of actions) {
            const request = { ...subject, action };
            for (const given of CONTEXTS) {
              const context = completeContext(given, impliedContext(request));
              expect(decide(situation, context)).toEqual(decide(situationOf(policies, request), context));
            }
          }
        }
      }
    }
  });
});

test('the sets are not all decided alike', () => {
  const requester = readRequester(REQUESTERS[1] ?? '');
  if (requester === undefined) throw new Error('no requester');
  const request = { requester, action: 's3:getobject', resource: RESOURCE, resourceAccount: '222222222222' };
  const context = completeContext(CONTEXTS[1] ?? new Map(), impliedContext(request));
  const results = Object.values(SETS).map((policies) => decide(situationOf(policies, request), context).result);
  expect(new Set(results).size).toBeGreaterThan(1);
});
