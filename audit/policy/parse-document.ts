import { z } from 'zod';
import { isObject } from '../../contract/json-object';
import { actionProblem } from './actions';
import {
  KIND_RULES,
  type ConditionClause,
  type Listed,
  type PolicyDocument,
  type PolicyKind,
  type PrincipalEntry,
  type Statement,
} from './document';
import { readJson, type Read } from './json-text';
import { parseConditions, type Report } from './parse-condition';
import { parsePrincipals, strangersAmong } from './parse-principal';
import { placeholderProblems } from './template';

const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const principal = z.union([z.literal('*'), z.record(z.string(), texts)]);

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const documentSchema = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema).min(1)]),
});

type StatementJson = z.infer<typeof statementSchema>;

/**
 * Validates a policy document strictly: an unknown element, operator, condition key or action, a value of the wrong
 * type, and any unresolved Terraform reference is a problem, never a guess.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy element reference".
 *
 * @param json the parsed document.
 * @param where what messages begin with: file and path, or the resource address.
 * @param kind where the policy stands; decides which elements it must and must not have.
 * @param strangers whether principals may stand in it that no question can name, such as the id of a role that was deleted: who asks
 * whether anybody may do something must refuse them.
 * @returns the document, or every problem at once.
 */
export function parsePolicyDocument(
  json: unknown,
  where: string,
  kind: PolicyKind,
  { strangers = 'refused' }: { readonly strangers?: 'refused' | 'kept' } = {},
): Read<PolicyDocument> {
  const shape = documentSchema.safeParse(json);
  const problems = [...placeholdersIn(json, where)];
  const parse = (statement: StatementJson, index: number): Statement => {
    const report: Report = (path, problem) => {
      problems.push(`${where}.Statement[${index}].${path}: ${problem}`);
    };
    const read = parseStatement(statement, index, kind, report);
    const { principals } = read;
    if (principals !== undefined && strangers === 'refused')
      for (const one of strangersAmong(principals)) report(principals.negated ? 'NotPrincipal' : 'Principal', one);
    return read;
  };
  if (!shape.success) {
    problems.push(...shapeProblems(shape.error, where, json));
    // Of a document that is none as a whole, what is wrong with its statements is told at once.
    for (const [index, statement] of statementsIn(json).entries()) {
      const read = statementSchema.safeParse(statement);
      if (read.success) parse(read.data, index);
    }
    return { ok: false, problems };
  }
  const { Version, Statement: statements } = shape.data;
  const parsed = statements.map(parse);
  if (kind === 'identity' || kind === 'boundary') problems.push(...sidProblems(statements, where));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { kind, where, variables: Version === '2012-10-17', statements: parsed } };
}

function statementsIn(json: unknown): readonly unknown[] {
  return isObject(json) ? [json.Statement].flat() : [];
}

/** As {@link parsePolicyDocument}, from text; a key that occurs twice in one object is a problem too. */
export function parsePolicyText(text: string, where: string, kind: PolicyKind): Read<PolicyDocument> {
  const json = readJson(text, where);
  return json.ok ? parsePolicyDocument(json.value, where, kind) : json;
}

function parseStatement(json: StatementJson, index: number, kind: PolicyKind, report: Report): Statement {
  const { Sid: sid, Effect: effect } = json;
  if (kind === 'rcp') reportRcpSyntax(json, report);
  return {
    index,
    sid,
    effect,
    principals: parsePrincipalElement(json, kind, report),
    actions: parseActions(json, report),
    resources: parseResources(json, kind, report),
    conditions: parseConditionElement(json, report),
  };
}

/** Only AWS's own RCPFullAWSAccess allows; NotAction has no place. Source: AWS Organizations User Guide, "RCP syntax". */
function reportRcpSyntax({ Effect, Action, NotAction, Resource, Condition }: StatementJson, report: Report): void {
  const allowsAll = Action === '*' && Resource === '*' && Condition === undefined;
  if (Effect === 'Allow' && !allowsAll) report('Effect', 'must be Deny in a resource control policy');
  if (NotAction !== undefined) report('NotAction', 'must not stand in a resource control policy');
}

function parsePrincipalElement(
  json: StatementJson,
  kind: PolicyKind,
  report: Report,
): Listed<PrincipalEntry> | undefined {
  const { Principal, NotPrincipal, Effect } = json;
  const { name, principal } = KIND_RULES[kind];
  if (principal === 'must-not') {
    if (Principal !== undefined || NotPrincipal !== undefined) report('Principal', `must not stand in ${name}`);
    return undefined;
  }
  if (NotPrincipal !== undefined && kind === 'trust') report('NotPrincipal', `must not stand in ${name}`);
  if (principal === 'everyone') {
    if (Principal === undefined && NotPrincipal === undefined) return undefined;
    if (Principal !== '*') report('Principal', `must be "*" in ${name}`);
  }
  const element = oneOf('Principal', Principal, NotPrincipal, report);
  return element && parsePrincipals(element.value, element.negated ? 'NotPrincipal' : 'Principal', Effect, report);
}

function parseActions({ Action, NotAction }: StatementJson, report: Report): Listed<string> {
  const element = oneOf('Action', Action, NotAction, report);
  const entries = [element?.value ?? []].flat();
  for (const entry of entries) {
    const problem = actionProblem(entry);
    if (problem !== undefined) report(element?.negated === true ? 'NotAction' : 'Action', problem);
  }
  return { negated: element?.negated ?? false, entries };
}

function parseResources(json: StatementJson, kind: PolicyKind, report: Report): Listed<string> | undefined {
  const { Resource, NotResource } = json;
  if (kind === 'trust') {
    // Source: IAM User Guide, "IAM JSON policy elements: Resource": a trust policy speaks of the role that it is attached to.
    for (const name of ['Resource', 'NotResource'] as const)
      if (json[name] !== undefined) report(name, `must not stand in ${KIND_RULES.trust.name}`);
    return undefined;
  }
  const element = oneOf('Resource', Resource, NotResource, report);
  if (element === undefined) return undefined;
  const entries = [element.value].flat().map((entry) => {
    const problem = resourceProblem(entry, kind);
    if (problem !== undefined) report(element.negated ? 'NotResource' : 'Resource', problem);
    return completed(entry);
  });
  return { negated: element.negated, entries };
}

const ARN_PARTS = 6;

/** The parts of an ARN; what stands in a policy variable divides nothing. */
function partsOf(text: string): string[] {
  return text.replace(/\$\{[^}]*\}/g, '$').split(':');
}

/**
 * An ARN of fewer than six parts with `*` for those that are missing.
 * Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
 */
function completed(text: string): string {
  return text === '*' ? text : text + ':*'.repeat(Math.max(0, ARN_PARTS - partsOf(text).length));
}

/** Source: IAM User Guide, "IAM JSON policy elements: Resource": no wildcard in the service, variables after the fifth colon. */
function resourceProblem(text: string, kind: PolicyKind): string | undefined {
  if (text === '*') return undefined;
  const [arn, partition, service, ...rest] = partsOf(text);
  if (arn !== 'arn' || partition === undefined || service === undefined) return `"${text}" is not an ARN`;
  const { name, completesArns } = KIND_RULES[kind];
  if (rest.length < ARN_PARTS - 3 && !completesArns) {
    return `"${text}" has fewer than six parts, which AWS completes in identity policies only, not in ${name}`;
  }
  if (service === '' || /[*?$]/.test(service)) return `"${text}" must name its service without wildcards`;
  if ([partition, ...rest.slice(0, 2)].some((part) => part.includes('$'))) {
    return `"${text}" has a policy variable before the fifth colon`;
  }
  return undefined;
}

function parseConditionElement({ Condition }: StatementJson, report: Report): ConditionClause[] {
  return Condition === undefined ? [] : parseConditions(Condition, report);
}

function oneOf<T>(name: string, plain: T | undefined, negated: T | undefined, report: Report) {
  if (plain !== undefined && negated !== undefined) report(name, `must not stand beside Not${name}`);
  const value = plain ?? negated;
  if (value === undefined) {
    report(name, `is missing (or Not${name})`);
    return undefined;
  }
  return { negated: plain === undefined, value };
}

function sidProblems(statements: readonly StatementJson[], where: string): string[] {
  const sids = statements.map(({ Sid }) => Sid);
  return sids.flatMap((sid, index) => {
    if (sid === undefined) return [];
    const at = `${where}.Statement[${index}].Sid`;
    if (!/^[A-Za-z0-9]*$/.test(sid)) return [`${at}: "${sid}" must be letters and digits in a policy of IAM`];
    return sids.indexOf(sid) === index || sid === '' ? [] : [`${at}: "${sid}" is used twice`];
  });
}

/** Every text of the document may hold an unresolved reference, object keys too. */
function placeholdersIn(json: unknown, path: string): string[] {
  if (typeof json === 'string') return placeholderProblems(json).map((problem) => `${path}: ${problem}`);
  if (Array.isArray(json)) return json.flatMap((item, index) => placeholdersIn(item, `${path}[${index}]`));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => [
    ...(key.includes('${') || key.includes('TfToken[') ? [`${path}: the key "${key}" is an unresolved reference`] : []),
    ...placeholdersIn(value, `${path}.${key}`),
  ]);
}

function shapeProblems(error: z.ZodError, where: string, json: unknown): string[] {
  const oneStatement = !Array.isArray((json as { Statement?: unknown } | null)?.Statement);
  return flatten(error.issues, oneStatement ? 0 : 1).map(({ path, message }) => {
    const at = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return `${where}${at}: ${message}`;
  });
}

/** A union's issue hides those of its branches: show those of the branch that the document chose. */
function flatten(issues: readonly z.core.$ZodIssue[], branch: number): { path: PropertyKey[]; message: string }[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [{ path: [...issue.path], message: issue.message }];
    const inner = issue.path[0] === 'Statement' && issue.path.length === 1 ? issue.errors[branch] : undefined;
    if (inner === undefined)
      return [{ path: [...issue.path], message: 'is neither a text nor a list of texts as allowed here' }];
    return flatten(inner, branch).map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  });
}
