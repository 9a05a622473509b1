import type { CompiledStatement } from './compile';
import { hasGateway, requesterTraitsOf, resourceTraitsOf, traitsOf } from './limits';
import type { Request } from './request';
import type { Requester } from './requester';
import { canCover, isGateway, placesOf, policiesOf, situationOf, type PolicySet, type Situation } from './situation';

/** What is asked, but for the action. */
export type Subject = Omit<Request, 'action'>;

/** Actions that policies decide alike, in every context. */
export interface Alike {
  readonly actions: readonly string[];
  /** That of one of the requests that are decided alike: the same object for all of them. */
  readonly situation: Situation;
}

/** Actions that the same statements cover, whoever asks. */
interface Group {
  readonly actions: readonly string[];
  readonly traits: string;
}

/** For a list of actions, which of them something is true of; `undefined` where it is of all or of none. */
type Marks = readonly boolean[] | undefined;

/** A statement that covers a resource and may name who asks, and where it stands, as a text to compare. */
interface Candidate {
  readonly statement: CompiledStatement;
  readonly place: string;
}

/**
 * Finds requests that are decided alike. Actions are divided into groups that the same statements cover; and requests of one
 * requester have one situation when the same statements, in the same places, can apply to them, and nothing else differs that
 * `situationOf` or `decide` looks at. What it finds out of statements and of sets of policies it remembers; what it finds out
 * of a requester, until another asks.
 */
export class AlikeRequests {
  readonly #groups = new Map<string, readonly Group[]>();
  readonly #traits = new Map<string, readonly string[]>();
  readonly #coverage = new Map<string, string>();
  readonly #marks = new Map<readonly string[], Map<CompiledStatement, Marks>>();
  readonly #ids = new Map<object, number>();
  /** A number for each text, which is shorter to compare. */
  readonly #numbers = new Map<string, number>();
  #requester: Requester | undefined;
  readonly #candidates = new Map<string, readonly Candidate[]>();
  readonly #situations = new Map<string, Situation>();

  /**
   * The groups of actions, in the order of their first.
   *
   * @param actions always the same list for the same actions.
   */
  of(policies: PolicySet, subject: Subject, actions: readonly string[]): readonly Alike[] {
    if (subject.requester !== this.#requester) {
      this.#requester = subject.requester;
      this.#candidates.clear();
      this.#situations.clear();
    }
    const set = this.#nameOf(policies);
    const coverage = this.#coverageOf(set, policies, subject.resource);
    const limits = this.#limitsOf(policies, subject);
    return this.#groupsOf(set, policies, subject, actions, coverage).map(({ actions: group, traits }) => {
      const request = { ...subject, action: group[0] ?? '' };
      const applicable = this.#candidatesOf(set, policies, request, coverage).filter(({ statement }) =>
        statement.coversAction(request.action),
      );
      const hasVariables = applicable.some(({ statement }) => statement.resources.reads.length > 0);
      const places = applicable.map(({ place }) => place).join();
      const key = [limits, traits, places, hasVariables ? subject.resource : ''].join('\n');
      const situation = this.#situations.get(key) ?? situationOf(policies, request);
      this.#situations.set(key, situation);
      return { actions: group, situation };
    });
  }

  /**
   * What a situation follows from beside requester, action and statements: the owner and the traits of the resource, which
   * limits there are even if they say nothing, the endpoints, and the policy that Block Public Access would look at.
   */
  #limitsOf(policies: PolicySet, { resource, resourceAccount }: Subject): string {
    const { boundary, session, scps = [], endpoints = [], restrictPublicBuckets, publicSubject } = policies;
    return JSON.stringify([
      ...[resourceAccount, resourceTraitsOf(resource), boundary !== undefined, session !== undefined, scps.length],
      restrictPublicBuckets === true && policies.resource ? [this.#idOf(policies.resource), publicSubject] : [],
      endpoints.map(({ vpcEndpointId, type }) => [vpcEndpointId, type]),
    ]);
  }

  /** The statements that cover the resource and may name the requester, whatever the action. */
  #candidatesOf(set: number, policies: PolicySet, { requester, action }: Request, coverage: string) {
    const key = `${hasGateway(action)} ${coverage} ${set}`;
    const known = this.#candidates.get(key);
    if (known !== undefined) return known;
    const hasBoundary = policies.boundary !== undefined;
    let number = 0;
    const candidates = placesOf(policies).flatMap(({ place, policy, endpoint }) => {
      const ofGateway = endpoint !== undefined && isGateway(endpoint.type, action);
      return policy.statements.flatMap((statement): Candidate[] => {
        if (coverage[number++] !== '1') return [];
        const { most } = statement.matchPrincipal(requester, { hasBoundary, ofGateway });
        return most === 'none' ? [] : [{ statement, place: `${place} ${this.#idOf(statement)}` }];
      });
    });
    this.#candidates.set(key, candidates);
    return candidates;
  }

  /** The groups are the same for all requesters of the same traits. */
  #groupsOf(set: number, policies: PolicySet, subject: Subject, actions: readonly string[], coverage: string) {
    const traits = `${requesterTraitsOf(subject)} ${resourceTraitsOf(subject.resource)} ${this.#idOf(actions)}`;
    const key = `${traits} ${coverage} ${set}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const ofActions = this.#traits.get(traits) ?? actions.map((action) => traitsOf({ ...subject, action }));
    this.#traits.set(traits, ofActions);
    const groups = this.#divide(policies, actions, ofActions, coverage);
    this.#groups.set(key, groups);
    return groups;
  }

  #divide(
    policies: PolicySet,
    actions: readonly string[],
    traits: readonly string[],
    coverage: string,
  ): readonly Group[] {
    let numbers = numbered(traits);
    const statements = policiesOf(policies).flatMap((policy) => policy.statements);
    for (const [index, statement] of statements.entries()) {
      const marks = coverage[index] === '1' ? this.#marksOf(statement, actions) : undefined;
      if (marks !== undefined)
        numbers = numbered(numbers.map((one, at) => (marks[at] === true ? 2 * one + 1 : 2 * one)));
    }
    const groups: { readonly actions: string[]; readonly traits: string }[] = [];
    for (const [index, action] of actions.entries())
      (groups[numbers[index] ?? 0] ??= { actions: [], traits: traits[index] ?? '' }).actions.push(action);
    return groups;
  }

  #marksOf(statement: CompiledStatement, actions: readonly string[]): Marks {
    const known = this.#marks.get(actions) ?? new Map<CompiledStatement, Marks>();
    this.#marks.set(actions, known);
    if (known.has(statement)) return known.get(statement);
    const marks = actions.map((action) => statement.coversAction(action));
    const told = marks.includes(true) && marks.includes(false) ? marks : undefined;
    known.set(statement, told);
    return told;
  }

  /** For each statement of a set whether it can cover a resource: 1 or 0. */
  #coverageOf(set: number, policies: PolicySet, resource: string): string {
    const key = `${set}\n${resource}`;
    const known = this.#coverage.get(key);
    if (known !== undefined) return known;
    const statements = policiesOf(policies).flatMap((policy) => policy.statements);
    const coverage = statements.map((statement) => (canCover(statement, resource) ? '1' : '0')).join('');
    this.#coverage.set(key, coverage);
    return coverage;
  }

  /** The same for sets of the same policies in the same places, and of the same endpoints' types. */
  #nameOf(policies: PolicySet): number {
    const places = placesOf(policies).map(
      ({ place, policy, endpoint }) => `${place} ${this.#idOf(policy)} ${endpoint?.type ?? ''}`,
    );
    return this.#numberOf(places.join());
  }

  #numberOf(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }

  #idOf(one: object): number {
    const id = this.#ids.get(one) ?? this.#ids.size;
    this.#ids.set(one, id);
    return id;
  }
}

/** Numbers from zero, the same for the same. */
function numbered(all: readonly (string | number)[]): readonly number[] {
  const numbers = new Map<string | number, number>();
  return all.map((one) => {
    const number = numbers.get(one) ?? numbers.size;
    numbers.set(one, number);
    return number;
  });
}
