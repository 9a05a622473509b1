import { compileCondition, type CompiledCondition } from './condition';
import type { Context } from './context';
import type { Effect, Listed, PolicyDocument, PolicyKind, Statement } from './document';
import { matchPrincipals, type PrincipalMatch } from './principal-match';
import type { Requester } from './requester';
import { resolveTemplate, templateOf } from './template';
import { globOf, matchesGlob } from './wildcard';

/** Names a statement to a reader. */
export interface StatementRef {
  readonly policy: string;
  readonly kind: PolicyKind;
  readonly index: number;
  readonly sid: string | undefined;
}

/** A statement, ready to be asked of many requests. All functions are pure. */
export interface CompiledStatement {
  readonly ref: StatementRef;
  readonly effect: Effect;
  readonly source: Statement;
  readonly matchPrincipal: (requester: Requester, hasBoundary: boolean) => PrincipalMatch;
  /** @param action lower-case, such as `s3:getobject`. */
  readonly coversAction: (action: string) => boolean;
  readonly resources: ResourceTest;
  readonly conditions: readonly CompiledCondition[];
}

/** Whether a statement covers a resource; depends on the context only where policy variables stand in it. */
export interface ResourceTest {
  /** Lower-case keys of the policy variables in the resources. */
  readonly reads: readonly string[];
  readonly covers: (resource: string, context: Context) => boolean;
}

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
    matchPrincipal: (requester, hasBoundary) => matchPrincipals(principals, requester, { kind, effect, hasBoundary }),
    coversAction: compileActions(source.actions),
    resources: compileResources(source.resources, effect, variables),
    conditions: source.conditions.map((clause) => compileCondition(clause, effect, variables)),
  };
}

function compileActions({ negated, entries }: Listed<string>): (action: string) => boolean {
  const globs = entries.map((entry) => globOf(entry.toLowerCase()));
  return (action) => globs.some((glob) => matchesGlob(glob, action)) !== negated;
}

/**
 * A resource whose variable has no value matches nothing; in NotResource, where that would widen the statement, an
 * Allow does not apply and a Deny does.
 */
function compileResources(resources: Listed<string> | undefined, effect: Effect, variables: boolean): ResourceTest {
  if (resources === undefined) return { reads: [], covers: () => true };
  const templates = resources.entries.map((entry) => templateOf(entry, { variables, wildcards: true }));
  const reads = templates.flatMap((template) => template.reads);
  const { negated } = resources;
  const covers: ResourceTest['covers'] = (resource, context) => {
    let unresolved = false;
    for (const template of templates) {
      const glob = resolveTemplate(template, context);
      if (glob === undefined) unresolved = true;
      else if (matchesGlob(glob, resource)) return !negated;
    }
    return negated && (!unresolved || effect === 'Deny');
  };
  return { reads, covers };
}
