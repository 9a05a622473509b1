import { compileCondition, type CompiledCondition } from './condition';
import type { Context } from './context';
import type { Effect, Listed, PolicyDocument, PolicyKind, Statement } from './document';
import { matchPrincipals, type MatchCircumstances, type PrincipalMatch } from './principal-match';
import type { Requester } from './requester';
import { resolveTemplate, templateOf } from './template';
import { every, not, some, type Truth } from './truth';
import { globOf, matchesGlob } from './wildcard';

/** Names a statement to a reader. */
export interface StatementRef {
  readonly policy: string;
  readonly kind: PolicyKind;
  readonly index: number;
  readonly sid: string | undefined;
}

/** Names a statement: its policy, its place, and its Sid if it has one. */
export function describeStatement({ policy, index, sid }: StatementRef): string {
  return `${policy}.Statement[${index}]${sid === undefined || sid === '' ? '' : ` "${sid}"`}`;
}

/** A statement, ready to be asked of many requests. All functions are pure. */
export interface CompiledStatement {
  readonly ref: StatementRef;
  readonly effect: Effect;
  readonly source: Statement;
  readonly matchPrincipal: (requester: Requester, circumstances: Circumstances) => PrincipalMatch;
  /** @param action lower-case, such as `s3:getobject`. */
  readonly coversAction: (action: string) => boolean;
  readonly resources: ResourceTest;
  readonly conditions: readonly CompiledCondition[];
}

/** Whether a statement covers a resource; depends on the context only where policy variables stand in it. */
export interface ResourceTest {
  /** Lower-case keys of the policy variables in the resources. */
  readonly reads: readonly string[];
  readonly covers: (resource: string, context: Context) => Truth;
}

/** What a statement does not know of itself when it is asked whom it names. */
export type Circumstances = Pick<MatchCircumstances, 'hasBoundary' | 'ofGateway'>;

/** A policy that is ready to be asked, beside its document. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly statements: readonly CompiledStatement[];
}

/** Compiles a validated policy once, to be evaluated many times. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  return { document, statements: document.statements.map((statement) => compileStatement(statement, document)) };
}

function compileStatement(source: Statement, { kind, where, variables }: PolicyDocument): CompiledStatement {
  const { effect, index, sid, principals } = source;
  return {
    ref: { policy: where, kind, index, sid },
    effect,
    source,
    matchPrincipal: (requester, circumstances) =>
      matchPrincipals(principals, requester, { kind, effect, ...circumstances }),
    coversAction: compileActions(source.actions),
    resources: compileResources(source.resources, variables),
    conditions: source.conditions.map((clause) => compileCondition(clause, variables)),
  };
}

function compileActions({ negated, entries }: Listed<string>): (action: string) => boolean {
  const lower = entries.map((entry) => entry.toLowerCase());
  // Most entries are the names of actions.
  const names = new Set(lower.filter((entry) => !/[*?]/.test(entry)));
  const globs = lower.filter((entry) => !names.has(entry)).map(globOf);
  return (action) => (names.has(action) || globs.some((glob) => matchesGlob(glob, action))) !== negated;
}

/**
 * An entry whose variable has no value matches no resource; so NotResource, of such entries only, covers every resource.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags", "Policy variables with no value".
 */
function compileResources(resources: Listed<string> | undefined, variables: boolean): ResourceTest {
  if (resources === undefined) return { reads: [], covers: () => true };
  const { negated, entries } = resources;
  const templates = entries.map((entry) => templateOf(entry, { variables, wildcards: true }));
  const covers: ResourceTest['covers'] = (resource, context) => {
    const listed = some(templates, (template) => {
      const resolved = resolveTemplate(template, context);
      if (resolved === 'unknown') return undefined;
      return resolved !== 'no-value' && matchesGlob(resolved.glob, resource);
    });
    return negated ? not(listed) : listed;
  };
  return { reads: templates.flatMap((template) => template.reads), covers };
}

/** Whether a statement applies in a context, its principal and action aside: its resource and all its conditions. */
export function holds({ resources, conditions }: CompiledStatement, resource: string, context: Context): Truth {
  const covered = resources.reads.length === 0 || resources.covers(resource, context);
  if (covered === false) return false;
  const met = every(conditions, (condition) => condition.holds(context));
  return covered === undefined && met === true ? undefined : met;
}
