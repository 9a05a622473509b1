import fc from 'fast-check';
import { S3_ACTIONS, KMS_ACTIONS } from '../../../audit/policy/actions';
import { AlikeActions } from '../../../audit/policy/alike';
import type { Context } from '../../../audit/policy/context';
import { decide } from '../../../audit/policy/decide';
import { situationOf } from '../../../audit/policy/situation';
import { completeContext, impliedContext } from '../../../audit/policy/request-context';
import { readRequester } from '../../../audit/policy/requester';
import { ANYTHING } from '../../../audit/review/prove/principals';
import { assumedPolicy } from '../../../audit/review/system/policies';
import { A, B, BUCKET, EXEMPT, randomPolicy } from '../review/contexts/small-universe';

const PLACES = [
  { resource: `${BUCKET}/ab`, actions: S3_ACTIONS.object.map((name) => `s3:${name.toLowerCase()}`) },
  { resource: BUCKET, actions: S3_ACTIONS.bucket.map((name) => `s3:${name.toLowerCase()}`) },
  {
    resource: `arn:aws:kms:us-east-1:${B}:key/k`,
    actions: KMS_ACTIONS.map((name) => `kms:${name.toLowerCase()}`),
  },
  {
    resource: `arn:aws:iam::${B}:role/x`,
    actions: ['assumerole', 'tagsession', 'getcalleridentity', 'getsessiontoken'].map((name) => `sts:${name}`),
  },
];
const PRINCIPALS = [
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

test('actions of one group are decided alike, whoever asks', () => {
  let grouped = 0;
  const property = fc.property(
    randomPolicy,
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(...PLACES),
    fc.constantFrom(...PRINCIPALS),
    ({ compiled }, anything, underRcp, { resource, actions }, text) => {
      const requester = readRequester(text);
      if (requester === undefined) throw new Error(text);
      const isIam = 'accountId' in requester && requester.type !== 'root';
      const policies = {
        identity: isIam && anything ? [ANYTHING.compiled] : [],
        resource: compiled,
        rcps: underRcp ? [RCP.compiled] : [],
      };
      const subject = { requester, resource, resourceAccount: B };
      const answer = (action: string) =>
        CONTEXTS.map((context) => {
          const request = { ...subject, action };
          return decide(situationOf(policies, request), completeContext(context, impliedContext(request)));
        });
      const groups = new AlikeActions().of(policies, subject, actions);
      expect(groups.flat().sort()).toEqual([...actions].sort());
      for (const [first = '', ...others] of groups) {
        for (const action of others) expect([action, answer(action)]).toEqual([action, answer(first)]);
        grouped += others.length;
      }
    },
  );
  fc.assert(property, { seed: 14, numRuns: 300 });
  expect(grouped).toBeGreaterThan(5_000);
});
