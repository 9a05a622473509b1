import { z } from 'zod';
import { printable } from '../../../contract/printable';
import { lineOf, pathText } from '../../../contract/yaml-faults';
import { readYaml } from '../../../contract/yaml-text';
import { sentenceOf } from '../../../contract/zod-sentences';
import { actionProblem } from '../../policy/actions';
import type { Read } from '../../policy/json-text';
import { readRequester } from '../../policy/requester';

const ACCOUNT = z.string().regex(/^\d{12}$/, 'must be an account id of twelve digits, in quotes');

/** What is meant to be done with a bucket and its objects. */
export const MAY_WORDS = ['read', 'write', 'delete', 'everything'] as const;

const may = z.string().superRefine((text, context) => {
  if ((MAY_WORDS as readonly string[]).includes(text)) return;
  const problem = text.startsWith('s3:') ? actionProblem(text) : undefined;
  const allowed = `must be ${MAY_WORDS.join(', ')} or an action of S3, such as s3:GetObject`;
  if (!text.startsWith('s3:')) context.addIssue({ code: 'custom', message: allowed });
  else if (problem !== undefined) context.addIssue({ code: 'custom', message: `${problem}; ${allowed}` });
});

const principal = z.string().refine((text) => {
  const requester = readRequester(text);
  return requester !== undefined && requester.type !== 'federated' && !text.includes(':assumed-role/');
}, 'must be the ARN of a role, a user or a root, a service such as logging.s3.amazonaws.com, or anonymous');

const ENDPOINTS =
  'must be the address of an endpoint of the plan (aws_vpc_endpoint.NAME), or id and account of another one';
const endpoint = z.union(
  [
    z.string().regex(/^aws_vpc_endpoint\.[\w-]+$/, ENDPOINTS),
    z.strictObject({ id: z.string().regex(/^vpce-[0-9a-f]+$/), account: ACCOUNT }),
  ],
  { error: ENDPOINTS },
);

const bucket = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  endpoints: z
    .array(endpoint)
    .default([])
    .describe('Endpoints through which alone the objects are reached; without one, the network does not matter'),
  who: z.array(
    z.strictObject({
      principal: principal.describe('ARN of a role, user or root, a service principal, or anonymous'),
      may: z.array(may).min(1).describe('read, write, delete, everything, or actions of S3'),
      from: z.enum(['endpoints', 'anywhere']).default('endpoints'),
    }),
  ),
});

export const goalsSchema = z.strictObject({
  version: z.literal(1),
  providers: z
    .record(z.string(), z.strictObject({ account: ACCOUNT, region: z.string().min(1).optional() }))
    .default({})
    .describe(
      'Accounts (and regions) that providers build in, where their configuration does not tell, by their keys: aws, aws.b',
    ),
  buckets: z.array(bucket).min(1).describe('Buckets of the plan whose objects are guarded'),
});

/** What a stack is meant to be that no deployment.yaml describes. */
export type Goals = z.output<typeof goalsSchema>;
export type GuardedBucket = Goals['buckets'][number];

/**
 * Reads a goals file (docs/goals.md): YAML or JSON.
 *
 * @param file name, for messages.
 * @returns the goals with all defaults, or every problem: file, line, path, value, what is allowed.
 */
export function readGoals(text: string, file: string): Read<Goals> {
  const yaml = readYaml(text, file);
  if (!yaml.ok) return yaml;
  const { tree, document, lines } = yaml;
  const read = goalsSchema.safeParse(tree, { error: sentenceOf });
  if (read.success) return { ok: true, value: read.data };
  return {
    ok: false,
    problems: read.error.issues.map(({ path, message, ...issue }) => {
      const value: unknown = document.getIn(path);
      const shown =
        typeof value === 'string' || typeof value === 'number' ? `${printable(JSON.stringify(value))} ` : '';
      const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => printable(JSON.stringify(key))) : [];
      const what = keys.length === 0 ? message : `${keys.join(', ')} is no setting here`;
      const where = path.length === 0 ? '' : `${printable(pathText(path))}: `;
      return `${file}:${lineOf(path, document, lines)}: ${where}${shown}${what}`;
    }),
  };
}
