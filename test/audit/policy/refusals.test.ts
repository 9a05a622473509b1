import { readFileSync } from 'node:fs';
import { evaluate } from '../../../audit/policy/evaluate';
import { POLICY_LIMITS, refusal, type PolicyCarrier } from '../../../audit/policy/refusals';

const CARRIERS = Object.keys(POLICY_LIMITS) as PolicyCarrier[];

/** A document of so many characters. */
function ofLength(length: number): object {
  const empty = { Sid: '' };
  return { Sid: 'x'.repeat(length - JSON.stringify(empty).length) };
}

describe('the length of a policy', () => {
  it.each(CARRIERS)('%s: may be as long as AWS takes, and not one character longer', (carrier) => {
    const { most } = POLICY_LIMITS[carrier];
    expect(refusal([ofLength(most)], carrier)?.certain).not.toBe(true);
    expect(refusal([ofLength(most + 1)], carrier)).toMatchObject({ certain: true });
  });

  it('is measured in bytes, in characters, or without white space, as AWS does of each kind', () => {
    const { most } = POLICY_LIMITS.s3;
    const umlauts = { Sid: 'ü'.repeat(most / 2) };
    expect(refusal([umlauts], 's3')?.problem).toContain('bytes');
    expect(refusal([umlauts], 'endpoint')).toBeUndefined();
    const spaces = { Sid: ' '.repeat(most) };
    expect(refusal([spaces], 'endpoint')?.problem).toContain('20,490 characters;');
    expect(refusal([spaces], 'managed')).toBeUndefined();
  });

  it('of inline policies is that of all together', () => {
    const half = ofLength(POLICY_LIMITS.inline.most / 2);
    expect(refusal([half, half], 'inline')).toBeUndefined();
    expect(refusal([half, half, {}], 'inline')).toMatchObject({ certain: true });
  });

  it('of a trust policy may have been raised, which nobody knows', () => {
    expect(refusal([ofLength(2_048)], 'trust')).toBeUndefined();
    expect(refusal([ofLength(2_049)], 'trust')).toMatchObject({ certain: false });
  });

  it('is beside it one of statements, of queues and topics', () => {
    expect(refusal([{ Statement: Array.from({ length: 20 }, () => ({})) }], 'sqs')).toBeUndefined();
    expect(refusal([{ Statement: Array.from({ length: 21 }, () => ({})) }], 'sqs')?.problem).toContain('21 statements');
  });

  it.each(['managed', 'inline', 'trust', 'kms'] as const)(
    'goes with its characters: %s has those of Latin-1',
    (carrier) => {
      expect(refusal([{ Sid: 'Größe\t' }], carrier)).toBeUndefined();
      expect(refusal([{ Sid: 'a\u0100' }], carrier)?.problem).toContain('"\u0100" is no character');
      expect(refusal([{ Sid: '\u{1f600}' }], carrier)?.certain).toBe(true);
    },
  );

  it('does not go with them in a bucket policy, whose keys may have any', () => {
    expect(refusal([{ Resource: 'arn:aws:s3:::orders/注文' }], 's3')).toBeUndefined();
  });

  it('stands in docs/limits.md for every kind', () => {
    const text = readFileSync('docs/limits.md', 'utf8');
    for (const carrier of CARRIERS) {
      const { most, counted } = POLICY_LIMITS[carrier];
      expect(text).toMatch(new RegExp(`\\b${most.toLocaleString('en-US')}\\b.*\\| ${counted} \\|`));
    }
  });
});

describe('a case with a policy that AWS would refuse for its length', () => {
  const request = {
    principal: 'arn:aws:iam::111111111111:role/app',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::orders/a',
    resourceAccount: '111111111111',
  };
  const allow = (length: number, more: object = {}): object => {
    const statement = (filling: string): object => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: ['arn:aws:s3:::orders/*', `arn:aws:s3:::${filling}`],
          ...more,
        },
      ],
    });
    return statement('x'.repeat(length - JSON.stringify(statement('')).length));
  };

  it('is an error, and is decided one character below', () => {
    const everyone = { Principal: '*' };
    const answer = (resourcePolicy: object): string => evaluate({ request, resourcePolicy }).result;
    expect(answer(allow(20_480, everyone))).toBe('allow');
    expect(answer(allow(20_481, everyone))).toBe('error');
  });

  it.each([
    ['serviceControlPolicies', 10_240],
    ['resourceControlPolicies', 5_120],
  ] as const)('holds of %s, too', (element, most) => {
    const more = element === 'resourceControlPolicies' ? { Effect: 'Deny', Principal: '*' } : {};
    const given = (length: number): object => ({ [element]: [allow(length, more)] });
    expect(evaluate({ request, ...given(most) }).result).not.toBe('error');
    expect(evaluate({ request, ...given(most + 1) }).reason).toContain(`takes at most ${most.toLocaleString('en-US')}`);
  });

  it('does not hold of policies that AWS may manage, such as ReadOnlyAccess, which is longer than any of a customer', () => {
    const readOnly = allow(60_000);
    const carried = { identityPolicies: [readOnly], permissionsBoundary: readOnly, sessionPolicy: readOnly };
    expect(evaluate({ request, ...carried }).result).toBe('allow');
  });
});
