import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { examine, type Examination } from '../../../audit/review/run/prove-goals';
import { readStack } from '../../../audit/review/stack/read-stack';
import type { Stack } from '../../../audit/review/stack/stack';
import { readDeployment } from '../../../contract/deployment/read';
import type { Deployment } from '../../../contract/deployment/schema';
import { bundleHandler } from '../../../modules/lambda-replication/bundle';
import { buildStack } from '../../../modules/assembly/private-path-stack';

/** A policy document that a mutation may change. */
export interface StatementJson {
  Sid: string;
  Effect: string;
  Principal?: unknown;
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** cdk.tf.json with its policies as objects, so that tests can change them. */
export interface StackJson {
  resource: Record<string, Record<string, Record<string, unknown>>>;
  [other: string]: unknown;
}

/** The arguments of a resource, to be changed. */
export function blockOf(json: StackJson, address: string): Record<string, unknown> {
  const [type = '', name = ''] = address.split('.');
  const found = json.resource[type]?.[name];
  if (found === undefined) throw new Error(`there is no ${address} to change`);
  return found;
}

/** The statements of a policy, to be changed. */
export function statementsOf(json: StackJson, address: string): StatementJson[] {
  return (blockOf(json, address).policy as { Statement: StatementJson[] }).Statement;
}

/** A statement of a policy, to be changed. */
export function statementOf(json: StackJson, address: string, sid: string): StatementJson {
  const found = statementsOf(json, address).find(({ Sid }) => Sid === sid);
  if (found === undefined) throw new Error(`${address} has no statement ${sid}`);
  return found;
}

const POLICY_ARGUMENTS = ['policy', 'assume_role_policy'];

/** A deployment and what its modules synthesize, policies unfolded unless told otherwise. */
export function synthesized(of: string | Deployment, unfolded = true): { deployment: Deployment; json: StackJson } {
  const deployment = typeof of === 'string' ? readDeployment(readFileSync(of, 'utf8'), of) : of;
  const outdir = mkdtempSync(join(tmpdir(), 's3-private-path-'));
  const app = new App({ outdir });
  buildStack(app, deployment);
  app.synth();
  const json = JSON.parse(readFileSync(join(outdir, 'stacks', deployment.name, 'cdk.tf.json'), 'utf8')) as StackJson;
  rmSync(outdir, { recursive: true });
  if (unfolded) eachPolicy(json, (text) => JSON.parse(text as string) as unknown);
  return { deployment, json };
}

/** The stack that Terraform would see; policies are folded into text, as it has them. */
export function stackOf(json: StackJson): Stack {
  const folded = structuredClone(json);
  eachPolicy(folded, (policy) => (typeof policy === 'string' ? policy : JSON.stringify(policy)));
  const builtArchive = 'aws_lambda_function' in json.resource ? ownArchive() : undefined;
  const stack = readStack(folded, 'cdk.tf.json', { builtArchive });
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  return stack.value;
}

let archive: string | undefined;

/** The hash of the function's archive, built once: that a mutation may not change. */
export function ownArchive(): string {
  if (archive !== undefined) return archive;
  const outdir = mkdtempSync(join(tmpdir(), 's3-private-path-'));
  archive = bundleHandler(outdir).sourceCodeHash;
  rmSync(outdir, { recursive: true });
  return archive;
}

/** Reviews a stack. */
export function review(json: StackJson, deployment: Deployment): Examination {
  return examine(stackOf(json), deployment);
}

/** Reviews a stack that was changed after its synthesis. */
export function reviewAfter(
  mutate: (json: StackJson) => void,
  { json, deployment }: { readonly json: StackJson; readonly deployment: Deployment },
): Examination['review'] {
  const mutated = structuredClone(json);
  mutate(mutated);
  return review(mutated, deployment).review;
}

function eachPolicy({ resource }: StackJson, change: (policy: unknown) => unknown): void {
  for (const block of Object.values(resource).flatMap((byName) => Object.values(byName))) {
    for (const name of POLICY_ARGUMENTS) if (block[name] !== undefined) block[name] = change(block[name]);
  }
}
