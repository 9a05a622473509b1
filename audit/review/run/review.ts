import type { Deployment } from '../../../contract/deployment/schema';
import { checkOrdering } from '../ordering/check-ordering';
import { checkPlan } from '../plan/check-plan';
import type { Plan } from '../plan/plan';
import { proveGoalsFile } from './prove-goals-file';
import { notHeldHere } from '../goals/held-here';
import type { Goals } from '../goals-file/goals-file';
import { readPlanInSymbols } from '../plan/plan-stack';
import { othersCutOff } from './cut-off';
import { reviewStack } from './prove-goals';
import { judgeReview, type LocatedFinding, type LocatedGap, type ReviewReport } from '../review-report';
import type { Equation, NotReviewed, Review } from '../review-types';
import type { StackOptions } from '../stack/read-stack';
import type { Stack } from '../stack/stack';
import type { OrganizationPolicies } from '../system/organization';
import { applyWaivers } from './waivers';

/** Everything that a review is made of. */
export interface ReviewInput {
  readonly stacks: readonly Stack[];
  readonly deployment: { readonly file: string; readonly deployment: Deployment } | undefined;
  readonly plan: { readonly file: string; readonly plan: Plan } | undefined;
  /** What a stack is meant to be that no deployment.yaml describes. */
  readonly goals?: Goals | undefined;
  /** Policies of AWS Organizations, where they are given. */
  readonly organization?: OrganizationPolicies | undefined;
  /** As in `StackOptions`, for a stack that the plan alone tells. */
  readonly builtArchive?: string | undefined;
  /** `YYYY-MM-DD`, UTC: decides which waivers hold. */
  readonly today: string;
}

/** One part of a review, about one file. */
interface Part extends Omit<Review, 'verdict' | 'reasons' | 'equation'>, Partial<Pick<Review, 'equation'>> {
  readonly file: string;
  readonly proven: readonly string[];
}

/** Reviews stacks and plan, applies the waivers of deployment.yaml, and judges. Pure. */
export function reviewAll({
  stacks,
  deployment,
  plan,
  goals,
  organization,
  builtArchive,
  today,
}: ReviewInput): ReviewReport {
  const ofPlan =
    plan === undefined || stacks.length > 0
      ? undefined
      : readPlanInSymbols(plan.plan, plan.file, { providers: providersOf(goals), builtArchive });
  const all = ofPlan?.ok === true ? [ofPlan.value] : stacks;
  const parts = [
    ...all.flatMap((stack) => [
      goalsPart(stack, { deployment: deployment?.deployment, goals, organization }),
      orderPart(stack),
    ]),
    ...(plan === undefined
      ? []
      : [
          planPart(
            plan.file,
            plan.plan,
            ofPlan?.ok === false ? ofPlan.problems : [],
            all.length === 1 ? all[0] : undefined,
          ),
        ]),
  ];
  const found = parts.flatMap(({ file, findings }) =>
    findings.map((finding): LocatedFinding => ({ ...finding, file })),
  );
  const waivers = deployment?.deployment.review?.waivers ?? [];
  const gaps = parts.flatMap(({ file, notReviewed }) => notReviewed.map((gap): LocatedGap => ({ ...gap, file })));
  return judgeReview({
    files: [...new Set(parts.map(({ file }) => file))],
    decisions: parts.reduce((sum, { decisions }) => sum + decisions, 0),
    contexts: parts.reduce((sum, { contexts }) => sum + contexts, 0),
    proven: parts.flatMap(({ proven }) => proven),
    findings: applyWaivers(found, waivers, today, deployment?.file ?? ''),
    notReviewed: gaps,
    matrix: parts.flatMap(({ matrix }) => matrix),
    equation: parts.flatMap(({ equation }) => equation ?? []).reduce(added, NO_ARGUMENTS),
  });
}

const NO_ARGUMENTS: Equation = { arguments: 0, read: 0, required: 0, free: 0, notReviewed: 0 };

function added(a: Equation, b: Equation): Equation {
  return {
    arguments: a.arguments + b.arguments,
    read: a.read + b.read,
    required: a.required + b.required,
    free: a.free + b.free,
    notReviewed: a.notReviewed + b.notReviewed,
  };
}

const NOTHING = { findings: [], notReviewed: [], decisions: 0, contexts: 0, proven: [], matrix: [] };

function goalsPart(
  stack: Stack,
  {
    deployment,
    goals,
    organization,
  }: Pick<ReviewInput, 'goals' | 'organization'> & { readonly deployment: Deployment | undefined },
): Part {
  const file = stack.where;
  if (goals !== undefined) {
    const review = proveGoalsFile(stack, goals);
    const isProven = review.findings.length + review.notReviewed.length === 0;
    const proven = `what the goals file says of its buckets holds in ${review.decisions} decisions`;
    return { ...review, file, proven: isProven ? [proven] : [] };
  }
  if (deployment === undefined) {
    const reason = 'nobody says who is meant to do what: no goal was proven (name the file: --deployment or --goals)';
    return { ...NOTHING, file, notReviewed: [{ resource: 'the policies', reason }] };
  }
  const { verdict, reasons, ...review } = reviewStack(stack, deployment, organization);
  const findings = [...review.findings, ...othersCutOff(deployment)];
  return { ...review, findings, file, proven: verdict === 'pass' ? [...reasons, ...notHeldHere(deployment)] : [] };
}

function providersOf(goals: Goals | undefined): StackOptions['providers'] & object {
  const given = Object.entries(goals?.providers ?? {});
  return Object.fromEntries(given.map(([key, { account, region }]) => [key, { account, region }]));
}

function orderPart(stack: Stack): Part {
  const { findings, notReviewed, required } = checkOrdering(stack);
  const kept = `every order that AWS needs is kept: ${required} between the resources of this stack`;
  return {
    ...NOTHING,
    file: stack.where,
    findings,
    notReviewed,
    proven: findings.length + notReviewed.length === 0 ? [kept] : [],
  };
}

/** @param unread why the plan does not tell its stack, where it is all there is. */
function planPart(file: string, plan: Plan, unread: readonly string[], stack: Stack | undefined): Part {
  const { findings, notReviewed, decisions } = checkPlan(plan, stack);
  const gaps = unread.map((problem): NotReviewed => ({ resource: 'the stack', reason: problem }));
  const clean = findings.length + notReviewed.length === 0;
  return {
    ...NOTHING,
    file,
    findings,
    notReviewed: [...gaps, ...notReviewed],
    decisions,
    proven: clean ? ['the plan destroys no state, weakens no protection and loosens no policy'] : [],
  };
}
