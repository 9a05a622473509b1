import { printable } from '../../contract/printable';
import { compilePolicy } from '../policy/compile';
import { parsePolicyText } from '../policy/parse-document';
import { comparePolicies, type Loosening } from '../review/plan/compare-policies';
import type { Subject } from '../review/plan/questions';
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
  if (!bound.known) return unreadable(check, name, `cannot be compared with the synthesized one: ${bound.reason}`);
  const parsed = live === undefined ? undefined : parsePolicyText(live, name, bound.policy.document.kind);
  if (parsed?.ok === false) return unreadable(check, name, `cannot be evaluated: ${parsed.problems.join('; ')}`);
  const policy = parsed && compilePolicy(parsed.value);
  const looser = comparePolicies(bound.policy, policy, subject);
  if (!looser.compared) return unreadable(check, name, `cannot be compared: ${looser.reason}`);
  if (looser.loosenings[0] !== undefined) {
    return wrong(check, name, `is looser than synthesized: ${requestText(looser.loosenings[0], 'live')}`, MEND);
  }
  const stricter = comparePolicies(policy, bound.policy, subject);
  if (!stricter.compared) return unreadable(check, name, `cannot be compared: ${stricter.reason}`);
  if (stricter.loosenings[0] !== undefined) {
    const what = `is stricter than synthesized: ${requestText(stricter.loosenings[0], 'synthesized')}`;
    return wrong(check, name, what, MEND);
  }
  const decisions = looser.decisions + stricter.decisions;
  const how = decisions === 0 ? 'statement for statement' : `${decisions} decisions compared`;
  return ok(check, name, `means what was synthesized (${how})`);
}

function requestText({ principal, action, resource, context, before, after }: Loosening, which: string): string {
  const conditions = [...context].map(([key, values]) => `${key}=${values.join(',')}`).join(' ');
  const [kinder, stricter] =
    which === 'live' ? ['the live policy', 'the synthesized one'] : ['the synthesized one', 'the live policy'];
  return printable(
    `${principal} ${action} on ${resource}${conditions === '' ? '' : ` with ${conditions}`}: ${stricter} ${before}, ${kinder} ${after}`,
  );
}
