import type { Listed, PrincipalEntry, Statement } from '../../policy/document';
import { globOf, matchesGlob } from '../../policy/wildcard';
import type { NotReviewed, ReviewFinding } from '../review-types';
import type { Role, System } from '../system/system';
import { permissionsOf, type Guarded } from './guarding-goals';
import { entryOf } from '../../../contract/entry-of';

/** What is found of the ways in which others become somebody whom the goals file names. */
export interface WaysToAName {
  readonly findings: readonly ReviewFinding[];
  readonly notReviewed: readonly NotReviewed[];
}

/**
 * Who becomes a role that the goals file names has what it gives that role: so the trust of such a role may let in nobody but AWS
 * services, the role's own account, and who is named for as much himself. Whoever may write permissions may do anything: it is
 * listed. Sources: IAM User Guide, "AWS JSON policy elements: Principal"; "Create a role for OpenID Connect federation".
 */
export function waysToAName(guarded: readonly Guarded[], system: System): WaysToAName {
  const names = new Set(guarded.flatMap(({ meant }) => meant.who.map(({ principal }) => principal)));
  const named = system.roles.filter(({ arn }) => names.has(arn));
  const ways = named.flatMap((role) => waysTo(role, guarded, system));
  return {
    findings: ways.filter(({ isCertain }) => isCertain).map(findingOf),
    notReviewed: [
      ...ways.filter(({ isCertain }) => !isCertain).map(({ what, role }) => ({ resource: role.address, reason: what })),
      ...system.roles.flatMap((role) => writersOf(role, named)),
    ],
  };
}

interface Way {
  readonly role: Role;
  readonly sid: string | undefined;
  readonly what: string;
  /** Not where a condition may keep others out, or a policy elsewhere. */
  readonly isCertain: boolean;
}

function waysTo(role: Role, guarded: readonly Guarded[], { roles }: System): readonly Way[] {
  const others = roles.filter(({ arn }) => arn !== role.arn && !isNamedForAsMuch(arn, role.arn, guarded));
  return allowsOf(role.trust).flatMap((statement) => {
    const { sid, principals, conditions } = statement;
    if (principals === undefined || !ASSUMING.some((action) => covers(statement.actions, action))) return [];
    const way = (what: string, isCertain: boolean): Way => ({ role, sid, what, isCertain });
    if (principals.negated) return [way(`everyone but whom its trust leaves out may become ${role.arn}`, true)];
    return principals.entries.flatMap((entry) => {
      const stranger = strangerOf(entry, role, statement);
      const isMeant = 'arn' in entry && isNamedForAsMuch(entry.arn, role.arn, guarded);
      if (stranger !== undefined && !isMeant) {
        const what = `${stranger} may become ${role.arn}, and the goals file does not name it for as much`;
        return [way(what, conditions.length === 0)];
      }
      return others
        .filter((other) => letsIn(entry, other))
        .map(({ arn }) => way(`${arn} may become ${role.arn}, and the goals file does not name it for as much`, false));
    });
  });
}

const ASSUMING = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'];

/** Somebody outside the account of the role, as people speak of him; `undefined` for the account itself and for AWS services. */
function strangerOf(entry: PrincipalEntry, { account }: Role, statement: Statement): string | undefined {
  switch (entry.type) {
    case 'service':
    case 'nobody':
      return undefined;
    case 'everyone':
      return 'everyone';
    case 'unique-id':
      return `the ${entry.of} that IAM calls ${entry.id}`;
    case 'origin-access-identity':
      return entry.arn;
    case 'canonical-user':
      return `the account that S3 calls ${entry.id}`;
    case 'federated':
      return isOwnDirectory(entry.provider, account, statement) ? undefined : `whom ${entry.provider} vouches for`;
    default:
      if (entry.accountId === account) return undefined;
      return entry.type === 'account' ? `account ${entry.accountId}` : entry.arn;
  }
}

/** A SAML provider of the account is its own directory; one of OpenID Connect serves others too, so the subject must be said. */
function isOwnDirectory(provider: string, account: string, { conditions }: Statement): boolean {
  const [, kind, name = ''] =
    new RegExp(`^arn:[\\w-]+:iam::${account}:(saml|oidc)-provider/(.+)$`).exec(provider) ?? [];
  if (kind !== 'oidc') return kind === 'saml';
  return conditions.some(
    ({ key, operator, set, ifExists, values }) =>
      key === `${name.toLowerCase()}:sub` &&
      !ifExists &&
      set !== 'ForAllValues' &&
      values.every(entryOf(SUBJECTS, operator.toLowerCase()) ?? none),
  );
}

const none = (): boolean => false;

/** Values that tell whose token it is. A pattern must tell at least the owner, such as `repo:acme/*` of GitHub. */
const SUBJECTS: Readonly<Record<string, (value: string) => boolean>> = {
  stringequals: () => true,
  stringlike: (value) => !/[*?]/.test(value) || /^(repo|project_path|organization):[^*?:/]+[:/]/.test(value),
};

/** Whether the trust lets in a role of this plan: by its name, or by its account where its own policies let it assume roles. */
function letsIn(entry: PrincipalEntry, other: Role): boolean {
  if (entry.type === 'role') return entry.arn === other.arn;
  if (entry.type !== 'account' || entry.accountId !== other.account) return false;
  return other.identity.some((policy) => allowsOf(policy).some(({ actions }) => covers(actions, 'sts:assumerole')));
}

/** Whether one who becomes another gains nothing that the file does not give him anyway. */
function isNamedForAsMuch(one: string, other: string, guarded: readonly Guarded[]): boolean {
  return guarded.every((each) => {
    const who = each.meant.who.filter(({ principal }) => principal === other);
    const own = each.meant.who.filter(({ principal }) => principal === one);
    const wanted = actionsIn(each, who);
    const anywhere = actionsIn(
      each,
      who.filter(({ from }) => from === 'anywhere'),
    );
    const given = actionsIn(each, own);
    const givenAnywhere = actionsIn(
      each,
      own.filter(({ from }) => from === 'anywhere'),
    );
    return (
      [...wanted].every((action) => given.has(action)) && [...anywhere].every((action) => givenAnywhere.has(action))
    );
  });
}

function actionsIn(guarded: Guarded, who: Guarded['meant']['who']): ReadonlySet<string> {
  const permissions = permissionsOf({ ...guarded, meant: { ...guarded.meant, who } });
  return new Set(permissions.flatMap(({ actions }) => [...actions]));
}

/** Actions of IAM that give their caller whatever he wants. Source: IAM User Guide, "Actions, resources, and condition keys for IAM". */
const WRITING = [
  ...['putrolepolicy', 'attachrolepolicy', 'updateassumerolepolicy', 'createpolicyversion', 'setdefaultpolicyversion'],
  ...['putuserpolicy', 'attachuserpolicy', 'putgrouppolicy', 'attachgrouppolicy', 'addusertogroup', 'createaccesskey'],
  ...['createloginprofile', 'updateloginprofile'],
].map((name) => `iam:${name}`);

function writersOf(role: Role, named: readonly Role[]): readonly NotReviewed[] {
  const allows = role.identity.flatMap(allowsOf);
  const writes = WRITING.find((action) => allows.some(({ actions }) => covers(actions, action)));
  if (writes !== undefined) {
    return [{ resource: role.address, reason: `it may ${writes}: what it gives itself or others is not judged` }];
  }
  return named
    .filter(
      ({ arn }) =>
        arn !== role.arn && allows.some((one) => covers(one.actions, 'iam:passrole') && covers(one.resources, arn)),
    )
    .map(({ arn }) => ({
      resource: role.address,
      reason: `it may pass ${arn} to a service: what runs there is not judged`,
    }));
}

function allowsOf(policy: Role['trust']): readonly Statement[] {
  return (policy?.compiled.statements ?? []).map(({ source }) => source).filter(({ effect }) => effect === 'Allow');
}

function covers(listed: Listed<string> | undefined, text: string): boolean {
  if (listed === undefined) return true;
  const isIn = listed.entries.some((entry) => matchesGlob(globOf(entry.toLowerCase()), text.toLowerCase()));
  return isIn !== listed.negated;
}

function findingOf({ role, sid, what }: Way): ReviewFinding {
  return {
    ...{ rule: 'nobody-else', severity: 'error', what, why: 'whoever is not meant to have access has it' },
    ...{ resource: role.address, sid: sid ?? null, counterexample: null },
  };
}
