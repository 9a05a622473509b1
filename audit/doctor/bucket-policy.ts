import { printable } from '../../contract/printable';
import type { Expectations } from '../../contract/expectations';
import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';
import { S3_ACTIONS } from '../policy/actions';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import { decide, situationOf, type Request } from '../policy/decide';
import { keysThatMatter } from '../policy/mentions';
import { parsePolicyText } from '../policy/parse-document';
import { NotEnumerable } from '../review/contexts/candidates';
import { contextsOf } from '../review/contexts/enumerate';
import { pathsOf } from '../review/contexts/paths';
import { TooManyPatterns } from '../review/contexts/patterns';
import { comparePolicies, type Loosening } from '../review/plan/compare-policies';
import { requestersOf, type Subject } from '../review/plan/questions';
import { assumedPolicy } from '../review/system/policies';
import { ok, unreadable, wrong, type Check, type CheckName } from './check';
import type { Bound } from './planned';

const MEND = 'apply the deployment again, and find out who changed the policy (s3-audit timeline)';

/**
 * Holds a live policy against the synthesized one, by evaluation: whoever asks for whatever in whatever context gets the
 * same answer of both. How they are written does not matter.
 *
 * @param live text of the policy, `undefined` where there is none.
 */
export function checkEqual(
  check: CheckName,
  name: string,
  live: string | undefined,
  bound: Bound,
  subject: Subject,
): Check {
  if (!bound.known) return unreadable(check, name, `can not be compared with the synthesized one: ${bound.reason}`);
  const kind = bound.policy.document.kind;
  const parsed = live === undefined ? undefined : parsePolicyText(live, name, kind);
  if (parsed?.ok === false) return unreadable(check, name, `can not be evaluated: ${parsed.problems.join('; ')}`);
  const policy = parsed && compilePolicy(parsed.value);
  const looser = comparePolicies(bound.policy, policy, subject);
  if (!looser.compared) return unreadable(check, name, `can not be compared: ${looser.reason}`);
  if (looser.loosenings[0] !== undefined) {
    return wrong(check, name, `is looser than synthesized: ${requestText(looser.loosenings[0], 'live')}`, MEND);
  }
  const stricter = comparePolicies(policy, bound.policy, subject);
  if (!stricter.compared) return unreadable(check, name, `can not be compared: ${stricter.reason}`);
  if (stricter.loosenings[0] !== undefined) {
    return wrong(
      check,
      name,
      `is stricter than synthesized: ${requestText(stricter.loosenings[0], 'synthesized')}`,
      MEND,
    );
  }
  const decisions = looser.decisions + stricter.decisions;
  return ok(check, name, `means what was synthesized (${decisions} decisions compared)`);
}

function requestText({ principal, action, resource, context, before, after }: Loosening, which: string): string {
  const conditions = [...context].map(([key, values]) => `${key}=${values.join(',')}`).join(' ');
  const [kinder, stricter] =
    which === 'live' ? ['the live policy', 'the synthesized one'] : ['the synthesized one', 'the live policy'];
  return printable(
    `${principal} ${action} on ${resource}${conditions === '' ? '' : ` with ${conditions}`}: ${stricter} ${before}, ${kinder} ${after}`,
  );
}

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
  if (!parsed.ok) return unreadable('bucket-policy', name, `can not be evaluated: ${parsed.problems.join('; ')}`);
  try {
    const breach = findBreach(compilePolicy(parsed.value), subject, expectations);
    if (breach === undefined)
      return ok('bucket-policy', name, 'nobody but the exempt reaches the data from outside the endpoint');
    return wrong('bucket-policy', name, `lets in from outside the endpoint: ${breach}`, mend);
  } catch (error) {
    if (!(error instanceof NotEnumerable) && !(error instanceof TooManyPatterns)) throw error;
    return unreadable('bucket-policy', name, `can not be evaluated: ${error.message}`);
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
    for (const action of S3_ACTIONS.object.map((one) => `s3:${one.toLowerCase()}`)) {
      const request: Request = {
        requester,
        action,
        resource: `${subject.arn ?? ''}/an-object`,
        resourceAccount: subject.account,
      };
      const situation = situationOf({ identity: [ANYTHING], resource: policy }, request);
      for (const path of pathsOf(requester, { service: 's3', endpoints: [] })) {
        if (path.kind !== 'internet' && path.kind !== 'other-endpoint') continue;
        const surroundings = { onInstance: 'sometimes', vpcIds: [], endpointIds: vpcEndpoints } as const;
        const contexts = contextsOf(request, path, keysThatMatter(situation), new Map(), surroundings);
        if (contexts.some((context) => decide(situation, context).result === 'allow')) {
          return printable(`${text} ${action} by ${path.label}`);
        }
      }
    }
  }
  return undefined;
}
