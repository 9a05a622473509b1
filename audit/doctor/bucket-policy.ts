import { printable } from '../../contract/printable';
import type { Expectations } from '../../contract/expectations';
import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';
import { S3_ACTIONS } from '../policy/actions';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import { decide, mayAllow } from '../policy/decide';
import { situationOf } from '../policy/situation';
import type { Request } from '../policy/request';
import { keysThatMatter } from '../policy/mentions';
import { parsePolicyText } from '../policy/parse-document';
import { NotEnumerable } from '../review/contexts/atoms/atoms';
import { contextsOf } from '../review/contexts/enumerate';
import { pathsOf } from '../review/contexts/paths';
import { requestersOf, resourcesFor, type Subject } from '../review/plan/questions';
import { assumedPolicy } from '../review/system/policies';
import { ok, unreadable, wrong, type Check } from './check';

/**
 * Without a synthesis: nobody but the exempt reaches the data from outside the expected endpoints, even with every
 * permission that an identity policy can give.
 */
export function checkPerimeter(
  name: string,
  live: string | undefined,
  subject: Subject,
  expectations: Expectations,
): Check {
  const mend = 'add the Deny for all requests that do not come through the endpoint (DenyDataAccessOutsideEndpoint)';
  if (live === undefined) return wrong('bucket-policy', name, 'there is no bucket policy', mend);
  const parsed = parsePolicyText(live, name, 'resource');
  if (!parsed.ok) return unreadable('bucket-policy', name, `cannot be evaluated: ${parsed.problems.join('; ')}`);
  const policy = compilePolicy(parsed.value);
  if (policy.statements.some(({ resources }) => resources.reads.length > 0)) {
    const reason = 'policy variables in its resources are not evaluated';
    return unreadable('bucket-policy', name, `cannot be evaluated: ${reason}`);
  }
  try {
    const breach = findBreach(policy, subject, expectations);
    if (breach === undefined)
      return ok('bucket-policy', name, 'nobody but the exempt reaches the data from outside the endpoint');
    return wrong('bucket-policy', name, `lets in from outside the endpoint: ${breach}`, mend);
  } catch (error) {
    if (!(error instanceof NotEnumerable)) throw error;
    return unreadable('bucket-policy', name, `cannot be evaluated: ${error.message}`);
  }
}

const ANYTHING = assumedPolicy('(assumed) AdministratorAccess', 'identity', {
  Sid: 'AllowAnything',
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
}).compiled;

function findBreach(
  policy: CompiledPolicy,
  subject: Subject,
  { vpcEndpoints, exempt }: Expectations,
): string | undefined {
  const exemptions = exempt.map(({ principal }) => readPrincipalArn(principal));
  for (const { text, requester } of requestersOf(policy.statements, subject)) {
    const arn = readPrincipalArn(text);
    const isExempt = arn !== undefined && exemptions.some((one) => one !== undefined && isSamePrincipal(one, arn));
    if (isExempt || requester.type === 'service') continue;
    for (const { action, resource } of objectRequests(policy, subject)) {
      const request: Request = { requester, action, resource, resourceAccount: subject.account };
      const path = openPath(policy, request, vpcEndpoints);
      if (path !== undefined) return printable(`${text} ${action} on ${resource} by ${path}`);
    }
  }
  return undefined;
}

/** Every action on an object, and of its resources one of each class that the statements can tell apart. */
function objectRequests(
  { statements }: CompiledPolicy,
  subject: Subject,
): readonly { readonly action: string; readonly resource: string }[] {
  return S3_ACTIONS.object
    .map((name) => `s3:${name.toLowerCase()}`)
    .flatMap((action) => resourcesFor(action, statements, subject).map((resource) => ({ action, resource })));
}

/** A way past the expected endpoints that a request gets in by. */
function openPath(policy: CompiledPolicy, request: Request, endpointIds: readonly string[]): string | undefined {
  const situation = situationOf({ identity: [ANYTHING], resource: policy }, request);
  const surroundings = { onInstance: 'sometimes', vpcIds: [], endpointIds } as const;
  const mentions = keysThatMatter(situation);
  return pathsOf(request.requester, { service: 's3', endpoints: [] }).find((path) => {
    if (path.kind !== 'internet' && path.kind !== 'other-endpoint') return false;
    const contexts = contextsOf({ request, path, mentions, goals: new Map(), surroundings });
    return contexts.some((context) => mayAllow(decide(situation, context)));
  })?.label;
}
