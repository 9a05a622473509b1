import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { S3_ACTIONS, KMS_ACTIONS } from '../../../audit/policy/actions';
import { AlikeRequests } from '../../../audit/policy/alike';
import type { Context } from '../../../audit/policy/context';
import { decide } from '../../../audit/policy/decide';
import { situationOf } from '../../../audit/policy/situation';
import { completeContext, impliedContext } from '../../../audit/policy/request-context';
import { readRequester } from '../../../audit/policy/requester';
import { ANYTHING } from '../../../audit/review/prove/principals';
import { assumedPolicy } from '../../../audit/review/system/policies';
import { A, B, BUCKET, EXEMPT, randomPolicy } from '../review/contexts/small-universe';

const OBJECT_ACTIONS = S3_ACTIONS.object.map((name) => `s3:${name.toLowerCase()}`);
const BUCKET_ACTIONS = S3_ACTIONS.bucket.map((name) => `s3:${name.toLowerCase()}`);
const KEY_ACTIONS = KMS_ACTIONS.map((name) => `kms:${name.toLowerCase()}`);
const ROLE_ACTIONS = ['assumerole', 'tagsession', 'getcalleridentity', 'getsessiontoken'].map((name) => `sts:${name}`);
const PLACES = [
  ...['a', 'ab', 'x/b'].map((key) => ({ resource: `${BUCKET}/${key}`, actions: OBJECT_ACTIONS })),
  ...[BUCKET, 'arn:aws:s3:::others', '*'].map((resource) => ({ resource, actions: BUCKET_ACTIONS })),
  { resource: `arn:aws:kms:us-east-1:${B}:key/k`, actions: KEY_ACTIONS },
  { resource: `arn:aws:kms:us-east-1:${B}:alias/k`, actions: KEY_ACTIONS },
  { resource: `arn:aws:iam::${B}:role/x`, actions: ROLE_ACTIONS },
];
const PRINCIPALS = [
  `arn:aws:iam::${B}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
  ...[A, B].flatMap((account) => [`arn:aws:iam::${account}:root`, `arn:aws:iam::${account}:user/a`]),
  ...[EXEMPT, 'anonymous', 'config.amazonaws.com'],
];
const CONTEXTS: readonly Context[] = [
  new Map([['aws:sourcevpce', ['vpce-1']]]),
  new Map([
    ['aws:sourceip', ['203.0.113.9']],
    ['aws:referer', ['a']],
  ]),
].map((context) => new Map([...context, ['aws:securetransport', ['true']]]));

const RCP = assumedPolicy('rcp', 'rcp', {
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:*', 'kms:*', 'sts:*'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
});

const IDENTITY = assumedPolicy(
  'identity',
  'identity',
  { Effect: 'Allow', Action: ['s3:Get*', 'kms:*', 'sts:*'], Resource: '*' },
  { Effect: 'Deny', Action: 's3:*', Resource: [`${BUCKET}/*b`, 'arn:aws:s3:::${aws:PrincipalAccount}/*'] },
);

const policySets = fc
  .record({
    policy: randomPolicy,
    identity: fc.constantFrom([], [ANYTHING.compiled], [IDENTITY.compiled]),
    boundary: fc.constantFrom(undefined, undefined, IDENTITY.compiled),
    rcps: fc.constantFrom([], [RCP.compiled]),
    gateway: fc.boolean(),
    restrictPublicBuckets: fc.boolean(),
  })
  .map(({ policy, gateway, ...others }) => ({
    ...others,
    resource: policy.compiled,
    endpoints: gateway ? [{ vpcEndpointId: 'vpce-1', type: 'Gateway' as const, policy: policy.compiled }] : [],
  }));

/** `SETS=60` searches for minutes; all that is asked by default is one seeded share. */
const SETS = Number(process.env.SETS ?? 2);

test('requests that share a situation are decided alike, whoever asks for what', () => {
  let shared = 0;
  const property = fc.property(fc.array(policySets, { minLength: 1, maxLength: 2 }), (sets) => {
    const alike = new AlikeRequests();
    const seen = new Set<unknown>();
    for (const text of PRINCIPALS) {
      const requester = readRequester(text);
      if (requester === undefined) throw new Error(text);
      for (const resourceAccount of [B, A]) {
        for (const policies of sets) {
          for (const { resource, actions } of PLACES) {
            const subject = { requester, resource, resourceAccount };
            const groups = alike.of(policies, subject, actions);
            expect(groups.flatMap((one) => one.actions).sort()).toEqual([...actions].sort());
            for (const { actions: group, situation } of groups) {
              const known = seen.has(situation);
              seen.add(situation);
              // The first is what the situation was made of.
              for (const action of known ? group : group.slice(1)) {
                const request = { ...subject, action };
                const own = situationOf(policies, request);
                for (const given of CONTEXTS) {
                  const context = completeContext(given, impliedContext(request));
                  const answers = [decide(situation, context), decide(own, context)];
                  if (!isDeepStrictEqual(answers[0], answers[1])) throw new Error(JSON.stringify([request, answers]));
                }
                shared++;
              }
            }
          }
        }
      }
    }
  });
  fc.assert(property, { seed: 14, numRuns: SETS });
  expect(shared).toBeGreaterThan(5_000);
});
