import { spelledAction } from '../../policy/actions';
import { compilePolicy, describeStatement, type CompiledPolicy } from '../../policy/compile';
import { parsePolicyText } from '../../policy/parse-document';
import type { Read } from '../../policy/json-text';
import type { NotReviewed, PartReview, ReviewFinding } from '../review-types';
import { compareGrants } from './compare-grants';
import { comparePolicies, type Loosening } from './compare-policies';
import { carriersOf } from './grants';
import { counterexampleOf, DRIFTED, PLANNED, type Wording } from './loosened-wording';
import { drifted, planned, type Moments } from './moments';
import { destroys, isNew, isUnknown, type Plan, type ResourceChange, type Values } from './plan';
import { LONGEST_POLICY, NOT_COMPARED, POLICY_ARGUMENTS, type PolicyArgument } from './policy-arguments';
import type { Subject } from './questions';

/** Compares, by evaluation, every policy that the plan changes. */
export function checkLoosened(plan: Plan): PartReview {
  return together(
    checkPolicies(plan.resource_changes, plan, PLANNED),
    compareGrants(planned(plan), plan, PLANNED),
    checkManaged(plan.resource_changes, planned(plan), PLANNED),
  );
}

/** Compares every policy that was changed outside Terraform: as it was last applied against as it is. */
export function checkDriftedPolicies(plan: Plan): PartReview {
  const drifts = plan.resource_drift.map((drift) => sinceApplied(drift, plan));
  return together(
    checkPolicies(drifts, plan, DRIFTED),
    compareGrants(drifted(plan), plan, DRIFTED),
    checkManaged(plan.resource_drift, drifted(plan), DRIFTED),
  );
}

function together(...reviews: readonly PartReview[]): PartReview {
  return {
    findings: reviews.flatMap(({ findings }) => findings),
    notReviewed: reviews.flatMap(({ notReviewed }) => notReviewed),
    decisions: reviews.reduce((sum, { decisions }) => sum + decisions, 0),
  };
}

const MANAGED: PolicyArgument = { type: 'aws_iam_policy', argument: 'policy', kind: 'identity' };

/** Managed policies that are, or may be, given to others than those whom the plan knows are compared by themselves. */
function checkManaged(changes: readonly ResourceChange[], moments: Moments, wording: Wording): PartReview {
  const carriers = carriersOf(moments);
  const alone = changes.filter(({ type, mode, change }) => {
    if (mode !== 'managed' || type !== MANAGED.type || change.before === null || change.after === null) return false;
    const { attached, asBoundary } = carriers(String(change.before.arn));
    return attached + asBoundary === 0 || Number(change.before.attachment_count ?? 0) > attached;
  });
  return together(
    ...alone
      .filter((change) => change.change.before?.policy !== change.change.after?.policy || isUnknown(change, 'policy'))
      .map((change) => compareChange(change, MANAGED, wording)),
  );
}

/**
 * What is made of its own gives a queue, a topic, a key or an endpoint its policy after it was read for the state: held against
 * that policy, its owner shows nothing new.
 */
function sinceApplied(drift: ResourceChange, { resource_changes: changes }: Plan): ResourceChange {
  const { before, after } = drift.change;
  const given = POLICY_ARGUMENTS.flatMap(({ type, argument, owner }) => {
    if (owner?.type !== drift.type) return [];
    const names: unknown[] = owner.names.flatMap((name) => [after?.[name] ?? []].flat());
    const policies = changes.filter(
      (change) => change.type === type && names.includes(change.change.before?.[owner.argument]),
    );
    return policies.flatMap(({ change }) => change.before?.[argument] ?? []);
  });
  if (before === null || given.length !== 1) return drift;
  return { ...drift, change: { ...drift.change, before: { ...before, policy: given[0] } } };
}

function checkPolicies(changes: readonly ResourceChange[], plan: Plan, wording: Wording): PartReview {
  const findings: ReviewFinding[] = [];
  const notReviewed: NotReviewed[] = [];
  let decisions = 0;
  for (const change of changes.filter(({ mode }) => mode === 'managed')) {
    if (NOT_COMPARED.has(change.type) && change.change.actions.some((action) => action !== 'no-op')) {
      notReviewed.push({
        resource: change.address,
        reason: 'it decides who may do what, and its change is not compared',
      });
    }
    for (const argument of POLICY_ARGUMENTS.filter(({ type }) => type === change.type)) {
      if (!isToBeCompared(change, argument, plan)) continue;
      const result = compareChange(change, argument, wording);
      findings.push(...result.findings);
      notReviewed.push(...result.notReviewed);
      decisions += result.decisions;
    }
  }
  return { findings, notReviewed, decisions };
}

/** What is made together with its owner, or goes with it, loosens nothing that was there. */
function isToBeCompared(change: ResourceChange, argument: PolicyArgument, plan: Plan): boolean {
  const { owner } = argument;
  if (!isNew(change) && !isGone(change)) {
    return (
      change.change.before?.[argument.argument] !== change.change.after?.[argument.argument] ||
      isUnknown(change, argument.argument)
    );
  }
  if (owner === undefined) return false;
  const name = (isGone(change) ? change.change.before : change.change.after)?.[owner.argument];
  if (isNew(change) && isUnknown(change, owner.argument)) return false;
  return !plan.resource_changes.some((other) => {
    const values = isGone(change) ? other.change.before : other.change.after;
    const fate = isGone(change) ? isGone(other) : isNew(other);
    return fate && other.type === owner.type && owner.names.some((one) => values?.[one] === name);
  });
}

function isGone(change: ResourceChange): boolean {
  return destroys(change) && !change.change.actions.includes('create');
}

function compareChange(change: ResourceChange, argument: PolicyArgument, wording: Wording): PartReview {
  const { address } = change;
  const unread = (reason: string): PartReview => ({
    findings: [],
    notReviewed: [{ resource: address, reason: `what it newly allows was not reviewed: ${reason}` }],
    decisions: 0,
  });
  if (isUnknown(change, argument.argument)) return unread(`its ${argument.argument} is known only after apply`);
  const before = readPolicy(change.change.before, argument, address);
  const after = readPolicy(change.change.after, argument, address);
  if (!before.ok) return unread(`as it is: ${before.problems.join('; ')}`);
  if (!after.ok) return unread(after.problems.join('; '));
  const compared = comparePolicies(before.value, after.value, subjectOf(change, argument));
  if (!compared.compared) return unread(compared.reason);
  return {
    findings: compared.loosenings.map((loosening) => findingOf(loosening, address, wording)),
    notReviewed: [],
    decisions: compared.decisions,
  };
}

function readPolicy(
  values: Values,
  { argument, kind }: PolicyArgument,
  where: string,
): Read<CompiledPolicy | undefined> {
  const text = values?.[argument];
  if (text === undefined || text === null || text === '') return { ok: true, value: undefined };
  if (typeof text !== 'string') return { ok: false, problems: [`its ${argument} is no text`] };
  if (text.length > LONGEST_POLICY) return { ok: false, problems: [`its ${argument} is longer than any policy`] };
  const document = parsePolicyText(text, where, kind);
  return document.ok ? { ok: true, value: compilePolicy(document.value) } : document;
}

const SERVICES: Readonly<Record<string, string>> = {
  aws_kms_key: 'kms',
  aws_kms_key_policy: 'kms',
  aws_sns_topic: 'sns',
  aws_sns_topic_policy: 'sns',
  aws_sqs_queue: 'sqs',
  aws_sqs_queue_policy: 'sqs',
};

function subjectOf({ type, change }: ResourceChange, { argument, kind }: PolicyArgument): Subject {
  const values = { ...change.before, ...change.after };
  const text = `${JSON.stringify(values.arn ?? '')} ${String(values[argument])} ${String(change.before?.[argument])}`;
  const [, partition = 'aws'] = /\barn:(aws[a-z-]*):/.exec(text) ?? [];
  const [, account = '000000000000'] = /\barn:[^:"]*:[^:"]*:[^:"]*:(\d{12}):/.exec(text) ?? [];
  const ofGateway = kind === 'endpoint' && values.vpc_endpoint_type !== 'Interface';
  const common = {
    partition,
    account,
    ofGateway,
    withoutPolicy: kind === 'endpoint' ? 'allows' : 'is silent',
  } as const;
  if (kind === 'identity' || kind === 'endpoint') {
    return { ...common, arn: undefined, ofIdentity: kind === 'identity' };
  }
  return { ...common, arn: arnOf(type, values, partition, account), ofIdentity: false };
}

function pathOf({ path }: Readonly<Record<string, unknown>>): string {
  return typeof path === 'string' ? path : '/';
}

function arnOf(type: string, values: Readonly<Record<string, unknown>>, partition: string, account: string): string {
  if (type === 'aws_s3_bucket_policy') {
    return `arn:${partition}:s3:::${typeof values.bucket === 'string' ? values.bucket : 'the-bucket'}`;
  }
  if (typeof values.arn === 'string') return values.arn;
  if (type === 'aws_iam_role') return `arn:${partition}:iam::${account}:role${pathOf(values)}${String(values.name)}`;
  const resource = type.startsWith('aws_kms') ? 'key/this-key' : 'this';
  return `arn:${partition}:${SERVICES[type] ?? 's3'}:us-east-1:${account}:${resource}`;
}

function findingOf(loosening: Loosening, address: string, { rule, would }: Wording): ReviewFinding {
  const { principal, action, resource, before, after, by } = loosening;
  const allows = after === 'allows';
  const request = `${principal} ${spelledAction(action)} on ${resource}`;
  const statement = by === undefined ? '' : ` (${describeStatement(by)})`;
  return {
    rule,
    severity: 'error',
    what: allows
      ? `${address} ${would('allow')} ${request}${statement}; until now it ${before === 'denies' ? 'denies' : 'does not allow'} it`
      : `${address} ${would('stop denying')} ${request}${statement}`,
    why: allows
      ? by?.kind === 'trust'
        ? 'whoever assumes the role can do all that it is granted: it must be meant so'
        : 'someone can do what the policy did not allow before: it must be meant so'
      : 'whatever else allows such a request is no longer held back',
    resource: address,
    sid: by?.sid ?? null,
    counterexample: counterexampleOf(loosening),
  };
}
