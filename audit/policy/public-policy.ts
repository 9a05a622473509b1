import { readCidr, type Cidr } from '../../contract/address';
import type { CompiledPolicy, CompiledStatement } from './compile';
import type { ConditionClause } from './document';

/**
 * The Allow statements for which S3 calls a bucket policy public: the principal is everyone, and no condition holds it
 * to fixed values (no wildcard, no policy variable) of one of the keys that S3 lists.
 * Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
 */
export function publicStatements(policy: CompiledPolicy): CompiledStatement[] {
  return policy.statements.filter(
    ({ effect, source }) => effect === 'Allow' && namesEveryone(source.principals) && !source.conditions.some(isFixed),
  );
}

function namesEveryone(principals: CompiledStatement['source']['principals']): boolean {
  return principals === undefined || principals.negated || principals.entries.some(({ type }) => type === 'everyone');
}

const FIXED_TEXT_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);
const FIXED_TEXT_OPERATORS = new Set(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike']);

function isFixed({ operator, set, ifExists, key, values }: ConditionClause): boolean {
  if (ifExists || set === 'ForAllValues') return false;
  if (key === 'aws:sourceip') return operator === 'IpAddress' && values.every(isNarrow);
  const fixed = FIXED_TEXT_KEYS.has(key) && FIXED_TEXT_OPERATORS.has(operator);
  return fixed && values.every((value) => !/[*?$]/.test(value));
}

/** S3 takes a range for public when it is wider than /8 (IPv4) or /32 (IPv6). */
function isNarrow(text: string): boolean {
  const cidr: Cidr | undefined = readCidr(text);
  return cidr === undefined || cidr[1] >= (cidr[0].kind() === 'ipv4' ? 8 : 32);
}
