import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import { parsePolicyDocument } from '../policy/parse-document';
import type { PolicySet } from '../policy/situation';
import type { Truth } from '../policy/truth';

/** A policy of AWS Organizations, and which accounts it is over, as far as somebody tells. */
export interface OrganizationPolicy {
  /** File or address, for messages. */
  readonly name: string;
  readonly kind: 'scp' | 'rcp';
  readonly policy: CompiledPolicy;
  /** `null` where the user named none: that of the bucket, and who knows which others. */
  readonly accounts: ReadonlySet<string> | null;
  /** It may be attached elsewhere, such as to an organizational unit: which accounts are in it, nothing tells. */
  readonly elsewhere: boolean;
  /** Of a stack, whether `FullAWSAccess` stands beside it, as it does at first; a file that allows is taken to stand alone. */
  readonly ofStack: boolean;
}

/** Accounts that an answer depends on: whose the bucket is where that is known. */
export interface Accounts {
  readonly owner: string | undefined;
  /** Of the caller; `undefined` of whoever has none. */
  readonly caller: string | undefined;
  /** Of what is asked for. */
  readonly resource: string;
}

/** What of the organization's policies is not told is taken to be as restrictive, or as lenient, as it may be. */
export type Severity = 'least' | 'most';

function isOver(one: OrganizationPolicy, account: string | undefined, owner: string | undefined): Truth {
  if (account === undefined) return false;
  if (one.accounts === null) return owner === undefined || account === owner ? true : undefined;
  return one.accounts.has(account) || (one.elsewhere ? undefined : false);
}

const allows = ({ policy }: OrganizationPolicy): boolean => policy.statements.some(({ effect }) => effect === 'Allow');

/**
 * The policies of the organization that restrict a request. Sources: Organizations User Guide, "SCP evaluation" (each level needs
 * an Allow, which `FullAWSAccess` gives where nobody took it away) and "RCP evaluation".
 */
export function restrictionsOf(
  organization: readonly OrganizationPolicy[],
  { owner, caller, resource }: Accounts,
  severity: Severity,
): Pick<PolicySet, 'scps' | 'rcps'> {
  const isIn = (one: OrganizationPolicy): boolean => {
    const truth = isOver(one, one.kind === 'scp' ? caller : resource, owner);
    return truth ?? severity === 'most';
  };
  const policies = organization.filter(isIn);
  const scps = policies.filter(({ kind }) => kind === 'scp');
  const rcps = policies.filter(({ kind }) => kind === 'rcp').map(({ policy }) => policy);
  return {
    ...(scps.length > 0 && { scps: scps.map((one) => levelOf(one, severity)) }),
    ...(rcps.length > 0 && { rcps }),
  };
}

/** One that only denies stands beside `FullAWSAccess`, without which nobody could do anything. */
function levelOf(one: OrganizationPolicy, severity: Severity): readonly CompiledPolicy[] {
  const isAlone = allows(one) && (!one.ofStack || severity === 'most');
  return isAlone ? [one.policy] : [one.policy, FULL_ACCESS];
}

const FULL_ACCESS = ((): CompiledPolicy => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const read = parsePolicyDocument({ Version: '2012-10-17', Statement: statement }, 'FullAWSAccess', 'scp');
  if (!read.ok) throw new Error(read.problems.join('; '));
  return compilePolicy(read.value);
})();

/**
 * What is not told of the organization's policies that may restrict a request, as one sentence.
 *
 * @param accounts of all that the request asks for.
 * @returns `undefined` where everything is told.
 */
export function doubtOfOrganization(
  organization: readonly OrganizationPolicy[],
  accounts: readonly Accounts[],
): string | undefined {
  const attached = organization.flatMap((one) => {
    const whose = accounts.map(({ caller, resource }) => (one.kind === 'scp' ? caller : resource));
    const untold = accounts.flatMap(({ owner }, i) => (isOver(one, whose[i], owner) === undefined ? [whose[i]] : []));
    return [...new Set(untold)].map((account) => `${one.name} is attached to account ${String(account)}`);
  });
  const allowing = organization.filter((one) => one.ofStack && one.kind === 'scp' && allows(one));
  const alone = allowing.map(({ name }) => `FullAWSAccess stands beside ${name}`);
  const all = [...attached, ...alone];
  return all.length === 0 ? undefined : `nothing tells whether ${all.join(', or ')}`;
}
