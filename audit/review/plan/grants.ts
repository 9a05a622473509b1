import { compilePolicy, type CompiledPolicy } from '../../policy/compile';
import type { PolicyKind } from '../../policy/document';
import { parsePolicyText } from '../../policy/parse-document';
import { blocksOf } from '../stack/stack';
import type { Entry, Moments } from './moments';
import type { Plan } from './plan';
import { isSame } from './same';
import { LONGEST_POLICY } from './policy-arguments';

/** One policy among all that a role, user or group is granted. */
interface Part {
  /** The text of the policy; where nobody knows it, what it is called. */
  readonly is: string;
  readonly known: CompiledPolicy | undefined;
  /** Whose change it is, for what is said of it. */
  readonly where: string;
  /** Why it is not known. */
  readonly reason?: string;
}

/** All that a role, user or group is granted at one moment. */
export interface Grant {
  readonly identity: readonly Part[];
  readonly boundary: Part | undefined;
}

export type HolderKind = 'role' | 'user' | 'group';

/** Whoever is granted something, before and after; who is new, or goes, is none. */
export interface Holder {
  readonly kind: HolderKind;
  /** Address of its resource, or what it is called where the plan has none. */
  readonly address: string;
  readonly arn: string | undefined;
  readonly before: Grant;
  readonly after: Grant;
}

export const HOLDER_TYPES: Readonly<Record<string, HolderKind>> = {
  aws_iam_role: 'role',
  aws_iam_user: 'user',
  aws_iam_group: 'group',
};
const KINDS = Object.values(HOLDER_TYPES);

/** Everyone whom the plan knows, with all that is granted to him by whichever resource: inline, managed, by groups, bounded. */
export function holdersOf({ before, after }: Moments, plan: Plan): readonly Holder[] {
  const told = new Set(before.flatMap(toldElsewhere));
  const earlier = new Map(before.map((entry) => [entry.address, entry]));
  const was = momentOf(before, plan, () => told);
  const is = momentOf(after, plan, (entry, argument) =>
    writes(entry, argument, earlier.get(entry.address)) ? NOTHING : told,
  );
  const made = after.filter(({ type }) => type in HOLDER_TYPES);
  const known = made.flatMap((entry): Holder[] => {
    const kind = HOLDER_TYPES[entry.type];
    const old = earlier.get(entry.address);
    if (old === undefined || kind === undefined) return [];
    const arn = typeof old.values.arn === 'string' ? old.values.arn : undefined;
    return [{ kind, address: entry.address, arn, before: was.grantOf(keyOf(old)), after: is.grantOf(keyOf(entry)) }];
  });
  const inPlan = new Set([...before, ...after].filter(({ type }) => type in HOLDER_TYPES).map(keyOf));
  const others = [...new Set([...was.keys, ...is.keys])].filter((key) => !inPlan.has(key));
  return [
    ...known,
    ...others.map((key): Holder => {
      const { kind, name } = named(key);
      const grants = { before: was.grantOf(key), after: is.grantOf(key) };
      return { kind, address: `the ${kind} ${name}`, arn: undefined, ...grants };
    }),
  ];
}

const NOTHING: ReadonlySet<string> = new Set();

/** Where no configuration is told: whether the plan changes an argument, as it does not what AWS only shows. */
function writes({ expressions, values }: Entry, argument: string, before: Entry | undefined): boolean {
  return expressions === undefined ? !isSame(values[argument], before?.values[argument]) : argument in expressions;
}

/** What a role shows of what other resources give it, as it was when Terraform last looked: these tell it themselves. */
function toldElsewhere({ type, values, provider }: Entry): readonly string[] {
  if (type !== 'aws_iam_role_policy' && type !== 'aws_iam_role_policy_attachment') return [];
  return [shownKey(nameKey('role', String(values.role), provider), values.policy_arn ?? values.name)];
}

const shownKey = (holder: string, shown: unknown): string => `${holder}\n${String(shown)}`;

/** Kind, name and provider: what names of IAM are unique by. */
function keyOf({ type, values, provider }: Entry): string {
  return nameKey(HOLDER_TYPES[type] ?? 'role', String(values.name ?? values.id), provider);
}

const nameKey = (kind: HolderKind, name: string, provider: string): string => `${kind}\n${name}\n${provider}`;

function named(key: string): { readonly kind: HolderKind; readonly name: string } {
  const [kind, name = ''] = key.split('\n');
  return { kind: KINDS.find((one) => one === kind) ?? 'role', name };
}

interface Moment {
  readonly keys: readonly string[];
  readonly grantOf: (key: string) => Grant;
}

/** What of an argument of a role other resources tell. */
type Told = (entry: Entry, argument: string) => ReadonlySet<string>;

function momentOf(entries: readonly Entry[], plan: Plan, told: Told): Moment {
  const managed = managedPolicies(entries, plan);
  const given = entries.flatMap((entry) => [...partsGiven(entry, managed), ...ownParts(entry, managed, told)]);
  const groups = entries.flatMap(membershipsOf);
  const bounded = new Map(
    entries.flatMap((entry) => (entry.type in HOLDER_TYPES ? [[keyOf(entry), boundaryOf(entry, managed)]] : [])),
  );
  const partsOf = (key: string): readonly Part[] => given.filter(([holder]) => holder === key).map(([, part]) => part);
  return {
    keys: [...given.map(([key]) => key), ...groups.map(([user]) => user)],
    grantOf: (key) => ({
      identity: [key, ...groups.flatMap(([user, group]) => (user === key ? [group] : []))].flatMap(partsOf),
      boundary: bounded.get(key),
    }),
  };
}

/** What a resource gives to a role, user or group that it names. */
function partsGiven(entry: Entry, managed: Managed): readonly (readonly [holder: string, Part])[] {
  const { type, values, provider, address } = entry;
  const to = (kind: HolderKind, name: unknown, part: Part) =>
    typeof name === 'string' ? [[nameKey(kind, name, provider), part] as const] : [];
  for (const kind of KINDS) {
    if (type === `aws_iam_${kind}_policy`)
      return to(kind, values[kind], textPart(entry, 'policy', address, 'identity'));
    if (type === `aws_iam_${kind}_policy_attachment`) return to(kind, values[kind], managed(entry, 'policy_arn'));
  }
  if (type === 'aws_iam_policy_attachment') {
    const part = managed(entry, 'policy_arn');
    return KINDS.flatMap((kind) => listOf(values[`${kind}s`]).flatMap((name) => to(kind, name, part)));
  }
  return [];
}

/** What a role says of its policies itself. */
function ownParts(entry: Entry, managed: Managed, told: Told): readonly (readonly [holder: string, Part])[] {
  const { type, values, address } = entry;
  if (HOLDER_TYPES[type] === undefined) return [];
  const key = keyOf(entry);
  const isNews = (argument: string, shown: unknown): boolean => !told(entry, argument).has(shownKey(key, shown));
  const inline = blocksOf(values.inline_policy)
    .filter(({ name }) => isNews('inline_policy', name))
    .filter(({ policy }) => policy !== undefined && policy !== null && policy !== '')
    .map(({ policy }, i) => policyPart(policy, `${address}.inline_policy[${i}]`, 'identity'));
  const attached = listOf(values.managed_policy_arns)
    .filter((arn) => isNews('managed_policy_arns', arn))
    .map((arn) => managed.byArn(arn, address));
  const later = ['inline_policy', 'managed_policy_arns']
    .filter((name) => isAskedAndUnknown(entry, name))
    .map((name) => knownLater(address, name));
  return [...inline, ...attached, ...later].map((part) => [key, part]);
}

/** What nobody asks for is unknown until AWS shows it, and gives nothing by itself. */
function isAskedAndUnknown({ isUnknown, expressions }: Entry, name: string): boolean {
  return isUnknown(name) && (expressions === undefined || name in expressions);
}

function membershipsOf({ type, values, provider }: Entry): readonly (readonly [user: string, group: string])[] {
  const pairs =
    type === 'aws_iam_user_group_membership'
      ? listOf(values.groups).map((group) => [values.user, group])
      : type === 'aws_iam_group_membership'
        ? listOf(values.users).map((user) => [user, values.group])
        : [];
  return pairs.map(([user, group]) => [
    nameKey('user', String(user), provider),
    nameKey('group', String(group), provider),
  ]);
}

function boundaryOf(entry: Entry, managed: Managed): Part | undefined {
  const { permissions_boundary: arn } = entry.values;
  if (isAskedAndUnknown(entry, 'permissions_boundary')) return managed(entry, 'permissions_boundary');
  return typeof arn === 'string' && arn !== '' ? managed.byArn(arn, entry.address, 'boundary') : undefined;
}

/** Finds the managed policy that an argument names, and the one of an ARN. */
interface Managed {
  (by: Entry, argument: string): Part;
  readonly byArn: (arn: string, where: string, kind?: PolicyKind) => Part;
}

function managedPolicies(entries: readonly Entry[], plan: Plan): Managed {
  const policies = entries.filter(({ type }) => type === 'aws_iam_policy');
  const byAddress = new Map(policies.map((entry) => [entry.address, entry]));
  const byArn_ = new Map(policies.map((entry) => [String(entry.values.arn), entry]));
  const read = dataPolicies(plan);
  const byArn = (arn: string, where: string, kind: PolicyKind = 'identity'): Part => {
    const entry = byArn_.get(arn);
    if (entry !== undefined) return textPart(entry, 'policy', entry.address, kind);
    const text = read.get(arn);
    if (text !== undefined) return policyPart(text, arn, kind);
    return { is: arn, known: undefined, where, reason: `what ${arn} says is not in the plan` };
  };
  const named = (by: Entry, argument: string): Part => {
    const kind = argument === 'permissions_boundary' ? 'boundary' : 'identity';
    const arn = by.values[argument];
    if (typeof arn === 'string' && !by.isUnknown(argument)) return byArn(arn, by.address, kind);
    const entry = byAddress.get(addressWritten(by.expressions?.[argument]) ?? '');
    return entry === undefined ? knownLater(by.address, argument) : textPart(entry, 'policy', entry.address, kind);
  };
  return Object.assign(named, { byArn });
}

/**
 * The policy whose ARN an argument is, where Terraform JSON writes just that. Of HCL a plan keeps the references alone, and
 * what is made of them is not told.
 */
function addressWritten(expression: unknown): string | undefined {
  const [{ constant_value: text } = {}] = blocksOf(expression);
  return /^\$\{(aws_iam_policy\.[\w-]+)\.(?:arn|id)\}$/.exec(String(text))?.[1];
}

/** What data sources read of managed policies, AWS's own too, by ARN. */
function dataPolicies({ prior_state: state }: Plan): ReadonlyMap<string, string> {
  const [root] = blocksOf(blocksOf(blocksOf(state)[0]?.values)[0]?.root_module);
  return new Map(
    blocksOf(root?.resources)
      .filter(({ mode, type }) => mode === 'data' && type === 'aws_iam_policy')
      .flatMap(({ values }) => blocksOf(values))
      .flatMap(({ arn, policy }) => (typeof policy === 'string' ? [[String(arn), policy] as const] : [])),
  );
}

function textPart(entry: Entry, argument: string, where: string, kind: PolicyKind): Part {
  return entry.isUnknown(argument) ? knownLater(where, argument) : policyPart(entry.values[argument], where, kind);
}

function knownLater(where: string, argument: string): Part {
  return {
    is: `${where} ${argument} later`,
    known: undefined,
    where,
    reason: `its ${argument} is known only after apply`,
  };
}

function policyPart(text: unknown, where: string, kind: PolicyKind): Part {
  if (typeof text !== 'string') return { is: where, known: undefined, where, reason: 'its policy is no text' };
  if (text.length > LONGEST_POLICY) {
    return { is: text, known: undefined, where, reason: 'its policy is longer than any policy' };
  }
  const document = parsePolicyText(text, where, kind);
  return document.ok
    ? { is: text, known: compilePolicy(document.value), where }
    : { is: text, known: undefined, where, reason: document.problems.join('; ') };
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Who carries a managed policy, as far as the plan knows. */
export interface Carriers {
  /** To how many it is attached. */
  readonly attached: number;
  readonly asBoundary: number;
}

/** Who carried each managed policy before, by its ARN. */
export function carriersOf({ before }: Moments): (arn: string) => Carriers {
  const attached = before.flatMap((entry) => attachedBy(entry).map(([arn, key]) => `${arn}\n${key}`));
  const bounding = before.filter(({ type }) => type in HOLDER_TYPES).map(({ values }) => values.permissions_boundary);
  return (arn) => ({
    attached: new Set(attached.filter((one) => one.startsWith(`${arn}\n`))).size,
    asBoundary: bounding.filter((one) => one === arn).length,
  });
}

function attachedBy(entry: Entry): readonly (readonly [arn: string, key: string])[] {
  const { type, values, provider } = entry;
  const to = (kind: HolderKind, name: unknown) =>
    [String(values.policy_arn), nameKey(kind, String(name), provider)] as const;
  if (type in HOLDER_TYPES) return listOf(values.managed_policy_arns).map((arn) => [arn, keyOf(entry)]);
  return KINDS.flatMap((kind) => {
    if (type === `aws_iam_${kind}_policy_attachment`) return [to(kind, values[kind])];
    return type === 'aws_iam_policy_attachment' ? listOf(values[`${kind}s`]).map((name) => to(kind, name)) : [];
  });
}
