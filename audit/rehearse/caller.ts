import { isOriginAccessIdentity } from '../../contract/exempt-principal';
import { readPrincipalArn } from '../../contract/principal-arn';
import { readRequester, type Requester, type RoleRequester } from '../policy/requester';
import type { Witness } from '../records/witness';

/** Who made a recorded request, or why the log does not tell. */
export type Caller =
  { readonly kind: 'known'; readonly requester: Requester } | { readonly kind: 'unknown'; readonly why: string };

const CANONICAL_ID = /^[0-9a-f]{64}$/;
const SERVICE = /^svc:(.+)$/;

/**
 * Reads the requester of an access log record.
 * Source: S3 User Guide, "Amazon S3 server access log format" (Requester).
 *
 * @param requester as the log has it, `null` for anonymous.
 * @param witness names the caller where the log has a canonical id alone.
 */
export function readCaller(requester: string | null, witness: Witness | null): Caller {
  const testified = requester !== null && CANONICAL_ID.test(requester) ? witness?.caller : undefined;
  const known = testified == null || witness?.path === 'contradiction' ? undefined : readRequester(testified);
  if (known !== undefined) return { kind: 'known', requester: known };
  if (requester === null) return { kind: 'known', requester: { type: 'anonymous' } };
  if (requester === 'AmazonS3') return { kind: 'known', requester: { type: 'service', service: 's3.amazonaws.com' } };
  if (CANONICAL_ID.test(requester)) {
    return { kind: 'unknown', why: `the log names its caller by the canonical id ${requester.slice(0, 8)}… alone` };
  }
  if (isOriginAccessIdentity(requester))
    return { kind: 'unknown', why: `AWS does not say what conditions see of ${requester}` };
  const read = readRequester(SERVICE.exec(requester)?.[1] ?? requester);
  return read === undefined
    ? { kind: 'unknown', why: `its caller is named "${requester}", which is no principal of a policy` }
    : { kind: 'known', requester: read };
}

/** Tells the path of a session's role, where one of these is that role, and no other says that it has another path. */
export function withRolePath(requester: Requester, roles: readonly string[]): Requester {
  if (requester.type !== 'role' || requester.roleArn !== undefined) return requester;
  const known = BY_NAME.get(roles) ?? byName(roles);
  BY_NAME.set(roles, known);
  const [roleArn, ...others] = known.get(nameOf(requester)) ?? [];
  return { ...requester, roleArn: others.length === 0 ? roleArn : undefined };
}

/** The ARNs of each name, which is asked for once for each caller: policies may name thousands. */
type RolesByName = ReadonlyMap<string, ReadonlySet<string>>;

const BY_NAME = new WeakMap<readonly string[], RolesByName>();

function byName(roles: readonly string[]): RolesByName {
  const known = new Map<string, Set<string>>();
  for (const text of roles) {
    const arn = readPrincipalArn(text);
    if (arn?.type !== 'role') continue;
    const named = known.get(nameOf(arn)) ?? new Set();
    known.set(nameOf(arn), named.add(text));
  }
  return known;
}

function nameOf({ partition, accountId, name }: Pick<RoleRequester, 'partition' | 'accountId' | 'name'>): string {
  return `${partition} ${accountId} ${name}`;
}
