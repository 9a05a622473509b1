import { compilePolicy, type CompiledPolicy, type CompiledStatement, type StatementRef } from '../../policy/compile';
import type { PolicyKind, PrincipalEntry } from '../../policy/document';
import { readJson } from '../../policy/json-text';
import { parsePolicyDocument } from '../../policy/parse-document';
import { readRequester } from '../../policy/requester';
import type { NotReviewed } from '../review-types';
import { textOf, unresolvedAt, type Resource } from '../stack/stack';

/** A policy of the stack: as it is written, and ready to be evaluated. */
export interface AttachedPolicy {
  /** Address of the resource that carries it; statements name it as their policy. */
  readonly address: string;
  readonly json: unknown;
  readonly compiled: CompiledPolicy;
}

/** Collects what cannot be reviewed, each reason of a resource once. */
export class Unreviewed {
  readonly #entries = new Map<string, NotReviewed>();

  add(resource: string, reason: string): void {
    this.#entries.set(`${resource}\n${reason}`, { resource, reason });
  }

  get entries(): readonly NotReviewed[] {
    return [...this.#entries.values()];
  }
}

/**
 * Reads a policy argument of a resource.
 *
 * @returns the policy, or `undefined` when it cannot be read: that is then noted.
 */
export function policyArgument(
  resource: Resource,
  argument: string,
  kind: PolicyKind,
  unreviewed: Unreviewed,
): AttachedPolicy | undefined {
  const text = textOf(resource, argument);
  if (text !== undefined) return policyText(text, resource.address, kind, unreviewed);
  const reason = unresolvedAt(resource, argument) ?? `its argument ${argument} is not a text that is known`;
  unreviewed.add(resource.address, reason);
  return undefined;
}

/** As {@link policyArgument}, from the text of the policy. */
export function policyText(
  text: string,
  address: string,
  kind: PolicyKind,
  unreviewed: Unreviewed,
): AttachedPolicy | undefined {
  const json = readJson(text, address);
  const policy = json.ok ? policyJson(json.value, address, kind) : json.problems;
  if (!isPolicy(policy)) {
    for (const problem of policy) unreviewed.add(address, problem);
    return undefined;
  }
  noteUndecided(policy, unreviewed);
  return policy;
}

/** Notes the statements of a policy that the proof can not decide. */
export function noteUndecided({ address, compiled }: AttachedPolicy, unreviewed: Unreviewed): void {
  for (const { ref, resources, source } of compiled.statements) {
    const unclear = (source.principals?.entries ?? []).filter(isUnclearProvider);
    if (unclear.length > 0) {
      unreviewed.add(address, `statement ${ref.sid ?? ref.index} names a federated principal, which is not evaluated`);
    }
    // Which resources such a statement covers depends on the request; the proof asks of fixed resources.
    if (resources.reads.length > 0) {
      unreviewed.add(address, `statement ${ref.sid ?? ref.index} has policy variables in its resources`);
    }
  }
}

/** A provider that AWS does not know by this name may be anyone. */
function isUnclearProvider(entry: PrincipalEntry): boolean {
  if (entry.type !== 'federated') return false;
  return entry.provider !== '*' && readRequester(entry.provider)?.type !== 'federated';
}

/** Tells a policy from the problems of one. */
export function isPolicy(value: AttachedPolicy | readonly string[]): value is AttachedPolicy {
  return !Array.isArray(value);
}

/** Compiles a policy, or tells every problem. */
export function policyJson(json: unknown, address: string, kind: PolicyKind): AttachedPolicy | readonly string[] {
  const document = parsePolicyDocument(json, address, kind);
  return document.ok ? { address, json, compiled: compilePolicy(document.value) } : document.problems;
}

/** A policy that the review itself writes, such as one that allows everything. */
export function assumedPolicy(address: string, kind: PolicyKind, ...statements: readonly object[]): AttachedPolicy {
  const policy = policyJson({ Version: '2012-10-17', Statement: statements }, address, kind);
  if (!isPolicy(policy)) throw new Error(policy.join('; '));
  return policy;
}

/** Only the Allows, or only the Denies, of a policy. */
export function onlyStatements(policy: AttachedPolicy, effect: 'Allow' | 'Deny'): AttachedPolicy {
  return narrowed(policy, ({ source }) => source.effect === effect);
}

/** A policy with more statements behind its own. */
export function withStatements(policy: AttachedPolicy, more: AttachedPolicy): AttachedPolicy {
  const statements = [...policy.compiled.statements, ...more.compiled.statements];
  const json = { Version: versionOf(more.json), Statement: [...statementsOf(policy.json), ...statementsOf(more.json)] };
  return { address: policy.address, json, compiled: { ...policy.compiled, statements } };
}

function narrowed(policy: AttachedPolicy, keep: (statement: CompiledStatement) => boolean): AttachedPolicy {
  const { compiled, json } = policy;
  const kept = compiled.statements.filter(keep);
  const written = statementsOf(json);
  return {
    address: policy.address,
    json: { Version: versionOf(json), Statement: kept.map(({ ref }) => written[ref.index]) },
    compiled: { ...compiled, statements: kept },
  };
}

function statementsOf(json: unknown): readonly unknown[] {
  return [(json as { Statement: unknown }).Statement].flat();
}

function versionOf(json: unknown): unknown {
  return (json as { Version?: unknown }).Version ?? '2008-10-17';
}

/** The address that a statement's policy goes by, without what points into it. */
export function addressOf({ policy }: StatementRef): string {
  return policy.replace(/\[.*$/, '').replace(/\.inline_policy$/, '');
}
