import fc from 'fast-check';
import { UNKNOWN, type Context } from '../../../audit/policy/context';
import { decide } from '../../../audit/policy/decide';
import { ManyRequests } from '../../../audit/policy/many-requests';
import { completeContext, impliedContext, withWhatIsThere } from '../../../audit/policy/request-context';
import { readRequester } from '../../../audit/policy/requester';
import { decideReadings, roleArnReadings, rolePathsOf } from '../../../audit/policy/role-paths';
import { situationOf } from '../../../audit/policy/situation';
import { assumedPolicy } from '../../../audit/review/system/policies';
import { A, B, BUCKET, EXEMPT, randomPolicy } from '../review/contexts/small-universe';

const PRINCIPALS = [
  ...['anonymous', 'config.amazonaws.com', EXEMPT, `arn:aws:iam::${B}:root`],
  ...[A, B].flatMap((account) => [`arn:aws:iam::${account}:user/a`, `arn:aws:iam::${account}:user/b`]),
  ...['exempt', 'other', 'another', 'AWSServiceRoleForX'].map((name) => `arn:aws:sts::${B}:assumed-role/${name}/i-1`),
];
const PLACES = [
  ...['a', 'ab', 'x/b'].map((key) => ['s3:getobject', `${BUCKET}/${key}`] as const),
  ['s3:putbucketpolicy', BUCKET] as const,
  ['kms:decrypt', `arn:aws:kms:us-east-1:${B}:key/k`] as const,
];
const CONTEXTS: readonly Context[] = [
  new Map([['aws:sourcevpce', ['vpce-1']]]),
  new Map([['aws:sourcevpce', UNKNOWN]]),
  new Map([
    ['aws:sourceip', ['203.0.113.9']],
    ['aws:referer', ['a']],
  ]),
];
const PATHS = assumedPolicy('scp', 'scp', {
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${B}:role/team/*`, `arn:aws:iam::${B}:role/other`] } },
});

const policySets = fc
  .record({ policy: randomPolicy, asksPath: fc.boolean(), gateway: fc.boolean(), restrictPublicBuckets: fc.boolean() })
  .map(({ policy: { compiled }, asksPath, gateway, restrictPublicBuckets }) => ({
    identity: [assumedPolicy('all', 'identity', { Effect: 'Allow', Action: '*', Resource: '*' }).compiled],
    ...{ resource: compiled, restrictPublicBuckets, ...(asksPath && { scps: [[PATHS.compiled]] }) },
    endpoints: gateway ? [{ vpcEndpointId: 'vpce-1', type: 'Gateway' as const, policy: compiled }] : [],
  }));

test('of many requests each is decided as it is alone, whichever came before', () => {
  const property = fc.property(policySets, (policies) => {
    const many = new ManyRequests(policies);
    for (const requester of PRINCIPALS.flatMap((text) => readRequester(text) ?? []))
      for (const [action, resource] of PLACES)
        for (const resourceAccount of [A, B])
          for (const context of CONTEXTS)
            for (const identity of [policies.identity, []]) {
              const request = { requester, action, resource, resourceAccount };
              const alone = { ...policies, identity };
              const complete = withWhatIsThere(completeContext(context, impliedContext(request)), request);
              const arns = roleArnReadings(requester, () => rolePathsOf(alone));
              const expected = decideReadings(arns, complete, (one) => decide(situationOf(alone, request), one));
              expect(many.decide(request, identity.length > 0, () => context)).toEqual(expected);
            }
  });
  fc.assert(property, { numRuns: 15, seed: 17 });
});
