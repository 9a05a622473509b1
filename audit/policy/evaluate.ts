import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';
import { compilePolicy, type CompiledPolicy } from './compile';
import type { Context } from './context';
import { decide, situationOf, type Decision, type PolicySet, type Request } from './decide';
import type { PolicyKind } from './document';
import { explain } from './explain';
import { mentionedKeys, statementsOfPolicies, type KeyMention } from './mentions';
import { actionProblem, parsePolicyDocument } from './parse-document';
import {
  completeContext,
  contradictions,
  impliedContext,
  learnRoleArn,
  readContext,
  type ContextJson,
} from './request-context';
import { readRequester } from './requester';

/** One question, with the policies that bear on it; policies are JSON documents, not yet validated. */
export interface PolicyCase {
  readonly request: RequestJson;
  readonly identityPolicies?: readonly unknown[] | undefined;
  readonly permissionsBoundary?: unknown;
  readonly resourcePolicy?: unknown;
  readonly vpcEndpointPolicy?: unknown;
  readonly sessionPolicy?: unknown;
  readonly serviceControlPolicies?: readonly unknown[] | undefined;
  readonly resourceControlPolicies?: readonly unknown[] | undefined;
  readonly blockPublicAccess?: boolean | undefined;
}

export interface RequestJson {
  /** `anonymous`, a service principal, or an ARN: see `readRequester`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  readonly context?: ContextJson | undefined;
}

/** The answer to a case, and in one sentence why. */
export type Evaluation = (
  Decision | { readonly result: 'not-supported' } | { readonly result: 'error'; readonly problems: readonly string[] }
) & { readonly reason: string };

export type EvaluationResult = Evaluation['result'];

/**
 * Evaluates one case. What can not be decided is never guessed: a policy type that is not read is `not-supported`,
 * an invalid policy, request or context is an `error` with every problem.
 */
export function evaluate(policyCase: PolicyCase): Evaluation {
  const unsupported = unsupportedReason(policyCase);
  if (unsupported !== undefined) return { result: 'not-supported', reason: `not supported: ${unsupported}` };
  const problems: string[] = [];
  const policies = readPolicies(policyCase, problems);
  const asked = readRequest(policyCase.request, problems);
  problems.push(...misfits(policyCase));
  if (asked === undefined || problems.length > 0) return failed(problems);

  const learned = learnRoleArn(asked.request, asked.context);
  if (!learned.ok) return failed(learned.problems);
  const mentioned = mentionedKeys(statementsOfPolicies(policies));
  const implied = impliedContext(learned.value);
  const contradicted = contradictions(asked.context, implied, learned.value, new Set(mentioned.keys()));
  if (contradicted.length > 0) return failed(contradicted);
  return decideReadings(policies, learned.value, completeContext(asked.context, implied), mentioned);
}

function failed(problems: readonly string[]): Evaluation {
  return { result: 'error', problems, reason: problems.join('; ') };
}

function unsupportedReason({ request, ...given }: PolicyCase): string | undefined {
  if (given.sessionPolicy !== undefined) return 'session policies are not evaluated';
  if ((given.serviceControlPolicies ?? []).length > 0) return 'service control policies are not evaluated';
  if ((given.resourceControlPolicies ?? []).length > 0) return 'resource control policies are not evaluated';
  const requester = readRequester(request.principal);
  return requester?.type === 'federated-user'
    ? 'a federated user session is always limited by a session policy'
    : undefined;
}

function readPolicies(policyCase: PolicyCase, problems: string[]): PolicySet {
  const read = (json: unknown, where: string, kind: PolicyKind): CompiledPolicy | undefined => {
    if (json === undefined) return undefined;
    const document = parsePolicyDocument(json, where, kind);
    if (document.ok) return compilePolicy(document.value);
    problems.push(...document.problems);
    return undefined;
  };
  const isRole = /^arn:[^:]*:iam::[^:]*:role\//.test(policyCase.request.resource);
  const endpoint = read(policyCase.vpcEndpointPolicy, 'vpcEndpointPolicy', 'endpoint');
  return {
    identity: (policyCase.identityPolicies ?? []).flatMap(
      (json, index) => read(json, `identityPolicies[${index}]`, 'identity') ?? [],
    ),
    boundary: read(policyCase.permissionsBoundary, 'permissionsBoundary', 'boundary'),
    resource: read(policyCase.resourcePolicy, 'resourcePolicy', isRole ? 'trust' : 'resource'),
    endpoints: endpoint === undefined ? [] : [{ policy: endpoint }],
    restrictPublicBuckets: policyCase.blockPublicAccess ?? false,
  };
}

function readRequest(json: RequestJson, problems: string[]): { request: Request; context: Context } | undefined {
  const requester = readRequester(json.principal);
  const context = readContext(json.context ?? {});
  if (requester === undefined) {
    problems.push(
      `request.principal: "${json.principal}" is not "anonymous", a service principal or the ARN of a root user, user, role or role session`,
    );
  }
  const action =
    json.action.includes('*') || json.action.includes('?') ? 'must name one action' : actionProblem(json.action);
  if (action !== undefined) problems.push(`request.action: ${action}`);
  problems.push(...resourceProblems(json));
  if (!context.ok) problems.push(...context.problems);
  if (requester === undefined || !context.ok) return undefined;
  const { resource, resourceAccount } = json;
  return {
    request: { requester, action: json.action.toLowerCase(), resource, resourceAccount },
    context: context.value,
  };
}

function resourceProblems({ resource, resourceAccount }: RequestJson): string[] {
  const problems: string[] = [];
  const [arn, , , , account] = resource.split(':');
  if (resource !== '*' && (arn !== 'arn' || resource.split(':').length < 6)) {
    problems.push(`request.resource: "${resource}" is neither an ARN nor "*"`);
  }
  if (!/^\d{12}$/.test(resourceAccount)) {
    problems.push(`request.resourceAccount: "${resourceAccount}" is not an account id of 12 digits`);
  } else if (account !== undefined && account !== '' && account !== resourceAccount) {
    problems.push(`request.resourceAccount: ${resourceAccount} does not own "${resource}"`);
  }
  return problems;
}

/** Policies that such a principal can not have. */
function misfits({ request, identityPolicies = [], permissionsBoundary }: PolicyCase): string[] {
  const requester = readRequester(request.principal);
  if (requester === undefined || requester.type === 'user' || requester.type === 'role') return [];
  const attached = [
    ...(identityPolicies.length > 0 ? ['identityPolicies'] : []),
    ...(permissionsBoundary === undefined ? [] : ['permissionsBoundary']),
  ];
  return attached.map((name) => `${name}: "${request.principal}" can not have any; only IAM users and roles can`);
}

const CAUTION: Readonly<Record<Decision['result'], number>> = { 'explicit-deny': 0, 'implicit-deny': 1, allow: 2 };

/**
 * Decides, and where the role's path is not known but a policy reads `aws:PrincipalArn`, decides for every path that
 * the policies can tell apart and gives the answer that permits least.
 */
function decideReadings(
  policies: PolicySet,
  request: Request,
  context: Context,
  mentioned: ReadonlyMap<string, KeyMention>,
): Evaluation {
  const situation = situationOf(policies, request);
  const readings = roleArnReadings(request, context, mentioned.get('aws:principalarn'));
  const answers = readings.map((reading) => decide(situation, reading));
  const answer = answers.reduce((least, next) => (CAUTION[next.result] < CAUTION[least.result] ? next : least));
  const note = answers.every(({ result }) => result === answer.result)
    ? ''
    : ' (a session ARN does not tell the path of its role: give aws:PrincipalArn in the context)';
  return { ...answer, reason: explain(answer) + note };
}

function roleArnReadings(
  { requester }: Request,
  context: Context,
  mention: KeyMention | undefined,
): [Context, ...Context[]] {
  if (requester.type !== 'role' || requester.roleArn !== undefined || mention === undefined) return [context];
  const { partition, accountId, name } = requester;
  const named = [...mention.constants].filter((text) => {
    const arn = readPrincipalArn(text);
    return (
      arn !== undefined && text.includes(':role/') && isSamePrincipal(arn, { type: 'role', partition, accountId, name })
    );
  });
  const elsewhere = `arn:${partition}:iam::${accountId}:role/path-that-is-not-known/${name}`;
  const others = [...named, elsewhere].map((arn): Context => new Map([...context, ['aws:principalarn', [arn]]]));
  return [context, ...others];
}
