import { isAlias, isCollection, isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { printable } from '../printable';
import { faultOf } from '../yaml-faults';
import { sentenceOf } from '../zod-sentences';
import { settingsAt } from './json-schema';
import type { Problem } from './rule';
import { RULES } from './rules';
import { deploymentSchema, type Deployment } from './schema';

/** A deployment.yaml that cannot be built, with every problem found in it. */
export class DeploymentError extends Error {
  /**
   * @param problems one sentence each: file and line, path, value, rule.
   */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'DeploymentError';
  }
}

/**
 * Reads and validates the text of a deployment.yaml.
 *
 * @param text YAML 1.2, UTF-8.
 * @param file name for messages.
 * @returns the deployment with all defaults.
 * @throws DeploymentError naming all problems at once.
 */
export function readDeployment(text: string, file: string): Deployment {
  if (text.length > LONGEST_DEPLOYMENT) throw new DeploymentError([`${file}: is longer than 1 MiB`]);
  const lines = new LineCounter();
  const document = guarded(file, () =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true }),
  );
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const deep = faults.find(({ message }) => message.startsWith('Maximum call stack'));
    throw new DeploymentError(
      (deep === undefined ? faults.slice(0, MOST_FAULTS) : [deep]).map((error) => {
        const { line, text: fault } = faultOf(error, document, lines);
        return `${file}:${line}: ${error === deep ? TOO_DEEP : fault}`;
      }),
    );
  }

  const tree: unknown = guarded(file, () => document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown);
  const { deployment, problems } = check(tree);
  if (deployment === undefined) {
    const placed = problems.map((problem) => ({ ...problem, line: lineOf(problem.path, document, lines) }));
    placed.sort((a, b) => a.line - b.line);
    throw new DeploymentError(placed.map((problem) => sentence(problem, document, file)));
  }
  return deployment;
}

/** Longest deployment.yaml that is read, in characters. */
export const LONGEST_DEPLOYMENT = 2 ** 20;
/** Of a text that is no YAML, each bracket may be a fault. */
const MOST_FAULTS = 20;
const TOO_DEEP = 'it is nested too deeply';

/** Aliases may not multiply: each of ten lines that names the one before ten times makes ten thousand million values. */
export const MOST_ALIASES = 100;

/** The YAML library throws for what it will not expand, and where the nesting exhausts the call stack. */
function guarded<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    const why = error instanceof RangeError ? TOO_DEEP : printable(error.message);
    throw new DeploymentError([`${file}: cannot be read as YAML: ${why}`]);
  }
}

interface Fault extends Problem {
  /** A setting that does not exist says nothing of the others; every other fault keeps rules from reading the place. */
  readonly unknownSetting: boolean;
}

function check(tree: unknown): { deployment?: Deployment; problems: readonly Problem[] } {
  const read: { filled?: Deployment } = {};
  const schema = deploymentSchema.refine(
    (value) => {
      read.filled = value;
      return true;
    },
    // Also with faults elsewhere: the rules across settings then see what could be read, defaults included.
    { when: () => true },
  );
  const parsed = schema.safeParse(tree, { error: sentenceOf });
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOf(issue, tree));
  const { filled } = read;
  const broken =
    typeof filled === 'object'
      ? RULES.filter(({ reads }) => reads.every((path) => isReadable(path, faults))).flatMap((rule) =>
          rule.check(filled),
        )
      : [];
  const problems = [...faults, ...broken];
  return parsed.success && problems.length === 0 ? { deployment: parsed.data, problems } : { problems };
}

/** A rule can read a place when nothing above or below it is faulty. */
function isReadable(read: readonly PropertyKey[], faults: readonly Fault[]): boolean {
  return !faults.some(
    ({ path, unknownSetting }) => !unknownSetting && path.every((key, i) => i >= read.length || key === read[i]),
  );
}

function faultsOf(issue: z.core.$ZodIssue, tree: unknown): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') {
    const { allowed, kind, elsewhere } = settingsAt(issue.path, tree);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      rule: `${notASetting(kind, elsewhere(key))}; allowed here: ${allowed.join(', ')}`,
      unknownSetting: true,
    }));
  }
  return [{ path: issue.path, rule: issue.message, unknownSetting: false }];
}

/** A setting may belong to another kind of the same thing: then the kind is probably what is wrong. */
function notASetting(kind: string | undefined, others: readonly string[]): string {
  if (kind === undefined) return 'is not a setting';
  const hint = others.length === 0 ? '' : `, only with ${others.join(' or ')}`;
  return `is not a setting with ${kind}${hint}`;
}

function sentence({ path, rule, line }: Problem & { line: number }, document: Document, file: string): string {
  const value: unknown = document.getIn(path);
  const shown =
    isCollection(value) || isAlias(value) || value === undefined || path.length === 0
      ? ''
      : `${printable(JSON.stringify(value))} `;
  const where = path.length === 0 ? '' : `${printable(pathText(path))}: `;
  return `${file}:${line}: ${where}${shown}${rule}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

/** Line of the value, or of the nearest mapping around a value that is missing. */
function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
