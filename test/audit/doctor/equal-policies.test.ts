import { checkEqual } from '../../../audit/doctor/equal-policies';
import { compilePolicy } from '../../../audit/policy/compile';
import { parsePolicyText } from '../../../audit/policy/parse-document';

const ENDPOINT = {
  arn: undefined,
  partition: 'aws',
  account: '111111111111',
  withoutPolicy: 'allows',
  ofIdentity: false,
} as const;

const statement = (account: string | readonly string[], action = 's3:GetObject') => ({
  Effect: 'Allow',
  Principal: '*',
  Action: action,
  Resource: 'arn:aws:s3:::orders/*',
  Condition: {
    ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/orders-instance' },
    StringLike: { 'aws:ResourceAccount': account },
  },
});

const text = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

function held(live: string, synthesized: string) {
  const parsed = parsePolicyText(synthesized, 'synthesized', 'endpoint');
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return checkEqual('endpoint-policy', 'vpce-1', live, { known: true, policy: compilePolicy(parsed.value) }, ENDPOINT);
}

const OWN = statement('222222222222');
const LISTING = statement('222222222222', 's3:PutObject');

test('a policy equals itself, however it is ordered', () => {
  expect(held(text(LISTING, OWN), text(OWN, LISTING))).toMatchObject({ result: 'ok' });
});

test.each([
  ['a permission for buckets of another account taken out', text(LISTING), text(OWN, LISTING), /^is stricter/],
  ['a permission for buckets of another account put in', text(OWN, LISTING), text(LISTING), /^is looser/],
  ['one more account', text(statement(['222222222222', '333333333333'])), text(OWN), /^is looser.*=333333333333/],
  ['any account', text({ ...OWN, Condition: { ArnEquals: OWN.Condition.ArnEquals } }), text(OWN), /^is looser/],
])('finds %s', (_what, live, synthesized, what) => {
  expect(held(live, synthesized)).toMatchObject({
    result: 'wrong',
    what: expect.stringMatching(what) as string,
  });
});

test('finds accounts of which a pattern speaks', () => {
  const what = expect.stringMatching(/^is looser.*=2222\d{8}/) as string;
  expect(held(text(statement('2222*')), text(OWN))).toMatchObject({ result: 'wrong', what });
});
