import { findConditionKey } from './condition-keys';
import { isUnknown, singleValue, type Context } from './context';
import { globOf, type Glob } from './wildcard';

/** A policy variable: `${key}` or `${key, 'default'}`. */
interface Variable {
  readonly key: string;
  readonly defaultValue: string | undefined;
}

/** A text of a policy with its variables. Source: IAM User Guide, "IAM policy elements: Variables and tags". */
export interface Template {
  readonly parts: readonly (Glob[number] | Variable)[];
  /** Lower-case keys of the variables. */
  readonly reads: readonly string[];
}

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const VARIABLE = /^([A-Za-z0-9-]+:[^,']+?)(?:\s*,\s*'([^']*)')?$/;
const ESCAPED = new Set(['*', '?', '$']);

/**
 * Says what is wrong with the placeholders of a text: `${…}` is a policy variable with a known key, an escape (`${*}`,
 * `${?}`, `${$}`), or else an unresolved Terraform reference, which is never guessed.
 */
export function placeholderProblems(text: string): string[] {
  const problems = [...text.matchAll(PLACEHOLDER)].flatMap(([placeholder, body = '']) =>
    placeholderProblem(placeholder, body),
  );
  if (text.includes('TfToken[')) problems.push(`"${text}" holds an unresolved CDKTF token`);
  if (text.includes('$${')) problems.push(`"${text}" holds Terraform's escape "$\${" where the policy has "\${"`);
  if (text.replace(PLACEHOLDER, '').includes('${')) problems.push(`"${text}" holds an unclosed "\${"`);
  return problems;
}

function placeholderProblem(placeholder: string, body: string): string[] {
  if (ESCAPED.has(body)) return [];
  const name = VARIABLE.exec(body)?.[1];
  const key = name === undefined ? undefined : findConditionKey(name);
  if (key === undefined) return [`"${placeholder}" is an unresolved Terraform reference or an unknown policy variable`];
  if (key.multivalued) return [`"${placeholder}": a multivalued key cannot be a policy variable`];
  return [];
}

/**
 * Reads a text of a policy.
 *
 * @param variables whether the policy's version knows variables; before 2012-10-17 they are literal text.
 * @param wildcards whether `*` and `?` are wildcards here.
 */
export function templateOf(text: string, { variables, wildcards }: TemplateRules): Template {
  const literal = (part: string): Template['parts'] => (wildcards ? globOf(part) : part === '' ? [] : [part]);
  if (!variables) return { parts: literal(text), reads: [] };
  const parts = text.split(/(\$\{[^}]*\})/).flatMap((part): Template['parts'] => {
    const body = /^\$\{(.*)\}$/s.exec(part)?.[1];
    return body === undefined ? literal(part) : [ESCAPED.has(body) ? body : variableOf(body)];
  });
  return { parts, reads: parts.flatMap((part) => (typeof part === 'object' ? [part.key] : [])) };
}

/** What a text may hold beside letters: policy variables, `*` and `?`. */
export interface TemplateRules {
  readonly variables: boolean;
  readonly wildcards: boolean;
}

function variableOf(body: string): Variable {
  const match = VARIABLE.exec(body);
  return { key: (match?.[1] ?? body).toLowerCase(), defaultValue: match?.[2] };
}

/** What a text comes to in a context: a pattern; or why there is none. */
export type Resolved =
  | { readonly glob: Glob }
  /** A variable has neither a value nor a default: the text matches nothing. */
  | 'no-value'
  /** A variable's value is not known. */
  | 'unknown';

/**
 * Puts the context's values in place of the variables; a value's own `*` is literal.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags", "Policy variables with no value".
 */
export function resolveTemplate(template: Template, context: Context): Resolved {
  if (template.reads.length === 0) return { glob: template.parts as Glob };
  const glob: Glob[number][] = [];
  let unknown = false;
  for (const part of template.parts) {
    if (typeof part !== 'object') {
      glob.push(part);
      continue;
    }
    const value = singleValue(context, part.key) ?? part.defaultValue;
    if (isUnknown(context.get(part.key))) unknown = true;
    else if (value === undefined) return 'no-value';
    else glob.push(value);
  }
  return unknown ? 'unknown' : { glob };
}
