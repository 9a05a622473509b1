import { compilePolicy, describeStatement } from '../../policy/compile';
import { decide, mayAllow } from '../../policy/decide';
import { explain } from '../../policy/explain';
import { situationOf } from '../../policy/situation';
import type { Request } from '../../policy/request';
import { parsePolicyText } from '../../policy/parse-document';
import { completeContext, impliedContext } from '../../policy/request-context';
import type { NotReviewed, ReviewFinding } from '../review-types';
import { isTrue, textOf, type Resource, type Stack } from '../stack/stack';

const RULE = 'order-key-policy-first-apply';
const WHY =
  'KMS refuses such a policy ("the new key policy will not allow you to update the key policy in the future"), or with the safety check off leaves a key that nobody can mend';

/** What was found of one rule. */
export interface Judged {
  readonly findings: readonly ReviewFinding[];
  readonly notReviewed: readonly NotReviewed[];
}

/**
 * From the first apply on, every key policy lets its own account change it again, without which
 * neither deployer nor root could repair it. Source: AWS KMS Developer Guide, "Default key policy".
 */
export function checkKeyPolicies({ resources }: Stack): Judged {
  const judged = resources
    .filter(({ mode, type }) => mode === 'managed' && (type === 'aws_kms_key' || type === 'aws_kms_key_policy'))
    .map(checkKeyPolicy);
  return {
    findings: judged.flatMap(({ findings }) => findings),
    notReviewed: judged.flatMap(({ notReviewed }) => notReviewed),
  };
}

function checkKeyPolicy(key: Resource): Judged {
  const { address, account, region, attributes } = key;
  const bypass = isTrue(attributes.bypass_policy_lockout_safety_check)
    ? [finding(key, `${address} switches the lockout safety check of KMS off`, null)]
    : [];
  // Without a policy of its own a key gets AWS's default, which delegates to the account.
  if (attributes.policy === undefined || attributes.policy === null) return { findings: bypass, notReviewed: [] };
  const open = (reason: string): Judged => ({ findings: bypass, notReviewed: [{ resource: address, reason }] });
  const text = textOf(key, 'policy');
  if (text === undefined) return open('its key policy is not known, so nobody can say who may change it');
  if (account === undefined) return open('the account of its provider is not known');
  const read = parsePolicyText(text, address, 'resource');
  if (!read.ok) return open(read.problems.join('; '));

  const partition = /"arn:(aws[a-z-]*):iam::/.exec(text)?.[1] ?? 'aws';
  const root = `arn:${partition}:iam::${account}:root`;
  const request: Request = {
    requester: { type: 'root', accountId: account, arn: root },
    action: 'kms:putkeypolicy',
    resource: `arn:${partition}:kms:${region ?? 'us-east-1'}:${account}:key/00000000-0000-0000-0000-000000000000`,
    resourceAccount: account,
  };
  const situation = situationOf({ identity: [], resource: compilePolicy(read.value) }, request);
  const decision = decide(situation, completeContext(new Map(), impliedContext(request)));
  if (decision.result === 'allow') return { findings: bypass, notReviewed: [] };
  if (mayAllow(decision)) return open(explain(decision));
  const by = decision.by.map(describeStatement).join(', ');
  const what = `${address} does not let account ${account} change its key policy${by === '' ? '' : ` (${by})`}`;
  return { findings: [...bypass, finding(key, what, root, decision.by[0]?.sid)], notReviewed: [] };
}

function finding({ address }: Resource, what: string, principal: string | null, sid?: string): ReviewFinding {
  const counterexample =
    principal === null ? null : { principal, action: 'kms:PutKeyPolicy', resource: address, context: {} };
  return { rule: RULE, severity: 'error', what, why: WHY, resource: address, sid: sid ?? null, counterexample };
}
