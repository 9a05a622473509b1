import { isAlias, isCollection, type Document } from 'yaml';
import type { z } from 'zod';
import { isObject } from '../json-object';
import { printable } from '../printable';
import { lineOf, pathText } from '../yaml-faults';
import { readYaml } from '../yaml-text';
import { sentenceOf } from '../zod-sentences';
import { settingsAt } from './json-schema';
import { SIDES } from './names';
import type { Problem } from './rule';
import { RULES } from './rules';
import { deploymentSchema, type Deployment, type DeploymentFile } from './schema';
import { rootOf } from './sides';

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
  const yaml = readYaml(text, file);
  if (!yaml.ok) throw new DeploymentError(yaml.problems);
  const { tree, document, lines } = yaml;
  const { deployment, problems } = check(tree);
  if (deployment === undefined) {
    const placed = problems.map((problem) => ({ ...problem, line: lineOf(problem.path, document, lines) }));
    placed.sort((a, b) => a.line - b.line);
    throw new DeploymentError(placed.map((problem) => sentence(problem, document, file)));
  }
  return deployment;
}

interface Fault extends Problem {
  /** A setting that does not exist says nothing of the others; every other fault keeps rules from reading the place. */
  readonly unknownSetting: boolean;
}

function check(tree: unknown): { deployment?: Deployment; problems: readonly Problem[] } {
  const read: { filled?: DeploymentFile } = {};
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
  const filled = read.filled && withDeployers(read.filled);
  const broken =
    typeof filled === 'object'
      ? RULES.filter(({ reads }) => reads.every((path) => isReadable(path, faults))).flatMap((rule) =>
          rule.check(filled),
        )
      : [];
  const problems = [...faults, ...broken];
  return parsed.success && problems.length === 0 ? { deployment: withDeployers(parsed.data), problems } : { problems };
}

/**
 * Where a side names no deployer, its account's root stands in the place of one: rules know by it that none was named.
 *
 * @param file perhaps with faults of its own, which are told already.
 */
function withDeployers(file: DeploymentFile): Deployment {
  const unnamed = SIDES.filter((side) => isObject(file[side]) && file[side].deployer === undefined);
  const filled = unnamed.map((side) => [side, { ...file[side], deployer: rootOf(file, side) }] as const);
  return { ...file, ...Object.fromEntries(filled) } as Deployment;
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
