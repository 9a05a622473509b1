import { readRequester } from '../../../audit/policy/requester';
import { readCaller, withRolePath } from '../../../audit/rehearse/caller';
import type { Witness } from '../../../audit/records/witness';

const CANONICAL = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const SESSION = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';
const by = (caller: string | null): Witness => ({ path: 'address', caller });

/** S3 User Guide, "Amazon S3 server access log format" (Requester); CloudTrail names whom a canonical id stands for. */
test.each<readonly [string, string | null, Witness | null, string | undefined]>([
  ['a session', SESSION, null, SESSION],
  ['a session, whatever CloudTrail says', SESSION, by('arn:aws:iam::222222222222:root'), SESSION],
  ['nobody', null, null, 'anonymous'],
  ['nobody, whatever CloudTrail says', null, by(SESSION), 'anonymous'],
  ['S3 itself', 'AmazonS3', null, 's3.amazonaws.com'],
  ['a service', 'svc:config.amazonaws.com', null, 'config.amazonaws.com'],
  ['a canonical id', CANONICAL, null, undefined],
  ['a canonical id whose caller CloudTrail names', CANONICAL, by(SESSION), SESSION],
  ['a canonical id whose caller CloudTrail does not name', CANONICAL, by(null), undefined],
  ['a canonical id whose caller is an account alone', CANONICAL, by('111111111111'), undefined],
  [
    'a canonical id of which the sources contradict each other',
    CANONICAL,
    { path: 'contradiction', about: 'caller', caller: SESSION },
    undefined,
  ],
  ['what is as long as a canonical id', `${CANONICAL}0`, by(SESSION), undefined],
  ['what is written before a canonical id', `x${CANONICAL}`, by(SESSION), undefined],
  ['what is no principal', 'somebody', null, undefined],
])('%s', (_, requester, witness, principal) => {
  const caller = readCaller(requester, witness);
  expect(caller.kind === 'known' ? caller.requester : undefined).toEqual(
    principal === undefined ? undefined : readRequester(principal),
  );
});

test('why nobody knows who asked is told', () => {
  expect(readCaller(CANONICAL, null)).toEqual({
    kind: 'unknown',
    why: 'the log names its caller by the canonical id 79a59df9… alone',
  });
  expect(readCaller('somebody', null)).toEqual({
    kind: 'unknown',
    why: 'its caller is named "somebody", which is no principal of a policy',
  });
});

describe('the path of a role', () => {
  const pathOf = (text: string, ...roles: readonly string[]): string | undefined => {
    const requester = readRequester(text);
    if (requester === undefined) throw new Error(text);
    const found = withRolePath(requester, roles);
    return found.type === 'role' ? found.roleArn : 'no role';
  };
  const ROLE = 'arn:aws:iam::111111111111:role/team/reader';

  test('is that of the role that has its name, in its account and partition', () => {
    expect(pathOf(SESSION, 'arn:aws:iam::111111111111:role/other', ROLE)).toBe(ROLE);
    expect(
      pathOf(SESSION, 'arn:aws:iam::222222222222:role/reader', 'arn:aws-cn:iam::111111111111:role/reader'),
    ).toBeUndefined();
    expect(pathOf(SESSION, 'arn:aws:iam::111111111111:user/reader', 'reader')).toBeUndefined();
    expect(pathOf(SESSION)).toBeUndefined();
  });

  test('is not known where two tell it differently', () => {
    expect(pathOf(SESSION, ROLE, ROLE)).toBe(ROLE);
    expect(pathOf(SESSION, ROLE, 'arn:aws:iam::111111111111:role/other/reader')).toBeUndefined();
  });

  test('is known of whoever tells it, and nothing of whoever is no role', () => {
    expect(pathOf('arn:aws:iam::111111111111:role/reader', ROLE)).toBe('arn:aws:iam::111111111111:role/reader');
    expect(pathOf('arn:aws:iam::111111111111:user/reader', ROLE)).toBe('no role');
  });
});
