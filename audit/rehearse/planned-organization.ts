import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import { readJson } from '../policy/json-text';
import { parsePolicyDocument } from '../policy/parse-document';
import type { Plan, ResourceChange, Values } from '../review/plan/plan';
import { textOf, type Resource, type Stack } from '../review/stack/stack';
import type { RealIds } from './guarding-policies';
import type { OrganizationPolicy } from './organization';

const POLICY = 'aws_organizations_policy';
const ATTACHMENT = 'aws_organizations_policy_attachment';

/** Kinds of policies of the organization that decide requests, by what the Organizations API calls them. */
const KINDS: Readonly<Record<string, OrganizationPolicy['kind']>> = {
  SERVICE_CONTROL_POLICY: 'scp',
  RESOURCE_CONTROL_POLICY: 'rcp',
};

/** Policies of the organization that a stack tells of, and resources of it that do not tell enough. */
export interface PlannedOrganization {
  readonly policies: readonly OrganizationPolicy[];
  /** Addresses of policies whose text or kind is not known, and of attachments of policies that the stack has not. */
  readonly unread: readonly string[];
}

/**
 * The policies of the organization in a stack, with the accounts that they are attached to. One that is attached nowhere in the
 * stack may be attached by somebody else. An account that one is attached to is restricted by it: the management account, which
 * is not, is attached nothing.
 *
 * @param ids of policies by their addresses, where a plan knows them.
 */
export function organizationOf({ resources }: Stack, ids: RealIds): PlannedOrganization {
  const of = (type: string): readonly Resource[] =>
    resources.filter((one) => one.type === type && one.mode === 'managed');
  const attachments = of(ATTACHMENT);
  const isOf = (attachment: Resource, { address }: Resource): boolean =>
    attachment.references.includes(address) || textOf(attachment, 'policy_id') === (ids.get(address) ?? null);
  const policies: OrganizationPolicy[] = [];
  const unread: string[] = [];
  for (const resource of of(POLICY)) {
    const kind = kindOf(resource.attributes.type === undefined ? undefined : (textOf(resource, 'type') ?? ''));
    if (kind === 'none') continue;
    const policy = kind && compiledContent(textOf(resource, 'content'), resource.address, kind);
    if (kind === undefined || policy === undefined) {
      unread.push(resource.address);
      continue;
    }
    const targets = attachments.filter((one) => isOf(one, resource)).map((one) => textOf(one, 'target_id'));
    policies.push({ name: resource.address, kind, policy, ...reachOf(targets), ofStack: true });
  }
  const orphans = attachments.filter((one) => !of(POLICY).some((policy) => isOf(one, policy)));
  return { policies, unread: [...unread, ...orphans.map(({ address }) => address)] };
}

/** `none` of a kind that decides no requests, such as tag policies; Terraform's default is an SCP. */
function kindOf(type: string | undefined): OrganizationPolicy['kind'] | 'none' | undefined {
  if (type === undefined) return 'scp';
  return KINDS[type] ?? (type === '' ? undefined : 'none');
}

/** @param targets ids that it is attached to; `undefined` for one that is not known. */
function reachOf(targets: readonly (string | undefined)[]): Pick<OrganizationPolicy, 'accounts' | 'elsewhere'> {
  const accounts = targets.filter((target) => target !== undefined && /^\d{12}$/.test(target)) as readonly string[];
  return { accounts: new Set(accounts), elsewhere: targets.length === 0 || accounts.length < targets.length };
}

function compiledContent(text: string | undefined, where: string, kind: 'scp' | 'rcp'): CompiledPolicy | undefined {
  const json = text === undefined ? undefined : readJson(text, where);
  const document = json?.ok === true ? parsePolicyDocument(json.value, where, kind) : undefined;
  return document?.ok === true ? compilePolicy(document.value) : undefined;
}

/**
 * The policies of the organization that were in force before a plan, as far as it tells.
 *
 * @param compiled compiles the text of a policy, or notes what is wrong with it.
 */
export function organizationBefore(
  plan: Plan,
  compiled: (change: ResourceChange, text: string | undefined, kind: 'scp' | 'rcp') => CompiledPolicy | undefined,
): readonly OrganizationPolicy[] {
  const was = (type: string): readonly ResourceChange[] =>
    plan.resource_changes.filter((change) => change.type === type && change.change.before !== null);
  const text = (values: Values, name: string): string | undefined => {
    const value = values?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return was(POLICY).flatMap((one): OrganizationPolicy[] => {
    const { before } = one.change;
    const kind = kindOf(text(before, 'type'));
    if (kind === undefined || kind === 'none') return [];
    const policy = compiled(one, text(before, 'content'), kind);
    const targets = was(ATTACHMENT)
      .filter(({ change }) => text(change.before, 'policy_id') === text(before, 'id'))
      .map(({ change }) => text(change.before, 'target_id'));
    const name = `${one.address} before`;
    return policy === undefined ? [] : [{ name, kind, policy, ...reachOf(targets), ofStack: true }];
  });
}
