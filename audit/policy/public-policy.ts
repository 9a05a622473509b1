import { readCidr, type Cidr } from '../../contract/address';
import type { CompiledPolicy, CompiledStatement } from './compile';
import type { CompiledCondition } from './condition';
import type { PrincipalEntry } from './document';
import type { Truth } from './truth';

/** The statements that make a policy public, and those of which nobody can tell. */
export interface PublicStatements {
  readonly surely: readonly CompiledStatement[];
  readonly perhaps: readonly CompiledStatement[];
}

/** Where the policy stands: an access point is told apart by its own rules. */
export type PublicSubject = 'bucket' | 'access-point';

/**
 * The Allow statements for which S3 calls a policy public: S3 "begins by assuming that the policy is public"; a statement
 * is not when it grants only to fixed values (no wildcard, no policy variable) of principals, or of one of the keys that
 * S3 lists.
 * Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
 */
export function publicStatements(policy: CompiledPolicy, subject: PublicSubject): PublicStatements {
  const allows = policy.statements.filter(({ effect }) => effect === 'Allow');
  const judged = allows.map((statement) => ({ statement, fixed: isFixed(statement, subject) }));
  const where = (fixed: Truth): CompiledStatement[] =>
    judged.filter((one) => one.fixed === fixed).map(({ statement }) => statement);
  return { surely: where(false), perhaps: where(undefined) };
}

/** Whether a statement grants to fixed values only. */
function isFixed({ source, conditions }: CompiledStatement, subject: PublicSubject): Truth {
  const { principals } = source;
  const named = principals !== undefined && !principals.negated;
  if (named && principals.entries.every(isFixedPrincipal)) return true;
  const judged = conditions.map((condition) => limitsToFixed(condition, subject));
  if (judged.includes(true)) return true;
  return judged.includes(undefined) ? undefined : false;
}

/** Whom a well-known identity provider vouches for may be anybody: S3's own example of a public policy. */
function isFixedPrincipal({ type }: PrincipalEntry): boolean {
  return type !== 'everyone' && type !== 'federated';
}

type Judge = (value: string) => Truth;

const isFixedText: Judge = (value) => !/[*?$]/.test(value);

/** Wider than /8 (IPv4) or /32 (IPv6) is public; none of the ranges of RFC 1918 is as wide. */
const isNarrowRange: Judge = (value) => {
  const cidr: Cidr | undefined = readCidr(value);
  return cidr === undefined || cidr[1] >= (cidr[0].kind() === 'ipv4' ? 8 : 32);
};

/** A wildcard may stand for the name of the access point "as long as the account id is fixed". */
const isFixedAccessPoint: Judge = (value) => {
  if (isFixedText(value) === true) return true;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = value.split(':');
  const fixed = [partition, service, account].every((part) => isFixedText(part) === true) && /^\d{12}$/.test(account);
  if (!fixed || !/^accesspoint\/[^$]+$/.test(resource)) return false;
  return isFixedText(region) === true ? true : undefined;
};

/** "`aws:userid`, outside the pattern AROLEID:*": of a fixed session of a role, the page can be read two ways. */
const isFixedUserId: Judge = (value) => {
  if (isFixedText(value) !== true) return false;
  return /^ARO[A-Z0-9]*:/.test(value) ? undefined : true;
};

/** The keys that S3 lists, and what it takes for fixed. */
const LISTED: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['aws:principalaccount', isFixedText],
  ['aws:principalarn', isFixedText],
  ['aws:principalorgid', isFixedText],
  ['aws:sourceaccount', isFixedText],
  ['aws:sourcearn', isFixedText],
  ['aws:sourceip', isNarrowRange],
  ['aws:sourceowner', isFixedText],
  ['aws:sourcevpc', isFixedText],
  ['aws:sourcevpce', isFixedText],
  ['aws:userid', isFixedUserId],
  ['s3:dataaccesspointaccount', isFixedText],
  ['s3:dataaccesspointarn', isFixedAccessPoint],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', isFixedText],
]);

/** Keys that describe a principal or a source as those do, and are not named in S3's list. */
const LIKE_LISTED = new Set([
  'aws:principalisawsservice',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpcarn',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
]);

function limitsToFixed({ clause, operator }: CompiledCondition, subject: PublicSubject): Truth {
  const { key, values, set, ifExists } = clause;
  if (operator.negated || !SELECTING.has(operator.relation)) return false;
  const judge = LISTED.get(key);
  if (judge === undefined)
    return LIKE_LISTED.has(key) && values.every((value) => isFixedText(value)) ? undefined : false;
  // "An access point policy that grants access to a set of access points using s3:DataAccessPointArn is considered public."
  if (subject === 'access-point' && key === 's3:dataaccesspointarn')
    return values.every(isFixedText) ? undefined : false;
  const judged = values.map(judge);
  if (judged.includes(false)) return false;
  // These hold too where the key is missing; S3's page does not speak of them.
  if (ifExists || set === 'ForAllValues') return undefined;
  return judged.includes(undefined) ? undefined : true;
}

/** Relations by which a value picks out requests. */
const SELECTING: ReadonlySet<string> = new Set(['equals', 'equals-ignoring-case', 'like', 'within']);
