import { archiveOf } from '../../../contract/deployment/archive';
import { namesOf } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { accountFor } from '../expected/accounting';
import { findCollisions } from '../expected/collisions';
import { unknownCode } from '../expected/function-code';
import { proveAll, topicsOf, type Effort } from '../prove/prove';
import { partiesOf, principalsOf } from '../prove/principals';
import { targetsAtEndpoints, targetsElsewhere, targetsOf, type Target } from '../prove/targets';
import type { Intent } from '../goals/goal';
import { REQUIREMENTS, intendedOf } from '../goals/all-goals';
import { awsBucketObjects } from '../goals/aws-owned-buckets';
import { NotEnumerable } from '../contexts/atoms/atoms';
import { goalsOf, HeldGoals, type ProvenFinding } from './held-goals';
import { unmetNeeds } from './unmet-needs';
import { Matrix } from './matrix';
import type { Review, ReviewFinding } from '../review-types';
import type { Stack } from '../stack/stack';
import { organizationOver, type OrganizationPolicies } from '../system/organization';
import { Unreviewed } from '../system/policies';
import { findRefused } from '../system/refused-policies';
import type { Role, System } from '../system/system';
import { systemOf } from '../system/read-system';

/**
 * Proves the policies of a stack against the goals that follow from its deployment.yaml: decides every class of requests in
 * every class of contexts. Pure.
 *
 * @param stack what Terraform will build, of `readStack`.
 * @param deployment as `readDeployment` returns it.
 * @param organization policies over the accounts of the deployment; without them, none is taken to stand in the way.
 * @returns findings with a counterexample each, what could not be judged, and who can do what.
 */
export function reviewStack(stack: Stack, deployment: Deployment, organization?: OrganizationPolicies): Review {
  return examine(stack, deployment, organization).review;
}

/** A review, and each finding with the case that shows it to `s3-audit evaluate`. */
export interface Examination {
  readonly review: Review;
  readonly proven: readonly ProvenFinding[];
}

/** As {@link reviewStack}, with the evidence. */
export function examine(stack: Stack, deployment: Deployment, organization?: OrganizationPolicies): Examination {
  const unreviewed = new Unreviewed();
  const over = organization && organizationOver(organization, deployment, unreviewed);
  const system: System = { ...systemOf(stack, deployment, organization?.boundaries), organization: over };
  const intent = intentOf(system, deployment);
  const goals = new HeldGoals(goalsOf(intent), system);
  const matrix = new Matrix();
  const named = intent.permissions.map(({ principal }) => principal);
  const meant = [...intent.permissions.map(({ resourceText }) => resourceText), ...awsBucketObjects(deployment)];
  const told = <T>(what: string, classes: () => readonly T[]): readonly T[] => classesOf(what, classes, unreviewed);
  const principals = told('the principals', () => principalsOf(system, partiesOf(deployment), named));
  const targets = told('the resources', () => [...targetsOf(system, meant), ...targetsAtEndpoints(system, meant)]);
  const topics = topicsOf(system, principals, ({ role }) =>
    role === undefined ? targets : [...targets, ...told(role.address, () => targetsBeyond(role, system, intent))],
  );
  const effort = proveAll(system, topics, { observers: goals.observers, tally: matrix }, unreviewed);
  const needs = unmetNeeds(intendedOf(intent).needs, system, unreviewed);
  const decisions = effort.decisions + needs.decisions;
  const accounting = accountFor(stack, deployment);
  const proven = [...goals.findings, ...needs.findings, ...missingSettings(intent)];
  const refused = findRefused(system, unreviewed);
  const findings = [
    ...proven.map(({ finding }) => finding),
    ...findCollisions(stack),
    ...refused,
    ...accounting.findings,
  ];
  const notReviewed = [...system.notReviewed, ...unreviewed.entries, ...accounting.notReviewed, ...unknownCode(stack)];
  const { contexts } = effort;
  const verdict = verdictOf(findings, notReviewed.length, { decisions, contexts });
  return {
    proven,
    review: {
      ...verdict,
      decisions,
      contexts,
      findings,
      notReviewed,
      matrix: matrix.cells,
      equation: accounting.equation,
    },
  };
}

/** Classes of what is asked; where they cannot be told nothing is asked, and that is noted. */
function classesOf<T>(what: string, classes: () => readonly T[], unreviewed: Unreviewed): readonly T[] {
  try {
    return classes();
  } catch (error) {
    if (!(error instanceof NotEnumerable)) throw error;
    unreviewed.add(what, `which of them policies tell apart cannot be told: ${error.message}`);
    return [];
  }
}

function targetsBeyond(role: Role, system: System, { deployment, permissions }: Intent): readonly Target[] {
  const { partition, source, destination } = deployment;
  const meant = permissions.filter(({ principal }) => principal === role.arn).map(({ resourceText }) => resourceText);
  const attached = [...role.identity, ...(role.boundary ? [role.boundary] : [])];
  const { region } = role.account === source.account ? source : destination;
  return targetsElsewhere({ account: role.account, partition, region }, attached, system, meant);
}

/** What deployment.yaml means the stack to do. */
export function intentOf(system: System, deployment: Deployment): Intent {
  const names = namesOf(deployment);
  const archive = archiveOf(deployment);
  const logNames = [...Object.values(names.logBucket), ...(archive ? [archive.bucketName] : [])];
  const dataNames = [names.dataBucket, ...(deployment.source.bucket ? [names.sourceBucket] : [])];
  const deployed = {
    deployment,
    names,
    system,
    dataBuckets: system.buckets.filter(({ name }) => dataNames.includes(name)),
    logBuckets: system.buckets.filter(({ name }) => logNames.includes(name)),
  };
  return { ...deployed, permissions: intendedOf(deployed).permissions };
}

function missingSettings(intent: Intent): ProvenFinding[] {
  return REQUIREMENTS.flatMap(({ id, why, check }) =>
    check(intent).map(({ resource, what }): ProvenFinding => ({
      finding: { rule: id, severity: 'error', what, why, resource, sid: null, counterexample: null },
      shownBy: undefined,
    })),
  );
}

function verdictOf(
  findings: readonly ReviewFinding[],
  notReviewed: number,
  { decisions, contexts }: Effort,
): Pick<Review, 'verdict' | 'reasons'> {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (errors > 0) return { verdict: 'fail', reasons: [`${errors} goals do not hold`] };
  const reasons = [
    ...(warnings > 0 ? [`${warnings} defences do not hold by themselves`] : []),
    ...(notReviewed > 0 ? [`${notReviewed} things could not be reviewed`] : []),
  ];
  if (reasons.length > 0) return { verdict: 'unproven', reasons };
  return { verdict: 'pass', reasons: [`every goal holds in ${decisions} decisions over ${contexts} contexts`] };
}
