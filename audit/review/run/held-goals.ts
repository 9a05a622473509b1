import type { PolicyCase } from '../../policy/read-case';
import { holds } from '../../policy/compile';
import { counterexampleOf } from '../prove/counterexample';
import { PROHIBITIONS } from '../goals/all-goals';
import type { HeldGoal, Intent } from '../goals/goal';
import { policiesIn, policyCaseOf } from '../prove/layers';
import type { Fact, Judgement, Observer } from '../prove/questions';
import type { ReviewFinding } from '../review-types';
import { addressOf } from '../system/policies';
import type { System } from '../system/system';

/** A finding with the case that shows it to `s3-audit evaluate`. */
export interface ProvenFinding {
  readonly finding: ReviewFinding;
  readonly shownBy: PolicyCase | undefined;
}

/** Every such goal of deployment.yaml. */
export function goalsOf(intent: Intent): readonly HeldGoal[] {
  return PROHIBITIONS.map(({ id, why, over }) => ({ id, why, about: over(intent) }));
}

/** Keeps what breaks the goals that no request may break; remembers one request for each way to break one. */
export class HeldGoals {
  readonly observers: readonly Observer[];
  readonly #broken = new Map<string, { found: ProvenFinding; more: number }>();

  constructor(
    goals: readonly HeldGoal[],
    private readonly system: System,
  ) {
    this.observers = goals.map((goal) => ({
      about: goal.about,
      observe: (fact, judgement) => {
        this.#hold(goal, fact, judgement);
      },
    }));
  }

  /** Errors first; a defence that does not hold by itself is told only where nothing worse is told of the same place. */
  get findings(): readonly ProvenFinding[] {
    const all = [...this.#broken.values()].map(({ found, more }) => withMore(found, more));
    const errors = all.filter(({ finding }) => finding.severity === 'error');
    const told = new Set(errors.map(({ finding }) => placeOf(finding)));
    return [...errors, ...all.filter(({ finding }) => finding.severity !== 'error' && !told.has(placeOf(finding)))];
  }

  #hold(goal: HeldGoal, fact: Fact, { objection }: Judgement): void {
    const what = objection(fact);
    if (what === undefined) return;
    const culprit = culpritOf(fact);
    const key = [goal.id, fact.layer === 'actual', culprit.resource, culprit.sid].join('\n');
    const known = this.#broken.get(key);
    if (known !== undefined) {
      known.more++;
      return;
    }
    const counterexample = counterexampleOf(fact, (other) => objection(other) !== undefined);
    const { layer, principal, target } = fact;
    const severity = layer === 'actual' ? 'error' : 'warning';
    const finding: ReviewFinding = { rule: goal.id, severity, what, why: goal.why, ...culprit, counterexample };
    const policies = policiesIn(layer, principal, target, this.system);
    const request = { ...counterexample, resourceAccount: target.account };
    this.#broken.set(key, { found: { finding, shownBy: policyCaseOf(policies, request) }, more: 0 });
  }
}

function placeOf({ rule, resource }: ReviewFinding): string {
  return `${rule}\n${resource}`;
}

function withMore({ finding, shownBy }: ProvenFinding, more: number): ProvenFinding {
  if (more === 0) return { finding, shownBy };
  return { shownBy, finding: { ...finding, what: `${finding.what} (and ${more} more such requests)` } };
}

/** The statement of the stack that let the request through, or the policy in which a statement against it is missing. */
function culpritOf({ decision, situation, context, path, target, layer, principal }: Fact): {
  resource: string;
  sid: string | null;
} {
  if (layer === 'endpoint' && path.endpoint !== undefined) {
    const { address, id } = path.endpoint;
    const allows = situation.endpoints.find(({ vpcEndpointId }) => vpcEndpointId === id)?.allows ?? [];
    const letThrough = allows.find(({ statement }) => holds(statement, situation.request.resource, context) === true);
    return { resource: address, sid: letThrough?.statement.ref.sid ?? null };
  }
  if (layer === 'boundary') return { resource: principal.role?.boundary?.address ?? target.arn, sid: null };
  const own = decision.by.filter(({ policy }) => !policy.startsWith('(assumed)'));
  const statement = own.at(-1);
  if (statement !== undefined) return { resource: addressOf(statement), sid: statement.sid ?? null };
  return {
    resource: target.policy?.address ?? target.owned?.address ?? principal.role?.address ?? target.arn,
    sid: null,
  };
}
