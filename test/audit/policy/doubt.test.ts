import { SOME_VALUE, UNKNOWN, type Context } from '../../../audit/policy/context';
import { decide } from '../../../audit/policy/decide';
import { readRequester } from '../../../audit/policy/requester';
import { situationOf } from '../../../audit/policy/situation';
import { assumedPolicy } from '../../../audit/review/system/policies';

const ALLOW = { Sid: 'Reads', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };

/** Why it is not known what a bucket's policy comes to; none where it is known. */
function doubts(
  statement: object,
  context: Context,
  principal = 'arn:aws:iam::222222222222:user/a',
): readonly string[] {
  const requester = readRequester(principal);
  if (requester === undefined) throw new Error(principal);
  const resource = assumedPolicy('aws_s3_bucket_policy.b', 'resource', { ...ALLOW, ...statement }).compiled;
  const request = {
    requester,
    action: 's3:getobject',
    resource: 'arn:aws:s3:::orders/a',
    resourceAccount: '222222222222',
  };
  const decision = decide(situationOf({ identity: [], resource }, request), context);
  return decision.result === 'unknown' ? decision.doubts : [];
}

const ANY_IF_EXISTS = { Condition: { 'ForAnyValue:StringEqualsIfExists': { 'aws:PrincipalOrgPaths': 'o-a/r-a/' } } };
const BY_TAG = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a', 'aws:SourceVpce': 'vpce-1' } } };
const TAG = 'aws:principaltag/team';

test.each<readonly [string, object, Context, string | undefined]>([
  ['what another key has decided', BY_TAG, new Map([[TAG, UNKNOWN]]), undefined],
  [
    'a tag of which no value is known',
    BY_TAG,
    new Map([
      [TAG, SOME_VALUE],
      ['aws:sourcevpce', ['vpce-1']],
    ]),
    'the value of aws:PrincipalTag/team is not known',
  ],
  [
    'two keys of which no value is known',
    BY_TAG,
    new Map([
      [TAG, SOME_VALUE],
      ['aws:sourcevpce', UNKNOWN],
    ]),
    'the value of aws:PrincipalTag/team, aws:SourceVpce is not known',
  ],
  [
    'what AWS does not say',
    ANY_IF_EXISTS,
    new Map(),
    'AWS does not say what ForAnyValue:StringEqualsIfExists comes to where aws:PrincipalOrgPaths is missing',
  ],
  [
    'what is known',
    BY_TAG,
    new Map([
      [TAG, ['a']],
      ['aws:sourcevpce', ['vpce-1']],
    ]),
    undefined,
  ],
])('%s is told in a sentence', (_, statement, context, reason) => {
  const sentence = `whether aws_s3_bucket_policy.b.Statement[0] "Reads" applies is not known: ${reason ?? ''}`;
  expect(doubts(statement, context)).toEqual(reason === undefined ? [] : [sentence]);
});
