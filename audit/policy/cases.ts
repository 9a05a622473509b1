import { z } from 'zod';
import { evaluate, type EvaluationResult } from './evaluate';
import { readJson } from './json-text';

const RESULTS = ['allow', 'implicit-deny', 'explicit-deny', 'not-supported', 'error'] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const caseSchema = z.strictObject({
  name: z.string().min(1),
  expect: z.enum(RESULTS).optional(),
  note: z.string().optional(),
  request: z.strictObject({
    principal: z.string(),
    action: z.string(),
    resource: z.string(),
    resourceAccount: z.string(),
    accessPoint: z.string().optional(),
    unknownKeys: z.array(z.string()).optional(),
    context: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
  }),
  identityPolicies: z.array(z.unknown()).optional(),
  permissionsBoundary: z.unknown().optional(),
  resourcePolicy: z.unknown().optional(),
  vpcEndpointPolicy: z.unknown().optional(),
  sessionPolicy: z.unknown().optional(),
  accessPointPolicy: z.unknown().optional(),
  vpcEndpointType: z.enum(['Gateway', 'Interface']).optional(),
  serviceControlPolicies: z.array(z.unknown()).optional(),
  resourceControlPolicies: z.array(z.unknown()).optional(),
  blockPublicAccess: z.boolean().optional(),
});

/** A named case of a file, with the expected result. */
export type NamedCase = z.infer<typeof caseSchema>;

/** One line of `evaluate --format json` (docs/evaluate.md). */
export interface CaseOutcome {
  readonly name: string;
  /** `null` where the case only asks. */
  readonly expect: EvaluationResult | null;
  readonly result: EvaluationResult;
  readonly agrees: boolean;
  readonly reason: string;
}

/** What `s3-audit evaluate FILE` has to print and to exit with. */
export type EvaluateRun =
  | { readonly exitCode: 0 | 1; readonly cases: readonly CaseOutcome[] }
  /** The file is malformed; each problem is a sentence that begins with the path. */
  | { readonly exitCode: 2; readonly problems: readonly string[] };

/** Evaluates cases. A case without `expect` agrees when it can be decided at all. */
function evaluateCases(cases: readonly NamedCase[]): CaseOutcome[] {
  return cases.map(({ name, expect, ...policyCase }) => {
    const { result, reason } = evaluate(policyCase);
    const agrees = expect === undefined ? result !== 'error' && result !== 'not-supported' : result === expect;
    return { name, expect: expect ?? null, result, agrees, reason };
  });
}

/**
 * Runs a file of policy cases: a JSON list of cases. Pure; the caller reads the file and prints.
 *
 * @param text the file's text.
 * @param path the file's name, for messages.
 * @returns exit code 0 when all cases agree, 1 when one does not, 2 with every problem when the file is malformed.
 */
export function runEvaluate(text: string, path: string): EvaluateRun {
  const json = readJson(text, path);
  if (!json.ok) return { exitCode: 2, problems: json.problems };
  const read = z.array(caseSchema).min(1, 'must hold at least one case').safeParse(json.value);
  if (!read.success) return { exitCode: 2, problems: read.error.issues.map((issue) => shapeProblem(issue, path)) };
  const cases = evaluateCases(read.data);
  return { exitCode: cases.every(({ agrees }) => agrees) ? 0 : 1, cases };
}

function shapeProblem({ path, message }: z.core.$ZodIssue, file: string): string {
  const at = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${file}: ${at === '' ? 'the file' : at.replace(/^\./, '')}: ${message}`;
}
