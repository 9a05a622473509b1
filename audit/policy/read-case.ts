import { actionProblem, s3LevelOf } from './actions';
import { throughAccessPoint } from './access-point';
import { compilePolicy, type CompiledPolicy } from './compile';
import type { Context } from './context';
import type { Request } from './request';
import type { PolicyKind } from './document';
import type { Read } from './json-text';
import { parsePolicyDocument } from './parse-document';
import { readContext, type ContextJson } from './request-context';
import { readRequester, throughProvider, type Requester } from './requester';
import { impossibleResource } from './resource-types';
import { POLICY_LIMITS, refusal, type PolicyCarrier } from './refusals';
import type { PolicySet, VpcEndpointType } from './situation';

/** One question, with the policies that bear on it; policies are JSON documents, not yet validated. */
export interface PolicyCase {
  readonly request: RequestJson;
  readonly identityPolicies?: readonly unknown[] | undefined;
  readonly permissionsBoundary?: unknown;
  /** One document, or a list of documents that are taken together. */
  readonly sessionPolicy?: unknown;
  /** Documents attached at one level, or one list of documents for each level, from the root to the account. */
  readonly serviceControlPolicies?: readonly unknown[] | undefined;
  readonly resourceControlPolicies?: readonly unknown[] | undefined;
  readonly resourcePolicy?: unknown;
  readonly accessPointPolicy?: unknown;
  readonly vpcEndpointPolicy?: unknown;
  readonly vpcEndpointType?: VpcEndpointType | undefined;
  readonly blockPublicAccess?: boolean | undefined;
}

/** A request as a file of cases writes it. */
export interface RequestJson {
  /** `anonymous`, a service principal, an identity provider, or an ARN: see `readRequester`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  /** ARN of the S3 access point that the request goes through; `resource` is the bucket or object behind it. */
  readonly accessPoint?: string | undefined;
  readonly context?: ContextJson | undefined;
  /** Condition keys of which nobody knows whether the request carries them. */
  readonly unknownKeys?: readonly string[] | undefined;
}

/** A case after validation: what all of the requests it makes must be allowed for it to be allowed. */
export interface AskedCase {
  readonly asked: readonly [Question, ...Question[]];
  readonly context: Context;
}

/** A request, and the policies that decide it. */
export interface Question {
  readonly policies: PolicySet;
  readonly request: Request;
}

/** Validates a case: every policy, the request, and whether they can go together. */
export function readCase(policyCase: PolicyCase): Read<AskedCase> {
  const problems: string[] = [];
  const { request: json } = policyCase;
  const context = readContext(contextOf(json), json.unknownKeys);
  const requester = withProvider(readRequester(json.principal), context);
  if (requester === undefined) {
    problems.push(
      `request.principal: "${json.principal}" is not "anonymous", a service principal, an identity provider, or the ARN of a root user, user, role, role session or federated user`,
    );
  } else problems.push(...misfits(policyCase, requester));
  problems.push(...requestProblems(json));
  if (context.ok) problems.push(...endpointProblems(policyCase, context.value));
  else problems.push(...context.problems);
  const policies = readPolicies(policyCase, problems);
  if (requester === undefined || !context.ok || problems.length > 0) return { ok: false, problems };

  const { resource, resourceAccount } = json;
  const request: Request = { requester, action: json.action.toLowerCase(), resource, resourceAccount };
  const behind = { policies: policies.behind, request };
  const point = json.accessPoint === undefined ? undefined : throughAccessPoint(json.accessPoint, resource);
  if (point === undefined) return { ok: true, value: { asked: [behind], context: context.value } };
  const atPoint = { ...request, resource: point.resource, resourceAccount: point.account };
  const asked: AskedCase['asked'] = [{ policies: policies.atPoint, request: atPoint }, behind];
  return { ok: true, value: { asked, context: context.value } };
}

/** Through which identity provider a session was made says the key aws:FederatedProvider, where the case gives it. */
function withProvider(requester: Requester | undefined, context: Read<Context>): Requester | undefined {
  const [provider] = (context.ok ? context.value.get('aws:federatedprovider') : undefined) ?? [];
  return requester && typeof provider === 'string' ? (throughProvider(requester, provider) ?? requester) : requester;
}

/** A request through an access point says so in two keys. Source: Service Authorization Reference, Amazon S3. */
function contextOf({ context = {}, accessPoint }: RequestJson): ContextJson {
  if (accessPoint === undefined) return context;
  const account = accessPoint.split(':')[4] ?? '';
  return { 's3:DataAccessPointArn': accessPoint, 's3:DataAccessPointAccount': account, ...context };
}

function readPolicies(policyCase: PolicyCase, problems: string[]): { behind: PolicySet; atPoint: PolicySet } {
  const read = (json: unknown, where: string, kind: PolicyKind): CompiledPolicy | undefined => {
    if (json === undefined) return undefined;
    const document = parsePolicyDocument(json, where, kind);
    const carrier = carrierOf(kind, policyCase.request);
    const refused = carrier && refusal([json], carrier);
    if (refused?.certain === true) problems.push(`${where}: ${refused.problem}`);
    if (document.ok) return compilePolicy(document.value);
    problems.push(...document.problems);
    return undefined;
  };
  const readAll = (list: readonly unknown[], where: string, kind: PolicyKind): CompiledPolicy[] =>
    list.flatMap((json, index) => read(json, `${where}[${index}]`, kind) ?? []);
  const { sessionPolicy, vpcEndpointType: type } = policyCase;
  const isRole = /^arn:[^:]*:iam::[^:]*:role\//.test(policyCase.request.resource);
  const endpoint = read(policyCase.vpcEndpointPolicy, 'vpcEndpointPolicy', 'endpoint');
  const session = read(Array.isArray(sessionPolicy) ? undefined : sessionPolicy, 'sessionPolicy', 'session');
  const sessions = Array.isArray(sessionPolicy)
    ? readAll(sessionPolicy, 'sessionPolicy', 'session')
    : session && [session];
  // A federated user session made without a session policy has no permissions of its own.
  const unlimited = policyCase.request.principal.includes(':federated-user/') ? [] : undefined;
  const common = {
    identity: readAll(policyCase.identityPolicies ?? [], 'identityPolicies', 'identity'),
    boundary: read(policyCase.permissionsBoundary, 'permissionsBoundary', 'boundary'),
    session: sessions ?? unlimited,
    scps: levelsOf(policyCase.serviceControlPolicies ?? []).map(({ documents, where }) =>
      readAll(documents, where, 'scp'),
    ),
    rcps: readAll((policyCase.resourceControlPolicies ?? []).flat(), 'resourceControlPolicies', 'rcp'),
    endpoints: endpoint === undefined ? [] : [{ policy: endpoint, type }],
    restrictPublicBuckets: policyCase.blockPublicAccess ?? false,
  };
  const behind = read(policyCase.resourcePolicy, 'resourcePolicy', isRole ? 'trust' : 'resource');
  const atPoint = read(policyCase.accessPointPolicy, 'accessPointPolicy', 'access-point');
  return {
    behind: { ...common, resource: behind },
    atPoint: { ...common, resource: atPoint, publicSubject: 'access-point' },
  };
}

/** What AWS measures a policy of a case by; nothing bounds what AWS manages, which identities and sessions may carry. */
function carrierOf(kind: PolicyKind, { resource }: RequestJson): PolicyCarrier | undefined {
  const service = kind === 'resource' ? resource.split(':')[2] : kind;
  return CARRIERS.find((carrier) => carrier === service);
}

const CARRIERS = Object.keys(POLICY_LIMITS) as PolicyCarrier[];

/** A list of lists is one of levels; a plain list is one level. */
function levelsOf(policies: readonly unknown[]): { documents: readonly unknown[]; where: string }[] {
  const where = 'serviceControlPolicies';
  if (policies.length === 0) return [];
  if (!policies.some((one) => Array.isArray(one))) return [{ documents: policies, where }];
  return policies.map((level, index) => ({
    documents: Array.isArray(level) ? (level as readonly unknown[]) : [level],
    where: `${where}[${index}]`,
  }));
}

function requestProblems(json: RequestJson): string[] {
  const { action, resource, resourceAccount, accessPoint } = json;
  const problems: string[] = [];
  const named = action.includes('*') || action.includes('?') ? 'must name one action' : actionProblem(action);
  if (named !== undefined) problems.push(`request.action: ${named}`);
  const [arn, , , , account] = resource.split(':');
  if (resource !== '*' && (arn !== 'arn' || resource.split(':').length < 6)) {
    problems.push(`request.resource: "${resource}" is neither an ARN nor "*"`);
  } else if (named === undefined) problems.push(...impossibilities(json));
  if (!/^\d{12}$/.test(resourceAccount)) {
    problems.push(`request.resourceAccount: "${resourceAccount}" is not an account id of 12 digits`);
  } else if (account !== undefined && /^\d+$/.test(account) && account !== resourceAccount) {
    problems.push(`request.resourceAccount: ${resourceAccount} does not own "${resource}"`);
  }
  if (accessPoint !== undefined && throughAccessPoint(accessPoint, resource) === undefined) {
    problems.push(
      `request.accessPoint: "${accessPoint}" is not the ARN of an access point, or "${resource}" neither bucket nor object`,
    );
  }
  return problems;
}

function impossibilities({ action, resource }: RequestJson): string[] {
  const impossible = impossibleResource(action, resource);
  if (impossible !== undefined) return [`request.resource: ${impossible}`];
  const level = s3LevelOf(action);
  const isPoint = /^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\//.test(resource);
  return isPoint && (level === 'object' || level === 'bucket')
    ? ['request.resource: must be the bucket or object behind the access point, which request.accessPoint names']
    : [];
}

/** Policies that such a principal cannot have. */
function misfits(policyCase: PolicyCase, { type }: Requester): string[] {
  const { request, identityPolicies = [], permissionsBoundary, sessionPolicy, accessPointPolicy } = policyCase;
  const isEntity = type === 'user' || type === 'role' || type === 'federated-user';
  const isSession = type === 'role' || type === 'federated-user';
  const cannot = (name: string, who: string): string =>
    `${name}: "${request.principal}" cannot have any; only ${who} can`;
  return [
    ...(isEntity || identityPolicies.length === 0 ? [] : [cannot('identityPolicies', 'IAM users and roles')]),
    ...(isEntity || permissionsBoundary === undefined ? [] : [cannot('permissionsBoundary', 'IAM users and roles')]),
    ...(isSession || sessionPolicy === undefined
      ? []
      : [cannot('sessionPolicy', 'sessions of roles and federated users')]),
    ...(accessPointPolicy === undefined || request.accessPoint !== undefined
      ? []
      : ['accessPointPolicy: request.accessPoint must say which access point the request goes through']),
  ];
}

/** The policy of an endpoint counts for what comes through it, so the case must say that the request does. */
function endpointProblems({ vpcEndpointPolicy, vpcEndpointType, request }: PolicyCase, context: Context): string[] {
  const problems: string[] = [];
  if (vpcEndpointPolicy !== undefined && !context.has('aws:sourcevpce')) {
    problems.push(
      'vpcEndpointPolicy: request.context must say in aws:SourceVpce that the request comes through the endpoint',
    );
  }
  if (vpcEndpointType === 'Gateway' && !/^(s3|dynamodb):/i.test(request.action)) {
    problems.push(
      `vpcEndpointType: only S3 and DynamoDB have gateway endpoints, which ${request.action} does not pass`,
    );
  }
  return problems;
}
