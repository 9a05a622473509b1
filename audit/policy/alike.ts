import { isRootRecovery, type PolicySet, type Request } from './decide';
import type { CompiledPolicy } from './compile';
import type { Context } from './context';
import { accountOf } from './requester';

/** What is asked, but for the action. */
export type Subject = Omit<Request, 'action'>;

const EMPTY: Context = new Map();

/**
 * What a decision depends on of the action itself, beside which statements cover it: every rule of AWS that names actions
 * must show here. `alike.property.test.ts` holds this against the evaluator.
 */
function traitsOf(request: Request): string {
  const { action } = request;
  return `${action.slice(0, action.indexOf(':'))} ${isRootRecovery(request)}`;
}

/**
 * Divides actions into groups that the same statements cover, so that policies decide all of a group alike in every context.
 * What it finds out of a policy it remembers.
 */
export class AlikeActions {
  readonly #groups = new Map<string, readonly (readonly string[])[]>();
  readonly #covers = new Map<string, readonly string[]>();
  readonly #ids = new Map<object, number>();

  /** @param actions always the same list for the same actions. */
  of(policies: PolicySet, subject: Subject, actions: readonly string[]): readonly (readonly string[])[] {
    const { requester, resource, resourceAccount } = subject;
    const all = policiesOf(policies);
    const isOwn = accountOf(requester) === resourceAccount;
    const ids = [actions, ...all].map((one) => this.#idOf(one)).join();
    const key = `${ids} ${requester.type} ${isOwn} ${resource}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const covers = all.map((policy) => this.#coversOf(policy, resource, actions));
    const groups = new Map<string, string[]>();
    for (const [index, action] of actions.entries()) {
      const name = [traitsOf({ ...subject, action }), ...covers.map((ofPolicy) => ofPolicy[index])].join(' ');
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [action]);
      else group.push(action);
    }
    const made = [...groups.values()];
    this.#groups.set(key, made);
    return made;
  }

  /** By action, which statements of a policy cover it, as a text. */
  #coversOf(policy: CompiledPolicy, resource: string, actions: readonly string[]): readonly string[] {
    const key = `${this.#idOf(policy)} ${this.#idOf(actions)} ${resource}`;
    const known = this.#covers.get(key);
    if (known !== undefined) return known;
    const statements = policy.statements.filter(
      ({ resources }) => resources.reads.length > 0 || resources.covers(resource, EMPTY),
    );
    const covers = actions.map((action) =>
      statements.map(({ coversAction }) => (coversAction(action) ? '1' : '0')).join(''),
    );
    this.#covers.set(key, covers);
    return covers;
  }

  #idOf(one: object): number {
    const id = this.#ids.get(one) ?? this.#ids.size;
    this.#ids.set(one, id);
    return id;
  }
}

function policiesOf({ identity, boundary, resource, endpoints = [] }: PolicySet): readonly CompiledPolicy[] {
  return [...identity, boundary, resource, ...endpoints.map(({ policy }) => policy)].filter((one) => one !== undefined);
}
