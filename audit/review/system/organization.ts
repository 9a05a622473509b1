import { accountOfPrincipal } from '../../../contract/identity-center';
import type { Deployment } from '../../../contract/deployment/schema';
import type { PolicyKind } from '../../policy/document';
import { readJson, type Read } from '../../policy/json-text';
import { isPolicy, noteUndecided, policyJson, type AttachedPolicy, type Unreviewed } from './policies';

/** A file that a user names, and what it says. */
export interface PolicyFile {
  readonly file: string;
  readonly text: string;
}

/** Policies of AWS Organizations, which stand outside every stack. */
export interface OrganizationPolicies {
  /** Service control policies by level, from any level of the organization to the account; every level must allow. */
  readonly scps: readonly (readonly AttachedPolicy[])[];
  /** Resource control policies of all levels. */
  readonly rcps: readonly AttachedPolicy[];
  /** Permissions boundaries that exist already, by ARN. @default none is known */
  readonly boundaries?: ReadonlyMap<string, AttachedPolicy>;
}

/** A permissions boundary that exists already, and the file that has its text. */
export interface BoundaryFile extends PolicyFile {
  readonly arn: string;
}

/** Such policies, and the accounts they are over. */
export interface Organization extends OrganizationPolicies {
  readonly accounts: readonly string[];
}

/** An organization, and accounts that are of it. */
export interface Membership {
  readonly organization: string;
  readonly accounts: ReadonlySet<string>;
}

/**
 * Reads the policies of an organization: each file is a policy document or a list of them; of service control policies, each
 * file is what one level has attached. A level that allows nothing would deny everything, and prove everything that must
 * be denied: it is refused.
 *
 * @returns the policies, or every problem of every file.
 */
export function readOrganization(
  scpFiles: readonly PolicyFile[],
  rcpFiles: readonly PolicyFile[],
  boundaryFiles: readonly BoundaryFile[] = [],
): Read<OrganizationPolicies> {
  const problems: string[] = [];
  const scps = scpFiles.map((one) => readPolicies(one, 'scp', problems));
  const rcps = rcpFiles.flatMap((one) => readPolicies(one, 'rcp', problems));
  const boundaries = boundaryFiles.map(({ arn, ...one }) => ({ arn, read: readPolicies(one, 'boundary', problems) }));
  for (const [index, { read }] of boundaries.entries()) {
    if (read.length > 1) problems.push(`${boundaryFiles[index]?.file ?? ''}: is several policies; a boundary is one`);
  }
  if (problems.length > 0) return { ok: false, problems };
  for (const [index, level] of scps.entries()) {
    if (level.some(({ compiled }) => compiled.statements.some(({ effect }) => effect === 'Allow'))) continue;
    const where = scpFiles[index]?.file ?? '';
    problems.push(
      `${where}: allows nothing, and then nobody may do anything: give all policies of one level in one file, as a list ` +
        '(FullAWSAccess too, where it is attached)',
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  const byArn = new Map(boundaries.flatMap(({ arn, read: [policy] }) => (policy ? [[arn, policy] as const] : [])));
  return { ok: true, value: { scps, rcps, boundaries: byArn } };
}

function readPolicies({ file, text }: PolicyFile, kind: PolicyKind, problems: string[]): AttachedPolicy[] {
  const json = readJson(text, file);
  if (!json.ok) {
    problems.push(...json.problems);
    return [];
  }
  const documents: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  if (documents.length === 0) problems.push(`${file}: is a list without any policy`);
  return documents.flatMap((document, index) => {
    const policy = policyJson(document, Array.isArray(json.value) ? `${file}[${index}]` : file, kind);
    if (isPolicy(policy)) return [policy];
    problems.push(...policy);
    return [];
  });
}

/** The policies over the accounts of a deployment; what can not be decided of them is noted. */
export function organizationOver(
  { scps, rcps, boundaries = new Map() }: OrganizationPolicies,
  { source, destination }: Deployment,
  unreviewed: Unreviewed,
): Organization {
  for (const policy of [...scps.flat(), ...rcps, ...boundaries.values()]) noteUndecided(policy, unreviewed);
  return { scps, rcps, accounts: [source.account, destination.account] };
}

/** The organization that a deployment names, of which are its two accounts, and those of consumers and of endpoints. */
export function membershipOf({
  organization,
  source,
  destination,
  consumers,
  privateAccess,
}: Deployment): Membership | undefined {
  if (organization === undefined) return undefined;
  const accounts = [
    ...[source.account, destination.account],
    ...consumers.flatMap(({ principal }) => accountOfPrincipal(principal) ?? []),
    ...(privateAccess?.endpoints ?? []).map(({ account }) => account),
  ];
  return { organization, accounts: new Set(accounts) };
}
