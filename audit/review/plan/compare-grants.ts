import { spelledAction } from '../../policy/actions';
import { describeStatement, type CompiledStatement } from '../../policy/compile';
import type { NotReviewed, PartReview, ReviewFinding } from '../review-types';
import { addressOf } from '../system/policies';
import { comparePolicies, type Loosening, type Policies } from './compare-policies';
import { holdersOf, type Grant, type Holder } from './grants';
import { counterexampleOf, type Wording } from './loosened-wording';
import type { Moments } from './moments';
import type { Plan } from './plan';

/**
 * Compares all that each role, user and group is granted before and after: policies within it, managed ones, those of its
 * groups, and its permissions boundary, together. What moves from one of these to another changes nothing.
 */
export function compareGrants(moments: Moments, plan: Plan, wording: Wording): PartReview {
  const reviews = holdersOf(moments, plan).map((holder) => compareHolder(holder, wording));
  return {
    findings: reviews.flatMap(({ findings }) => findings),
    notReviewed: reviews.flatMap(({ notReviewed }) => notReviewed),
    decisions: reviews.reduce((sum, { decisions }) => sum + decisions, 0),
  };
}

function compareHolder(holder: Holder, wording: Wording): PartReview {
  const { before, after } = holder;
  if (textOf(before) === textOf(after)) return { findings: [], notReviewed: [], decisions: 0 };
  const unread = unknownParts(holder);
  const [was, is] = withoutShared(policiesOf(before), policiesOf(after));
  const compared = comparePolicies(was, is, subjectOf(holder, [was, is]));
  if (!compared.compared) {
    const reason = `what it is newly granted was not reviewed: ${compared.reason}`;
    return { findings: [], notReviewed: [...unread, { resource: holder.address, reason }], decisions: 0 };
  }
  const findings = compared.loosenings.map((loosening) => findingOf(loosening, holder, wording));
  return {
    findings: findings.length === 0 && isFreed(holder) ? [freed(holder, wording)] : findings,
    notReviewed: unread,
    decisions: compared.decisions,
  };
}

/** What a grant is made of, whatever the order and place of its policies. */
function textOf({ identity, boundary }: Grant): string {
  return JSON.stringify([[...new Set(identity.map(({ is }) => is))].sort(), boundary?.is ?? null]);
}

/**
 * What is unknown, and not the same before and after. What is granted together is never kinder for what is added to both sides
 * alike, so that what stays may say what it will.
 */
function unknownParts({ before, after, address }: Holder): readonly NotReviewed[] {
  const [was, is] = [before, after].map((grant) => new Set(unknownOf(grant).map((part) => part.is)));
  const news = unknownOf(after).filter((part) => was?.has(part.is) !== true);
  const gone = unknownOf(before).filter((part) => is?.has(part.is) !== true);
  return [
    ...news.map(({ where, reason }) => ({
      resource: where,
      reason: `what ${address} is newly granted was not reviewed: ${reason}`,
    })),
    ...gone.map(({ where, reason }) => ({
      resource: where,
      reason: `what ${address} is no longer denied was not reviewed: ${reason}`,
    })),
  ];
}

const unknownOf = ({ identity, boundary }: Grant) =>
  [...identity, ...(boundary ? [{ ...boundary, is: `boundary ${boundary.is}` }] : [])].filter(
    ({ known }) => known === undefined,
  );

function policiesOf({ identity, boundary }: Grant): Policies {
  return {
    statements: identity.flatMap(({ known }) => known?.statements ?? []),
    boundary: boundary?.known?.statements,
  };
}

/** Without the statements of both sides whose resources hold policy variables, which are not compared. */
function withoutShared(was: Policies, is: Policies): readonly [Policies, Policies] {
  const without = (list: readonly CompiledStatement[], other: readonly CompiledStatement[]) => {
    const shared = new Set(other.map(written));
    return list.filter((one) => one.resources.reads.length === 0 || !shared.has(written(one)));
  };
  const bounded = (one: Policies, other: Policies) =>
    one.boundary && other.boundary && without(one.boundary, other.boundary);
  return [
    { statements: without(was.statements, is.statements), boundary: bounded(was, is) ?? was.boundary },
    { statements: without(is.statements, was.statements), boundary: bounded(is, was) ?? is.boundary },
  ];
}

function written({ source: { effect, actions, resources, conditions } }: CompiledStatement): string {
  return JSON.stringify([effect, actions, resources, conditions]);
}

function subjectOf({ kind, arn }: Holder, policies: readonly Policies[]) {
  const resources = policies.flatMap(({ statements }) =>
    statements.flatMap(({ source }) => source.resources?.entries ?? []),
  );
  const [, partition = 'aws', account = '000000000000'] =
    /^arn:([^:]+):iam::(\d{12}):/.exec(arn ?? '') ??
    resources.flatMap((text) => [/^arn:([^:*]+):[^:]*:[^:]*:(\d{12}):/.exec(text) ?? []])[0] ??
    [];
  return {
    ...({ partition, account, arn: undefined, withoutPolicy: 'is silent', ofIdentity: true } as const),
    carrier: kind === 'group' ? undefined : arn,
  };
}

function findingOf(loosening: Loosening, holder: Holder, { rule, would }: Wording): ReviewFinding {
  const { principal, action, resource, before, after, by } = loosening;
  const request = `${principal} ${spelledAction(action)} on ${resource}`;
  const statement = by === undefined ? '' : ` (${describeStatement(by)})`;
  const allows = after === 'allows';
  const until = { denies: 'it is denied', 'holds back': 'its permissions boundary holds it back' };
  return {
    rule,
    severity: 'error',
    what: allows
      ? `${holder.address} ${would('be allowed')} ${request}${statement}; until now ${before === 'denies' || before === 'holds back' ? until[before] : 'nothing that it is granted allows it'}`
      : before === 'denies'
        ? `${holder.address} ${would('no longer be denied')} ${request}${statement}`
        : `${holder.address} ${would('no longer be held back')} by its permissions boundary from ${request}`,
    why: allows
      ? 'taken together, what it is granted lets it do more than before: it must be meant so'
      : 'whatever else allows such a request is no longer held back',
    resource: by === undefined ? holder.address : addressOf(by),
    sid: by?.sid ?? null,
    counterexample: counterexampleOf(loosening),
  };
}

function isFreed({ before, after }: Holder): boolean {
  return before.boundary?.known !== undefined && after.boundary === undefined;
}

function freed({ address }: Holder, { rule, would }: Wording): ReviewFinding {
  return {
    rule,
    severity: 'error',
    what: `${address} ${would('lose')} its permissions boundary`,
    why: 'whatever it is granted from now on is no longer held back by it',
    resource: address,
    sid: null,
    counterexample: null,
  };
}
