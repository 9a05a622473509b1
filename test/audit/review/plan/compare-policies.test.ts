import { compilePolicy, type CompiledPolicy } from '../../../../audit/policy/compile';
import { parsePolicyDocument } from '../../../../audit/policy/parse-document';
import { comparePolicies } from '../../../../audit/review/plan/compare-policies';

const OURS = '222222222222';
const THEIRS = '666666666666';

const policyOf = (kind: 'endpoint' | 'identity', conditions: readonly object[]): CompiledPolicy => {
  const statements = conditions.map((condition) => ({
    Effect: 'Allow',
    ...(kind === 'endpoint' && { Principal: '*' }),
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::*/*',
    Condition: condition,
  }));
  const document = parsePolicyDocument({ Version: '2012-10-17', Statement: statements }, 'policy', kind);
  if (!document.ok) throw new Error(document.problems.join('\n'));
  return compilePolicy(document.value);
};

const inAccount = (account: string, key = 'aws:ResourceAccount', operator = 'StringEquals'): object => ({
  [operator]: { [key]: account },
});

describe.each(['endpoint', 'identity'] as const)(
  'of an %s policy, which is of the resources of any account',
  (kind) => {
    const subject = {
      arn: undefined,
      partition: 'aws',
      account: OURS,
      withoutPolicy: kind === 'endpoint' ? 'allows' : 'is silent',
      ofIdentity: kind === 'identity',
    } as const;
    const ours = policyOf(kind, [inAccount(OURS)]);

    test.each(['aws:ResourceAccount', 's3:ResourceAccount'])('another account in %s is a loosening', (key) => {
      const more = policyOf(kind, [inAccount(OURS), inAccount(THEIRS, key)]);
      expect(comparePolicies(ours, more, subject)).toMatchObject({
        compared: true,
        loosenings: [{ action: 's3:getobject', before: 'is silent', after: 'allows' }],
      });
      expect(comparePolicies(more, ours, subject)).toMatchObject({ compared: true, loosenings: [] });
    });

    test('an account that is no longer named is none, nor is the same again', () => {
      expect(comparePolicies(ours, policyOf(kind, [inAccount(OURS), inAccount(OURS)]), subject)).toMatchObject({
        compared: true,
        loosenings: [],
      });
    });

    test('every account but one is looser than one', () => {
      const others = policyOf(kind, [inAccount(OURS), inAccount(OURS, 'aws:ResourceAccount', 'StringNotEquals')]);
      expect(comparePolicies(ours, others, subject)).toMatchObject({
        compared: true,
        loosenings: [{ after: 'allows' }],
      });
    });

    test('an account that a pattern matches is a loosening', () => {
      const pattern = policyOf(kind, [inAccount(OURS), inAccount('66*', 'aws:ResourceAccount', 'StringLike')]);
      const compared = comparePolicies(ours, pattern, subject);
      const owners = compared.compared
        ? compared.loosenings.map(({ context }) => context.get('aws:resourceaccount'))
        : [];
      expect(owners).toEqual([[expect.stringMatching(/^66\d{10}$/)]]);
    });
  },
);
