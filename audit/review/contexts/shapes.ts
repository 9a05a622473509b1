import type { Requester } from '../../policy/requester';
import { ANY_CHARACTER, charactersLike } from './atoms/characters';
import { literalPattern, runOf, times, type Pattern } from './atoms/pattern';
import { STRANGER_ACCOUNT } from './stranger';
import { entryOf } from '../../../contract/entry-of';

export const DIGIT = charactersLike('digit', /^[0-9]$/);
/** Characters of names in IAM. Source: IAM User Guide, "IAM and AWS STS quotas", name requirements. */
export const NAME = charactersLike('name', /^[\w+=,.@-]$/);
const NO_DIGIT_OR_COLON = charactersLike('neither digit nor colon', /^[^0-9:]$/);
const NO_COLON = charactersLike('no colon', /^[^:]$/);

export const ACCOUNT_ID: Pattern = times(DIGIT, 12);

const ACCOUNT_KEYS: ReadonlySet<string> = new Set([
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:vpceaccount',
  's3:dataaccesspointaccount',
]);

/** IAM User Guide, "Principal key values": `aws:userid` by the kind of principal; a unique id begins with a letter. */
const USER_IDS: Partial<Record<Requester['type'], Pattern>> = {
  root: ACCOUNT_ID,
  user: [...times(NO_DIGIT_OR_COLON, 1), ...runOf(NO_COLON)],
  role: [...times(NO_DIGIT_OR_COLON, 1), ...runOf(NO_COLON), ...literalPattern(':'), ...runOf(NAME, 2)],
  'federated-user': [...ACCOUNT_ID, ...literalPattern(':'), ...runOf(NAME, 2)],
  anonymous: literalPattern('anonymous'),
};

const ANYTHING: Pattern = runOf(ANY_CHARACTER);

/** What the values of a key look like, where its witnesses could else not exist. */
export function shapeOf(key: string, { type }: Requester): Pattern {
  if (ACCOUNT_KEYS.has(key)) return ACCOUNT_ID;
  return (key === 'aws:userid' ? USER_IDS[type] : undefined) ?? ANYTHING;
}

/** A value that stands for any other, well-formed for its key. */
const OTHERS: Readonly<Record<string, string>> = {
  'aws:sourcevpce': 'vpce-0ffffffffffffffff',
  'aws:sourcevpc': 'vpc-0ffffffffffffffff',
  'aws:ec2instancesourcevpc': 'vpc-0ffffffffffffffff',
  'aws:sourceaccount': STRANGER_ACCOUNT,
  'aws:sourcearn': 'arn:aws:s3:::a-bucket-of-another-account',
  'aws:vpceaccount': STRANGER_ACCOUNT,
  'aws:principalorgid': 'o-another',
  'aws:resourceorgid': 'o-another',
  'aws:vpceorgid': 'o-another',
  'kms:viaservice': 'ec2.us-east-1.amazonaws.com',
  's3:x-amz-acl': 'private',
};

/** A value of a key that no policy names. */
export function otherValue(key: string): string {
  return entryOf(OTHERS, key) ?? 'other';
}
