import { checkOrdering } from '../../../../audit/review/ordering/check-ordering';
import { ROLE, stackOf, type Block } from './blocks';

describe('order-key-policy-first-apply', () => {
  const root = 'arn:aws:iam::111111111111:root';
  const keyPolicy = (...statements: readonly Block[]) => ({ policy: JSON.stringify({ Statement: statements }) });
  const delegation = { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' };
  const ofKey = (block: Block) => checkOrdering(stackOf({ 'aws_kms_key.data': block }));

  it.each([
    ['delegates to its account', keyPolicy(delegation)],
    ['has the policy that AWS gives it', {}],
  ])('takes a key that %s', (_what, block) => {
    expect(ofKey(block)).toMatchObject({ findings: [], notReviewed: [] });
  });

  it.each([
    ['names only a role', keyPolicy({ ...delegation, Principal: { AWS: ROLE } })],
    ['leaves PutKeyPolicy out', keyPolicy({ ...delegation, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })],
    [
      'takes it away again',
      keyPolicy(delegation, {
        Sid: 'DenyChange',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:PutKeyPolicy',
        Resource: '*',
      }),
    ],
    [
      'asks for a condition that need not hold',
      keyPolicy({ ...delegation, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    ],
    ['switches the safety check off', { ...keyPolicy(delegation), bypass_policy_lockout_safety_check: true }],
  ])('finds a key that %s', (_what, block) => {
    expect(ofKey(block).findings).toMatchObject([
      { rule: 'order-key-policy-first-apply', resource: 'aws_kms_key.data' },
    ]);
  });

  it('leaves open a policy that it cannot read', () => {
    expect(ofKey(keyPolicy({ ...delegation, Action: 'kms:Decypher' }))).toMatchObject({
      findings: [],
      notReviewed: [{ resource: 'aws_kms_key.data' }],
    });
  });
});
